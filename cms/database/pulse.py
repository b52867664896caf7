"""Whether the database lives, asked again and again: who waits for one that hangs waits for nothing.

A server that is stopped in its tracks closes no connection and ends no statement. No limit on statements
would tell it from one that works long for an editor; that it does not even answer this question does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import Any

from cms.database.outages import is_lost

BEAT_SECONDS = 0.5
PATIENCE_SECONDS = 1.75
MISSES = 2
"""One answer that is late may be a disk that was busy for a moment: nobody's work is cut for that.

Who begins to wait just after an answer came is let go after each of these and a beat before it: 4.5 seconds.
"""
SLACK_SECONDS = 0.5
"""By which our own answer may be late; if it is more we were held up ourselves, and nothing is known."""

logger = logging.getLogger(__name__)


class Pulse:
    """Asks on a connection of its own, made by ``connect``; ``cut`` ends all others.

    ``hangs`` from when `MISSES` questions on end were not answered in time until one is.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], cut: Callable[[], None]) -> None:
        self.connect = connect
        self.cut = cut
        self.hangs = False
        self._answers = True
        self._missed = 0
        self._connection: Any = None

    async def keep(self) -> None:
        """Go on asking until cancelled."""
        try:
            while True:
                await self._beat()
                await asyncio.sleep(BEAT_SECONDS)
        finally:
            self.hangs = False
            self._drop()

    def check(self) -> None:
        """Let nobody begin to wait for a database that hangs. Raises `ConnectionError`."""
        if self.hangs:
            raise ConnectionError("the database does not answer")

    async def _beat(self) -> None:
        asked = monotonic()
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                if self._connection is None:
                    self._connection = await self.connect()
                await self._connection.fetchval("SELECT 1")
        except Exception as error:
            self._drop()
            self._failed(error, late=monotonic() - asked - PATIENCE_SECONDS)
        else:
            self.hangs, self._missed = False, 0
            self._tell(answers=True)

    def _failed(self, error: Exception, *, late: float) -> None:
        if not isinstance(error, TimeoutError):
            # It closes connections by itself, and refuses new ones.
            self.hangs, self._missed = False, 0
        elif late <= SLACK_SECONDS:
            self._missed += 1
            if self._missed < MISSES:
                return
            self.hangs = True
            self.cut()
        if not is_lost(error):
            logger.warning("The database refuses to say that it lives: %s", type(error).__name__)
        self._tell(answers=False)

    def _tell(self, *, answers: bool) -> None:
        if answers != self._answers:
            self._answers = answers
            if answers:
                logger.info("The database answers again")
            else:
                logger.warning("The database does not answer; each second it is asked again")

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.terminate()
