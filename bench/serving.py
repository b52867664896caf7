"""A server process for each application that is measured."""

import asyncio
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from cms.commands.server import SERVER

STARTS_WITHIN = 240.0
HOST = "127.0.0.1"


@dataclass(frozen=True)
class Setup:
    """How an application is served: the server, its loop, its parser, and the garbage collector."""

    server: str = "uvicorn"
    loop: str = SERVER["loop"]
    http: str = SERVER["http"]
    collector: str = "frozen"

    @property
    def name(self) -> str:
        return f"{self.server}, {self.loop}, {self.http}, collector {self.collector}"


@dataclass(frozen=True)
class Served:
    """A server that runs."""

    app: str
    pid: int
    port: int
    database: str
    setup: Setup = field(default_factory=Setup)


@asynccontextmanager
async def served(
    app: str, database_url: str, setup: Setup | None = None, **variables: str
) -> AsyncIterator[Served]:
    """Serve one of `APPS` from a process of its own while the block runs."""
    setup = setup or Setup()
    port = _free_port()
    environment = {**os.environ, "CMS_DATABASE_URL": database_url, **variables}
    told = (app, str(port), setup.server, setup.loop, setup.http, setup.collector)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.server", *told, env=environment
    )
    try:
        await _listens(process, port)
        yield Served(app, process.pid, port, database_url, setup)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


async def _listens(process: asyncio.subprocess.Process, port: int) -> None:
    async with asyncio.timeout(STARTS_WITHIN):
        while True:
            try:
                _, writer = await asyncio.open_connection(HOST, port)
            except OSError:
                if process.returncode is not None:
                    raise RuntimeError("The server did not start") from None
                await asyncio.sleep(0.1)
            else:
                writer.close()
                return
