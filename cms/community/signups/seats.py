"""Seats: taken and freed under a lock on the session's own row, so that none is ever sold twice.

Whoever confirms joins the line; whoever stands first in it takes the next free seat. The lock comes
before all else that an act reads or writes of a session, so acts on it come one after another.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cms.community.signups.sessions import Session
from cms.database.engine import execute, fetch, read_rows
from cms.publishing.changes import Change
from cms.publishing.outbox import tell

_MAKE = "INSERT INTO seating (session) VALUES ($1) ON CONFLICT DO NOTHING"
_LOCK = "SELECT seated, waiting FROM seating WHERE session = $1 FOR NO KEY UPDATE"
_JOIN = """
WITH line AS (
    UPDATE seating SET waiting = waiting + 1, last_place = last_place + 1
    WHERE session = $2 RETURNING last_place)
UPDATE sign_up SET state = 'waiting', place = last_place, confirmed_at = coalesce(confirmed_at, now())
FROM line WHERE uid = $1
"""
_FRONT = """
WITH line AS (
    UPDATE seating SET first_place = first_place - 1 WHERE session = $2 RETURNING first_place)
UPDATE sign_up SET place = first_place FROM line WHERE uid = $1 AND state = 'waiting'
"""
# How many are moved follows from the row that is locked, in the statement that counts them.
_FILL = """
WITH room AS (
    SELECT least(waiting, coalesce(greatest(0, $2::int - seated), waiting)) AS free
    FROM seating WHERE session = $1 FOR NO KEY UPDATE),
first AS (
    SELECT uid, place FROM sign_up WHERE session = $1 AND state = 'waiting'
    ORDER BY place LIMIT (SELECT free FROM room)),
moved AS (
    UPDATE sign_up s SET state = 'seated', place = NULL, seated_at = now()
    FROM first f WHERE s.uid = f.uid RETURNING s.uid, f.place),
counted AS (
    UPDATE seating SET seated = seated + n, waiting = waiting - n
    FROM (SELECT count(*) AS n FROM moved) m WHERE session = $1 AND n > 0)
SELECT uid FROM moved ORDER BY place
"""
_LEAVE = """
WITH held AS (SELECT state FROM sign_up WHERE uid = $1),
counted AS (
    UPDATE seating SET seated = seated - (held.state = 'seated')::int,
        waiting = waiting - (held.state = 'waiting')::int
    FROM held WHERE session = $2)
UPDATE sign_up SET state = 'cancelled', place = NULL, cancelled_at = now() WHERE uid = $1
"""
_PLACE = """
SELECT count(*) AS place FROM sign_up s JOIN sign_up o ON o.session = s.session
    AND o.state = 'waiting' AND o.place <= s.place
WHERE s.uid = $1 AND s.state = 'waiting'
"""
_COUNTS = """
SELECT g.session, g.seated, g.waiting, statement_timestamp() AS now
FROM (SELECT) clock LEFT JOIN seating g ON g.session = ANY($1::text[])
"""

NEVER_MORE = 0
"""The capacity of what seats nobody any more: who is seated stays, who waits goes on waiting."""


@dataclass(frozen=True)
class Counts:
    """How many are seated, and how many wait."""

    seated: int = 0
    waiting: int = 0


async def make(session: str) -> None:
    """See to it that a session has its row: nobody can be counted without."""
    await execute(_MAKE, session)


async def lock(session: str) -> Counts:
    """Let no other act on the session begin before this transaction ends. Inside `writing()`."""
    found = await fetch(_LOCK, session)
    return Counts(**found[0]) if found else Counts()


async def join(sign_up: str, session: str) -> None:
    """Let somebody stand at the end of the line."""
    await execute(_JOIN, sign_up, session)


async def to_front(sign_up: str, session: str) -> None:
    """Let somebody who waits be the next."""
    await execute(_FRONT, sign_up, session)


async def fill(session: Session) -> list[str]:
    """Give the free seats to those who wait, in their order; who they are."""
    rules = session.rules
    capacity = rules.capacity if rules.seats_people(session.now) else NEVER_MORE
    return [row["uid"] for row in await fetch(_FILL, session.uid, capacity)]


async def leave(sign_up: str, session: str) -> None:
    """Free somebody's seat, or their place in the line."""
    await execute(_LEAVE, sign_up, session)


async def place_of(sign_up: str) -> int:
    """Which in the line somebody is who waits: 1 is the next."""
    return int((await fetch(_PLACE, sign_up))[0]["place"])


async def counts(sessions: Iterable[str]) -> tuple[dict[str, Counts], datetime]:
    """The counts of those sessions for which somebody signed up, and the clock of the database."""
    rows = await read_rows(_COUNTS, [[*sessions]])
    found = {
        row["session"]: Counts(row["seated"], row["waiting"]) for row in rows if row["session"]
    }
    return found, rows[0]["now"]


async def tell_of(session: str) -> None:
    """Let every process hear, once this is committed, that the session's numbers are others."""
    await tell([Change("seats", session, "session")])
