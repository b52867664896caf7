"""What the outbox holds becomes jobs: one for each consumer, once, in order for each entry."""

import asyncio
import json
from datetime import UTC, datetime

import pytest

from cms.database.engine import execute, fetch, rehearsing, writing
from cms.jobs.task import Job
from cms.publishing import handing_on, outbox
from cms.publishing.changes import Change
from cms.publishing.handing_on import Consumer, hand_on
from cms.publishing.outbox import HAND_ON, TOLD
from tests.builders import make_published
from tests.jobs.working import queued, task, worked_off

pytestmark = pytest.mark.usefixtures("database")

EVENTS = Consumer("events", lambda change: change.kind != TOLD, "events.tell")
CACHES = Consumer("caches", lambda change: change.kind == TOLD, "caches.tell")


async def noted(uid: str, kind: str = "published") -> None:
    async with writing():
        await outbox.note(kind, uid, "nl", datetime.now(UTC), "ada")


async def test_what_is_published_is_handed_on_by_the_job_of_its_own_transaction() -> None:
    given: list[int] = []

    async def tell(job: Job) -> None:
        given.append(job.arguments["change"])

    async with rehearsing():
        await make_published("page", "Nee", locales=("nl",))
    entry = await make_published("page", "Ja", locales=("nl",))
    hand = task(lambda _: hand_on([EVENTS]), HAND_ON)
    await worked_off(hand, task(tell, EVENTS.task))

    changes = [await handing_on.kept(one) for one in given]
    assert [one.kind for one in changes if one and one.uid == entry.uid] == ["published"]
    assert await queued() == []


async def test_each_consumer_is_given_what_it_wants_once() -> None:
    await noted("een")
    async with writing():
        await outbox.tell([Change("asset", "plaatje")])

    assert sum(await asyncio.gather(*(hand_on([EVENTS, CACHES]) for _ in range(4)))) == 3
    found = [one for one in await queued() if one["task"] != HAND_ON]
    assert [(one["task"], one["lock"]) for one in found] == [
        ("events.tell", "events een"),
        ("caches.tell", "caches "),
        ("caches.tell", "caches "),
    ]
    told = await handing_on.kept(json.loads(found[2]["arguments"])["change"])
    assert told
    assert told.changes == (Change("asset", "plaatje"),)


async def test_one_act_has_one_job_however_much_it_tells() -> None:
    async with writing():
        for uid in "abc":
            await outbox.note("published", uid, "nl", datetime.now(UTC), "ada")
    assert [one["task"] for one in await queued()] == [HAND_ON]


async def test_an_entrys_changes_stay_in_order_when_one_fails() -> None:
    told: list[tuple[str, str]] = []

    async def tell(job: Job) -> None:
        change = await handing_on.kept(job.arguments["change"])
        assert change
        if change.uid == "a" and len(told) < 2:
            raise OSError
        told.append((change.uid, change.kind))

    for uid in "ab":
        for kind in ("changed", "expired"):
            await noted(uid, kind)
    await hand_on([EVENTS])
    for _ in range(3):
        await worked_off(task(tell, EVENTS.task))
        await execute("UPDATE procrastinate_jobs SET scheduled_at = now() WHERE status = 'todo'")

    assert told == [("b", "changed"), ("b", "expired"), ("a", "changed"), ("a", "expired")]


async def test_many_changes_are_handed_on_some_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(handing_on, "BATCH", 2)
    for number in range(5):
        await noted(str(number))

    with pytest.raises(ZeroDivisionError):
        await hand_on([Consumer("events", lambda change: 1 // (3 - int(change.uid or 0)) < 9, "t")])
    waiting = "SELECT FROM outbox WHERE handed_at IS NULL"
    assert 0 < len(await fetch(waiting)) < 10, "what was handed on before stays so"
    await hand_on([EVENTS])
    assert await fetch(waiting) == []


async def test_what_was_handed_on_is_forgotten_after_its_days() -> None:
    await noted("een")
    await handing_on.forget_old(0)
    assert await fetch("SELECT FROM outbox")
    await hand_on([])
    await execute("UPDATE outbox SET handed_at = now() - interval '31 days'")
    await handing_on.forget_old(30)
    assert await fetch("SELECT FROM outbox") == []
