"""The outbox: what changed for the public, kept and told in the transaction that changed it.

What must follow elsewhere (calling others) is handed on from here after the commit, in order
(`cms.publishing.handing_on`). Every process hears of it at the commit, through PostgreSQL's NOTIFY.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from cms.database.engine import as_json, execute, fetch, writing
from cms.editing.telling import CHANNEL
from cms.jobs.queue import defer
from cms.publishing.changes import Change, Kind
from cms.publishing.differences import differences

_NOTE = """
INSERT INTO outbox (kind, uid, locale, at, actor, data)
SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[], $6::jsonb[])
"""
_TELL = "SELECT pg_notify($1, said) FROM unnest($2::text[]) said"
_KEEP_TOLD = """
INSERT INTO outbox (kind, uid, locale, at, actor, data) VALUES ($1, '', '', now(), '', $2::jsonb)
"""
_ACT = "SELECT pg_current_xact_id()::text AS id"
TOLD = "told"
"""The kind of the rows that keep what was told to every process: for caches that are not ours."""
HAND_ON = "outbox.hand_on"
"""The task that hands on what is here; it waits in each transaction that has written something."""


@dataclass(frozen=True)
class Note:
    """What happens to an entry for the public in one language at a moment that has come."""

    kind: Kind
    uid: str
    locale: str
    at: datetime
    actor: str
    data: dict[str, Any] = field(default_factory=dict)


async def note(kind: Kind, uid: str, locale: str, at: datetime, actor: str, **data: Any) -> None:
    """Tell what happens to an entry for the public in one language at a moment that has come.

    Nothing is told of what is planned before its time. ``data`` are plain values. Call it in the
    transaction of the act, when the publications are as they will be.
    """
    await note_all([Note(kind, uid, locale, at, actor, data)])


async def note_all(notes: Sequence[Note]) -> None:
    """The same of many entries at once."""
    if not notes:
        return
    rows = [(n.kind, n.uid, n.locale, n.at, n.actor, as_json(n.data)) for n in notes]
    await execute(_NOTE, *(list(column) for column in zip(*rows, strict=True)))
    await tell(await differences((n.kind, n.uid, n.locale, n.at) for n in notes))


async def tell(changes: Iterable[Change]) -> None:
    """Let every process hear what changed, once this transaction is committed."""
    said = [one.written() for one in changes]
    if not said:
        return
    await execute(_TELL, CHANNEL, said)
    async with writing():
        await execute(_KEEP_TOLD, TOLD, as_json({"changes": [orjson.loads(one) for one in said]}))
        act = (await fetch(_ACT))[0]["id"]
        await defer(HAND_ON, {}, lock=HAND_ON, once=f"{HAND_ON} {act}")
