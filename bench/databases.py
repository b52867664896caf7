"""The databases of the bench: the reference data, and many times as much of it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit, urlunsplit

import asyncpg

from bench import plain, reference
from cms.commands.databases import bring_up_to_date
from cms.database.embedded import location
from cms.database.engine import fetch, pool
from cms.database.roles import Role, acting_as
from cms.settings import settings


@dataclass(frozen=True)
class Database:
    """A database by its address."""

    url: str

    @property
    def name(self) -> str:
        return urlsplit(self.url).path[1:]

    def named(self, name: str) -> "Database":
        """Another one of the same server."""
        return Database(urlunsplit(urlsplit(self.url)._replace(path=f"/{name}")))

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection while the block runs."""
        connection = await asyncpg.connect(self.url)
        try:
            yield connection
        finally:
            await connection.close()


def database() -> Database:
    """The one that the settings name."""
    if settings.database_url:
        return Database(settings.database_url)
    server = location(settings.var)
    return Database(f"postgresql://{server.user}@/{server.database}?host={server.host}")


async def backends(of: Database) -> list[int]:
    """The processes of PostgreSQL that serve its connections."""
    rows = await fetch("SELECT pid FROM pg_stat_activity WHERE datname = $1", of.name)
    return [row["pid"] for row in rows]


async def fill(share: int = 1) -> Database:
    """Migrate and load the reference data, unless they are there."""
    await bring_up_to_date()
    async with pool(most=2):
        if not await fetch("SELECT FROM publication LIMIT 1"):
            await reference.load(share)
        with acting_as(Role.OWNER):  # who alone makes tables
            await plain.fill()
    return database()


async def enlarged(small: Database, times: int) -> Database:
    """A copy with so many times as much."""
    return await copied(small, f"x{times}", partial(reference.multiply, times=times))


async def copied(
    small: Database, name: str, fill: Callable[[asyncpg.Connection], Awaitable[None]]
) -> Database:
    """A copy that ``fill`` adds to, unless there is one; nobody else may use the small one meanwhile."""
    other = small.named(f"{small.name}_{name}")
    async with small.named("postgres").connected() as connection:
        known = "SELECT 1 FROM pg_database WHERE datname = $1"
        if await connection.fetchval(known, other.name):
            return other
        await connection.execute(f'CREATE DATABASE "{other.name}" TEMPLATE "{small.name}"')
    async with other.connected() as connection:
        await fill(connection)
    return other


async def known(database: Database) -> tuple[list[str], list[str]]:
    """Pages to ask for, and words that their titles have."""
    async with database.connected() as connection:
        rows = await connection.fetch(
            "SELECT path, title FROM publication WHERE content_type = 'page' AND locale = 'nl'"
            " AND uid ~ '^pa[0-9]+$' ORDER BY id LIMIT 200"
        )
    words = [word for row in rows for word in row["title"].split() if len(word) > 4]
    return [row["path"] for row in rows], words[:100]
