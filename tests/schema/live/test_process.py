"""A real process, as `cms serve` starts it: it tells what another one did, and says when it goes."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from cms.database.engine import writing
from cms.database.roles import Role, connected
from cms.mail import Letter, post
from cms.settings import settings
from tests.builders import make_published
from tests.faults.test_under_load import crowded
from tests.mailbox import FROM
from tests.schema.live.processes import Process, process
from tests.schema.live.serving import CHANGES, hear, subscribe


@pytest.fixture
async def served(database: None, tmp_path: Path) -> AsyncIterator[Process]:
    async with process(tmp_path) as made:
        yield made


async def test_it_tells_what_another_did_and_that_it_goes(served: Process) -> None:
    async with served.begun() as connection, served.told(CHANGES) as stream:
        await subscribe(connection, CHANGES)
        await asyncio.sleep(0.5)
        uid = (await make_published("page", "Elders")).uid
        found = [await hear(connection) for _ in range(4)]
        assert uid in {one["payload"]["data"]["contentChanged"]["uid"] for one in found}
        assert [await stream.event() for _ in range(4)] == [
            ("next", one["payload"]) for one in found
        ]
        served.process.send_signal(signal.SIGTERM)
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "stopping"
        assert (await stream.event())[0] == "complete"
        with pytest.raises(ConnectionClosed) as caught:
            await hear(connection)
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1001
    await asyncio.wait_for(served.process.wait(), 8)


QUESTION = {"query": '{ entry(uid: "x", locale: NL) { title } }'}
HELD = "SELECT FROM pg_locks WHERE NOT granted AND relation = 'publication'::regclass"
FINISHES = 10.0
"""Seconds within which a process that is told to stop has finished, on a machine that does nothing else."""


@pytest.mark.slow
async def test_it_finishes_what_is_under_way(served: Process) -> None:
    holder = await connected(settings, Role.OWNER)
    async with httpx.AsyncClient(trust_env=False, timeout=20) as client:
        try:
            held = holder.transaction()
            await held.start()
            await holder.execute("LOCK TABLE publication")
            asked = asyncio.create_task(client.post(served.url, json=QUESTION))
            while not await holder.fetch(HELD):  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.01)
            served.process.send_signal(signal.SIGTERM)
            while await answers(served):  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.01)
            assert not asked.done()
            await held.rollback()
            assert (await asked).status_code == 200
        finally:
            await holder.close()
    assert await asyncio.wait_for(served.process.wait(), FINISHES) == 0


async def answers(served: Process) -> bool:
    """Whether anybody is let in."""
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
    except OSError:
        return False
    writer.close()
    return True


@pytest.mark.slow
@pytest.mark.parametrize("processes", ["1", "2"])
async def test_it_waits_for_nobody_for_ever(
    database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, processes: str
) -> None:
    """A request that never comes whole, a stream, and a job that waits for a server that says nothing."""
    held = asyncio.Event()

    async def silent(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        held.set()

    server = await asyncio.start_server(silent, "127.0.0.1", 0)
    monkeypatch.setenv("CMS_SMTP_URL", f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    monkeypatch.setenv("CMS_MAIL_FROM", FROM)
    monkeypatch.setenv("CMS_PROCESSES", processes)
    async with server, process(tmp_path) as served, served.told(CHANGES):
        async with writing():
            await post(Letter("eva@example.org", "Brief", "Dag"))
        await asyncio.wait_for(held.wait(), 10)
        _, writer = await asyncio.open_connection("127.0.0.1", served.port)
        writer.write(b"POST /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\n{")
        await writer.drain()
        await asyncio.sleep(0.5)  # it is read by then
        began = monotonic()
        served.process.send_signal(signal.SIGTERM)

        assert await asyncio.wait_for(served.process.wait(), 60) == 0
        writer.close()
        assert 5 < monotonic() - began < FINISHES * crowded()
