"""Reading the audit log: by page, and as a whole for keeping elsewhere. For administrators."""

import csv
import io
import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.access import audit
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content.cells import harmless
from cms.database.engine import fetch, writing

BATCH = 500
COLUMNS = ("at", "actor", "act", "subject", "details")

_SELECT = """
SELECT id, at, actor, act, subject, details FROM audit
WHERE ($1 = '' OR actor = $1) AND ($2 = '' OR act = $2) AND ($3 = '' OR subject = $3)
    AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
    AND ($6::bigint IS NULL OR id < $6)
ORDER BY id DESC LIMIT $7
"""


@dataclass(frozen=True)
class Act:
    """Something that somebody did."""

    id: int
    at: datetime
    actor: str
    act: str
    subject: str
    details: Mapping[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Which acts; what is empty leaves them all."""

    actor: str = ""
    act: str = ""
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


async def acts(asker: Actor, wanted: Wanted, before: int | None, most: int) -> list[Act]:
    """A page of the acts, the newest first: those before the one with this number. Raises `Denied`."""
    await require(asker, Permission.ADMINISTER)
    return await _acts(wanted, before, most)


async def kinds(asker: Actor) -> list[str]:
    """The names of all acts that there are. Raises `Denied`."""
    await require(asker, Permission.ADMINISTER)
    return [row["act"] for row in await fetch("SELECT DISTINCT act FROM audit ORDER BY act")]


async def exported(asker: Actor, wanted: Wanted, form: str) -> AsyncIterator[str]:
    """All of them as text, piece by piece, the newest first: ``csv``, or JSON in ``lines``.

    That it was exported is an act as well. Raises `Denied` before the first piece.
    """
    await require(asker, Permission.ADMINISTER)
    async with writing():
        await audit.note(asker.name, "audit.export", "", form=form)
    return _pieces(wanted, _csv if form == "csv" else _line, head=form == "csv")


async def _pieces(wanted: Wanted, told: Any, *, head: bool) -> AsyncIterator[str]:
    if head:
        yield ",".join(COLUMNS) + "\r\n"
    before: int | None = None
    while found := await _acts(wanted, before, BATCH):
        yield "".join(told(one) for one in found)
        before = found[-1].id


async def _acts(wanted: Wanted, before: int | None, most: int) -> list[Act]:
    rows = await fetch(
        _SELECT,
        *(wanted.actor, wanted.act, wanted.subject, wanted.since, wanted.until, before, most),
    )
    return [Act(**(row | {"details": json.loads(row["details"])})) for row in rows]


def _csv(one: Act) -> str:
    details = json.dumps(one.details, ensure_ascii=False) if one.details else ""
    cells = (one.at.isoformat(), one.actor, one.act, one.subject, details)
    written = io.StringIO()
    csv.writer(written).writerow(map(harmless, cells))
    return written.getvalue()


def _line(one: Act) -> str:
    told = {name: getattr(one, name) for name in COLUMNS} | {"at": one.at.isoformat()}
    return json.dumps(told, ensure_ascii=False) + "\n"
