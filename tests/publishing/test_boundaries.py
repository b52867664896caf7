"""A planned moment that comes is an event: once, also when nobody was there."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import saving
from cms.publishing import boundaries
from cms.publishing.boundaries import Fired
from cms.publishing.publishing import publish, retract
from cms.publishing.tree import moving
from cms.publishing.waking import FIRE
from tests.builders import ACTOR, make_home, make_published

pytestmark = pytest.mark.usefixtures("database")

SOON = timedelta(milliseconds=700)  # a shared machine may be slow


async def fired() -> list[tuple[str, str]]:
    async with writing():
        found: tuple[Fired, ...] = await boundaries.fire()
    return [(one.kind, one.path) for one in found]


async def plan(uid: str, **window: datetime) -> None:
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR, **window)


async def rename(uid: str, slug: str) -> None:
    async with writing():
        await saving.save(installed()["page"], uid, {"slug_nl": slug}, revision=1, actor=ACTOR)


async def told(uid: str) -> list[tuple[Any, ...]]:
    rows = await fetch("SELECT kind, actor FROM outbox WHERE uid = $1 ORDER BY id", uid)
    return [tuple(row.values()) for row in rows]


async def test_what_people_do_at_once_is_no_planned_moment() -> None:
    entry = await make_published("page", "Een", locales=("nl",))
    await rename(entry.uid, "twee")
    await plan(entry.uid)
    async with writing():
        await retract(installed()["page"], entry.uid, "nl", actor=ACTOR)
    assert await fired() == []


async def test_another_order_is_no_planned_moment() -> None:
    entries = [await make_published("page", name, locales=("nl",)) for name in ("Een", "Twee")]
    async with writing():
        await moving.reorder(await make_home(), [one.uid for one in entries[::-1]], actor=ACTOR)
    assert await fired() == []


async def test_a_beginning_and_an_end_are_told_once_each() -> None:
    entry = await make_published("page", "Een", locales=())
    now = datetime.now(UTC)
    at, until = now + SOON, now + 2 * SOON
    await plan(entry.uid, at=at, until=until)

    assert await fired() == []
    await asyncio.sleep(0.72)
    assert await fired() == [("published", "/nl/een-nl")]
    await asyncio.sleep(0.72)
    assert await fired() == [("expired", "/nl/een-nl")]
    assert await fired() == []

    assert await told(entry.uid) == [("published", ""), ("expired", "")]
    steps = await fetch(
        "SELECT name, actor, from_state, to_state, at FROM transition WHERE uid = $1 ORDER BY id",
        entry.uid,
    )
    assert [tuple(row.values()) for row in steps][1:] == [
        ("begin", "", "published", "published", at),
        ("expire", "", "published", "published", until),
    ]


async def test_what_came_while_nothing_ran_is_told_afterwards() -> None:
    entry = await make_published("page", "Een", locales=())
    now = datetime.now(UTC)
    await fired()
    await plan(entry.uid, at=now + SOON, until=now + 2 * SOON)
    await asyncio.sleep(1.42)
    # The watermark lies days back, as after a long downtime.
    await execute("UPDATE watermark SET at = at - interval '9 days'")

    assert await fired() == [("published", "/nl/een-nl"), ("expired", "/nl/een-nl")]


async def test_a_planned_change_moves_what_is_below() -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=above.uid)
    await rename(above.uid, "hoger")
    await plan(above.uid, at=datetime.now(UTC) + SOON)
    await asyncio.sleep(0.72)

    assert await fired() == [("changed", "/nl/hoger"), ("moved", "/nl/hoger/onder-nl")]
    assert (await told(below.uid))[-1] == ("moved", "")


async def test_many_who_notice_tell_it_once() -> None:
    entry = await make_published("page", "Een", locales=())
    await plan(entry.uid, at=datetime.now(UTC) + SOON)
    await asyncio.sleep(0.72)

    found = await asyncio.gather(*(fired() for _ in range(8)))

    assert sorted(map(len, found)) == [0] * 7 + [1]
    assert await told(entry.uid) == [("published", "")]


async def test_a_plan_that_was_dropped_never_comes() -> None:
    entry = await make_published("page", "Een", locales=())
    await plan(entry.uid, at=datetime.now(UTC) + SOON)
    async with writing():
        await retract(installed()["page"], entry.uid, "nl", actor=ACTOR)
    await asyncio.sleep(0.72)
    assert await fired() == []


async def awaited() -> list[datetime]:
    """The moments for which a job waits."""
    asked = "SELECT scheduled_at AS at FROM procrastinate_jobs WHERE task_name = $1 ORDER BY 1"
    return [row["at"] for row in await fetch(asked, FIRE)]


async def test_a_moment_that_is_near_has_its_job_at_once_and_others_in_time() -> None:
    near, far = (datetime.now(UTC) + timedelta(minutes=one) for one in (1, 5))
    await plan((await make_published("page", "Een", locales=())).uid, at=near)
    await plan((await make_published("page", "Twee", locales=())).uid, at=near)
    later = await make_published("page", "Drie", locales=())
    await plan(later.uid, at=far)
    assert await awaited() == [near]

    await execute(
        "UPDATE publication SET valid = tstzrange($1, upper(valid)) WHERE uid = $2",
        near + timedelta(seconds=1),
        later.uid,
    )
    await fired()
    assert await awaited() == [near, near + timedelta(seconds=1)]


async def test_planned_source_texts_leave_for_translators_when_they_are_public() -> None:
    entry = await make_published("page", "Een", locales=())
    await plan(entry.uid, at=datetime.now(UTC) + SOON)
    asked = "SELECT DISTINCT published <> '' AS out FROM source_text WHERE uid = $1"

    before = await fetch(asked, entry.uid)
    await asyncio.sleep(0.72)
    await fired()

    assert (
        [row["out"] for row in before],
        [row["out"] for row in await fetch(asked, entry.uid)],
    ) == (
        [False],
        [True],
    )
