"""How long an answer is worked on: some seconds, and no longer than its client is there."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive

UNWATCHED = 0.2
"""Seconds in which most answers are ready: until then nobody looks whether the client is there."""


@asynccontextmanager
async def patience(seconds: float, receive: Receive | None = None) -> AsyncIterator[None]:
    """Cancel the block when it takes too long or its client goes away. Raises `TimeoutError`.

    ``receive`` is the request's, its body read; without it nobody looks whether the client is there.
    """
    async with asyncio.timeout(seconds) as limit:
        watching: list[asyncio.Task[None]] = []

        def watch() -> None:
            if receive:
                watching.append(asyncio.create_task(_watch(receive, limit)))

        timer = asyncio.get_running_loop().call_later(UNWATCHED, watch)
        try:
            yield
        finally:
            timer.cancel()
            for task in watching:
                task.cancel()


async def _watch(receive: Receive, limit: asyncio.Timeout) -> None:
    for _ in range(2):  # the body of a GET, which nobody read, comes first
        if (await receive())["type"] == "http.disconnect":
            limit.reschedule(asyncio.get_running_loop().time())
            return
