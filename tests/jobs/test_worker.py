"""Workers: what comes again comes once, what they hold is given back, and several share the work."""

import asyncio
from collections import Counter
from contextlib import suppress

import pytest

from cms.database.background import in_background
from cms.database.engine import execute, fetch, writing
from cms.database.roles import Role, way_of
from cms.errors import Message
from cms.jobs import worker
from cms.jobs.connecting import queue_app
from cms.jobs.queue import defer
from cms.jobs.task import GiveUp, Job
from cms.jobs.watching import LANES, Stage, retry, seen, standing
from cms.jobs.worker import recover, work
from cms.settings import settings
from tests.jobs.working import queued, task, worked_off, working

pytestmark = pytest.mark.usefixtures("database")
EVERY_SECOND = "* * * * * *"


async def test_what_comes_again_comes_once_however_many_workers_there_are() -> None:
    runs: list[int] = []
    enough = asyncio.Event()

    async def act(job: Job) -> None:
        runs.append(job.arguments["timestamp"])
        if len(set(runs)) == 3:
            enough.set()

    async with working(task(act, every=EVERY_SECOND)), working(task(act, every=EVERY_SECOND)):
        await asyncio.wait_for(enough.wait(), 15)

    assert set(Counter(runs).values()) == {1}


async def test_a_dead_letter_of_what_comes_again_goes_when_it_works() -> None:
    async def act(job: Job) -> None:
        if job.attempt == 1 and "broken" in job.arguments:
            raise GiveUp(Message("No."))

    again = task(act, every="0 0 1 1 *")
    async with writing():
        await defer(again.name, {"broken": True})
    await worked_off(again)
    assert len(await seen(Stage.DEAD, None, 10)) == 1

    async with writing():
        await defer(again.name, {})
    await worked_off(again)
    assert await seen("", None, 10) == []


async def test_what_is_not_finished_when_a_worker_stops_is_put_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.1)
    begun = asyncio.Event()

    async def act(job: Job) -> None:
        begun.set()
        if job.attempt == 1:
            await asyncio.sleep(60)

    async with writing():
        number = await defer("test", {})
    async with working(task(act)):
        await asyncio.wait_for(begun.wait(), 10)
    [left] = await queued()
    assert (left["id"], left["status"]) == (number, "todo")
    await worked_off(task(act))
    assert await queued() == []


async def test_a_worker_that_was_told_already_is_only_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.2)
    begun = asyncio.Event()

    async def act(_job: Job) -> None:
        begun.set()
        await asyncio.sleep(60)

    async with writing():
        await defer("test", {})
    async with in_background(lambda: work([task(act)])) as told:
        await asyncio.wait_for(begun.wait(), 10)
        told.cancel()
        for _ in range(3):  # it has begun to end
            await asyncio.sleep(0)
    assert [one["status"] for one in await queued()] == ["todo"]


async def test_what_takes_no_notice_that_a_worker_stops_is_left_and_found_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "STOP_SECONDS", 0.1)
    monkeypatch.setattr(worker, "PUT_BACK_SECONDS", 0.1)
    begun, over = asyncio.Event(), asyncio.Event()

    async def act(job: Job) -> None:
        begun.set()
        while job.attempt == 1 and not over.is_set():
            with suppress(asyncio.CancelledError):
                await over.wait()

    async with writing():
        number = await defer("test", {})
    async with asyncio.timeout(10), working(task(act)):
        await begun.wait()
    [left] = await queued()
    assert (left["id"], left["status"]) == (number, "doing")

    over.set()
    await execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    await recover()
    await worked_off(task(act))
    assert await queued() == []


async def test_what_a_dead_worker_held_is_found_again_and_has_an_end() -> None:
    done: list[Job] = []

    async def act(job: Job) -> None:
        done.append(job)

    async with writing():
        number = await defer("test", {})
    for _ in range(3):  # as often as this task is tried
        await execute(
            "WITH dead AS (INSERT INTO procrastinate_workers (last_heartbeat)"
            " VALUES (now() - interval '1 minute') RETURNING id)"
            " UPDATE procrastinate_jobs SET status = 'doing', worker_id = dead.id FROM dead"
        )
        await recover()
    await worked_off(task(act))
    assert done == []
    [dead] = await seen(Stage.DEAD, None, 10)
    assert (dead.id, str(dead.reason)) == (number, "The process that did it died each time.")


async def test_a_worker_is_a_process_however_many_of_the_librarys_it_has() -> None:
    async def act(_job: Job) -> None:
        """Nothing."""

    async with working(task(act), task(act, "outside", outside=True)):
        async with asyncio.timeout(10):
            while len(await fetch("SELECT FROM procrastinate_workers")) < LANES:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        assert (await standing()).workers == 1


async def test_a_process_is_not_given_what_it_does_not_know() -> None:
    async def act(_job: Job) -> None:
        """Nothing."""

    async with writing():
        await defer("newer", {})
    await worked_off(task(act))

    assert [one["status"] for one in await queued()] == ["todo"]


async def test_many_who_want_one_job_at_the_same_time_get_one() -> None:
    async def want() -> int:
        async with writing():
            found = await defer("test", {}, once="same")
            await fetch("SELECT pg_sleep(0.05)")
            return found

    assert len(set(await asyncio.gather(*(want() for _ in range(6))))) == 1
    assert len(await queued()) == 1


async def test_trying_anew_is_told_to_workers_at_once() -> None:
    tried: list[int] = []
    again = asyncio.Event()

    async def act(job: Job) -> None:
        tried.append(job.id)
        if len(tried) == 2:
            again.set()
        else:
            raise GiveUp(Message("No."))

    async with writing():
        await defer("test", {})
    await worked_off(task(act))
    async with working(task(act)):
        async with writing():
            await retry(None)
        await asyncio.wait_for(again.wait(), 5)


async def test_it_asks_for_work_as_the_editors_not_as_the_owner() -> None:
    app = await queue_app()
    async with app.open_async():
        seen = await app.connector.execute_query_one_async("SELECT current_user::text AS name")
    assert seen["name"] == way_of(settings, Role.EDITOR).name
