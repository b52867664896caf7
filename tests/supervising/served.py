"""`cms serve` with several processes, as an operator runs it, and what can be asked of it."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import httpx

from tests.logs import look_through


@dataclass
class Served:
    """A running site: its address, and the process above its processes."""

    address: str
    process: asyncio.subprocess.Process

    def children(self) -> set[int]:
        """The processes that serve, or are about to."""
        pid = self.process.pid
        with suppress(FileNotFoundError):
            written = Path(f"/proc/{pid}/task/{pid}/children").read_text()
            return set(map(int, written.split()))
        return set()

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to the process above."""
        self.process.send_signal(number)

    async def until_ready(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(300), httpx.AsyncClient(trust_env=False) as client:
            while self.process.returncode is None:
                with suppress(httpx.TransportError):
                    if (await client.get(f"{self.address}/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.05)
        raise AssertionError(f"cms serve ended with {self.process.returncode}")


async def until(holds: Callable[[], bool], seconds: float = 60) -> None:
    """Wait for what nobody says."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.02)


def is_alive(pid: int) -> bool:
    """Whether there is such a process; one that is dead and not fetched yet is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def free_port() -> int:
    """A port that nobody uses just now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


@asynccontextmanager
async def serving(
    *arguments: str, error: IO[str] | None = None, **environ: str
) -> AsyncIterator[Served]:
    """`cms serve` on a free port while the block runs; it is ready when the block begins.

    What it says goes to ``error``.
    """
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve", *arguments),
        env=os.environ | {"CMS_PORT": str(port)} | environ,
        stdin=asyncio.subprocess.DEVNULL,
        stderr=error,
    )
    served = Served(f"http://127.0.0.1:{port}", process)
    try:
        await served.until_ready()
        yield served
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
        if error:
            look_through("cms serve", Path(error.name).read_text())
