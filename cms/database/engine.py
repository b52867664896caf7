"""The one connection pool, and the only place where a transaction begins and ends."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresEngine

from cms.database.embedded import location
from cms.database.readers import Readers
from cms.database.replicas import Replicas, publicly
from cms.operation.tracing import watch
from cms.settings import settings

SERVER_SETTINGS = {
    "timezone": "UTC",
    "jit": "off",
    "random_page_cost": "1.1",
    "application_name": "klankbord",
}
READING = {**SERVER_SETTINGS, "default_transaction_read_only": "on", "statement_timeout": "15s"}
"""For connections that only read. Who asks has given up before that: it ends what was forgotten."""


class CmsEngine(PostgresEngine):
    """Piccolo's engine, without its connection at import: the server may not run yet."""

    async def check_version(self) -> None:
        """The launcher and `cms migrate` look at the version."""

    async def prep_database(self) -> None:
        """Migrations create the extensions."""


def _config() -> dict[str, Any]:
    if settings.database_url:
        return {"dsn": settings.database_url, "server_settings": SERVER_SETTINGS}
    server = location(settings.var)
    return {
        "host": server.host,
        "port": server.port,
        "user": server.user,
        "database": server.database,
        "server_settings": SERVER_SETTINGS,
    }


engine = CmsEngine(config=_config())


async def _connect_to_read() -> Any:
    connection = await asyncpg.connect(**{**engine.config, "server_settings": READING})
    await watch(connection)
    return connection


async def _connect_to_replica(url: str) -> Any:
    connection = await asyncpg.connect(url, server_settings=READING)
    await watch(connection)
    return connection


readers = Readers(_connect_to_read, settings.reader_pool_size)
replicas = Replicas(settings.replica_urls, _connect_to_replica, readers)


@asynccontextmanager
async def pool(most: int = settings.pool_size) -> AsyncIterator[None]:
    """Keep a pool of connections open while the block runs."""
    await engine.start_connection_pool(min_size=1, max_size=most, init=watch)
    try:
        yield
    finally:
        await readers.close()
        await engine.close_connection_pool()


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """A transaction around the block; inside another one it joins it.

    The edges open it (an admin request, a mutation, a command, a job); services never do. Await one
    query at a time inside: there is one connection.
    """
    async with engine.transaction():
        yield


@asynccontextmanager
async def rehearsing() -> AsyncIterator[None]:
    """A dry run: the block does the real thing, sees what comes of it, and all of it is undone.

    Inside `writing()` what was done before the block stays.
    """
    async with writing():
        transaction = engine.current_transaction.get()
        assert transaction
        before = await transaction.savepoint()
        try:
            yield
        finally:
            await before.rollback_to()  # type: ignore[no-untyped-call]


@asynccontextmanager
async def attempting() -> AsyncIterator[None]:
    """All of the block or, when it raises, nothing of it, in a transaction that goes on after it."""
    transaction = engine.current_transaction.get()
    assert transaction, "inside writing() alone"
    before = await transaction.savepoint()
    try:
        yield
    except BaseException:
        await before.rollback_to()  # type: ignore[no-untyped-call]
        raise


async def fetch(sql: str, *arguments: Any) -> list[dict[str, Any]]:
    """Rows of a statement with ``$1`` parameters, on the transaction's connection if there is one."""
    transaction = engine.current_transaction.get()
    if transaction:
        return [dict(row) for row in await transaction.connection.fetch(sql, *arguments)]
    if engine.pool:
        return [dict(row) for row in await engine.pool.fetch(sql, *arguments)]
    connection = await engine.get_new_connection()
    try:
        return [dict(row) for row in await connection.fetch(sql, *arguments)]
    finally:
        await connection.close()


async def read_row(sql: str, values: Sequence[Any]) -> Any:
    """The first row of a statement that only reads, outside any transaction; it stays prepared."""
    if replicas.wanted:
        return await replicas.row(sql, values)
    return await readers.row(sql, values)


async def read_rows(sql: str, values: Sequence[Any]) -> list[Mapping[str, Any]]:
    """All rows of a statement that only reads; within a transaction they are what that sees."""
    if engine.current_transaction.get() or not engine.pool:
        return [*await fetch(sql, *values)]
    if replicas.wanted:
        return await replicas.rows(sql, values)
    return await readers.rows(sql, values)


async def execute(sql: str, *arguments: Any) -> None:
    """Run a statement with ``$1`` parameters for its effect."""
    await fetch(sql, *arguments)


def as_json(value: Any) -> str:
    """A value for a jsonb parameter, canonical: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


__all__ = [
    "as_json",
    "attempting",
    "engine",
    "execute",
    "fetch",
    "pool",
    "publicly",
    "read_row",
    "read_rows",
    "rehearsing",
    "replicas",
    "writing",
]
