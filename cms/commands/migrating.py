"""Bringing the database up to date, unless that breaks what frontends ask."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

from graphql import GraphQLSchema

from cms.access.actors import system
from cms.commands.databases import bring_up_to_date, database
from cms.database.engine import pool, rehearsing, writing
from cms.database.migrations import pending
from cms.database.roles import Role, acting_as
from cms.schema.build import built
from cms.schema.registered.contract import DocumentsBreak, broken_by, let_all_break
from cms.settings import Settings

T = TypeVar("T")


async def migrated(*, break_documents: bool = False) -> int:
    """Apply migrations once it is clear that registered documents go on working; how many broke.

    Raises `DocumentsBreak`, and then nothing was changed, unless they may break. Where no pool is open:
    until it is done there are no roles but the owner's, who looks.
    """
    with acting_as(Role.OWNER):
        broken = await broken_by(_schema)
    if broken and not break_documents:
        raise DocumentsBreak(broken)
    await bring_up_to_date()
    if broken:
        async with pool(most=2), writing():
            await let_all_break(system("cms migrate"), broken)
    return len(broken)


async def caught_up() -> None:
    """The same if anything is lacking. What is up to date is left alone, and answers at once."""
    with acting_as(Role.OWNER):  # before the first migration there is nobody else
        lacking = await pending()
    if lacking:
        await migrated()


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


def _schema() -> GraphQLSchema:
    return built().schema._schema  # noqa: SLF001 - Strawberry has no other door to it
