"""A transaction that waits for its connection in time, and gives it back however it ends.

Piccolo's own keeps the connection for ever when BEGIN, COMMIT or ROLLBACK fails or is cancelled: a database
that stood still for a moment would leave a pool with nothing in it.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic
from types import TracebackType
from typing import Any

import asyncpg
from piccolo.engine.postgres import PostgresTransaction

from cms.database.outages import Unavailable
from cms.database.roles import is_outdated

PATIENCE = 8.0
"""Seconds for which anybody waits for a connection of the pool."""
END_SECONDS = 5.0
"""For which a connection that is given back may take to forget what it did; then it is cut."""


async def taken(pool: Any) -> Any:
    """A connection of a pool. Raises `Unavailable` when none becomes free in time.

    One that stood in for its role long enough is the pool's no more, and nor are those as old as it is.
    """
    end = monotonic() + PATIENCE
    connection = await _acquired(pool, end)
    if not is_outdated(connection):
        return connection
    await pool.expire_connections()
    await given_back(pool, connection)
    return await _acquired(pool, end)


async def _acquired(pool: Any, end: float) -> Any:
    try:
        return await pool.acquire(timeout=max(0.0, end - monotonic()))
    except TimeoutError as error:
        raise Unavailable from error


async def given_back(pool: Any, connection: Any) -> None:
    """Let others have it. What was done on it is done: what goes wrong now cuts it, and is no error."""
    with suppress(Exception):
        await pool.release(connection, timeout=END_SECONDS)


@asynccontextmanager
async def held(pool: Any) -> AsyncIterator[Any]:
    """A connection of a pool while the block runs. Raises `Unavailable`."""
    connection = await taken(pool)
    try:
        yield connection
    finally:
        await given_back(pool, connection)


@dataclass
class Commits:
    """How many transactions came to their end well."""

    number: int = 0


_commits: ContextVar[Commits | None] = ContextVar("commits", default=None)


@contextmanager
def counting_commits() -> Iterator[Commits]:
    """Count those of the block, and of what it starts."""
    counted = Commits()
    before = _commits.set(counted)
    try:
        yield counted
    finally:
        _commits.reset(before)


class Transaction(PostgresTransaction):
    """As Piccolo has it, but for how it gets its connection and lets it go."""

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._let_go()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def get_connection(self) -> Any:
        """One of the pool in time, or one of its own where there is no pool."""
        if self.engine.pool:
            return await taken(self.engine.pool)
        return await self.engine.get_new_connection()

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._parent:
            return exception is None
        try:
            await self._end(undone=exception is not None)
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._let_go()
        return exception is None

    async def _end(self, *, undone: bool) -> None:
        if self._rolled_back or (self._committed and not undone):
            return
        if not undone:
            await self.commit()  # type: ignore[no-untyped-call]
            counted = _commits.get()
            if counted:
                counted.number += 1
            return
        try:
            async with asyncio.timeout(END_SECONDS):
                await self.rollback()  # type: ignore[no-untyped-call]
        except Exception:
            with suppress(asyncpg.InterfaceError):  # one that was lost is the pool's again already
                self.connection.terminate()

    async def _let_go(self) -> None:
        if self.engine.pool:
            await given_back(self.engine.pool, self.connection)
            return
        with suppress(Exception):
            await self.connection.close(timeout=END_SECONDS)
