"""Addresses written by hand: where they lead, and keeping them.

What lives at an address wins over an alias; an alias wins over what lived there once.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require, visible
from cms.access.roles import Permission
from cms.content import LOCALES
from cms.database.engine import execute, fetch
from cms.editing.input import problems_of
from cms.errors import N_, InvalidInput, Message, NotFound, Problem
from cms.publishing import outbox
from cms.publishing.aliases.alias_input import GONE, UID, AliasInput, itself, read_alias
from cms.publishing.changes import Change as ToldChange
from cms.publishing.tree.paths import normal_path, sent_path
from cms.reading import publications
from cms.reading.surrogates import Reads
from cms.reading.view import LIVE, Perspective, View

ALIAS_LOCK = 0x616C6961  # "alia": so that two half loops are not written at once
MOST_STEPS = 5

_SAVE = """
INSERT INTO alias (path, target, locale, status, changed_by, changed_at)
VALUES ($1, $2, $3, $4, $5, clock_timestamp())
ON CONFLICT (path) DO UPDATE SET (target, locale, status, changed_by, changed_at)
    = (EXCLUDED.target, EXCLUDED.locale, EXCLUDED.status, EXCLUDED.changed_by, EXCLUDED.changed_at)
RETURNING id
"""

_LIST = """
SELECT * FROM alias
WHERE ($1 = '' OR strpos(lower(path || ' ' || target), lower($1)) > 0) AND path COLLATE "C" > $2
ORDER BY path COLLATE "C" LIMIT $3
"""


@dataclass(frozen=True)
class Alias:
    """An address written by hand. ``says`` is what it holds; `None` as a ``lead`` goes nowhere."""

    id: int
    says: AliasInput
    changed_by: str
    changed_at: datetime


@dataclass(frozen=True)
class Change:
    """What became of an alias: what it said before, and what it says now; `None` where it is not."""

    id: int
    before: AliasInput | None
    after: AliasInput | None


@dataclass(frozen=True)
class Lead:
    """Where an address leads: ``to`` is what to answer with ``status``, `None` that it is gone."""

    to: str | None
    status: int
    uid: str | None
    since: datetime


@dataclass(frozen=True)
class AliasPage:
    """A part of the list, by address; ``next`` is where the rest begins, if there is a rest."""

    items: tuple[Alias, ...]
    total: int
    next: str


async def lead_of(
    path: str, perspective: Perspective = LIVE, reads: Reads | None = None
) -> Lead | None:
    """Where an alias leads; nothing without one, or if it leads to what the perspective does not show.

    ``path`` is as `normal_path` makes it. ``reads`` hears of all that this follows from.
    """
    reads = reads or Reads()
    reads.address(path)
    found = await _at(path)
    return await lead(found, perspective, reads) if found else None


async def lead(
    alias: Alias, perspective: Perspective = LIVE, reads: Reads | None = None
) -> Lead | None:
    """As `lead_of`, of an alias that is known already."""
    says, since = alias.says, alias.changed_at
    if says.status == GONE:
        return Lead(None, GONE, None, since)
    to, uid = await _followed(says, perspective, reads or Reads())
    return Lead(to, says.status, uid, since) if to else None


async def _followed(
    says: AliasInput, perspective: Perspective, reads: Reads
) -> tuple[str | None, str | None]:
    """The address where it all ends, through other aliases and what moved, and the entry there."""
    for _ in range(MOST_STEPS):
        if says.uid:
            reads.entry(says.uid, [says.locale])
            return await _of_entry(says.uid, View(says.locale, perspective=perspective))
        if not says.target.startswith("/"):
            return says.target or None, None
        path = normal_path(says.target)
        reads.address(path)
        view = View(path.split("/")[1], perspective=perspective)
        living = (await publications.at_paths([path], view)).get(path)
        after = await _at(path)
        if living or not after:
            break
        says = after.says
    else:
        return None, None
    if living:
        reads.entry(living.uid, [living.locale])
    return await _of_path(path, view, says.target, living.uid if living else None, reads)


async def _of_path(
    path: str, view: View, target: str, uid: str | None, reads: Reads
) -> tuple[str | None, str | None]:
    rest = target[len(target.partition("?")[0].partition("#")[0]) :]
    if uid or view.locale not in LOCALES:
        return sent_path(path) + rest, uid
    past = await publications.past_of(path, view)
    if not past:
        return None, None
    reads.entry(past.uid, [view.locale])
    return await _of_entry(past.uid, view)


async def _of_entry(uid: str, view: View) -> tuple[str | None, str | None]:
    found = (await publications.entries([uid], view)).get(uid)
    return (found.path, uid) if found else (None, None)


async def held(paths: Iterable[str]) -> list[str]:
    """Those of these addresses that an alias holds: it is at rest while something lives there."""
    rows = await fetch("SELECT path FROM alias WHERE path = ANY($1::varchar[])", list(paths))
    return sorted(row["path"] for row in rows)


async def alias_page(actor: Actor, search: str = "", first: int = 50, after: str = "") -> AliasPage:
    """Aliases by address; ``search`` is part of an address. Raises `Denied`."""
    await _require(actor)
    search = search.replace("\0", "")[:200]
    after = after.replace("\0", "")
    rows = await fetch(_LIST, search, after, first + 1)
    items = tuple(_alias(row) for row in rows[:first])
    counted = await fetch(
        "SELECT count(*) AS number FROM alias"
        " WHERE $1 = '' OR strpos(lower(path || ' ' || target), lower($1)) > 0",
        search,
    )
    more = items[-1].says.path if len(rows) > first else ""
    return AliasPage(items, counted[0]["number"], more)


async def alias(actor: Actor, alias_id: int) -> Alias:
    """One of them; raises `Denied` and `NotFound`."""
    await _require(actor)
    rows = await fetch("SELECT * FROM alias WHERE id = $1::int", alias_id)
    if not rows:
        raise NotFound(N_("There is no such address by hand."))
    return _alias(rows[0])


async def everything(actor: Actor) -> list[AliasInput]:
    """All aliases, by address. Raises `Denied`."""
    await _require(actor)
    return [_says(row) for row in await fetch('SELECT * FROM alias ORDER BY path COLLATE "C"')]


async def save(actor: Actor, typed: Mapping[str, str], alias_id: int | None = None) -> Change:
    """Add an alias, or change the one with this number.

    Raises `InvalidInput` naming each field, also when another alias has the address or it would lead
    back to itself; `Denied`; `NotFound`. Call it inside `writing()`.
    """
    await hold()
    before = await alias(actor, alias_id) if alias_id is not None else None
    await _require(actor)
    read = read_alias(typed)
    if isinstance(read, list):
        raise InvalidInput(read)
    known = {one.path: one for one in await everything(actor)}
    said = before.says if before else None
    if read.path in known and (said is None or said.path != read.path):
        text = N_("There is an alias for this address already.")
        problems_of([Problem("path_taken", Message(text), "path")])
    if said:
        del known[said.path]
        await _tell(said.path)
        await execute("UPDATE alias SET path = $2 WHERE id = $1", alias_id, read.path)
    (one,) = await by_uid([read])
    problems_of([problem for _, problem in await problems_among(actor, [one], known)])
    return Change(await write(actor, one), said, one)


async def delete(actor: Actor, alias_id: int) -> Change:
    """Forget an alias. Raises `Denied` and `NotFound`. Call it inside `writing()`."""
    await hold()
    found = await alias(actor, alias_id)
    await execute("DELETE FROM alias WHERE id = $1", alias_id)
    await _tell(found.says.path)
    await audit.note(actor.name, "alias.delete", found.says.path[:150], **found.says.row())
    return Change(alias_id, found.says, None)


async def hold() -> None:
    """Let one transaction at a time write aliases."""
    await execute("SELECT pg_advisory_xact_lock($1)", ALIAS_LOCK)


async def write(actor: Actor, one: AliasInput) -> int:
    """Store an alias that was looked at."""
    rows = await fetch(_SAVE, one.path, one.target, one.locale, one.status, actor.name)
    await _tell(one.path)
    await audit.note(actor.name, "alias.save", one.path[:150], **one.row())
    return int(rows[0]["id"])


async def _tell(path: str) -> None:
    """An address may lead elsewhere from now on."""
    await outbox.tell([ToldChange("alias", paths=[path])])


async def by_uid(some: Sequence[AliasInput]) -> list[AliasInput]:
    """The same, naming by its uid what the public finds at a target now: it may move."""
    targets = {one.target: normal_path(one.target) for one in some if _is_bare(one.target)}
    living: dict[str, str] = {}
    for locale in LOCALES:
        found = await publications.at_paths(targets.values(), View(locale))
        living |= {path: record.uid for path, record in found.items()}
    return [_named(one, living.get(targets.get(one.target, ""))) for one in some]


def _is_bare(target: str) -> bool:
    return target.startswith("/") and "?" not in target and "#" not in target


def _named(one: AliasInput, uid: str | None) -> AliasInput:
    if uid is None:
        return one
    locale = normal_path(one.target).split("/")[1]
    return AliasInput(one.path, f"{UID}{uid}", locale, one.status)


async def problems_among(
    actor: Actor, new: Sequence[AliasInput], known: Mapping[str, AliasInput]
) -> list[tuple[AliasInput, Problem]]:
    """What is wrong with these among all others: entries that are not there, circles."""
    there = await visible(actor, {one.uid for one in new if one.uid})
    every = {**known, **{one.path: one for one in new}}
    found = [(one, (*_unknown(one, there), *_circles(one, every))) for one in new]
    return [(one, problem) for one, problems in found for problem in problems]


def _unknown(one: AliasInput, there: frozenset[str]) -> list[Problem]:
    if one.uid is None or one.uid in there:
        return []
    return [
        Problem(
            "unknown_entry", Message(N_("There is no entry {uid}."), {"uid": one.uid}), "target"
        )
    ]


def _circles(one: AliasInput, every: Mapping[str, AliasInput]) -> list[Problem]:
    at, seen = one, {one.path}
    while at.target.startswith("/"):
        path = normal_path(at.target)
        if path in seen:
            return [itself()]
        if path not in every:
            return []
        at = every[path]
        seen.add(path)
    return []


async def _require(actor: Actor) -> None:
    await require(actor, Permission.PUBLISH)


async def _at(path: str) -> Alias | None:
    rows = await fetch("SELECT * FROM alias WHERE path = $1", path)
    return _alias(rows[0]) if rows else None


def _alias(row: Mapping[str, Any]) -> Alias:
    return Alias(row["id"], _says(row), row["changed_by"], row["changed_at"])


def _says(row: Mapping[str, Any]) -> AliasInput:
    return AliasInput(row["path"], row["target"], row["locale"], row["status"])


def host_of(target: str) -> str:
    """The other site that an alias leads to; empty within this one."""
    return urlsplit(target).hostname or "" if "://" in target else ""
