"""What every process hears of a change, and what it hears when it may have missed one."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from cms.content.discovery import installed
from cms.database.engine import rehearsing, writing
from cms.editing import saving
from cms.publishing import publishing, tags
from cms.publishing.changes import LONGEST, Change
from cms.publishing.feed import Feed, Interrupted, News
from cms.publishing.plans import moment as moment_now
from cms.publishing.tree import moving
from tests import owner
from tests.builders import ACTOR, make_home, make_published

EMPTY = 0.15


@pytest.fixture
async def heard(database: None) -> AsyncIterator["asyncio.Queue[News]"]:
    feed, queue = Feed(), asyncio.Queue()
    with feed.heard_by(queue.put_nowait):
        async with feed.running():
            assert isinstance(await asyncio.wait_for(queue.get(), 5), Interrupted)
            assert feed.live
            yield queue


async def all_of(heard: "asyncio.Queue[News]") -> list[Change]:
    """What was heard until it is quiet."""
    found: list[Change] = []
    try:
        while True:
            news = await asyncio.wait_for(heard.get(), EMPTY)
            assert isinstance(news, Change)
            found.append(news)
    except TimeoutError:
        return found


async def test_a_publication_tells_what_appears_and_where(heard: "asyncio.Queue[News]") -> None:
    await make_home()
    event = await make_published("event", "Feest", locales=("nl",))

    told = [one for one in await all_of(heard) if one.uid == event.uid]

    assert [(one.kind, one.content_type, one.locale) for one in told] == [
        ("published", "event", "nl")
    ]
    assert told[0].place
    assert told[0].path in (told[0].paths or ())
    assert "title" in (told[0].fields or ())


async def test_a_change_tells_the_fields_that_differ(heard: "asyncio.Queue[News]") -> None:
    event = await make_published("event", "Feest", locales=("nl",))
    await all_of(heard)
    async with writing():
        await saving.save(
            installed()["event"], event.uid, {"summary_nl": "Kom ook"}, revision=1, actor=ACTOR
        )
        await publishing.publish(installed()["event"], event.uid, "nl", actor=ACTOR)

    (told,) = await all_of(heard)

    assert told.kind == "changed"
    assert not told.place
    assert {"summary", "updated_at"} <= set(told.fields or ())
    assert "title" not in (told.fields or ())


async def test_all_that_moves_is_told_with_its_old_address(heard: "asyncio.Queue[News]") -> None:
    top = await make_published("page", "Top", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=top.uid)
    await all_of(heard)
    async with writing():
        await moving.rename(top.uid, "nl", "anders", actor=ACTOR)

    told = {one.uid: one for one in await all_of(heard)}

    assert told[below.uid].old == "/nl/top-nl/onder-nl"
    assert told[below.uid].path == "/nl/anders/onder-nl"
    assert {told[top.uid].kind, told[below.uid].kind} == {"moved"}


async def test_what_is_planned_is_told_with_its_first_moment(heard: "asyncio.Queue[News]") -> None:
    event = await make_published("event", "Feest", locales=("nl",))
    await all_of(heard)
    moment = (await moment_now()) + timedelta(hours=1)
    async with writing():
        await publishing.retract(installed()["event"], event.uid, "nl", actor=ACTOR, at=moment)

    (told,) = await all_of(heard)

    assert (told.kind, told.uid, told.locale, told.at) == ("planned", event.uid, "nl", moment)


async def test_tags_are_told(heard: "asyncio.Queue[News]") -> None:
    async with writing():
        await tags.create_tag("koffie", {"label_nl": "Koffie"})

    assert [(one.kind, one.uid) for one in await all_of(heard)] == [("tag", "koffie")]


async def test_nothing_is_told_of_a_dry_run(heard: "asyncio.Queue[News]") -> None:
    async with rehearsing():
        await tags.create_tag("koffie", {"label_nl": "Koffie"})

    assert await all_of(heard) == []


async def test_a_lost_connection_is_told_and_made_again(heard: "asyncio.Queue[News]") -> None:
    await owner.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE query ILIKE '%pg_notify%' AND pid <> pg_backend_pid()"
        " AND datname = current_database()"
    )
    for _ in ("lost", "there again"):
        assert isinstance(await asyncio.wait_for(heard.get(), 5), Interrupted)

    async with writing():
        await tags.create_tag("thee", {"label_nl": "Thee"})
    assert len(await all_of(heard)) == 1


def test_what_is_too_long_is_told_coarser() -> None:
    paths = [f"/nl/{'x' * 100}/{number}" for number in range(200)]
    change = Change("moved", "abc", "page", "nl", paths=paths, fields=["title"])

    written = change.written()

    assert len(written.encode()) <= LONGEST
    assert Change.read(written).paths is None
    assert Change.read(written).fields == ["title"]
