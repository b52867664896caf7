"""One streaming replica: how far it is, and whether it is one that may be asked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from cms.database.outages import is_outage
from cms.database.readers import MOST, Readers

BEAT_SECONDS = 1.0
PATIENCE_SECONDS = 2.0
RETRY_SECONDS = 0.5
SHORTEST_PAUSE, LONGEST_PAUSE = 0.001, 0.25
"""Between two looks at one that is behind."""
MOST_APART = 0.05
"""How many seconds its clock may differ: what is planned comes by the clock of whoever answers."""
NOWHERE = -1

_STANDING = """
SELECT pg_is_in_recovery() AS follows, (pg_last_wal_replay_lsn() - '0/0')::bigint AS replayed,
    system_identifier AS cluster, extract(epoch FROM clock_timestamp())::float8 AS now
FROM pg_control_system()
"""
_REFUSED = {
    "promoted": "It follows nobody any more: it was promoted, or is no replica",
    "stranger": "It is a replica of another server",
    "clock": "Its clock and the primary's differ",
}
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Primary:
    """The primary at a moment: its place in the log, whose data it has, and its clock by ours."""

    at: int
    cluster: int
    clock: float


class Replica:
    """Connections to one server, which ``url`` must name alone, and what is known of it.

    ``reached`` is its place in the log; all that was committed before is seen by who asks it from now
    on. It is `NOWHERE` while it must not be asked: then ``state`` tells why.
    """

    def __init__(
        self, url: str, connect: Callable[[str], Awaitable[Any]], most: int = MOST
    ) -> None:
        self.url = url
        self.name = _name(url)
        self.readers = Readers(self._reader, most)
        self.reached = NOWHERE
        self.state = "away"
        self._connect = connect
        self._primary: Primary | None = None
        self._wake = asyncio.Event()

    @property
    def behind(self) -> int | None:
        """How many bytes of the log it lacks of what was told; none while that is unknown."""
        if self._primary is None or self.reached == NOWHERE:
            return None
        return max(0, self._primary.at - self.reached)

    def compare(self, primary: Primary | None) -> None:
        """Look at once whether it has come so far."""
        self._primary = primary or self._primary
        self._wake.set()

    def failed(self, error: Exception) -> None:
        """It did not answer. One that is lost is asked again when it was seen again."""
        if is_outage(error):
            self.reached = NOWHERE
            self._wake.set()

    async def follow(self) -> None:
        """Look how far it is, until this is cancelled."""
        while True:
            try:
                await self._follow()
            except Exception as error:
                if not is_outage(error):
                    logger.exception("Replica %s", self.name)
                self._is("away", type(error).__name__)
            await asyncio.sleep(RETRY_SECONDS)

    async def _follow(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            connection = await self._connect(self.url)
        try:
            pause = SHORTEST_PAUSE
            while True:
                self._wake.clear()
                asked = monotonic()
                async with asyncio.timeout(PATIENCE_SECONDS):
                    row = await connection.fetchrow(_STANDING)
                self._judge(row, asked)
                pause = min(pause * 2, LONGEST_PAUSE) if self.behind else BEAT_SECONDS
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), pause)
                    pause = SHORTEST_PAUSE
        finally:
            connection.terminate()

    def _judge(self, row: Any, asked: float) -> None:
        took = monotonic() - asked
        apart = 0.0
        if self._primary:
            apart = abs(row["now"] - asked - took / 2 - self._primary.clock) - took
        if not row["follows"]:
            self._is("promoted")
        elif self._primary and row["cluster"] != self._primary.cluster:
            self._is("stranger")
        elif apart > MOST_APART:
            self._is("clock")
        elif row["replayed"] is not None:
            self._is("follows")
            self.reached = row["replayed"]

    def _is(self, state: str, reason: str = "") -> None:
        """What it is from now on; a server that hangs lets go of all who wait for it."""
        if state != self.state:
            level = logging.INFO if state == "follows" else logging.WARNING
            logger.log(level, "Replica %s: %s. %s", self.name, state, _REFUSED.get(state, reason))
        self.state = state
        if state != "follows":
            self.reached = NOWHERE
            self.readers.abandon()

    async def _reader(self) -> Any:
        """A connection to ask it. After a crash it may have gone back: then it is not what was seen."""
        seen = self.reached
        if seen == NOWHERE:
            raise self._lost()
        async with asyncio.timeout(PATIENCE_SECONDS):
            connection = await self._connect(self.url)
            try:
                row = await connection.fetchrow(_STANDING)
            except BaseException:
                connection.terminate()
                raise
        if NOWHERE in (seen, self.reached) or not row["follows"] or (row["replayed"] or 0) < seen:
            connection.terminate()
            raise self._lost()
        return connection

    def _lost(self) -> Exception:
        return ConnectionError(f"Replica {self.name} is not what it was")


def _name(url: str) -> str:
    """Which one it is, without what opens it."""
    parts = urlsplit(url)
    return f"{parts.hostname or 'local'}:{parts.port or 5432}"
