"""A database that hangs keeps nobody waiting, and is asked again as soon as it answers."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from functools import partial

import asyncpg
import pytest

from cms.database import pulse as pulses
from cms.database.background import in_background
from cms.database.pulse import Pulse
from tests.database.neighbours import pids_of
from tests.replicas import Cluster, primary

LONG = "SELECT pg_sleep(60)"


class Site:
    """Connections as a process has them, and its pulse."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self.open: list[asyncpg.Connection] = []
        self.pulse = Pulse(self._connect, self._cut)

    async def _connect(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.cluster.url(), timeout=5)

    async def ask(self, sql: str) -> object:
        """As the engine does: not even a connection is made to what hangs."""
        self.pulse.check()
        connection = await self._connect()
        self.open.append(connection)
        return await connection.fetchval(sql)

    def _cut(self) -> None:
        for one in self.open:
            one.terminate()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Every process of the server stands still while the block runs."""
        stopped = [self.cluster.pid, *pids_of(self.cluster.data)]
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with primary() as cluster:
        made = Site(cluster)
        async with in_background(made.pulse.keep):
            yield made


async def test_who_waits_for_one_that_hangs_is_let_go_and_it_goes_on(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    assert await site.ask("SELECT 1") == 1
    long = asyncio.create_task(site.ask("SELECT pg_sleep(1), 'slow is not dead'"))
    await long

    waiting = asyncio.create_task(site.ask(LONG))
    while not any(not one.is_closed() for one in site.open[2:]):  # noqa: ASYNC110 - nobody says it
        await asyncio.sleep(0.01)
    with site.hanging():
        async with asyncio.timeout(10):  # 4 on a machine that does nothing else
            with pytest.raises((OSError, asyncpg.PostgresError, asyncpg.InterfaceError)):
                await waiting
        with pytest.raises(ConnectionError):
            await site.ask("SELECT 1")
    async with asyncio.timeout(5):
        while site.pulse.hangs:  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.05)
    assert await site.ask("SELECT 1") == 1
    said = [one.getMessage() for one in caplog.records if one.name == pulses.__name__]
    assert [one.partition(";")[0] for one in said] == [
        "The database does not answer",
        "The database answers again",
    ]
    assert not any(one.exc_info for one in caplog.records)


async def test_who_waits_for_a_connection_to_one_that_hangs_is_let_go(site: Site) -> None:
    patient = partial(asyncpg.connect, site.cluster.url(), timeout=60)
    assert await site.ask("SELECT 1") == 1
    with site.hanging():
        async with asyncio.timeout(15):  # 4 on a machine that does nothing else
            with pytest.raises(ConnectionError):
                await site.pulse.made(patient)


async def test_one_that_is_gone_is_not_taken_for_one_that_hangs(site: Site) -> None:
    assert await site.ask("SELECT 1") == 1
    site.cluster.kill()
    await asyncio.sleep(2 * pulses.BEAT_SECONDS)
    assert not site.pulse.hangs
    site.cluster.start()
    await site.cluster.ready()
    assert await site.ask("SELECT 1") == 1
