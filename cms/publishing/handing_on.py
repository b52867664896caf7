"""Handing on what the outbox holds: a job for each consumer that wants it, in order for each entry.

What was handed on is marked in the transaction that writes the jobs: each change becomes exactly one
job of each consumer, however often the handing on is begun.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from cms.database.engine import execute, fetch, writing
from cms.jobs.queue import Deferred, defer_all
from cms.publishing.changes import Change

BATCH = 200
"""So many changes are handed on in one transaction."""

_TAKE = """
SELECT id, kind, uid, locale, at, actor, data FROM outbox WHERE handed_at IS NULL
ORDER BY id LIMIT $1 FOR UPDATE
"""
_HANDED = "UPDATE outbox SET handed_at = now() WHERE id = ANY($1::bigint[])"
_FIND = "SELECT id, kind, uid, locale, at, actor, data FROM outbox WHERE id = $1"
_FORGET = "DELETE FROM outbox WHERE handed_at < now() - make_interval(days => $1)"


@dataclass(frozen=True)
class Kept:
    """A row of the outbox. ``uid`` and ``locale`` are empty for what concerns no single entry.

    One of the kind `cms.publishing.outbox.TOLD` has the ``changes`` that every process was told.
    """

    id: int
    kind: str
    uid: str
    locale: str
    at: datetime
    actor: str
    data: Mapping[str, Any]

    @property
    def changes(self) -> tuple[Change, ...]:
        """What every process was told, if it is of that kind."""
        return tuple(Change.read(orjson.dumps(one)) for one in self.data.get("changes", ()))


@dataclass(frozen=True)
class Consumer:
    """Who wants to know of changes: a job of ``task`` with ``{"change": id}`` for each that it wants.

    The changes of one entry come one at a time, in order: the next one waits until the one before it
    was done or given up.
    """

    name: str
    wants: Callable[[Kept], bool]
    task: str


async def hand_on(consumers: Sequence[Consumer]) -> int:
    """Hand on all that waits, some at a time; how many changes that were."""
    number = 0
    while done := await _hand_on_some(consumers):
        number += done
    return number


async def kept(change: int) -> Kept | None:
    """A change by its id; none once it was forgotten."""
    found = await fetch(_FIND, change)
    return _kept(found[0]) if found else None


async def forget_old(days: int) -> None:
    """Erase what was handed on so long ago."""
    await execute(_FORGET, days)


async def _hand_on_some(consumers: Sequence[Consumer]) -> int:
    async with writing():
        changes = [_kept(row) for row in await fetch(_TAKE, BATCH)]
        await defer_all([
            Deferred(one.task, {"change": change.id}, lock=f"{one.name} {change.uid}")
            for change in changes
            for one in consumers
            if one.wants(change)
        ])  # fmt: skip
        await execute(_HANDED, [change.id for change in changes])
    return len(changes)


def _kept(row: Mapping[str, Any]) -> Kept:
    return Kept(**{**row, "data": orjson.loads(row["data"])})
