"""The connections of a process, and the only place where a transaction begins and ends.

Editors and everything that writes share one pool; what the public reads is read on connections of the
public's role, and what editors read beside a transaction on others (`roles`).
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any
from weakref import WeakSet

from piccolo.engine.postgres import PostgresEngine

from cms.database import roles
from cms.database.pulse import Pulse
from cms.database.readers import Readers
from cms.database.replicas import Replicas, publicly, publicly_from_primary
from cms.database.roles import SERVER_SETTINGS, Role
from cms.database.room import check_room
from cms.database.transactions import Transaction, held
from cms.operation.tracing import watch
from cms.settings import settings

EDITORS_PATIENCE = 20.0
PUBLIC_PATIENCE = 4.5
"""Seconds to wait for a connection and its answer: PostgreSQL ends a statement before that, if it lives."""
EDITORS_LONGEST = 125.0
"""Seconds for the answer to a statement of editors, should PostgreSQL not end it by itself."""
SECONDS_TO_CLOSE = 5.0
READING = {"default_transaction_read_only": "on", "statement_timeout": "15s"}
"""For editors' connections that only read. Who asks has given up before that."""


class CmsEngine(PostgresEngine):
    """Piccolo's engine, without its connection at import: the server may not run yet."""

    async def check_version(self) -> None:
        """The launcher and `cms migrate` look at the version."""

    async def prep_database(self) -> None:
        """Migrations create the extensions."""

    async def get_new_connection(self) -> Any:
        """A connection of its own, in the role of the moment; what the public may not do editors do."""
        role = roles.current()
        return await roles.connected(settings, Role.OWNER if role is Role.OWNER else Role.EDITOR)

    def transaction(self, allow_nested: bool = True) -> Transaction:
        """One that waits for its connection in time, and always gives it back."""
        return Transaction(engine=self, allow_nested=allow_nested)

    async def _run_in_pool(self, query: str, args: Sequence[Any] | None = None) -> Any:
        """Piccolo's own statements outside a transaction."""
        return await _rows(query, args or ())


_pooled: WeakSet[Any] = WeakSet()


async def _editors_connection(*_arguments: Any, **_named: Any) -> Any:
    connection = await pulse.made(
        lambda: watched(roles.connected(settings, Role.EDITOR, patience=EDITORS_LONGEST))
    )
    _pooled.add(connection)
    return connection


def _cut() -> None:
    """End what waits for a database that hangs: all that wait hear at once that it is lost."""
    for one in tuple(_pooled):
        one.terminate()
    readers.abandon()
    public_readers.abandon()


pulse = Pulse(lambda: roles.connected(settings, Role.EDITOR), _cut)
"""To be kept by whoever serves; see `Pulse.keep`."""


async def watched(connecting: Awaitable[Any]) -> Any:
    """A new connection, of whose statements is told if anything is traced."""
    connection = await connecting
    await watch(connection)
    return connection


def _readers(role: Role, patience: float, **session: str) -> Readers:
    async def connect() -> Any:
        return await pulse.made(lambda: watched(roles.connected(settings, role, session)))

    return Readers(
        connect,
        settings.reader_pool_size,
        patience=patience,
        is_outdated=roles.is_outdated,
    )


engine = CmsEngine(
    config={
        **roles.way_of(settings, Role.OWNER).arguments,
        "server_settings": SERVER_SETTINGS,
    }
)
"""Its ``config`` is the owner's, for tools that connect by themselves."""


async def _connect_to_replica(url: str) -> Any:
    return await watched(roles.connected_at(url))


readers = _readers(Role.EDITOR, EDITORS_PATIENCE, **READING)
public_readers = _readers(Role.PUBLIC, PUBLIC_PATIENCE)
replicas = Replicas(settings.replica_urls, _connect_to_replica, public_readers)


@asynccontextmanager
async def pool(most: int = settings.pool_size) -> AsyncIterator[None]:
    """Let connections be shared while the block runs; each is opened when it is first needed."""
    await engine.start_connection_pool(min_size=0, max_size=most, connect=_editors_connection)
    try:
        yield
    finally:
        await readers.close()
        await public_readers.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(SECONDS_TO_CLOSE):
                await engine.close_connection_pool()
        engine.pool = None


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """A transaction around the block; inside another one it joins it.

    The edges open it (an admin request, a mutation, a command, a job); services never do. Await one
    query at a time inside: there is one connection. Raises `Unavailable` when none becomes free in time,
    and `NoRoom` when the disk is nearly full.
    """
    if engine.current_transaction.get() is None:
        check_room(settings)
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
    return [dict(row) for row in await _rows(sql, arguments)]


async def _rows(sql: str, arguments: Sequence[Any]) -> Sequence[Mapping[str, Any]]:
    """Rows outside a transaction: on the public's connections, the pool's, or one made for it."""
    role = roles.current()
    if engine.pool and role is Role.PUBLIC:
        return await public_readers.rows(sql, arguments)
    if engine.pool and role is Role.EDITOR:
        async with held(engine.pool) as connection:
            found: Sequence[Mapping[str, Any]] = await connection.fetch(sql, *arguments)
        return found
    connection = await engine.get_new_connection()
    try:
        found = await connection.fetch(sql, *arguments)
    finally:
        await connection.close()
    return found


def _reading() -> Readers | Replicas:
    if roles.current() is not Role.PUBLIC:
        return readers
    return replicas if replicas.every else public_readers


async def read_row(sql: str, values: Sequence[Any]) -> Any:
    """The first row of a statement that only reads, outside any transaction; it stays prepared."""
    return await _reading().row(sql, values)


async def read_rows(sql: str, values: Sequence[Any]) -> list[Mapping[str, Any]]:
    """All rows of a statement that only reads; within a transaction they are what that sees."""
    if engine.current_transaction.get() or not engine.pool:
        return [*await fetch(sql, *values)]
    return await _reading().rows(sql, values)


async def execute(sql: str, *arguments: Any) -> None:
    """Run a statement with ``$1`` parameters for its effect."""
    await fetch(sql, *arguments)


def as_json(value: Any) -> str:
    """A value for a jsonb parameter, canonical: sorted keys, no spaces."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


__all__ = [
    "SERVER_SETTINGS",
    "as_json",
    "attempting",
    "engine",
    "execute",
    "fetch",
    "pool",
    "publicly",
    "publicly_from_primary",
    "pulse",
    "read_row",
    "read_rows",
    "rehearsing",
    "replicas",
    "writing",
]
