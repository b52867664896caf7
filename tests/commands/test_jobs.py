"""`cms jobs`: an operator sees what failed, tries it anew, and runs a process that does jobs alone."""

import asyncio
import json
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from cms.database.engine import execute, fetch, writing
from cms.errors import Message
from cms.jobs.queue import defer
from cms.jobs.task import LATER, GiveUp, Job
from cms.mail import Letter, post
from cms.scraping.siblings import Siblings
from cms.settings import settings
from cms.webhooks.matching import SEND
from tests.commands.test_upkeep import cms
from tests.jobs.working import queued, task, worked_off
from tests.mailbox import FROM, Inbox
from tests.webhooks.means import add

pytestmark = pytest.mark.usefixtures("database")


async def test_what_failed_is_listed_and_tried_anew() -> None:
    async def act(_job: Job) -> None:
        raise GiveUp(Message("No."))

    async with writing():
        dead = await defer("test", {"n": 1})
        waiting = await defer("later", {}, at=datetime.now(UTC) + timedelta(days=1))
    await worked_off(task(act))

    status, out, _ = await cms("jobs", "list", "--dead")
    assert (status, out) == (0, f"{dead}  failed for good  test (test), attempt 1: No.\n")
    status, out, _ = await cms("jobs", "list", "--json")
    assert [(one["id"], one["stage"]) for one in json.loads(out)] == [
        (waiting, "waiting"),
        (dead, "dead"),
    ]
    status, out, err = await cms("jobs", "retry", str(waiting))
    assert (status, "[not_found]" in err) == (1, True)
    assert (await cms("jobs", "retry", str(dead)))[0] == 0
    assert [one["status"] for one in await queued()] == ["todo", "todo"]
    assert (await cms("jobs", "retry", "--all-dead"))[0] == 1
    assert (await cms("jobs", "retry"))[0] == 2


async def test_a_delivery_that_is_tried_again_names_its_webhook() -> None:
    webhook, _ = await add("http://127.0.0.1:1/", name="Kiosk")
    sent = {"task": SEND, "arguments": {"webhook": webhook}}
    async with writing():
        later = await defer(LATER, sent, at=datetime(2126, 11, 23, 12, tzinfo=UTC))
    status, out, _ = await cms("jobs", "list")
    told = "next attempt: 2126-11-23T13:00:00+01:00"
    assert (status, out) == (0, f"{later}  waits  outside.later (Webhooks: Kiosk), {told}\n")


async def worker(tmp_path: Path, address: str) -> asyncio.subprocess.Process:
    """`cms jobs run` as a process of its own that does jobs already."""
    environ = {
        "CMS_DATABASE_URL": settings.database_url,
        "CMS_VAR": str(settings.var),
        "CMS_JOBS": "apart",
        "CMS_SMTP_URL": address,
        "CMS_MAIL_FROM": FROM,
        "PYTHONPATH": ".",
        "PATH": os.environ["PATH"],
        "LC_ALL": "en_GB.UTF-8",
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "jobs", "run"),
        env=environ,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr
    assert await process.stderr.readline() == b"Jobs are done here.\n"
    return process


async def arrived(inbox: Inbox, number: int) -> None:
    async with asyncio.timeout(30):
        while len(inbox.mails) < number:  # noqa: ASYNC110 - another thread receives it
            await asyncio.sleep(0.02)


async def test_a_process_of_its_own_does_jobs_and_stops_when_told(
    tmp_path: Path, inbox: tuple[Inbox, str]
) -> None:
    process = await worker(tmp_path, inbox[1])
    async with writing():
        await post(Letter("eva@example.org", "Brief", "Dag"))
    begun = datetime.now(UTC)
    await arrived(inbox[0], 1)
    assert datetime.now(UTC) - begun < timedelta(seconds=2)
    told = Siblings(settings.var / "metrics").others()
    assert str(process.pid) in str([one for one in told if one.name == "klankbord_scraped_at"])

    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert await fetch("SELECT FROM procrastinate_workers") == []
    assert [one["task"] for one in await queued() if one["task"] == "mail.send"] == []


@pytest.mark.slow  # test_worker has the same of workers within one process
async def test_what_a_killed_process_held_is_done_by_another(
    tmp_path: Path, inbox: tuple[Inbox, str]
) -> None:
    held = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.set()
        await writer.wait_closed()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    process = await worker(tmp_path, f"smtp://127.0.0.1:{port}")
    async with writing():
        await post(Letter("eva@example.org", "Brief", "Dag"))
    await asyncio.wait_for(held.wait(), 10)
    process.kill()
    await process.wait()
    server.close()
    [left] = [one for one in await queued() if one["task"] == "mail.send"]
    assert left["status"] == "doing"

    await execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '16 seconds'")
    await execute("UPDATE mail SET due_at = now()")  # the spool would wait longer
    other = await worker(tmp_path, inbox[1])
    await arrived(inbox[0], 1)
    other.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(other.wait(), 10) == 0
    [letter] = json.loads(left["arguments"]).values()
    assert [mail["Message-ID"] for mail in inbox[0].mails] == [f"<{letter}@example.org>"]
