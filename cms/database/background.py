"""Work that goes on beside a block, and ends with it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any


@asynccontextmanager
async def in_background(
    work: Callable[[], Coroutine[Any, Any, None]],
) -> AsyncIterator[asyncio.Task[None]]:
    """Let ``work`` go on while the block runs; after it the work is stopped, and has stopped.

    Who gets the task may cancel it before that: it has begun to end then, and is only waited for.
    """
    task = asyncio.create_task(work())
    try:
        yield task
    finally:
        if not task.cancelling():
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
