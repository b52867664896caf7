"""The demo site as `cms serve` serves it, and other people's clients at its door."""

import asyncio
import contextlib
import os
import socket
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest

from tests.clients import node
from tests.conftest import empty_all_tables
from tests.demo_site import stand_demo
from tests.schema.editing_client import client_of


@dataclass(frozen=True)
class Site:
    """Where it is, and the token of somebody who may do everything there."""

    address: str
    token: str

    @property
    def graphql(self) -> str:
        return f"{self.address}/graphql"


@pytest.fixture(scope="package", autouse=True)
def packages() -> None:
    """Where CI cannot install what clients need, that is an error; elsewhere a pity."""
    reason = node.missing()
    if reason and os.environ.get("CI"):
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)


async def _answers(address: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(60), httpx.AsyncClient() as client:
        while process.returncode is None:
            with contextlib.suppress(httpx.TransportError):
                if (await client.get(f"{address}/readyz")).status_code == 200:
                    return
            await asyncio.sleep(0.1)
    raise AssertionError(f"cms serve ended with {process.returncode}")


@pytest.fixture(scope="module")
async def site(packages: None, migrated: None) -> AsyncIterator[Site]:
    await empty_all_tables()
    await stand_demo()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "serve"),
        env=os.environ | {"CMS_PORT": str(port)},
        stdin=asyncio.subprocess.DEVNULL,
    )
    try:
        await _answers(f"http://127.0.0.1:{port}", process)
        chief = await client_of("chief", superuser=True)
        yield Site(f"http://127.0.0.1:{port}", chief.token)
    finally:
        process.terminate()
        await process.wait()
