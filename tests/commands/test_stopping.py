"""Processes that are told to stop while something is under way: who is told when, and who is waited for."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from cms import cli
from cms.commands.server import SERVER
from cms.database.engine import writing
from cms.database.roles import Role, connected
from cms.jobs import worker
from cms.jobs.queue import defer
from cms.mail import Letter, post
from cms.operation import ending
from cms.settings import settings
from tests import owner
from tests.forking import forks
from tests.jobs.working import queued
from tests.mailbox import FROM
from tests.schema.live.processes import free_port

pytestmark = pytest.mark.usefixtures("database")
PATIENCE = 60
FORGET = "reports.forget"
WAITING = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'report'::regclass"
HALF = b"""POST /graphql HTTP/1.1\r
Host: 127.0.0.1\r
Expect: 100-continue\r
Content-Type: application/json\r
Content-Length: 9\r
\r
{"""


def serving(port: int) -> None:
    """What a process does: `cms serve`, whose requests may take far longer than its jobs."""
    worker.STOP_SECONDS = 0.1
    SERVER["timeout_graceful_shutdown"] = ending.END_SECONDS = PATIENCE
    vars(settings).update(port=port, admin_password="a long password for the test")
    sys.exit(cli.main(["serve"]))


def working(port: int) -> None:
    """`cms jobs run` with a mail server at this port, and little time to end."""
    worker.STOP_SECONDS = worker.PUT_BACK_SECONDS = 0.1
    ending.END_SECONDS = 0.5
    vars(settings).update(smtp_url=f"smtp://127.0.0.1:{port}", mail_from=FROM)
    sys.exit(cli.main(["jobs", "run"]))


@asynccontextmanager
async def begun(does: Callable[[int], None], port: int) -> AsyncIterator[BaseProcess]:
    """A process that does this while the block runs."""
    process = forks.Process(target=does, args=(port,))
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


async def state_of(job: int) -> Any:
    [found] = [one["status"] for one in await queued() if one["id"] == job]
    return found


async def test_jobs_are_told_with_the_requests_and_not_after_them() -> None:
    port = free_port()
    holder = await connected(settings, Role.OWNER)
    async with asyncio.timeout(PATIENCE), begun(serving, port) as process:
        await until_it_listens(port)
        async with holder.transaction():
            await holder.execute("LOCK TABLE report")
            async with writing():
                job = await defer(FORGET, {})
            while not await owner.fetch(WAITING):  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.02)
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(HALF)
            assert b"100" in await reader.readline()  # it is under way
            assert await state_of(job) == "doing"
            assert process.pid
            os.kill(process.pid, signal.SIGTERM)

            while await state_of(job) != "todo":  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.02)

            assert process.is_alive()
            writer.close()
            assert await ended(process) == 0
    await holder.close()


async def test_what_takes_no_notice_is_left() -> None:
    """A thread that waits for a mail server which never says anything; the letter stays to be sent."""
    held = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        held.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    async with writing():
        await post(Letter("eva@example.org", "Brief", "Dag"))
    port = server.sockets[0].getsockname()[1]
    async with asyncio.timeout(PATIENCE), server, begun(working, port) as process:
        await held.wait()
        assert process.pid
        os.kill(process.pid, signal.SIGTERM)
        assert await ended(process) == 0
    assert "mail.send" in [one["task"] for one in await queued()]
