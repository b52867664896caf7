"""The database that a command works on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from cms.commands.terminal import say
from cms.content.constraints import statements
from cms.content.discovery import installed
from cms.database.embedded import running
from cms.database.engine import pool
from cms.database.migrations import migrate
from cms.settings import Settings

T = TypeVar("T")


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """The database that the settings name; the embedded one runs while the block does."""
    if settings.database_url:
        yield
        return
    with running(settings.var, progress=say):
        yield


def done_on(settings: Settings, work: Callable[[], Awaitable[T]]) -> T:
    """What came of some work on the database, once that is up to date; its transactions are its own."""

    async def run() -> T:
        await bring_up_to_date()
        async with pool(most=2):
            return await work()

    with database(settings):
        return asyncio.run(run())


async def bring_up_to_date() -> None:
    """Apply the migrations and the declared constraints."""
    await migrate(statements(installed().values()))
