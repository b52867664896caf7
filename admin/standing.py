"""Where an entry stands in one language, in words: for the bar above its form, and for lists."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from admin.moments import in_words
from cms.access.actors import Actor
from cms.access.permissions import visible
from cms.content import LOCALES, ContentType, State, Values, localised
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import texts, working_copy
from cms.errors import N_, Message
from cms.publishing.comparison import changed_since
from cms.publishing.standings import NOWHERE, Stand, standings
from cms.translation.interface.catalogues import gettext, render, state_label

KEYS: Mapping[str, str] = {
    "scheduled": N_("Scheduled"),
    "expired": N_("Expired"),
    "changed": N_("Published, changed"),
}
STEPS_SAID: Mapping[str, str] = {
    "submit": N_("Handed in by {who}, {when}"),
    "reject": N_("Sent back by {who}, {when}"),
    "withdraw": N_("Taken back by {who}, {when}"),
}

_NEWEST = """
SELECT name, actor, at, comment FROM transition WHERE uid = $1 AND locale = $2
ORDER BY at DESC, id DESC LIMIT 1
"""


@dataclass(frozen=True)
class Badge:
    """A state in one or two words; ``key`` is for the style, ``more`` says when."""

    key: str
    label: str
    more: str = ""


def badge(state: str, stand: Stand, *, changed: bool, locale: str) -> Badge:
    """What a list says of an entry in one language."""
    key = _key(state, stand, changed=changed)
    label = gettext(KEYS[key], locale) if key in KEYS else state_label(state, locale)
    return Badge(key, label, " ".join(dates(state, stand, locale)))


def _key(state: str, stand: Stand, *, changed: bool) -> str:
    if state != State.PUBLISHED:
        return state
    if stand.path is None:
        return "scheduled" if stand.begins else "expired"
    return "changed" if changed else state


def dates(state: str, stand: Stand, locale: str) -> list[str]:
    """What is planned, what ended, and what the public reads meanwhile."""
    told: list[Message] = []
    if stand.path is not None:
        if state == State.PENDING:
            told.append(Message(N_("The public reads it as it was.")))
        if stand.changes:
            told.append(_when(N_("Changes on {moment}."), stand.changes, locale))
        if stand.until:
            told.append(_when(N_("Public until {moment}."), stand.until, locale))
        if stand.begins:
            told.append(_when(N_("Public again from {moment}."), stand.begins, locale))
    elif stand.begins:
        told.append(_when(N_("Scheduled for {moment}."), stand.begins, locale))
        if stand.until:
            told.append(_when(N_("Public until {moment}."), stand.until, locale))
    elif stand.ended and state in (State.PUBLISHED, State.PENDING):
        told.append(_when(N_("Expired since {moment}."), stand.ended, locale))
    return [render(one, locale) for one in told]


def _when(text: str, moment: Any, locale: str) -> Message:
    return Message(text, {"moment": in_words(moment, locale)})


async def last_word(uid: str, of: str, locale: str) -> tuple[str, str]:
    """The newest step if somebody wants something by it: who took it, and their comment."""
    rows = await fetch(_NEWEST, uid, of)
    if not rows or rows[0]["name"] not in STEPS_SAID:
        return "", ""
    said = {"who": rows[0]["actor"], "when": in_words(rows[0]["at"], locale)}
    return render(Message(STEPS_SAID[rows[0]["name"]], said), locale), rows[0]["comment"]


async def lagging(
    content_type: ContentType, values: Values, locale: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields of a translation that are behind their source text, and those without a text."""
    source = values["source_locale"]
    if locale == source:
        return (), ()
    own = await texts.fingerprints(content_type, values, locale)
    wanted = await texts.fingerprints(content_type, values, source)
    behind = tuple(name for name in own if name in wanted and own[name] != wanted[name])
    return behind, tuple(name for name in wanted if name not in own)


async def badges(actor: Actor, uids: Iterable[str], locale: str) -> dict[str, dict[str, Badge]]:
    """For each entry that the actor may view its badge in each language."""
    seen = sorted(await visible(actor, uids))
    stands = await standings(seen)
    found: dict[str, dict[str, Badge]] = {}
    for row in await _nodes(seen):
        content_type = installed().get(row["content_type"])
        stand = stands.get(row["uid"], {})
        changed = await _changed(content_type, row, stand) if content_type else frozenset()
        found[row["uid"]] = {
            one: badge(
                row[localised("state", one)],
                stand.get(one, NOWHERE),
                changed=one in changed,
                locale=locale,
            )
            for one in LOCALES
        }
    return found


async def _nodes(uids: list[str]) -> list[dict[str, Any]]:
    states = ", ".join(f"n.{localised('state', one)}" for one in LOCALES)
    return await fetch(
        f"SELECT n.uid, n.content_type, {states}, ARRAY("  # noqa: S608 - our own columns
        " SELECT p.locale::text FROM publication p WHERE p.uid = n.uid"
        " AND p.valid @> statement_timestamp() AND p.revision < ("
        " SELECT max(v.revision) FROM version v WHERE v.uid = n.uid)) AS older"
        " FROM node n WHERE n.uid = ANY($1::text[])",
        uids,
    )


async def _changed(
    content_type: ContentType, row: Mapping[str, Any], stand: Mapping[str, Stand]
) -> frozenset[str]:
    """The languages whose text differs: a newer revision may concern another language only."""
    older = [one for one in row["older"] if stand.get(one, NOWHERE).path is not None]
    if not older:
        return frozenset()
    values = await working_copy.load(content_type, row["uid"])
    return frozenset([one for one in older if await changed_since(content_type, values, one)])
