"""Jobs are written with what they follow from, done at least once, and in order where that was asked."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from cms.database.engine import execute, fetch, rehearsing, writing
from cms.errors import Message
from cms.jobs import library_schema
from cms.jobs.queue import Deferred, defer, defer_all
from cms.jobs.task import Again, GiveUp, Job, Retry
from cms.jobs.watching import Stage, discard, forget_old, numbers, retry, seen, standing
from cms.jobs.worker import work
from tests.jobs.working import SOON, all_due, queued, task, worked_off, working

pytestmark = pytest.mark.usefixtures("database")


async def test_a_job_is_kept_with_the_transaction_or_not_at_all() -> None:
    async with rehearsing():
        await defer("test", {"n": 1})
    async with writing():
        await defer("test", {"n": 2})

    assert [one["arguments"] for one in await queued()] == ['{"n": 2}']


async def test_a_task_is_given_the_jobs_number_and_arguments() -> None:
    given: list[Job] = []

    async def act(job: Job) -> None:
        given.append(job)

    async with writing():
        number = await defer("test", {"name": "é"})
    await worked_off(task(act))

    assert given == [Job(number, 1, {"name": "é"})]
    assert await queued() == []


async def test_once_is_one_job_that_sees_what_both_did() -> None:
    async with writing():
        first = await defer("test", {}, once="same")
        assert await defer("test", {}, once="same") == first
        await fetch("SELECT 1")  # the transaction goes on
    async with writing():
        assert await defer("test", {}, once="same") == first
        done: list[int] = []

        async def act(job: Job) -> None:
            done.append(job.id)

        await work([task(act)], until_idle=True)
        assert done == [], "what may not be seen yet is passed over"
    await worked_off(task(act))

    assert done == [first]


async def test_once_does_not_stop_what_failed_from_coming_again() -> None:
    again = asyncio.Event()
    later = datetime.now(UTC) + timedelta(hours=1)

    async def act(job: Job) -> None:
        if job.attempt == 2:
            again.set()
            return
        async with writing():
            await defer("test", {"second": True}, once="same", at=later)
        raise OSError

    async with writing():
        await defer("test", {}, once="same")
    async with working(task(act)):
        await asyncio.wait_for(again.wait(), 10)
    assert [one["at"] for one in await queued()] == [later]


async def test_jobs_of_one_lock_come_one_at_a_time_in_order() -> None:
    done: list[str] = []
    at_once = 0

    async def act(job: Job) -> None:
        nonlocal at_once
        at_once += 1
        assert job.arguments["lock"] == "none" or at_once <= 2
        await asyncio.sleep(0)
        done.append(f"{job.arguments['lock']}{job.arguments['n']}")
        at_once -= 1

    async with writing():
        await defer_all(
            [Deferred("test", {"n": n, "lock": lock}, lock) for n in range(8) for lock in "ab"]
        )
    await asyncio.gather(worked_off(task(act)), worked_off(task(act)))
    await worked_off(task(act))

    for lock in "ab":
        assert [one for one in done if one[0] == lock] == [f"{lock}{n}" for n in range(8)]
    assert len(done) == 16


async def test_what_waits_to_be_tried_again_holds_its_followers_off() -> None:
    done: list[int] = []
    over = asyncio.Event()

    async def act(job: Job) -> None:
        if job.arguments["n"] == 0 and job.attempt == 1:
            raise OSError
        done.append(job.arguments["n"])
        if len(done) == 2:
            over.set()

    async with writing():
        for n in range(2):
            await defer("test", {"n": n}, lock="entry")
    async with working(task(act)):
        await asyncio.wait_for(over.wait(), 10)

    assert done == [0, 1]


async def test_two_workers_do_no_job_twice() -> None:
    done: list[int] = []

    async def act(job: Job) -> None:
        done.append(job.id)

    async with writing():
        numbers = await defer_all([Deferred("test")] * 60)
    await asyncio.gather(*(worked_off(task(act)) for _ in range(2)))

    assert sorted(done) == numbers


async def test_what_fails_is_tried_again_and_then_kept_as_a_dead_letter() -> None:
    tried: list[int] = []

    async def act(job: Job) -> None:
        tried.append(job.id)
        raise Again(Message("The {thing} is shut.", {"thing": "door"}))

    async with writing():
        number = await defer("test", {"n": 1})
    for _ in range(SOON.most + 1):
        await worked_off(task(act))
        await all_due()

    assert tried == [number] * SOON.most
    [dead] = await seen(Stage.DEAD, None, 10)
    assert (dead.id, str(dead.reason), dead.arguments) == (number, "The door is shut.", {"n": 1})
    assert await numbers() == {"waiting": 0, "running": 0, "dead": 1}


async def test_a_dead_letter_is_tried_anew_under_its_number() -> None:
    tried: list[Job] = []

    async def act(job: Job) -> None:
        tried.append(job)
        if len(tried) == 1:
            raise GiveUp(Message("No."))

    async with writing():
        number = await defer("test", {})
    await worked_off(task(act))
    assert await retry(number + 1) == []
    assert await retry(None) == [number]
    await worked_off(task(act))

    assert [(one.id, one.attempt) for one in tried] == [(number, 1), (number, 1)]
    assert await queued() == []


async def test_dead_letters_are_discarded_by_hand_or_after_their_days() -> None:
    async def act(_job: Job) -> None:
        raise GiveUp(Message("No."))

    async with writing():
        first, second = await defer_all([Deferred("test")] * 2)
        later = await defer("test", {}, at=datetime.now(UTC) + timedelta(days=1))
    await worked_off(task(act))

    assert await discard(first)
    assert not await discard(first)
    assert not await discard(later), "it only waits"
    await forget_old(1)
    assert [one["id"] for one in await queued()] == [second, later]
    await fetch(
        "UPDATE procrastinate_events SET at = at - interval '2 days' WHERE job_id = $1", second
    )
    await forget_old(1)
    assert [one["id"] for one in await queued()] == [later]


def test_waiting_grows_and_has_an_end() -> None:
    patient = Retry(most=5, first=2, longest=6)

    assert [patient.seconds(one) for one in range(1, 6)] == [2, 4, 6, 6, None]


def test_the_library_has_no_step_that_our_migrations_lack() -> None:
    assert library_schema.newest() == library_schema.LAST


async def test_the_enums_are_those_of_the_library_and_older_servers_can_make_them(
    database: None,
) -> None:
    whole = files("procrastinate.sql").joinpath("schema.sql").read_text()
    asked = "SELECT enum_range(NULL::{})::text[] AS every"
    for name in ("procrastinate_job_status", "procrastinate_job_event_type"):
        (listed,) = re.findall(rf"CREATE TYPE {name} AS ENUM \(([^;]*)\);", whole)
        values = re.findall(r"^ +'(\w+)'", listed, re.MULTILINE)
        assert (await fetch(asked.format(name)))[0]["every"] == values
    made = library_schema.steps("", library_schema.LAST)
    assert not any("ADD VALUE" in one for one in made)  # 16 and before cannot use it at once


async def test_reasons_say_nothing_of_what_it_was_about() -> None:
    async def act(_job: Job) -> None:
        raise ValueError("eva@example.org")

    async with writing():
        await defer("test", {})
    await worked_off(task(act))

    [one] = await seen("", None, 10)
    assert "ValueError" in str(one.reason)
    assert "eva" not in str(one.reason)


async def test_a_worker_outlives_the_end_of_its_connections(migrated: None) -> None:
    done = asyncio.Event()

    async def act(_job: Job) -> None:
        done.set()

    async with working(task(act)):
        async with asyncio.timeout(20):
            for _ in range(2):
                done.clear()
                async with writing():
                    await defer("test", {})
                await done.wait()
                await fetch(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    " AND query ILIKE '%procrastinate%'"
                )
                await fetch("SELECT 1")


async def test_what_is_late_is_seen_behind_thousands_that_wait_for_their_next_attempt() -> None:
    await execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts, scheduled_at)"
        " SELECT 'test', 'test', 'todo', 1, now() + interval '1 hour' FROM generate_series(1, 5000)"
    )
    assert (await standing()).late_seconds == 0
    async with writing():
        await defer("test", {})
    await execute("UPDATE procrastinate_events SET at = at - interval '6 minutes'")
    assert (await standing()).late_seconds >= 360


async def test_what_is_late_is_seen_behind_thousands_that_one_lock_holds_back() -> None:
    await execute(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, status, attempts, scheduled_at)"
        " SELECT 'test', 'test', 'one', 'todo', 1, now() + interval '1 hour' * (n = 1)::int"
        " FROM generate_series(1, 5001) n"
    )
    assert (await standing()).late_seconds == 0
    async with writing():
        await defer("test", {})
    await execute("UPDATE procrastinate_events SET at = at - interval '6 minutes'")
    assert (await standing()).late_seconds >= 360
