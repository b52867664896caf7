"""What nobody in particular asks stands in line: a process does no more at once than it does well."""

import asyncio
import logging
from collections import deque
from time import monotonic
from types import TracebackType

from cms.errors import N_, CmsError
from cms.operation.attending import SUMMED

LONGEST_WAIT = 0.6
"""Seconds for which anybody waits for their turn."""
BURST = 16
"""So many times as long as one that stands may a line be that began just now."""
STANDING_SECONDS = 0.6
"""A line in which somebody waited all this time is no burst that will soon be answered."""
RETRY_SECONDS = 2
TOLD_SECONDS = 10.0
"""At most so often the log is told of those who are turned away, all of them in one line."""
SOMEBODY = "klankbord.somebody"
"""Where a request's scope tells that whoever asks has a token, and that it was found good."""

logger = logging.getLogger(__name__)


class Overloaded(CmsError):
    """More is asked than this process can answer in time; the same request may succeed later."""

    code = "overloaded"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("Too much is asked of the site just now. Try again in a moment."))


class Line:
    """``most`` are worked on, as many again wait where it stands, others are turned away; 0: no limit.

    After a pause, of the machine or of the database, many come at once, and all can be answered soon:
    `BURST` times as many may wait in a line that began just now. Used as a block around the work. Raises
    `Overloaded`.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self.busy = 0
        self.turned_away = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._since = 0.0
        self._told, self._told_at = 0, -TOLD_SECONDS

    @property
    def full(self) -> bool:
        """Whether nobody can join it."""
        waiting = len(self._waiting)
        return 0 < self.most <= waiting and (waiting >= BURST * self.most or self._stands)

    @property
    def _stands(self) -> bool:
        """Whether somebody waited in it all the time until now."""
        return monotonic() - self._since >= STANDING_SECONDS

    async def __aenter__(self) -> None:
        if self.most and self.busy >= self.most:
            await self._wait()
        else:
            self.busy += 1

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._leave()

    async def _wait(self) -> None:
        if self.full:
            raise self.refusal()
        if not self._waiting:
            self._since = monotonic()
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it came just now, and nobody takes it
                self._leave()
            elif turn in self._waiting:
                self._waiting.remove(turn)
            if isinstance(error, TimeoutError):
                raise self.refusal() from None
            raise

    def _leave(self) -> None:
        """Hand the place on to whoever waits longest."""
        while self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.busy -= 1

    def refusal(self) -> Overloaded:
        """What is said to somebody who is turned away, which is counted."""
        self.turned_away += 1
        SUMMED.set(True)
        now = monotonic()
        if now - self._told_at >= TOLD_SECONDS:
            self._told_at, number = now, self.turned_away - self._told
            self._told = self.turned_away
            logger.warning("More is asked than can be answered: %d turned away", number)
        return Overloaded()
