"""A server whose database is not there yet, hangs, and comes back."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from cms.database.embedded import erase, location, running
from tests.database.neighbours import pids_of
from tests.schema.live.processes import free_port

QUERY = {"query": "{ site { title } }"}
pytestmark = pytest.mark.slow


class Served:
    """A server that was told of a database, there or not."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self.process = process
        self.client = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20)

    async def status(self, path: str = "/readyz") -> int:
        try:
            return (await self.client.get(path)).status_code
        except httpx.TransportError:
            return 0

    async def until(self, status: int, seconds: float, path: str = "/readyz") -> None:
        async with asyncio.timeout(seconds):
            while await self.status(path) != status:  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.1)


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[tuple[Served, Path]]:
    var = tmp_path / "database"
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve"),
        env={
            **os.environ,
            "CMS_DATABASE_URL": f"postgresql://cms@/cms?host={location(var).host}",
            "CMS_VAR": str(tmp_path / "var"),
            "CMS_PORT": str(port),
            "CMS_ADMIN_PASSWORD": "a long password for the test",
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    made = Served(process, port)
    yield made, var
    await made.client.aclose()
    if process.returncode is None:
        process.kill()
    await process.wait()


async def test_it_waits_serves_survives_a_standstill_and_goes_on(
    served: tuple[Served, Path],
) -> None:
    site, var = served
    await site.until(503, 120)
    early = await site.client.post("/graphql", json=QUERY)
    assert (early.status_code, early.headers["retry-after"]) == (503, "5")
    assert await site.status("/healthz") == 200

    with running(var):
        await site.until(200, 180)
        assert (await site.client.post("/graphql", json=QUERY)).status_code == 200
        stopped = pids_of(var / "postgres")
        for pid in stopped:
            os.kill(pid, signal.SIGSTOP)
        try:
            async with asyncio.timeout(7):  # 4.5 of theirs, and 40 connections of ours
                answers = await asyncio.gather(
                    *(
                        site.client.post(
                            "/graphql", json={"query": f"{{ a{n}: site {{ title }} }}"}
                        )
                        for n in range(40)
                    )
                )
            assert {one.status_code for one in answers} == {503}
        finally:
            for pid in stopped:
                os.kill(pid, signal.SIGCONT)
        await site.until(200, 10)
        await asyncio.sleep(0)
        assert (await site.client.post("/graphql", json=QUERY)).status_code == 200
        site.process.terminate()
        await asyncio.wait_for(site.process.wait(), 15)
    erase(var)


async def test_it_hears_that_it_is_to_stop_while_it_waits(served: tuple[Served, Path]) -> None:
    site, _ = served
    await site.until(503, 120)

    site.process.terminate()

    assert await asyncio.wait_for(site.process.wait(), 10) == 0
