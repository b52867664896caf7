"""Publishing from a moment, and until one: true at query time, without anything that must run."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import saving
from cms.editing.working_copy import load
from cms.errors import InvalidInput
from cms.publishing.publishing import NotPublished, PublishedBelow, publish, retract
from tests.builders import ACTOR, make_published

pytestmark = pytest.mark.usefixtures("database")

HOUR = timedelta(hours=1)


def soon(hours: float) -> datetime:
    return datetime.now(UTC) + hours * HOUR


async def published(uid: str, **window: Any) -> None:
    async with writing():
        await publish(installed()["page"], uid, "nl", actor=ACTOR, **window)


async def retracted(uid: str, **window: Any) -> None:
    async with writing():
        await retract(installed()["page"], uid, "nl", actor=ACTOR, **window)


async def saved(uid: str, **values: Any) -> None:
    async with writing():
        revision = (await load(installed()["page"], uid))["revision"]
        await saving.save(installed()["page"], uid, values, revision=revision, actor=ACTOR)


async def rows(uid: str, at: datetime | None = None) -> list[dict[str, Any]]:
    """What the public reads at a moment, or all that it reads from now on."""
    return await fetch(
        "SELECT title, path, lower(valid) AS since, upper(valid) AS until, first_published_at AS first"
        " FROM publication WHERE uid = $1 AND locale = 'nl'"
        " AND valid && tstzrange(coalesce($2, clock_timestamp()), $2, '[]')"
        " ORDER BY lower(valid)",
        uid,
        at,
    )


async def refused(uid: str, **window: Any) -> tuple[str | None, str]:
    with pytest.raises(InvalidInput) as caught:
        await published(uid, **window)
    [problem] = caught.value.problems
    return problem.field, problem.code


async def test_what_is_planned_is_not_public_yet() -> None:
    entry = await make_published("page", locales=())
    at, until = soon(1), soon(2)

    await published(entry.uid, at=at, until=until)

    [row] = await rows(entry.uid)
    assert (row["since"], row["until"], row["first"]) == (at, until, at)
    assert await rows(entry.uid, soon(0.5)) == await rows(entry.uid, until) == []
    assert len(await rows(entry.uid, at)) == 1
    assert (await load(installed()["page"], entry.uid))["state_nl"] == "published"


async def test_a_moment_that_passed_just_now_means_now() -> None:
    entry = await make_published("page", locales=())
    before = datetime.now(UTC) - HOUR / 15

    await published(entry.uid, at=before)

    [row] = await rows(entry.uid)
    assert row["since"] > before + HOUR / 20
    assert row["first"] == row["since"]


async def test_dates_that_cannot_be() -> None:
    entry = await make_published("page", locales=())

    assert await refused(entry.uid, at=soon(2), until=soon(1)) == ("until", "until_before_at")
    assert await refused(entry.uid, until=soon(-1)) == ("until", "until_passed")
    assert await refused(entry.uid, at=soon(-1)) == ("at", "at_passed")
    naive = datetime(2100, 1, 1)  # noqa: DTZ001
    assert await refused(entry.uid, at=naive) == ("at", "no_timezone")
    assert await rows(entry.uid) == []


async def test_the_first_date_is_kept_and_one_that_never_came_is_not() -> None:
    entry = await make_published("page", locales=())
    await published(entry.uid, at=soon(1))
    await published(entry.uid)
    [first] = await rows(entry.uid)
    await saved(entry.uid, title_nl="Anders")
    await published(entry.uid, at=soon(3))
    await retracted(entry.uid)
    await published(entry.uid)

    [row] = await rows(entry.uid)
    assert first["first"] == first["since"] < soon(0.5)
    assert row["first"] == first["first"] < row["since"]


async def test_a_planned_change_follows_what_is_live() -> None:
    entry = await make_published("page", "Oud", locales=("nl",))
    await saved(entry.uid, title_nl="Nieuw", slug_nl="nieuw")
    at = soon(1)
    await published(entry.uid, at=at)
    await saved(entry.uid, title_nl="Klad")

    found = await rows(entry.uid)

    assert [(one["title"], one["path"]) for one in found] == [
        ("Oud nl", "/nl/oud-nl"),
        ("Nieuw", "/nl/nieuw"),
    ]
    assert found[0]["until"] == found[1]["since"] == at


async def test_what_stands_below_follows_at_that_moment() -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=above.uid)
    await saved(above.uid, slug_nl="hoger")
    await published(above.uid, at=soon(1))

    assert [one["path"] for one in await rows(below.uid)] == [
        "/nl/boven-nl/onder-nl",
        "/nl/hoger/onder-nl",
    ]
    await published(above.uid)
    assert [one["path"] for one in await rows(below.uid)] == ["/nl/hoger/onder-nl"]


async def test_the_range_lies_within_that_of_what_it_stands_under() -> None:
    above = await make_published("page", "Boven", locales=())
    below = await make_published("page", "Onder", locales=(), parent=above.uid)
    await published(above.uid, at=soon(1), until=soon(4))

    for window in ({}, {"at": soon(2)}, {"at": soon(5)}, {"until": soon(3)}):
        assert await refused(below.uid, **window) == ("parent", "parent_not_published")
    await published(below.uid, at=soon(2), until=soon(3))
    assert await refused(above.uid, until=soon(2.5)) == ("until", "published_below")
    with pytest.raises(PublishedBelow) as caught:
        await retracted(above.uid, at=soon(2.5))
    assert "Onder" not in str(caught.value)  # not public yet: perhaps not for everybody to know
    await retracted(above.uid, at=soon(3.5))

    assert (await rows(above.uid))[-1]["until"] < soon(4)
    assert len(await rows(below.uid)) == 1


async def test_an_address_may_be_planned_after_another_has_left_it() -> None:
    first = await make_published("page", "Een", locales=("nl",), slug_nl="adres")
    await saved(first.uid, slug_nl="elders")
    second = await make_published("page", "Twee", locales=(), slug_nl="adres")

    assert await refused(second.uid, at=soon(2)) == ("slug_nl", "address_taken")
    await published(first.uid, at=soon(1))
    assert await refused(second.uid) == ("slug_nl", "address_taken")
    await published(second.uid, at=soon(2))

    assert [one["path"] for one in await rows(second.uid)] == ["/nl/adres"]


async def test_retracting_drops_what_was_planned() -> None:
    entry = await make_published("page", locales=("nl",))
    await saved(entry.uid, title_nl="Nieuw")
    await published(entry.uid, at=soon(1))

    await retracted(entry.uid, at=soon(2))
    assert [one["until"] is None for one in await rows(entry.uid)] == [False, False]
    assert (await load(installed()["page"], entry.uid))["state_nl"] == "published"
    await retracted(entry.uid)
    assert await rows(entry.uid) == []
    with pytest.raises(NotPublished):
        await retracted(entry.uid)


async def test_publishing_what_is_so_already_changes_nothing() -> None:
    entry = await make_published("page", locales=("nl",))
    until = soon(2)
    for window in ({}, {"at": soon(1)}, {"until": until}, {"until": until}):
        await published(entry.uid, **window)

    found = await fetch("SELECT count(*) AS n FROM publication WHERE uid = $1", entry.uid)
    steps = await fetch("SELECT count(*) AS n FROM transition WHERE uid = $1", entry.uid)
    told = await fetch("SELECT kind FROM outbox WHERE uid = $1 ORDER BY id", entry.uid)
    assert (found[0]["n"], steps[0]["n"]) == (2, 2)
    assert [one["kind"] for one in told] == ["published", "changed"]


async def test_what_a_dropped_plan_would_have_moved_stays_public() -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    below = await make_published("page", "Onder", locales=("nl",), parent=above.uid)
    await saved(above.uid, slug_nl="hoger")
    await published(above.uid, at=soon(2))
    await saved(above.uid, slug_nl="boven-nl", summary_nl="Nieuw")

    await published(above.uid)

    [row] = await rows(below.uid)
    assert (row["path"], row["until"]) == ("/nl/boven-nl/onder-nl", None)


async def test_what_would_end_before_it_begins_is_retracted() -> None:
    entry = await make_published("page", "Een", locales=())
    await published(entry.uid, at=soon(2))

    await retracted(entry.uid, at=soon(1))

    assert await rows(entry.uid) == []
    assert (await load(installed()["page"], entry.uid))["state_nl"] == "retired"
