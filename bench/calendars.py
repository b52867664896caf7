"""The calendar of a month with two thousand events, of which some recur: all of it, and a page of it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from bench import reference
from bench.databases import Database, copied
from bench.delivery import COLUMNS, HEADERS, JSON, Bench, cold
from bench.goals import Goal, Part
from bench.measuring import GRAPHQL, Way, post
from bench.questions import CALENDAR, Question
from bench.serving import Served, served
from cms.content.discovery import installed
from cms.database.engine import as_json
from cms.recurrence import occurrences
from cms.recurrence.occurrences import EARLIEST, LATEST
from cms.recurrence.stored import name_of, to_json
from cms.schema.asked import Asked
from cms.schema.build import built
from cms.schema.compiled.plans import Compiled
from tests.schema.statements import counted

SITE = "https://example.org"
MONTH = {"from": "2026-03-01T00:00:00Z", "to": "2026-04-01T00:00:00Z"}
FIRST = datetime(2026, 3, 1, 8, tzinfo=UTC)
EVENTS, WEEKLY, MONTHLY = 2_000, 100, 300
"""So many events, and how many of them recur."""
LASTING = timedelta(hours=2)
QUESTIONS = (
    Question("C1 a month", CALENDAR, [MONTH | {"first": 2_500}]),
    Question("C2 a page of it", CALENDAR, [MONTH | {"first": 50}]),
)


async def filled(small: Database) -> Database:
    """A copy of the reference data with the month in it."""
    return await copied(small, "month", _fill)


async def part_calendar(bench: Bench) -> Part:
    """What takes place in the month, never from the cache, beside the statement by hand."""
    part = Part("The calendar of a month with 2,000 events", COLUMNS)
    assert bench.month
    url = bench.month.url
    async with served("product", url) as product, served("hand", url) as hand:
        for one in QUESTIONS:
            number = await _same(one, product, hand)
            by_hand = Way(hand, [post(f"/{one.short}", body) for body in one.bodies()])
            ways = {"the API": cold(one, product), "by hand": by_hand}
            found = await bench.measuring.compared(ways)
            ratio = found["the API"].cpu / found["by hand"].cpu
            part.compare(f"{one.name}, {number} occurrences", found, ratio)
            part.goals.append(Goal(f"cold {one.name}, CPU against by hand", ratio, 1.3, "×"))
    part.goals.append(Goal("statements for the calendar of a month", await _statements(), 1, ""))
    return part


async def _same(one: Question, *ways: Served) -> int:
    """Both answer the same bytes; how many occurrences they have."""
    paths = (GRAPHQL, f"/{one.short}")
    async with httpx.AsyncClient(headers=HEADERS | JSON) as client:
        answers = [
            await client.post(f"http://127.0.0.1:{way.port}{path}", content=one.bodies()[0])
            for way, path in zip(ways, paths, strict=True)
        ]
    assert answers[0].content == answers[1].content, [each.text[:500] for each in answers]
    return len(answers[0].json()["data"]["calendar"]["nodes"])


async def _statements() -> int:
    with pytest.MonkeyPatch.context() as patch:
        async with counted(patch) as sent:
            asked = Asked(CALENDAR, dict(QUESTIONS[0].variables[0]), None)
            assert await Compiled(built(), SITE).answer(asked)
    return len(sent)


def _events() -> Iterator[dict[str, Any]]:
    """Those that recur have one date of the month at least, the others are spread over it."""
    for number in range(EVENTS):
        minutes = number * 30 * 24 * 60 // EVENTS
        starts, rule = FIRST + timedelta(minutes=minutes), ""
        if number % 20 == 0:
            rule = "FREQ=WEEKLY;UNTIL=20261231T000000Z"
        elif number % 20 in (5, 10, 15):
            rule = "FREQ=MONTHLY;COUNT=10"
        yield {"starts_at": starts, "ends_at": starts + LASTING, "rrule": rule}


async def _fill(connection: asyncpg.Connection) -> None:
    """Publish the events in both languages, with their dates."""
    home = await connection.fetchval("SELECT uid FROM publication WHERE parent_uid IS NULL")
    made = reference.Reference(home, 1)
    for number, values in enumerate(_events()):
        rows = [*made.entry("event", 10_000 + number, home, "", **values)]
        await connection.executemany(reference.INSERT, rows)
        await _date(connection, rows[0][0], values)
    await connection.execute("VACUUM ANALYZE publication")
    await connection.execute("VACUUM ANALYZE occurrence")


async def _date(connection: asyncpg.Connection, uid: str, values: dict[str, Any]) -> None:
    """As `cms.publishing.series.keeping` does it, in a database that is not the process's own."""
    event = installed()["event"]
    assert event.schedule
    schedule = event.schedule(reference.blank(event) | values)
    assert schedule
    name = name_of(schedule)
    await connection.execute(
        "INSERT INTO series VALUES ($1, $2::jsonb, $3, true) ON CONFLICT DO NOTHING",
        *(name, as_json(to_json(schedule)), LATEST),
    )
    await connection.executemany(
        "INSERT INTO occurrence VALUES ($1, $2, $3, $4, false, '', '') ON CONFLICT DO NOTHING",
        [
            (name, one.recurrence_id, one.starts_at, one.ends_at)
            for one in occurrences(schedule, EARLIEST, LATEST)
        ],
    )
    await connection.execute("UPDATE publication SET series = $1 WHERE uid = $2", name, uid)
