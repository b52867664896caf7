"""Series: the dates of publications and drafts, named by what they are.

Languages, publications and drafts with the same dates share one series. Its occurrences are known
from the first on until a horizon that moves with the clock.
"""

import json
import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from cms.database.engine import as_json, execute, fetch
from cms.recurrence import HORIZON, Occurrence, Schedule, occurrences
from cms.recurrence.checks import problems
from cms.recurrence.occurrences import EARLIEST, LATEST, ends_by
from cms.recurrence.stored import from_json, name_of, to_json

NOWHERE = ""
"""The series of what takes place at no known time, as most entries do."""
AHEAD = timedelta(days=60)
"""So much further than the horizon a series is known, so that it need not follow the clock daily."""
logger = logging.getLogger(__name__)

_NEW = """
INSERT INTO series (hash, schedule, known_until, ends) VALUES ($1, $2::jsonb, $3, $4)
ON CONFLICT (hash) DO NOTHING RETURNING hash
"""
_FILL = """
INSERT INTO occurrence (
    series, recurrence_id, starts_at, ends_at, cancelled, override_key, variation_key)
SELECT $1, * FROM unnest($2::timestamptz[], $3::timestamptz[], $4::timestamptz[], $5::boolean[],
    $6::text[], $7::text[])
ON CONFLICT (series, recurrence_id) DO NOTHING
"""
_BEHIND = """
SELECT hash, schedule, known_until FROM series WHERE NOT ends AND known_until < $1
ORDER BY hash LIMIT $2 FOR UPDATE
"""
_REACH = "UPDATE series SET known_until = $2, ends = $3 WHERE hash = $1"


def horizon(now: datetime) -> datetime:
    """The first moment that a calendar knows nothing of yet."""
    return now + HORIZON


async def keep(made: Schedule | None, now: datetime) -> str:
    """The name of a schedule's series, with its occurrences in the database; `NOWHERE` without one.

    Call it inside `writing()`, in the transaction that names the series.
    """
    if made is None:
        return NOWHERE
    name, until = name_of(made), horizon(now) + AHEAD
    if await fetch("SELECT FROM series WHERE hash = $1", name):
        return name
    sound = _sound(made, until)
    if sound is None:
        return NOWHERE
    ends = ends_by(sound, until)
    if await fetch(_NEW, name, as_json(to_json(sound)), until, ends):
        await _fill(name, occurrences(sound, EARLIEST, LATEST if ends else until))
    return name


async def extend(now: datetime, most: int) -> list[str]:
    """Let up to ``most`` series that go on beyond the horizon be known until there; which those are.

    Call it inside `writing()`.
    """
    until = horizon(now) + AHEAD
    behind = await fetch(_BEHIND, horizon(now), most)
    for row in behind:
        schedule = from_json(json.loads(row["schedule"]))
        ends = ends_by(schedule, until)
        known = row["known_until"]
        await _fill(row["hash"], occurrences(schedule, known, LATEST if ends else until))
        await execute(_REACH, row["hash"], until, ends)
    return [row["hash"] for row in behind]


def _sound(schedule: Schedule, until: datetime) -> Schedule | None:
    """The dates; of what older rules let pass and these do not, the first alone, if that can be."""
    found = [*problems(schedule, until)]
    if not found:
        return schedule
    logger.warning("A series is taken for one date: %s", ", ".join(one.code for one in found))
    first = replace(schedule, rrule="", exclusions=(), additions=(), overrides=(), variations=())
    return None if [*problems(first, until)] else first


async def _fill(name: str, found: Iterable[Occurrence]) -> None:
    rows = [
        (one.recurrence_id, one.starts_at, one.ends_at, one.cancelled, one.override, one.variation)
        for one in found
    ]
    if rows:
        await execute(_FILL, name, *(list(column) for column in zip(*rows, strict=True)))
