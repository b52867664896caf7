"""Connections that only read: each keeps its statements prepared, and is handed on as it is.

A pool's connection is reset after each use, which costs more than a small statement does. These are
never in a transaction and never change a setting, so there is nothing to reset.
"""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import asyncpg

from cms.database.outages import is_outage

MOST = 8
MOST_STATEMENTS = 100
SECONDS_TO_END = 5

Connect = Callable[[], Awaitable[Any]]


class Reader:
    """One connection, and the statements it knows."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.known: OrderedDict[str, Any] = OrderedDict()

    async def row(self, sql: str, values: Sequence[Any]) -> Any:
        """The first row of a statement."""
        return await (await self._prepared(sql)).fetchrow(*values)

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All of its rows."""
        found: list[Any] = await (await self._prepared(sql)).fetch(*values)
        return found

    async def _prepared(self, sql: str) -> Any:
        statement = self.known.get(sql)
        if statement is None:
            statement = self.known[sql] = await self.connection.prepare(sql)
            if len(self.known) > MOST_STATEMENTS:
                self.known.popitem(last=False)
        else:
            self.known.move_to_end(sql)
        return statement


Read = Callable[[Reader, str, Sequence[Any]], Awaitable[Any]]


class Readers:
    """As many connections as are needed at once, up to a limit; the one used last is used first."""

    def __init__(self, connect: Connect, most: int = MOST) -> None:
        self.connect = connect
        self.most = most
        self.free = asyncio.Semaphore(most)
        self.idle: deque[Reader] = deque()
        self.busy: set[Reader] = set()
        self.ending: set[asyncio.Task[None]] = set()

    async def row(self, sql: str, values: Sequence[Any]) -> Any:
        """The first row of a statement with ``$1`` parameters."""
        return await self._read(Reader.row, sql, values)

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All of its rows."""
        found: list[Any] = await self._read(Reader.rows, sql, values)
        return found

    async def _read(self, read: Read, sql: str, values: Sequence[Any]) -> Any:
        async with self.free:
            reader = self._idle()
            if reader:
                try:
                    return await self._by(reader, read, sql, values)
                except Exception as error:
                    if not is_outage(error):
                        raise
                    # It was lost while nobody used it: the server may be there again already.
            return await self._by(Reader(await self.connect()), read, sql, values)

    async def _by(self, reader: Reader, read: Read, sql: str, values: Sequence[Any]) -> Any:
        self.busy.add(reader)
        try:
            found = await read(reader, sql, values)
        except asyncio.CancelledError:
            self._end(reader)
            raise
        except asyncpg.PostgresError as error:
            if is_outage(error):
                reader.connection.terminate()
            else:
                # Its plan may be of a table that is another now: it is prepared anew.
                reader.known.pop(sql, None)
                self.idle.append(reader)
            raise
        except BaseException:
            reader.connection.terminate()
            raise
        finally:
            self.busy.discard(reader)
        self.idle.append(reader)
        return found

    def _idle(self) -> Reader | None:
        while self.idle:
            reader = self.idle.pop()
            if not reader.connection.is_closed():
                return reader
        return None

    def _end(self, reader: Reader) -> None:
        """Close a connection whose answer nobody waits for; the server stops its statement first."""
        task = asyncio.create_task(_closed(reader))
        self.ending.add(task)
        task.add_done_callback(self.ending.discard)

    def abandon(self) -> None:
        """Cut all connections: who waits for an answer hears at once that there is none."""
        idle, self.idle = self.idle, deque()
        for reader in (*idle, *self.busy):
            reader.connection.terminate()

    async def close(self) -> None:
        """Close all that nobody uses; the next question opens others."""
        idle, self.idle = self.idle, deque()
        await asyncio.gather(*map(_closed, idle), *self.ending)


async def _closed(reader: Reader) -> None:
    """The driver waits for a statement that it had the server cancel; terminating would not."""
    with suppress(Exception):
        await reader.connection.close(timeout=SECONDS_TO_END)
