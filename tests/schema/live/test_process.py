"""A real process, as `cms serve` starts it: it tells what another one did, and says when it goes."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from cms.database.engine import engine
from cms.publishing.feed import Feed
from tests.builders import make_published
from tests.schema.live.serving import CHANGES, Site, hear, subscribe


@dataclass
class Process(Site):
    process: asyncio.subprocess.Process | None = None


def database_url() -> str:
    """Where the tests' database is, for another process."""
    config = engine.config
    if "dsn" in config:
        return str(config["dsn"])
    return "postgresql://{user}@/{database}?host={host}&port={port}".format(**config)


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def served(database: None, tmp_path: Path) -> AsyncIterator[Process]:
    port = free_port()
    environment = {
        **os.environ, "CMS_DATABASE_URL": database_url(), "CMS_VAR": str(tmp_path),
        "CMS_PORT": str(port), "CMS_ADMIN_PASSWORD": "a long password for the test",
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve"),
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
    )
    unused: object = None
    made = Process(Feed(), unused, unused, port, process)  # type: ignore[arg-type]
    async with asyncio.timeout(60):
        while not await is_live(made):  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.2)
    try:
        yield made
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def is_live(made: Process) -> bool:
    """Whether it answers, and hears what changes."""
    try:
        async with made.told(CHANGES) as stream:
            kind, _ = await asyncio.wait_for(stream.event(), 0.5)
            return not kind  # an error: it hears nothing yet
    except TimeoutError:
        return True
    except httpx.TransportError:
        return False


async def test_it_tells_what_another_did_and_that_it_goes(served: Process) -> None:
    process = served.process
    assert process
    async with served.begun() as connection, served.told(CHANGES) as stream:
        await subscribe(connection, CHANGES)
        await asyncio.sleep(0.5)
        uid = (await make_published("page", "Elders")).uid
        found = [await hear(connection) for _ in range(4)]
        assert uid in {one["payload"]["data"]["contentChanged"]["uid"] for one in found}
        assert [await stream.event() for _ in range(4)] == [
            ("next", one["payload"]) for one in found
        ]
        process.send_signal(signal.SIGTERM)
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "stopping"
        assert (await stream.event())[0] == "complete"
        with pytest.raises(ConnectionClosed) as caught:
            await hear(connection)
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1001
    await asyncio.wait_for(process.wait(), 8)
