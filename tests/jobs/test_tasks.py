"""What the server does by itself: planned moments, mail, and forgetting what is past its time."""

import asyncio
from datetime import UTC, datetime, timedelta
from functools import partial
from uuid import uuid4

import pytest

from cms.content.discovery import installed
from cms.database.background import in_background
from cms.database.engine import execute, fetch, writing
from cms.jobs.queue import defer
from cms.jobs.task import Job, Task
from cms.jobs.watching import Stage, retry, seen
from cms.jobs.worker import work
from cms.mail import Letter, post
from cms.mail.spool import SEND
from cms.processes import duties
from cms.publishing.feed import Feed
from cms.publishing.publishing import publish
from cms.publishing.waking import FIRE
from cms.settings import Settings, settings
from cms.tasks import consumers, tasks
from tests import owner
from tests.builders import ACTOR, make_published
from tests.jobs.working import all_due, worked_off, working
from tests.mailbox import FROM, Inbox
from tests.publishing.test_pruning import old, revisions

pytestmark = pytest.mark.usefixtures("database")
JOB = Job(1, 1)


def known(name: str, of: Settings = settings) -> Task:
    """A task by its name."""
    return next(one for one in tasks(of) if one.name == name)


async def planned(seconds: float) -> str:
    """A page that appears after so many seconds."""
    entry = await make_published("page", "Een", locales=())
    async with writing():
        at = datetime.now(UTC) + timedelta(seconds=seconds)
        await publish(installed()["page"], entry.uid, "nl", actor=ACTOR, at=at)
    return entry.uid


async def told(uid: str) -> list[str]:
    return [
        row["kind"]
        for row in await fetch("SELECT kind FROM outbox WHERE uid = $1 ORDER BY id", uid)
    ]


async def test_a_planned_moment_is_noted_when_it_comes() -> None:
    async with working(known(FIRE)):
        uid = await planned(1)
        assert await told(uid) == []
        await asyncio.sleep(1)
        async with asyncio.timeout(3):
            while not await told(uid):  # noqa: ASYNC110 - another transaction writes it
                await asyncio.sleep(0.05)
    assert await told(uid) == ["published"]


async def test_moments_that_nobody_saw_are_noted_at_the_start_once() -> None:
    uid = await planned(0.3)
    await asyncio.sleep(0.5)
    await execute("DELETE FROM procrastinate_jobs")

    async def started() -> None:
        async with working(known(FIRE)), asyncio.timeout(10):
            while not await told(uid):  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    await asyncio.gather(started(), started())
    assert await told(uid) == ["published"]


async def test_a_moment_that_cannot_be_noted_is_a_dead_letter_and_tried_anew() -> None:
    uid = await planned(0.3)
    await asyncio.sleep(0.5)
    await owner.execute("ALTER TABLE watermark RENAME TO elsewhere")
    try:
        for _ in range(known(FIRE).retry.most):
            await worked_off(known(FIRE))
            await all_due()
    finally:
        await owner.execute("ALTER TABLE elsewhere RENAME TO watermark")
    assert FIRE in {one.task for one in await seen(Stage.DEAD, None, 10)}
    assert await told(uid) == []

    async with writing():
        await retry(None)
    await worked_off(known(FIRE))
    assert await told(uid) == ["published"]
    assert await seen(Stage.DEAD, None, 10) == []


async def test_a_letter_that_a_server_refuses_for_good_is_a_dead_letter(
    inbox: tuple[Inbox, str],
) -> None:
    inbox[0].refusing = True
    site = Settings(smtp_url=inbox[1], mail_from=FROM)
    async with writing():
        await post(Letter("eva@example.org", "Brief", "secret-link"))
    await worked_off(known("mail.send", site))
    [dead] = await seen("", None, 10)
    assert (dead.stage, str(dead.reason)) == (
        Stage.DEAD,
        "The mail server did not take it: SMTPDataError 554.",
    )
    assert "secret" not in str(dead)

    inbox[0].refusing = False
    async with writing():
        await retry(dead.id)
    await worked_off(known("mail.send", site))
    assert len(inbox[0].mails) == 1


async def test_a_server_that_is_away_is_tried_again_when_the_spool_says() -> None:
    site = Settings(smtp_url="smtp://127.0.0.1:1", mail_from=FROM)
    async with writing():
        await post(Letter("eva@example.org", "Brief", "Dag"))
    await worked_off(known("mail.send", site))

    [job], [letter] = await seen("", None, 10), await fetch("SELECT due_at FROM mail")
    assert (job.stage, job.attempts, job.due_at) == (Stage.WAITING, 1, letter["due_at"])


async def test_letters_without_a_job_leave_too(inbox: tuple[Inbox, str]) -> None:
    async with writing():
        await post(Letter("eva@example.org", "Brief", "Dag"))
    await execute("DELETE FROM procrastinate_jobs")
    site = Settings(smtp_url=inbox[1], mail_from=FROM)

    for age, number in (("9 minutes", 0), ("11 minutes", 1)):
        await execute(f"UPDATE mail SET due_at = now() - interval '{age}'")
        await known("mail.overdue", site).act(JOB)
        assert len(inbox[0].mails) == number


async def test_old_versions_go_at_night_if_the_settings_say_so() -> None:
    uid, name = await old(7), "versions.forget"
    for site, left in (
        (Settings(version_last=3), 7),
        (Settings(version_days=30, version_last=3), 3),
    ):
        async with writing():
            await defer(name, {})
        await worked_off(known(name, site))
        assert len(await revisions(uid)) == left
    acts = await fetch(
        "SELECT actor, details->>'versions' AS number FROM audit WHERE act = 'prune'"
    )
    assert [(one["actor"], one["number"]) for one in acts] == [("schedule", "4")]


async def test_every_task_that_comes_again_can_be_done_on_an_empty_site() -> None:
    for one in tasks(settings):
        if one.every:
            await one.act(JOB)


@pytest.mark.parametrize("where", ["inside", "apart"])
async def test_a_process_that_serves_does_jobs_unless_others_do(where: str) -> None:
    async with writing():
        await defer(SEND, {"letter": str(uuid4())})
    going = [*duties(Settings(jobs=where, database_url="postgresql://apart"), Feed())]
    does_jobs = [duty for duty in going if isinstance(duty, partial) and duty.func is work]
    assert len(does_jobs) == (1 if where == "inside" else 0)
    for duty in does_jobs:
        async with in_background(duty), asyncio.timeout(10):
            while SEND in {one.task for one in await seen("", None, 10)}:  # noqa: ASYNC110
                await asyncio.sleep(0.02)


def test_tasks_and_consumers_fit_each_other() -> None:
    names = [one.name for one in tasks(settings)]
    assert len(names) == len(set(names))
    assert {one.task for one in consumers(settings)} <= set(names)
