"""The database that a command works on."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import cms.commands as loaded
from cms.commands.terminal import tell
from cms.content.constraints import statements
from cms.content.discovery import installed
from cms.database.embedded import running
from cms.database.engine import pool, rehearsing, writing
from cms.database.migrations import migrate, pending
from cms.database.roles import Role, acting_as
from cms.settings import Settings

T = TypeVar("T")


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """The database that the settings name; the embedded one runs while the block does."""
    if settings.database_url:
        yield
        return
    with running(settings.var, progress=tell):
        yield


async def bring_up_to_date() -> None:
    """Apply the migrations and the declared constraints."""
    await migrate(statements(installed().values()))


async def caught_up() -> None:
    """Bring the database up to date as `migrating.migrated` does, if anything is lacking.

    What is up to date is left alone, and answers at once: nothing of GraphQL is loaded for it.
    """
    with acting_as(Role.OWNER):  # before the first migration there is nobody else
        lacking = await pending()
    if lacking:
        await loaded.migrating.migrated()


def done_on(settings: Settings, work: Callable[[], Awaitable[T]]) -> T:
    """What came of some work on the database, once that is up to date; its transactions are its own."""

    async def run() -> T:
        await caught_up()
        async with pool(most=2):
            return await work()

    with database(settings):
        return asyncio.run(run())


def written_on(settings: Settings, work: Callable[[], Awaitable[T]], *, dry_run: bool = False) -> T:
    """The same in one transaction, of which nothing stays when it is a dry run."""

    async def whole() -> T:
        async with rehearsing() if dry_run else writing():
            return await work()

    return done_on(settings, whole)
