"""Streaming replicas: public questions are answered from those that have all that this process was told.

What a process was told of has a place in PostgreSQL's log: the *floor*. It is asked anew after each
change that is heard, and nobody waits for it: until it is known, and until a replica has come so far,
the primary answers. Comparing two numbers is all that a question pays for this.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import cycle
from time import monotonic
from typing import Any

import asyncpg

from cms.database.background import in_background
from cms.database.following import Primary, Replica
from cms.database.outages import is_outage
from cms.database.readers import Readers
from cms.database.roles import Role, acting_as, current

RETRY_SECONDS = 0.2
# Where the next record goes, which is behind a page's header when a page was just filled: a replica is
# then as far as the page's beginning, perhaps for long.
_PRIMARY = """
SELECT at - CASE 40 WHEN at % segment THEN 40 WHEN at % page + 16 THEN 24 ELSE 0 END AS floor,
    system_identifier AS cluster, extract(epoch FROM clock_timestamp())::float8 AS now
FROM pg_control_system(), (
    SELECT (pg_current_wal_insert_lsn() - '0/0')::bigint AS at,
        current_setting('wal_block_size')::bigint AS page,
        pg_size_bytes(current_setting('wal_segment_size')) AS segment) log
"""

logger = logging.getLogger(__name__)
_primary_alone: ContextVar[bool] = ContextVar("primary_alone", default=False)


class publicly(acting_as):  # noqa: N801 - a block, not a thing: a generator would cost each question twice as much
    """What is read in this block is what the public reads, in its role: a replica may answer it.

    For queries of nobody in particular alone. Who wrote something reads what was written: from the
    primary, as long as this process has not heard of it.
    """

    __slots__ = ()

    def __init__(self, *, when: bool = True) -> None:
        super().__init__(Role.PUBLIC if when else current())


class publicly_from_primary(acting_as):  # noqa: N801
    """The same for whoever must not miss what was committed a moment ago: no replica answers."""

    __slots__ = ("_asked",)

    def __init__(self) -> None:
        super().__init__(Role.PUBLIC)

    def __enter__(self) -> None:
        super().__enter__()
        self._asked = _primary_alone.set(True)

    def __exit__(self, *_: object) -> None:
        _primary_alone.reset(self._asked)
        super().__exit__()


@dataclass
class Counts:
    """How many questions a replica answered, the primary in its place, and in place of one that failed."""

    replica: int = 0
    primary: int = 0
    failed: int = 0


class Replicas:
    """All replicas of a process; ``primary`` answers whenever none of them can.

    Raises what the primary raises. A mistake in a statement is no matter of where it was asked.
    """

    def __init__(
        self,
        urls: Sequence[str],
        connect: Callable[[str], Awaitable[Any]],
        primary: Readers,
    ) -> None:
        self.primary = primary
        self.every = [Replica(url, connect, primary.most) for url in urls]
        self.counts = Counts()
        self.floor: Primary | None = None
        self._turn = cycle(self.every)
        self._hears = False
        self._told = 0
        self._wake = asyncio.Event()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Follow how far the replicas are while the block runs."""
        async with AsyncExitStack() as going:
            if self.every:
                await going.enter_async_context(in_background(self._keep_floor))
            for one in self.every:
                await going.enter_async_context(in_background(one.follow))
            try:
                yield
            finally:
                self.told(hears=False)
                for one in self.every:
                    await one.readers.close()

    def told(self, *, hears: bool) -> None:
        """Something changed, or may have; ``hears`` says whether all that comes will be heard.

        From now on no replica answers that may lack it. Whoever hears of a change calls this before
        anything is made from it.
        """
        self._hears = hears
        self._told += 1
        self.floor = None
        self._wake.set()

    async def row(self, sql: str, values: Sequence[Any]) -> Any:
        """The first row of a statement, from whoever may answer it."""
        return await self._read(Readers.row, sql, values)

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        """All of its rows."""
        found: list[Any] = await self._read(Readers.rows, sql, values)
        return found

    async def _read(
        self,
        read: Callable[[Readers, str, Sequence[Any]], Awaitable[Any]],
        sql: str,
        values: Sequence[Any],
    ) -> Any:
        replica = self._next()
        if replica is not None:
            try:
                found = await read(replica.readers, sql, values)
            except Exception as error:
                if not _is_its_own(error):
                    raise
                self.counts.failed += 1
                replica.failed(error)
            else:
                self.counts.replica += 1
                return found
        self.counts.primary += 1
        return await read(self.primary, sql, values)

    def _next(self) -> Replica | None:
        """One that has all that was told, each in its turn."""
        if self.floor is None or _primary_alone.get():
            return None
        for _ in self.every:
            replica = next(self._turn)
            if replica.reached >= self.floor.at:
                return replica
        return None

    async def _keep_floor(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            if not self._hears:
                continue
            try:
                await self._ask_floor()
            except Exception as error:
                if not is_outage(error):
                    logger.exception("How far the primary is cannot be asked")
                await asyncio.sleep(RETRY_SECONDS)
                self._wake.set()

    async def _ask_floor(self) -> None:
        told, asked = self._told, monotonic()
        row = await self.primary.row(_PRIMARY, ())
        clock = row["now"] - (asked + monotonic()) / 2
        if told == self._told:  # else the log may be further, and is asked again
            self.floor = Primary(row["floor"], row["cluster"], clock)
        for one in self.every:
            one.compare(self.floor)


def _is_its_own(error: Exception) -> bool:
    """Whether another server may well answer: this one is away, or gave up for what it must replay."""
    return isinstance(error, asyncpg.SerializationError) or is_outage(error)
