"""A process as `cms serve` starts it, on the database of the tests."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from cms.database.engine import engine
from tests.schema.live.serving import CHANGES, Door

STARTS_WITHIN = 120.0
"""Seconds, on a machine that does much else."""


@dataclass
class Process(Door):
    """Where it listens, and what ends it."""

    process: asyncio.subprocess.Process


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


@asynccontextmanager
async def process(var: Path) -> AsyncIterator[Process]:
    """One that serves, and hears what changes, until the block ends."""
    port = free_port()
    environment = {
        **os.environ, "CMS_DATABASE_URL": database_url(), "CMS_VAR": str(var),
        "CMS_PORT": str(port), "CMS_ADMIN_PASSWORD": "a long password for the test",
    }  # fmt: skip
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve"),
        env=environment,
    )
    made = Process(port, started)
    try:
        async with asyncio.timeout(STARTS_WITHIN):
            while not await _is_live(made):  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.2)
        yield made
    finally:
        if started.returncode is None:
            started.kill()
        await started.wait()


async def _is_live(made: Process) -> bool:
    """Whether it answers, and hears what changes."""
    try:
        async with made.told(CHANGES) as stream:
            kind, _ = await asyncio.wait_for(stream.event(), 0.5)
            return not kind  # an error: it hears nothing yet
    except TimeoutError:
        return True
    except httpx.TransportError:
        return False
