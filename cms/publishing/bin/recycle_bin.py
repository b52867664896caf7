"""The recycle bin: what is in it, for whom, and until when."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import SITE, Facts, decide, facts_of, require
from cms.access.roles import Permission
from cms.content import LOCALES, localised
from cms.content.values import title_of
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError, NotFound
from cms.settings import settings

TITLES = tuple(localised("title", locale) for locale in LOCALES)

_DUE = "deleted_at <= statement_timestamp() - make_interval(days => $1::int)"

_TITLES = """
SELECT b.*, e.uid AS entry, e.snapshot FROM binned_entry e JOIN binned_branch b ON b.id = e.branch
WHERE e.uid = ANY($1::varchar[]) ORDER BY e.id
"""

_FORGET_TEXTS = """
DELETE FROM {table} t WHERE t.uid = ANY($1::varchar[])
    AND NOT EXISTS (SELECT FROM node n WHERE n.uid = t.uid)
    AND NOT EXISTS (SELECT FROM binned_entry b WHERE b.uid = t.uid)
"""


class BadCursor(CmsError):
    """A place in the bin that no list gave out."""

    code = "bad_cursor"


@dataclass(frozen=True)
class Binned:
    """A branch in the bin: the entry on top, who deleted it and when, and how much goes with it.

    ``unlinked`` are entries elsewhere that referred to it, until it was deleted.
    """

    id: int
    uid: str
    content_type: str
    titles: Mapping[str, str]
    path: str
    above: tuple[str, ...]
    created_by: str
    own_draft: bool
    blocked: bool
    entries: int
    deleted_by: str
    deleted_at: datetime
    purge_at: datetime
    unlinked: tuple[str, ...]

    def title(self, locale: str) -> str:
        """What the entry on top was called, in ``locale`` if it can be."""
        return title_of({"uid": self.uid, **self.titles}, locale)


@dataclass(frozen=True)
class BinPage:
    """A part of what somebody sees in the bin, the newest first; ``next`` is where the rest begins."""

    items: tuple[Binned, ...]
    total: int
    next: str


async def bin_page(actor: Actor, first: int = 50, after: str = "") -> BinPage:
    """What the actor deleted, or may delete where it stood. Raises `BadCursor`."""
    if after and not (after.isascii() and after.isdigit() and len(after) < 10):
        raise BadCursor(N_("There is no such place in this list."))
    found = await _seen_by(actor, await fetch("SELECT * FROM binned_branch ORDER BY id DESC"))
    rest = [one for one in found if not after or one.id < int(after)]
    more = len(rest) > first
    return BinPage(tuple(rest[:first]), len(found), str(rest[first - 1].id) if more else "")


async def binned(actor: Actor, bin_id: int, *, lock: bool = False) -> Binned:
    """One branch in the bin; raises `NotFound`, also for what the actor may not see."""
    held = " FOR UPDATE" if lock else ""
    return await _one(actor, f"SELECT * FROM binned_branch WHERE id = $1::int{held}", bin_id)


async def binned_as(actor: Actor, uid: str) -> Binned:
    """The branch that was deleted last with the entry ``uid`` on top; raises `NotFound`."""
    return await _one(actor, "SELECT * FROM binned_branch WHERE uid = $1 ORDER BY id DESC", uid)


async def titles_in(actor: Actor, uids: Iterable[str], locale: str) -> dict[str, str]:
    """What those of the entries were called that are in the bin, as far as the actor sees into it."""
    rows = await fetch(_TITLES, list(uids))
    seen = {one.id for one in await _seen_by(actor, rows)}
    return {
        row["entry"]: title_of({**json.loads(row["snapshot"]), "uid": row["entry"]}, locale)
        for row in rows
        if row["id"] in seen
    }


async def _one(actor: Actor, sql: str, value: Any) -> Binned:
    found = await _seen_by(actor, (await fetch(sql, value))[:1])
    if not found:
        raise NotFound(N_("There is no such thing in the bin, or not any more."))
    return found[0]


async def _seen_by(actor: Actor, rows: Iterable[Mapping[str, Any]]) -> list[Binned]:
    found = [_binned(row) for row in rows]
    facts = await facts_of(actor, {uid for one in found for uid in one.above})
    return [one for one in found if _may_see(actor, one, facts)]


def _may_see(actor: Actor, one: Binned, facts: Mapping[str, Facts]) -> bool:
    """Whether the actor might delete it, stood it where it was; or did delete it.

    Local roles reach it from the nearest entry above it that is still there, unless they were
    stopped within the branch.
    """
    if one.deleted_by == actor.name:
        return True
    above = next((facts[uid] for uid in one.above if uid in facts), SITE)
    where = SITE if one.blocked else above
    was = replace(where, created_by=one.created_by, private=one.own_draft)
    return decide(actor, Permission.DELETE, was).allowed


def _binned(row: Mapping[str, Any]) -> Binned:
    names = ("id", "uid", "content_type", "path", "created_by", "own_draft", "blocked", "entries",
             "deleted_by", "deleted_at")  # fmt: skip
    return Binned(
        **{name: row[name] for name in names},
        titles={name: row[name] for name in TITLES},
        above=tuple(json.loads(row["above"])),
        unlinked=tuple(json.loads(row["unlinked"])),
        purge_at=row["deleted_at"] + timedelta(days=settings.bin_days),
    )


async def purge(actor: Actor, bin_id: int) -> None:
    """Forget one branch for good. Takes `administer`; raises `Denied` and `NotFound`.

    Versions and past publications stay, translations do not. Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    one = await binned(actor, bin_id, lock=True)
    await _forget([one.id])
    await audit.note(actor.name, "purge", one.uid, entries=one.entries, by_hand=True)


async def purge_all(actor: Actor, uids: Iterable[str]) -> list[Binned]:
    """As `purge`, of the branches that `binned_as` finds for these entries: all of them or none."""
    await require(actor, Permission.ADMINISTER)
    found = [await binned_as(actor, uid) for uid in dict.fromkeys(uids)]
    for one in found:
        await purge(actor, one.id)
    return found


async def purge_old(actor: Actor, days: int) -> int:
    """Forget what was deleted ``days`` ago or longer; how many branches. Call it inside `writing()`."""
    rows = await fetch(f"SELECT id, uid, entries FROM binned_branch WHERE {_DUE} FOR UPDATE", days)
    if rows:
        await _forget([row["id"] for row in rows])
    for row in rows:
        await audit.note(actor.name, "purge", row["uid"], entries=row["entries"], by_hand=False)
    return len(rows)


async def _forget(ids: list[int]) -> None:
    rows = await fetch("SELECT uid FROM binned_entry WHERE branch = ANY($1::int[])", ids)
    await execute("DELETE FROM binned_branch WHERE id = ANY($1::int[])", ids)
    for table in ("source_text", "translated_text", "kept_text", "offered_text"):
        await execute(_FORGET_TEXTS.format(table=table), [row["uid"] for row in rows])
