"""Connections that only read: each keeps its statements prepared, and is handed on as it is.

A pool's connection is reset after each use, which costs more than a small statement does. These are
never in a transaction and never change a setting, so there is nothing to reset.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

import asyncpg

from cms.database.outages import is_outage

MOST = 8
MOST_STATEMENTS = 300
CLOSE_SECONDS = 5

Connect = Callable[[], Awaitable[Any]]


class Reader:
    """One connection, and the statements it knows."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.known: OrderedDict[str, Any] = OrderedDict()

    async def row(self, sql: str, values: Sequence[Any]) -> Any:
        """The first row of a statement."""
        statement = self.known.get(sql)
        if statement is None:
            statement = self.known[sql] = await self.connection.prepare(sql)
            if len(self.known) > MOST_STATEMENTS:
                self.known.popitem(last=False)
        else:
            self.known.move_to_end(sql)
        return await statement.fetchrow(*values)


class Readers:
    """As many connections as are needed at once, up to a limit; the one used last is used first."""

    def __init__(self, connect: Connect, most: int = MOST) -> None:
        self.connect = connect
        self.free = asyncio.Semaphore(most)
        self.idle: deque[Reader] = deque()
        self.stopping: set[asyncio.Task[None]] = set()

    async def row(self, sql: str, values: Sequence[Any]) -> Any:
        """The first row of a statement with ``$1`` parameters."""
        async with self.free:
            reader = await self._reader()
            try:
                found = await reader.row(sql, values)
            except asyncpg.PostgresError as error:
                self._return(reader, broken=is_outage(error))
                raise
            except asyncio.CancelledError:
                self._stop(reader)
                raise
            except BaseException:
                self._return(reader, broken=True)
                raise
            self.idle.append(reader)
            return found

    async def _reader(self) -> Reader:
        while self.idle:
            reader = self.idle.pop()
            if not reader.connection.is_closed():
                return reader
        return Reader(await self.connect())

    def _return(self, reader: Reader, *, broken: bool) -> None:
        if broken:
            reader.connection.terminate()
        else:
            self.idle.append(reader)

    def _stop(self, reader: Reader) -> None:
        """Leave a statement that nobody waits for: the driver has PostgreSQL cancel it, then closes."""
        task = asyncio.create_task(_closed(reader))
        self.stopping.add(task)
        task.add_done_callback(self.stopping.discard)

    async def close(self) -> None:
        """Close all that nobody uses; the next question opens others."""
        await asyncio.gather(*self.stopping)
        while self.idle:
            await self.idle.pop().connection.close()


async def _closed(reader: Reader) -> None:
    try:
        await reader.connection.close(timeout=CLOSE_SECONDS)
    except (TimeoutError, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        reader.connection.terminate()
