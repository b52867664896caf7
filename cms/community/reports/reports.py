"""Reports as they are kept: written, waiting, accepted or rejected."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms.database.engine import fetch, read_rows
from cms.errors import N_, NotFound
from cms.publishing import outbox
from cms.publishing.changes import Change

_COLUMNS = "id, session, locale, name, title, text, email, state, sent_at, decided_at, decided_by"
_ADD = """
INSERT INTO report (session, locale, name, title, text, email, consent)
VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id
"""
_OF = f"""
SELECT {_COLUMNS} FROM report WHERE session = $1
ORDER BY (state <> 'waiting'), sent_at DESC, id DESC
"""  # noqa: S608 - the columns are ours
# Who may be written to, and who decided, is nobody's business.
_PUBLIC = """
SELECT id, session, locale, name, title, text, '' AS email, state, sent_at, decided_at,
    '' AS decided_by
FROM report
WHERE session {of} AND state = 'accepted' AND decided_at <= {now}
ORDER BY sent_at, id
"""
# Nobody need reach the writer any more.
_DECIDE = """
UPDATE report SET state = $3, decided_at = clock_timestamp(), decided_by = $4, email = ''
WHERE session = $1 AND id = $2 AND state <> $3 RETURNING id
"""
_BEFORE = "SELECT state FROM report WHERE session = $1 AND id = $2 FOR UPDATE"
_ERASE = "DELETE FROM report WHERE session = $1 AND id = $2"
_FORGET = """
DELETE FROM report r WHERE (r.state = 'rejected' AND r.decided_at < now() - interval '30 days')
    OR (r.state = 'waiting' AND r.sent_at < now() - interval '180 days')
    OR NOT EXISTS (SELECT FROM node n WHERE n.uid = r.session
        UNION ALL SELECT FROM binned_entry b WHERE b.uid = r.session)
RETURNING id
"""
_WAITING = "SELECT session, count(*) AS number FROM report WHERE state = 'waiting' GROUP BY session"


class State(StrEnum):
    """What became of a report."""

    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Written:
    """What somebody wrote: checked, and as it is kept. ``consent`` is the version of what they agreed to."""

    locale: str
    name: str
    title: str
    text: str
    email: str
    consent: str


@dataclass(frozen=True)
class Report:
    """A report; the writer's address is there until it was decided."""

    id: int
    session: str
    locale: str
    name: str
    title: str
    text: str
    email: str
    state: State
    sent_at: datetime
    decided_at: datetime | None
    decided_by: str


async def add(session: str, written: Written) -> int:
    """Keep what somebody wrote, for an organiser to read; its id. Call it inside `writing()`."""
    w = written
    rows = await fetch(_ADD, session, w.locale, w.name, w.title, w.text, w.email, w.consent)
    return int(rows[0]["id"])


async def of_session(session: str) -> list[Report]:
    """All of a session: those that wait first, then the newest first."""
    return [_report(row) for row in await fetch(_OF, session)]


def public_sql(of: str, now: str) -> str:
    """What the public reads at a moment, the oldest first; ``of`` is the SQL of of which sessions."""
    return _PUBLIC.format(of=of, now=now)


async def public(sessions: Sequence[str], at: datetime | None = None) -> dict[str, list[Report]]:
    """What the public reads, now or at a moment: those that are accepted, the oldest first."""
    found: dict[str, list[Report]] = {}
    now = "coalesce($2::timestamptz, statement_timestamp())"
    for row in await read_rows(public_sql("= ANY($1::text[])", now), [list(sessions), at]):
        found.setdefault(row["session"], []).append(_report(row))
    return found


async def waiting() -> dict[str, int]:
    """How many wait, by session."""
    return {row["session"]: int(row["number"]) for row in await fetch(_WAITING)}


async def decide(session: str, report: int, to: State, *, by: str) -> None:
    """Accept or reject a report, and forget how to reach who wrote it. Call it inside `writing()`."""
    before = await _state(session, report)
    if await fetch(_DECIDE, session, report, to.value, by) and State.ACCEPTED in (before, to):
        await _tell(session)


async def erase(session: str, report: int) -> None:
    """Leave nothing of a report. Call it inside `writing()`."""
    before = await _state(session, report)
    await fetch(_ERASE, session, report)
    if before is State.ACCEPTED:
        await _tell(session)


async def forget_old() -> int:
    """Erase what was rejected or left waiting long ago, or is of a session that is no more; how many."""
    return len(await fetch(_FORGET))


async def _state(session: str, report: int) -> State:
    rows = await fetch(_BEFORE, session, report)
    if not rows:
        raise NotFound(N_("This report is gone."))
    return State(rows[0]["state"])


async def _tell(session: str) -> None:
    await outbox.tell([Change("reports", uid=session)])


def _report(row: Any) -> Report:
    return Report(**{**row, "state": State(row["state"])})
