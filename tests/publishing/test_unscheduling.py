"""Dropping what is planned, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.access.actors import system
from cms.access.permissions import Denied
from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import undo
from cms.editing.working_copy import load
from cms.errors import CmsError
from cms.publishing import reissuing, undoing
from cms.publishing.authorised import PLAINLY, How
from cms.publishing.workflow import Taken, options, transition
from tests.builders import change, make, make_published
from tests.people import someone

pytestmark = pytest.mark.usefixtures("database")

SYSTEM = system("test")
SOON, LATER = (datetime.now(UTC).replace(microsecond=0) + timedelta(days=n) for n in (1, 2))


async def step(uid: str, name: str, how: How = PLAINLY, locale: str = "nl") -> Taken:
    async with writing():
        return await transition(SYSTEM, uid, locale, name, how)


async def ranges(uid: str) -> list[tuple[str, datetime | None]]:
    """What is read and will be: each text with its end."""
    rows = await fetch(
        "SELECT title, upper(valid) AS until FROM publication WHERE uid = $1 AND locale = 'nl'"
        " AND valid && tstzrange(clock_timestamp(), NULL) ORDER BY lower(valid)",
        uid,
    )
    return [(row["title"], row["until"]) for row in rows]


async def state(uid: str) -> str:
    return str((await load(installed()["page"], uid))["state_nl"])


async def test_a_first_publication_that_was_planned() -> None:
    saved = await make_published("page", "Klok", locales=())
    await step(saved.uid, "publish", How(at=SOON))

    taken = await step(saved.uid, "unschedule")

    assert (taken.changed, taken.after, await state(saved.uid)) == (True, "private", "private")
    assert await ranges(saved.uid) == []


async def test_a_retraction_that_was_planned() -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    await step(saved.uid, "retire", How(at=SOON))
    assert await ranges(saved.uid) == [("Klok nl", SOON)]

    taken = await step(saved.uid, "unschedule")

    assert (taken.changed, taken.after) == (True, "published")
    assert await ranges(saved.uid) == [("Klok nl", None)]
    assert not (await step(saved.uid, "unschedule")).changed


async def test_another_text_that_was_planned_and_its_end() -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    await change("page", saved.uid, title_nl="Uurwerk")
    await step(saved.uid, "publish", How(at=SOON, until=LATER))

    await step(saved.uid, "unschedule")

    assert await ranges(saved.uid) == [("Klok nl", None)]
    assert await state(saved.uid) == "published"


async def test_what_was_public_once_is_retracted_without_its_plan() -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    over = "tstzrange(now() - interval '2 hours', now() - interval '1 hour')"
    await execute(f"UPDATE publication SET valid = {over} WHERE uid = $1", saved.uid)
    await step(saved.uid, "publish", How(at=SOON))

    assert (await step(saved.uid, "unschedule")).after == "retired"


async def test_it_can_be_undone() -> None:
    eva = await someone("eva", "reviewer")
    saved = await make_published("page", "Klok", locales=("nl",))
    await step(saved.uid, "retire", How(at=SOON))
    before = await ranges(saved.uid)
    async with writing():
        was = await reissuing.public(saved.uid, "nl")
        await transition(eva, saved.uid, "nl", "unschedule")
        token = await undo.offer(eva, await undoing.since(saved.uid, was))
    async with writing():
        await undoing.undo_act(eva, token or "")

    assert await ranges(saved.uid) == before


async def test_what_is_planned_below_keeps_the_plan_above() -> None:
    above = await make_published("page", "Boven", locales=())
    below = await make("page", "Onder", parent=above.uid)
    for uid in (above.uid, below.uid):
        await step(uid, "publish", How(at=SOON))

    with pytest.raises(CmsError) as refused:
        await step(above.uid, "unschedule")
    assert refused.value.code == "published_below"
    await step(below.uid, "unschedule")
    await step(above.uid, "unschedule")
    assert await ranges(above.uid) == []


async def test_an_end_that_follows_from_what_it_stands_under_stays() -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    below = await make("page", "Onder", parent=above.uid)
    await step(below.uid, "publish", How(until=SOON))
    await step(above.uid, "retire", How(at=SOON))

    [option] = [
        one for one in await options(SYSTEM, below.uid, "nl") if one.transition.name == "unschedule"
    ]

    assert (option.allowed, option.code) == (False, "parent_not_published")
    assert await ranges(below.uid) == [("Onder nl", SOON)]


async def test_it_takes_publish() -> None:
    saved = await make_published("page", "Klok", locales=("nl",))
    await step(saved.uid, "retire", How(at=SOON))

    with pytest.raises(Denied):
        async with writing():
            await transition(await someone("eva", "editor"), saved.uid, "nl", "unschedule")
    assert await ranges(saved.uid) == [("Klok nl", SOON)]
