"""A server whose database is not there yet, hangs, and comes back."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic

import asyncpg
import httpx
import pytest

from cms.database.connections import needed
from cms.database.embedded import erase, location, running
from cms.database.migrations import LOCK
from cms.settings import Settings
from tests.database.neighbours import pids_of
from tests.database.sockets import most_open_while, open_within
from tests.faults.test_under_load import crowded
from tests.schema.live.processes import free_port

PASSWORD = "a long password for the test"
QUERY = {"query": "{ site { title } }"}
HELD_UP = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
pytestmark = pytest.mark.slow


def url(var: Path) -> str:
    """The database of this folder, for whoever is told where it is."""
    return f"postgresql://cms@/cms?host={location(var).host}"


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
            "CMS_DATABASE_URL": url(var),
            "CMS_VAR": str(tmp_path / "var"),
            "CMS_PORT": str(port),
            "CMS_ADMIN_PASSWORD": PASSWORD,
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    made = Served(process, port)
    yield made, var
    await made.client.aclose()
    if process.returncode is None:
        process.kill()
    await process.wait()


MOST_SECONDS = 5.0
"""For which anybody waits for a database that hangs, and until all goes on once it does not."""
PAUSE_SECONDS = 1.0
"""Between askings, while it hangs."""
SAVE = """mutation { savePage(input: {title: {nl: "Stil"}}) {
    __typename ... on Problem { code } } }"""
WAITING = """
SELECT count(*) FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


async def token(var: Path) -> str:
    """A token of the administrator, as the command makes it."""
    made = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "token", "create", "admin", "test"),
        *("--scope", "edit"),
        env={**os.environ, "CMS_DATABASE_URL": url(var), "CMS_VAR": str(var.parent / "var")},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    said, _ = await made.communicate()
    return said.decode().split()[-1]


@contextmanager
def standing_still(var: Path) -> Iterator[None]:
    """Every process of the database is stopped in its tracks while the block runs."""
    stopped = pids_of(var / "postgres")
    for pid in stopped:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in stopped:
            os.kill(pid, signal.SIGCONT)


async def timed(asked: Awaitable[httpx.Response]) -> tuple[httpx.Response, float]:
    """An answer, and how many seconds it took."""
    since = monotonic()
    return await asked, monotonic() - since


async def log_in(client: httpx.AsyncClient) -> None:
    """As the administrator, in the panel."""
    client.cookies.set("csrftoken", "token")
    client.headers["X-CSRFToken"] = "token"
    told = {"username": "admin", "password": PASSWORD}
    answer = await client.post("/admin/public/login/", json=told)
    assert answer.status_code == 200, answer.text


async def all_are_told(site: Served, bearer: str) -> None:
    """The public, scripts and the panel each hear in time that there is nothing to be had now."""
    headers = {"authorization": f"Bearer {bearer}"}
    public = [{"query": f"{{ a{n}: site {{ title }} }}"} for n in range(40)]
    asked = [
        *(site.client.post("/graphql", json=one) for one in public),
        *(site.client.post("/graphql", json={"query": SAVE}, headers=headers) for _ in range(20)),
        *(
            site.client.post("/admin/api/tables/page/", json={"title_nl": "Stil"})
            for _ in range(20)
        ),
    ]
    answers = await asyncio.gather(*map(timed, asked))
    assert {one.status_code for one, _ in answers} == {503}
    assert max(seconds for _, seconds in answers) < MOST_SECONDS * crowded()


async def all_are_told_for(site: Served, bearer: str, seconds: float) -> None:
    """All of them once, and again and again as long as that."""
    end = monotonic() + seconds
    await all_are_told(site, bearer)
    while monotonic() < end:
        await asyncio.sleep(PAUSE_SECONDS)
        await all_are_told(site, bearer)


@pytest.mark.parametrize("still", [0, 60])
async def test_it_waits_serves_survives_a_standstill_and_goes_on(
    served: tuple[Served, Path], still: int
) -> None:
    site, var = served
    await site.until(503, 120)
    early = await site.client.post("/graphql", json=QUERY)
    assert (early.status_code, early.headers["retry-after"]) == (503, "5")
    assert await site.status("/healthz") == 200
    without = open_within(site.process.pid)

    with running(var):
        await site.until(200, 180)
        assert (await site.client.post("/graphql", json=QUERY)).status_code == 200
        bearer = await token(var)
        await log_in(site.client)
        assert (
            await site.status("/admin/api/tables/page/") == 200
        )  # made when it is first asked for
        with standing_still(var):
            asked = all_are_told_for(site, bearer, still)
            most = await most_open_while(site.process.pid, asked)
        assert 0 < most - without <= needed(Settings())
        await site.until(200, MOST_SECONDS * crowded())
        assert (await site.client.post("/graphql", json=QUERY)).status_code == 200
        connection = await asyncpg.connect(url(var))
        assert await connection.fetchval(WAITING) <= needed(Settings())
        await connection.close()
        site.process.terminate()
        await asyncio.wait_for(site.process.wait(), 15)
    erase(var)


async def migrating(var: Path) -> asyncpg.Connection:
    """Hold up what migrates the database of a folder, as soon as it begins."""
    async with asyncio.timeout(120):
        while not (var / "postgres" / "postmaster.pid").exists():  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.02)
        while True:
            with suppress(OSError, asyncpg.PostgresError):
                connection = await asyncpg.connect(url(var))
                break
            await asyncio.sleep(0.02)
        await connection.execute("SELECT pg_advisory_lock($1)", LOCK)
        while not await connection.fetch(HELD_UP):  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.02)
    return connection


async def test_an_embedded_server_that_is_lost_while_it_migrates_is_started_again(
    tmp_path: Path,
) -> None:
    var, port = tmp_path / "var", free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve"),
        env={
            **os.environ,
            "CMS_DATABASE_URL": "",
            "CMS_VAR": str(var),
            "CMS_PORT": str(port),
            "CMS_ADMIN_PASSWORD": PASSWORD,
        },
        stdout=asyncio.subprocess.DEVNULL,
    )
    site = Served(process, port)
    try:
        holder = await migrating(var)
        for pid in pids_of(var / "postgres"):
            os.kill(pid, signal.SIGKILL)
        holder.terminate()
        await site.until(200, 180)
        assert (await site.client.post("/graphql", json=QUERY)).status_code == 200
        process.terminate()
        assert await asyncio.wait_for(process.wait(), 15) == 0
    finally:
        await site.client.aclose()
        if process.returncode is None:
            process.kill()
        await process.wait()
        erase(var)


async def test_it_hears_that_it_is_to_stop_while_it_waits(served: tuple[Served, Path]) -> None:
    site, _ = served
    await site.until(503, 120)

    site.process.terminate()

    assert await asyncio.wait_for(site.process.wait(), 10) == 0
