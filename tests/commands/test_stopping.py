"""Processes that are told to stop while something is under way: who is told when, and who is waited for."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess

import pytest

from cms import cli
from cms.commands.server import SERVER
from cms.database.engine import writing
from cms.jobs import worker
from cms.jobs.watching import Seen, Stage, seen
from cms.mail import Letter, post
from cms.mail.sending import SECONDS as MAIL_SECONDS
from cms.operation import ending
from cms.settings import settings
from tests.forking import forks
from tests.mailbox import FROM
from tests.schema.live.processes import free_port

pytestmark = pytest.mark.usefixtures("database")
PATIENCE = 60
LETTER = Letter("eva@example.org", "Brief", "Dag")
HALF = b"""POST /graphql HTTP/1.1\r
Host: 127.0.0.1\r
Expect: 100-continue\r
Content-Type: application/json\r
Content-Length: 9\r
\r
{"""


def serving(port: int, mails: int) -> None:
    """What a process does: `cms serve`, whose requests may take far longer than its jobs."""
    worker.STOP_SECONDS = 0.1
    SERVER["timeout_graceful_shutdown"] = ending.END_SECONDS = PATIENCE
    vars(settings).update(port=port, admin_password="a long password for the test")
    _mail_at(mails)
    sys.exit(cli.main(["serve"]))


def working(mails: int) -> None:
    """`cms jobs run`, with little time to end."""
    worker.STOP_SECONDS = worker.PUT_BACK_SECONDS = 0.1
    ending.END_SECONDS = 0.5
    _mail_at(mails)
    sys.exit(cli.main(["jobs", "run"]))


def _mail_at(port: int) -> None:
    vars(settings).update(smtp_url=f"smtp://127.0.0.1:{port}", mail_from=FROM)


@asynccontextmanager
async def begun(does: Callable[..., None], *ports: int) -> AsyncIterator[BaseProcess]:
    """A process that does this while the block runs."""
    process = forks.Process(target=does, args=ports)
    process.start()
    try:
        yield process
    finally:
        process.kill()
        await asyncio.to_thread(process.join)


async def ended(process: BaseProcess) -> int | None:
    """With what it ended by itself."""
    await asyncio.to_thread(process.join, PATIENCE)
    return process.exitcode


async def until_it_listens(port: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.02)
            else:
                writer.close()
                return


@asynccontextmanager
async def silent() -> AsyncIterator[tuple[int, asyncio.Event]]:
    """The port of a mail server that never says anything, and whether somebody waits for it."""
    held = asyncio.Event()
    waiting = []

    async def take(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        waiting.append(writer)
        held.set()

    async with await asyncio.start_server(take, "127.0.0.1", 0) as server:
        try:
            yield server.sockets[0].getsockname()[1], held
        finally:
            for one in waiting:
                one.close()


async def sending() -> Seen:
    """The job of the letter."""
    [found] = [one for one in await seen("", None, 100) if one.task == "mail.send"]
    return found


async def test_jobs_are_told_with_the_requests_and_not_after_them() -> None:
    port = free_port()
    async with writing():
        await post(LETTER)
    async with (
        asyncio.timeout(PATIENCE),
        silent() as (mails, held),
        begun(serving, port, mails) as process,
    ):
        await held.wait()
        await until_it_listens(port)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HALF)
        assert b"100" in await reader.readuntil(b"\r\n\r\n")  # it is under way
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)

        while (job := await sending()).stage == Stage.RUNNING:  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.02)

        assert (job.stage, job.reason) == (Stage.WAITING, None)  # it did not fail, but was put back
        with pytest.raises(TimeoutError):  # nobody has answered yet
            await asyncio.wait_for(reader.read(1), 0.1)
        writer.close()


async def test_what_takes_no_notice_is_left() -> None:
    """A thread that waits for a mail server."""
    async with writing():
        await post(LETTER)
    async with (
        asyncio.timeout(PATIENCE),
        silent() as (mails, held),
        begun(working, mails) as process,
    ):
        await held.wait()
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        async with asyncio.timeout(MAIL_SECONDS / 2):
            assert await ended(process) == 0
    assert (await sending()).stage in (Stage.WAITING, Stage.RUNNING)
