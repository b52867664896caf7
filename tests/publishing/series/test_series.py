"""When what is published takes place, as rows."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.publishing import drafts
from cms.publishing.changes import Change
from cms.publishing.feed import Feed, Interrupted, News
from cms.publishing.publishing import publish
from cms.publishing.series import keeping, upkeep
from cms.publishing.tree import moving
from cms.recurrence import occurrences
from cms.recurrence.occurrences import EARLIEST
from tests.builders import ACTOR, change, make, make_home, make_published, remove

pytestmark = pytest.mark.usefixtures("database")

KOFFIE: dict[str, Any] = {
    "starts_at": "2009-01-12T09:00:00+01:00",
    "ends_at": "2009-01-12T10:00:00+01:00",
    "rrule": "FREQ=MONTHLY;BYDAY=2MO,4MO",
}


@pytest.fixture
async def heard() -> AsyncIterator["asyncio.Queue[News]"]:
    """What every process hears from here on."""
    feed, queue = Feed(), asyncio.Queue()
    with feed.heard_by(queue.put_nowait):
        async with feed.running():
            assert isinstance(await asyncio.wait_for(queue.get(), 5), Interrupted)
            yield queue


async def next_of(heard: "asyncio.Queue[News]", uid: str, kind: str) -> Change:
    while True:
        news = await asyncio.wait_for(heard.get(), 5)
        if isinstance(news, Change) and (news.uid, news.kind) == (uid, kind):
            return news


async def series_of(uid: str) -> list[str]:
    rows = await fetch("SELECT series FROM publication WHERE uid = $1 ORDER BY id", uid)
    return [row["series"] for row in rows]


async def between(since: str, until: str) -> list[datetime]:
    rows = await fetch(
        "SELECT DISTINCT starts_at FROM occurrence WHERE during && tstzrange($1, $2) ORDER BY 1",
        datetime.fromisoformat(since),
        datetime.fromisoformat(until),
    )
    return [row["starts_at"] for row in rows]


async def renew() -> upkeep.Renewed:
    async with writing():
        return await upkeep.renew()


async def prune() -> None:
    async with writing():
        await upkeep.prune()


async def names() -> set[str]:
    return {row["hash"] for row in await fetch("SELECT hash FROM series")}


async def test_publishing_stores_every_occurrence_and_both_languages_share_them() -> None:
    event = await make_published("event", **KOFFIE)

    nl, en = await series_of(event.uid)

    assert nl == en
    assert await between("2026-11-01T00:00Z", "2026-12-01T00:00Z") == [
        datetime(2026, 11, day, 8, tzinfo=UTC) for day in (9, 23)
    ]
    first = await fetch("SELECT min(starts_at) AS at FROM occurrence WHERE series = $1", nl)
    assert first[0]["at"] == datetime(2009, 1, 12, 8, tzinfo=UTC)


async def test_a_session_takes_place_once_and_a_page_at_no_time() -> None:
    session = await make_published("session", locales=("nl",))
    page = await make_published("page", locales=("nl",))
    course = await make_published("event", locales=("nl",), kind="course", starts_at=None)

    rows = await fetch("SELECT * FROM occurrence")
    assert [row["series"] for row in rows] == await series_of(session.uid)
    assert await series_of(page.uid) == await series_of(course.uid) == [keeping.NOWHERE]


async def test_what_takes_no_time_lies_in_the_range_that_begins_with_it() -> None:
    await make_published("session", locales=("nl",), starts_at="2026-05-01T10:00:00+00:00")

    assert len(await between("2026-05-01T10:00Z", "2026-05-01T11:00Z")) == 1
    assert await between("2026-05-01T09:00Z", "2026-05-01T10:00Z") == []


async def test_what_moves_in_the_tree_keeps_its_dates() -> None:
    event = await make_published("event", locales=("nl",), **KOFFIE)
    other = await make_published("event", "Ander", locales=("nl",))
    page = await make_published("page", "Elders", locales=("nl",))

    async with writing():
        await moving.reorder(await make_home(), [page.uid, other.uid, event.uid], actor=ACTOR)
    async with writing():
        await moving.move(event.uid, page.uid, actor=ACTOR)

    assert len(set(await series_of(event.uid))) == 1
    assert len(await series_of(event.uid)) >= 2


async def test_other_dates_are_another_series_and_the_old_one_stays_for_the_past() -> None:
    event = await make_published("event", locales=("nl",), **KOFFIE)
    await change("event", event.uid, ends_at="2009-01-12T11:00:00+01:00")
    async with writing():
        await publish(installed()["event"], event.uid, "nl", actor=ACTOR)
    await prune()

    before, after = await series_of(event.uid)
    assert before != after
    assert {before, after} == await names()


async def test_a_draft_has_dates_before_it_is_published_and_leaves_none_behind() -> None:
    event = await make("event", **KOFFIE)
    await drafts.renew()

    rows = await fetch("SELECT DISTINCT series FROM draft WHERE uid = $1", event.uid)
    assert {row["series"] for row in rows} == await names()
    await prune()
    assert len(await names()) == 1
    await remove(event.uid)
    await prune()
    assert await names() == set()
    assert await fetch("SELECT FROM occurrence") == []


async def test_a_series_without_an_end_follows_the_clock_and_one_with_an_end_does_not() -> None:
    endless = await make_published("event", locales=("nl",), **KOFFIE)
    await make_published("event", "Kort", ("nl",), **KOFFIE | {"rrule": "FREQ=WEEKLY;COUNT=3"})
    late = keeping.horizon(datetime.now(UTC)) + timedelta(days=300)

    async with writing():
        extended = await keeping.extend(datetime.now(UTC) + timedelta(days=330), 10)
        again = await keeping.extend(datetime.now(UTC) + timedelta(days=330), 10)

    assert extended == await series_of(endless.uid)
    assert again == []
    found = await between(late.isoformat(), (late + timedelta(days=31)).isoformat())
    assert len(found) == 2


async def test_extending_in_steps_finds_what_one_expansion_finds() -> None:
    now = datetime.now(UTC)
    last = keeping.horizon(now) + timedelta(days=300)
    third = timedelta(days=-100)
    koffie = installed()["event"].schedule
    moved = {"recurrence_id": "2031-11-10T08:00:00+00:00", "starts_at": (last + third).isoformat()}
    event = await make_published("event", locales=("nl",), **KOFFIE, overrides=[moved])

    for days in range(70, 330, 65):
        async with writing():
            await keeping.extend(now + timedelta(days=days), 10)

    known = (await fetch("SELECT known_until FROM series"))[0]["known_until"]
    assert koffie
    schedule = koffie(event.values)
    assert schedule
    expected = list(occurrences(schedule, EARLIEST, known))
    rows = await fetch("SELECT recurrence_id, starts_at FROM occurrence ORDER BY starts_at")
    assert known > last
    assert [tuple(row.values()) for row in rows] == [
        (one.recurrence_id, one.starts_at) for one in expected
    ]


async def test_what_was_published_before_is_asked_once() -> None:
    event = await make_published("event", **KOFFIE)
    session = await make_published("session", locales=("nl",))
    named = await series_of(event.uid) + await series_of(session.uid)
    await execute("DELETE FROM series")
    # As the release before left them: no series, and nothing of rows it did not know.
    await execute(
        "UPDATE publication SET series = NULL,"
        " data = data - 'exclusions' - 'additions' - 'overrides' - 'variations'"
    )

    first, second = await renew(), await renew()

    assert (first.named, second.named) == (3, 0)
    assert await series_of(event.uid) + await series_of(session.uid) == named
    assert len(await between("2026-11-01T00:00Z", "2026-12-01T00:00Z")) == 2


async def test_of_a_rule_that_older_releases_let_pass_the_first_date_stays() -> None:
    event = await make_published("event", locales=("nl",), **KOFFIE)
    await execute("DELETE FROM series")
    await execute(
        "UPDATE publication SET series = NULL,"
        """ data = data || '{"rrule": "FREQ=MINUTELY"}' WHERE uid = $1""",
        event.uid,
    )

    await renew()

    rows = await fetch("SELECT starts_at FROM occurrence")
    assert [row["starts_at"] for row in rows] == [datetime(2009, 1, 12, 8, tzinfo=UTC)]


async def test_caches_hear_of_other_dates_and_of_more(heard: "asyncio.Queue[News]") -> None:
    event = await make_published("event", locales=("nl",), **KOFFIE)
    await change("event", event.uid, rrule="FREQ=MONTHLY;BYDAY=2MO")
    async with writing():
        await publish(installed()["event"], event.uid, "nl", actor=ACTOR)
    assert "series" in ((await next_of(heard, event.uid, "changed")).fields or ())

    await execute("UPDATE series SET known_until = now() WHERE NOT ends")
    done = await renew()

    assert (done.extended, done.whole) == (2, True)
    told = await next_of(heard, event.uid, "series")
    assert (told.content_type, told.locale, told.fields) == ("event", "nl", ["series"])


async def test_what_older_rules_let_pass_stops_no_preview() -> None:
    saved = await make("session", starts_at="2026-11-09T09:00:00+01:00")
    await execute("UPDATE session SET starts_at = '9999-12-31 23:30+00', ends_at = NULL")
    await execute("UPDATE node SET updated_at = now() WHERE uid = $1", saved.uid)

    await drafts.renew()

    rows = await fetch("SELECT DISTINCT series FROM draft WHERE uid = $1", saved.uid)
    assert [row["series"] for row in rows] == [keeping.NOWHERE]
