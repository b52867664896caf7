"""Several processes on one socket: replaced under load, killed, told to stop at any moment."""

import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from cms.supervising.child import Child
from tests.supervising.served import Served, is_alive, serving, until

pytestmark = [pytest.mark.usefixtures("migrated"), pytest.mark.slow]
PATIENCE_SECONDS = 300  # of a machine that has other work too
QUESTION = {"query": "{ __typename }"}


@asynccontextmanager
async def load(address: str) -> AsyncIterator[Counter[str]]:
    """Clients that ask all the time: some keep their connection, others open one for each request."""
    told: Counter[str] = Counter()
    over = asyncio.Event()

    async def ask(kept: int) -> None:
        limits = httpx.Limits(max_keepalive_connections=kept)
        async with httpx.AsyncClient(trust_env=False, limits=limits, timeout=30) as client:
            while not over.is_set():
                try:
                    answer = await client.post(f"{address}/graphql", json=QUESTION)
                    told[str(answer.status_code)] += 1
                except httpx.TransportError as error:
                    told[repr(error)] += 1
                await asyncio.sleep(0.005)

    tasks = [asyncio.create_task(ask(kept)) for kept in (0, 0, 1, 1)]
    try:
        yield told
    finally:
        over.set()
        await asyncio.gather(*tasks)


async def replaced(site: Served, before: set[int]) -> None:
    """Wait until none of these processes is there any more, and as many others."""
    whole = lambda: not before & (now := site.children()) and len(now) == 2  # noqa: E731
    await until(whole, PATIENCE_SECONDS)


async def test_processes_are_replaced_killed_and_stopped() -> None:
    async with serving("--processes", "2") as site:
        await until(lambda: len(site.children()) == 2)
        async with load(site.address) as told:
            before = site.children()
            site.tell(signal.SIGHUP)
            await replaced(site, before)
        assert set(told) == {"200"}, told
        assert told["200"] > 100

        before = site.children()
        os.kill(min(before), signal.SIGKILL)
        site.tell(signal.SIGHUP)  # while the place of the one that was killed is empty
        await replaced(site, before)
        await site.until_ready()

        left = site.children()
        site.tell(signal.SIGHUP)
        await until(lambda: len(site.children()) == 3, PATIENCE_SECONDS)
        left |= site.children()
        site.tell(signal.SIGTERM)
        async with asyncio.timeout(15):
            assert await site.process.wait() == 0
        assert not any(map(is_alive, left))


async def test_one_in_production_is_looked_after_too() -> None:
    async with serving(CMS_PRODUCTION="true", CMS_BASE_URL="http://127.0.0.1") as site:
        [before] = site.children()
        os.kill(before, signal.SIGKILL)
        await until(lambda: bool(site.children() - {before}), PATIENCE_SECONDS)
        await site.until_ready()
        site.tell(signal.SIGTERM)
        assert await site.process.wait() == 0


async def test_processes_do_not_outlive_the_one_above_them() -> None:
    async with serving("--processes", "2") as site:
        await until(lambda: len(site.children()) == 2)
        children = site.children()
        site.process.kill()
        await until(lambda: not any(map(is_alive, children)), 15)


async def test_a_seat_waits_for_a_database_that_is_away_and_hears_that_it_is_to_stop(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tried = 0

    def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal tried
        tried += 1
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("CMS_DATABASE_URL", f"postgresql://cms@127.0.0.1:{port}/cms?sslmode=disable")
    monkeypatch.setenv("CMS_VAR", str(tmp_path))
    async with server:
        child = Child([sys.executable, "-m", "cms.cli", "serve"], 0, [])
        try:
            await until(lambda: tried > 2 or child.gone.is_set())
            assert not child.gone.is_set()
        finally:
            await child.stop()
    assert child.process.returncode == 0
