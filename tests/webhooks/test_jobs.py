"""From what somebody publishes to what a receiver hears, by jobs alone."""

from datetime import UTC, datetime
from itertools import cycle

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, rehearsing, replicas
from cms.database.following import Primary, Replica
from cms.publishing.publishing import retract
from cms.settings import Settings
from cms.tasks import tasks
from cms.webhooks.matching import wake_overdue
from cms.webhooks.shaping import DEFAULT_DOCUMENT
from tests.builders import ACTOR, make_published, remove
from tests.jobs.working import all_due, worked_off
from tests.receivers import BROKEN, OK, receiving
from tests.webhooks.means import MEANS, add, told

pytestmark = pytest.mark.usefixtures("database")
TASKS = tasks(Settings(outgoing_allow=("127.0.0.1",)))


async def test_what_is_published_is_told_and_what_was_undone_is_not() -> None:
    async with receiving() as receiver:
        await add(receiver.url, types=["page"], locales=["nl"])
        uid = (await make_published("page", locales=("nl",))).uid
        async with rehearsing():
            await retract(installed()["page"], uid, "nl", actor=ACTOR)
        await remove(uid)
        await worked_off(*TASKS)
    said = [told(one)["event"] for one in receiver.received if told(one)["uid"] == uid]
    assert said == ["published", "retracted", "deleted"]


@pytest.mark.slow
async def test_a_failure_comes_again_by_itself() -> None:
    answers = [BROKEN]
    async with receiving(lambda _one: answers.pop() if answers else OK) as receiver:
        await add(receiver.url, types=["page"], locales=["nl"])
        await make_published("page", locales=("nl",))
        await worked_off(*TASKS)
        before = [told(one)["id"] for one in receiver.received]
        await execute("UPDATE webhook_delivery SET due_at = now()")
        await all_due()
        await worked_off(*TASKS)
    assert len(receiver.received) == len(before) + 1
    assert told(receiver.received[-1])["id"] == before[0]
    assert await fetch("SELECT DISTINCT state FROM webhook_delivery") == [{"state": "delivered"}]


async def test_one_receiver_that_is_down_does_not_hold_up_another() -> None:
    async with receiving() as receiver:
        await add("http://127.0.0.1:1/", name="Away")
        await add(receiver.url)
        await make_published("page")
        await worked_off(*TASKS)
    assert {told(one)["event"] for one in receiver.received} == {"published"}
    assert len(receiver.received) == 4
    states = await fetch("SELECT name, state, count(*) AS n FROM webhook_delivery d JOIN webhook w"
                         " ON w.id = d.webhook GROUP BY 1, 2 ORDER BY 1")  # fmt: skip
    assert [(one["name"], one["state"]) for one in states] == [
        ("Away", "waiting"),
        ("Site", "delivered"),
    ]


async def test_what_waits_for_its_next_attempt_holds_up_nothing_else() -> None:
    bad: list[str] = []
    async with receiving(lambda one: BROKEN if told(one)["uid"] in bad else OK) as receiver:
        await add(receiver.url, types=["page"], locales=["nl"])
        bad.append((await make_published("page", "Een", locales=("nl",))).uid)
        await worked_off(*TASKS)
        other = (await make_published("page", "Twee", locales=("nl",))).uid
        await worked_off(*TASKS)
    assert told(receiver.received[-1])["uid"] == other


@pytest.mark.slow
async def test_what_waits_without_a_job_is_found() -> None:
    async with receiving() as receiver:
        await add(receiver.url)
        await make_published("page")
        await worked_off(*[one for one in TASKS if one.name != "webhooks.send"])
        await execute("DELETE FROM procrastinate_jobs")
        await wake_overdue()
        await worked_off(*TASKS)
    assert len(receiver.received) == 4


async def test_a_replica_that_lags_shapes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def connect(url: str) -> None:
        asked.append(url)
        raise OSError

    lagging = Replica("postgresql://nowhere/cms", connect)
    lagging.reached = 1
    monkeypatch.setattr(replicas, "every", [lagging])
    monkeypatch.setattr(replicas, "_turn", cycle([lagging]))
    monkeypatch.setattr(replicas, "floor", Primary(0, 0, 0.0))
    uid = (await make_published("page", "Een", locales=("nl",))).uid
    given = {"uid": uid, "locale": "NL", "event": "published"}
    for at in (None, datetime.now(UTC)):
        shaped = await MEANS.shaping.shaped(DEFAULT_DOCUMENT, given, at)
        assert shaped["data"]["entry"]["title"] == "Een nl"
    assert asked == []
