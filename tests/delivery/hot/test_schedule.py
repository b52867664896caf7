"""What is planned, as it is heard and as it is read."""

import asyncio
from datetime import UTC, datetime, timedelta
from math import inf
from time import monotonic
from typing import Any

import asyncpg
import pytest

from cms.database.engine import engine, fetch
from cms.delivery.hot import schedule as schedules
from cms.delivery.hot.schedule import Schedule
from cms.publishing.changes import Change
from cms.reading.surrogates import COMING
from tests.builders import make_published


def planned(seconds: float) -> Change:
    return Change("planned", "u", locale="nl", at=datetime.now(UTC) + timedelta(seconds=seconds))


async def test_what_is_heard_while_what_is_planned_is_read_is_remembered(database: None) -> None:
    passed: list[Any] = []
    schedule = Schedule(passed.append)
    schedule.hear(planned(-1))
    other = await asyncpg.connect(**engine.config)
    async with other.transaction():
        await other.execute("LOCK TABLE publication")
        reading = asyncio.create_task(schedule._load())
        while not await _waiting():  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)
        schedule.hear(planned(3600))
        schedule.look(monotonic())
    await other.close()
    await reading

    assert passed == [None]
    assert schedule.next < inf


async def _waiting() -> bool:
    (row,) = await fetch(
        "SELECT count(*) FROM pg_locks WHERE relation = 'publication'::regclass AND NOT granted"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return bool(row["count"])


async def test_beyond_the_ends_that_were_read_nothing_is_known_of_what_comes_next(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedules, "MOST_OVER", 1)
    now = datetime.now(UTC)
    for minutes in (10, 30):
        await make_published("event", starts_at=now, ends_at=now + timedelta(minutes=minutes))
    schedule = Schedule(lambda _concern: None)
    await schedule._load()
    assert schedule.foresees({COMING})

    monkeypatch.setattr(schedules, "monotonic", lambda: monotonic() + 11 * 60)

    assert not schedule.foresees({COMING})
    assert schedule.foresees({"event.nl"})
