"""Whether the database lives, asked again and again: who waits for one that hangs waits for nothing.

A server that is stopped in its tracks closes no connection and ends no statement. No limit on statements
would tell it from one that works long for an editor; that it does not even answer this question does.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from time import monotonic
from typing import Any

from cms.database.outages import is_lost

BEAT_SECONDS = 0.5
PATIENCE_SECONDS = 1.75
MISSES = 2
"""One answer that is late may be a disk that was busy for a moment: nobody's work is cut for that.

Who begins to wait just after an answer came is let go after each of these and a beat before it: 4.5 seconds.
"""
SLACK_SECONDS = 0.25
"""By which our own look may be late; if it is more we were held up ourselves, and look once more: what
came meanwhile is read in that time.
"""
SILENT = "the database does not answer"

logger = logging.getLogger(__name__)


class Pulse:
    """Asks on a connection of its own, made by ``connect``; ``cut`` ends all others that were made.

    ``hangs`` from when `MISSES` questions on end were not answered in time until one is.
    """

    def __init__(self, connect: Callable[[], Awaitable[Any]], cut: Callable[[], None]) -> None:
        self.connect = connect
        self.cut = cut
        self.hangs = False
        self._answers = True
        self._missed = 0
        self._connection: Any = None
        self._making: set[asyncio.Task[Any]] = set()

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
            raise ConnectionError(SILENT)

    async def made(self, connect: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """A new connection. Raises `ConnectionError` as soon as it is known that the database hangs."""
        self.check()
        making = asyncio.create_task(connect())
        self._making.add(making)
        try:
            return await making
        except asyncio.CancelledError:
            ours = asyncio.current_task()
            if ours is None or ours.cancelling():
                raise
            raise ConnectionError(SILENT) from None
        finally:
            self._making.discard(making)

    async def _beat(self) -> None:
        asking = asyncio.create_task(self._ask())
        try:
            await _within(asking, PATIENCE_SECONDS)
        except Exception as error:
            self._drop()
            self._failed(error)
        else:
            self.hangs, self._missed = False, 0
            self._tell(answers=True)
        finally:
            asking.cancel()

    async def _ask(self) -> None:
        if self._connection is None:
            self._connection = await self.connect()
        await self._connection.fetchval("SELECT 1")

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, TimeoutError):
            # It closes connections by itself, and refuses new ones.
            self.hangs, self._missed = False, 0
        else:
            self._missed += 1
            if self._missed < MISSES:
                return
            self.hangs = True
            self.cut()
            for making in self._making:
                making.cancel()
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


async def _within(asking: asyncio.Task[None], seconds: float) -> None:
    """Raises `TimeoutError` when the answer is not there in time, and was not while we were held up."""
    end = monotonic() + seconds
    await asyncio.wait([asking], timeout=seconds)
    if not asking.done() and monotonic() > end + SLACK_SECONDS:
        await asyncio.wait([asking], timeout=SLACK_SECONDS)
    if not asking.done():
        raise TimeoutError
    asking.result()
