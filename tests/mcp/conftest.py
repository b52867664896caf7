"""One server for all tests of a module: each begins with an empty database, and that is enough."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.mcp.agents import served


@pytest.fixture(scope="module")
async def address(migrated: None) -> AsyncIterator[str]:
    """Where the tools are served."""
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    stop = asyncio.Event()

    async def serve() -> None:
        async with served() as found:
            ready.set_result(found)
            await stop.wait()

    serving = asyncio.create_task(serve())  # who began the protocol's server must end it
    await asyncio.wait([ready, serving], return_when=asyncio.FIRST_COMPLETED)
    yield ready.result()
    stop.set()
    await serving
