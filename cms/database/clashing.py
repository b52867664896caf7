"""Two that wait for each other, or one that waits too long: PostgreSQL ends one, and that one goes again."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import TypeVar

import asyncpg

MOST_TIMES = 3
LONGEST_PAUSE = 0.05
"""Seconds before it is tried again, at most: who clashed must not meet again at once."""

CLASHED = (
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,  # many stand in line for one entry
)

Done = TypeVar("Done")


async def whole(do: Callable[[], Awaitable[Done]]) -> Done:
    """What ``do`` returns, which is a transaction and nothing beside it: the whole of it is done again,
    `MOST_TIMES` in all, when PostgreSQL ended it for another's sake. The last error is raised.
    """
    for _ in range(MOST_TIMES - 1):
        try:
            return await do()
        except CLASHED:
            await apart()
    return await do()


async def apart() -> None:
    """Wait a moment, for another time than whom it clashed with."""
    await asyncio.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - no secret
