"""Why something is empty or left out, for those who may see the drafts there; others are told nothing.

What a caller may not view is explained no more than what does not exist.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cms.access.actors import NOBODY
from cms.access.permissions import decide, facts_of
from cms.access.roles import Permission
from cms.content import LOCALES, State, localised
from cms.database.engine import fetch
from cms.errors import N_, Message
from cms.publishing import drafts
from cms.publishing.bin.recycle_bin import titles_in
from cms.publishing.standings import NOWHERE, Stand, standings
from cms.reading.view import LIVE, Drafts, View
from cms.schema.absences import MOST, Absence
from cms.schema.context import Context
from cms.schema.enums import Locale
from cms.translation.interface.catalogues import render

MOST_LOOKED_AT = 1_000
TEXTS: Mapping[str, str] = {
    "untranslated": N_("It has no text in this language."),
    "draft": N_("It was never published in this language."),
    "pending": N_("It waits for somebody to review it."),
    "not_yet": N_("It is published from {at} on."),
    "expired": N_("It was published until {at}."),
    "retired": N_("It was retracted."),
    "deleted": N_("It is in the recycle bin."),
    "permission": N_("This takes the permission {permission}."),
}


@dataclass(frozen=True)
class Reason:
    """Why the public does not read an entry: a code, and an instant if there is one."""

    code: str
    at: datetime | None = None


@dataclass(frozen=True)
class Known:
    """What whoever asks may know of the entries that are absent."""

    nodes: Mapping[str, Mapping[str, Any]]
    stands: Mapping[str, Mapping[str, Stand]]
    binned: Mapping[str, str]

    def reason(self, uid: str, view: View) -> Reason | None:
        """Why a view does not show an entry; none for what nothing may be said of."""
        if uid in self.binned:
            return Reason("deleted")
        node = self.nodes.get(uid)
        if node is None:
            return None
        if not node[localised("title", view.locale)]:
            return Reason("untranslated")
        if view.perspective != LIVE:
            return None
        stand = self.stands.get(uid, {}).get(view.locale, NOWHERE)
        return _of_stand(stand, State(node[localised("state", view.locale)]))


def _of_stand(stand: Stand, state: State) -> Reason | None:
    if stand.path:
        return None
    if stand.begins:
        return Reason("not_yet", stand.begins)
    if stand.ended and state is State.PUBLISHED:
        return Reason("expired", stand.ended)
    if state is State.PENDING:
        return Reason("pending")
    return Reason("retired" if stand.ended else "draft")


async def reasons_of(context: Context) -> dict[str, Any]:
    """Why each absence that was noted is one, as ``extensions`` tell it.

    ``reasons`` are at most `MOST`; ``leftOut`` says of each list how many it lacks, and why.
    """
    noted = context.absences.noted
    if context.actor == NOBODY or not noted:
        return {}
    if any(one.find for one in noted):
        await drafts.renew()
    found = await asyncio.gather(*(_uids(context, one) for one in noted))
    pairs = [(one, uid) for one, uids in zip(noted, found, strict=True) for uid in uids]
    pairs = pairs[:MOST_LOOKED_AT]
    known = await _known(context, {uid for _, uid in pairs})
    told = [one for pair in pairs if (one := _told(context, known, *pair))]
    numbers = _left_out(told, [one.path for one in noted if one.of_list])
    return ({"reasons": told[:MOST]} if told else {}) | ({"leftOut": numbers} if numbers else {})


def _left_out(
    told: Iterable[Mapping[str, Any]], lists: Iterable[Sequence[str | int]]
) -> list[dict[str, Any]]:
    counted: dict[tuple[str | int, ...], Counter[str]] = {tuple(path): Counter() for path in lists}
    for one in told:
        path = tuple(one["path"])
        if path in counted:
            counted[path][one["code"]] += 1
    return [{"path": path, "codes": codes} for path, codes in counted.items() if codes]


async def _uids(context: Context, one: Absence) -> list[str]:
    """The entries that are absent; of those that only drafts have, those that the view lacks."""
    if one.find is None:
        return list(one.uids)
    everything = replace(one.view, fallback=LOCALES, perspective=Drafts(context.actor))
    found = list(dict.fromkeys(await one.find(everything)))[:MOST]
    shown = await context.loaders.entries.load_many([(uid, one.view) for uid in found])
    return [uid for uid, record in zip(found, shown, strict=True) if record is None]


async def _known(context: Context, uids: Iterable[str]) -> Known:
    asked = list(uids)
    facts = await facts_of(context.actor, asked)
    seen = [uid for uid in facts if decide(context.actor, Permission.VIEW, facts[uid]).allowed]
    rows = await fetch("SELECT * FROM node WHERE uid = ANY($1::text[])", seen)
    gone = [uid for uid in asked if uid not in facts]
    return Known(
        {row["uid"]: row for row in rows},
        await standings(seen),
        await titles_in(context.actor, gone, LOCALES[0]) if gone else {},
    )


def _told(context: Context, known: Known, one: Absence, uid: str) -> dict[str, Any] | None:
    reason = Reason("permission") if one.denied else known.reason(uid, one.view)
    if reason is None:
        return None
    params = {"at": reason.at and reason.at.isoformat(), "permission": one.denied}
    made: dict[str, Any] = {
        "path": list(one.path),
        "uid": uid,
        "locale": Locale(one.view.locale).name,
        "code": reason.code,
        "message": render(Message(TEXTS[reason.code], params), context.reader),
    }
    if reason.at:
        made["at"] = reason.at
    if one.denied:
        made["missing"] = one.denied.name
    return made
