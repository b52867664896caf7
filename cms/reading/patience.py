"""How long an answer is worked on: some seconds, and no longer than its client is there.

One timer looks after all that is under way: one for each would cost more than the rest of this.
"""

import asyncio
from functools import lru_cache
from types import TracebackType

from starlette.types import Receive

UNWATCHED = 0.2
"""Seconds in which most answers are ready: until then nobody looks whether the client is there."""


class _Round:
    """Looks at all blocks under way once in `UNWATCHED` seconds, while there are any."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.under_way: set[Patience] = set()
        self.runs = False

    def start(self) -> None:
        self.runs = True
        self.loop.call_later(UNWATCHED, self._look)

    def _look(self) -> None:
        self.runs = False
        for one in [*self.under_way]:
            one.look()
        if self.under_way:
            self.start()


@lru_cache(maxsize=1)
def _round_of(loop: asyncio.AbstractEventLoop) -> _Round:
    return _Round(loop)


class Patience:
    """Cancels its block when it takes too long or its client goes away. Raises `TimeoutError`.

    ``receive`` is the request's, its body read; without it nobody looks whether the client is there.
    All is noticed up to `UNWATCHED` seconds late.
    """

    __slots__ = (
        "_before",
        "_ended",
        "_looks",
        "_receive",
        "_round",
        "_seconds",
        "_task",
        "_watching",
    )

    def __init__(self, seconds: float, receive: Receive | None = None) -> None:
        self._seconds = seconds
        self._receive = receive
        self._looks = -1  # the first look may come at once
        self._ended = False
        self._watching: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.current_task(loop)
        assert task
        self._task, self._before = task, task.cancelling()
        self._round = _round_of(loop)
        self._round.under_way.add(self)
        if not self._round.runs:
            self._round.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._round.under_way.discard(self)
        if self._watching:
            self._watching.cancel()
        alone = self._ended and self._task.uncancel() <= self._before
        if alone and kind is asyncio.CancelledError:
            raise TimeoutError from error

    def look(self) -> None:
        """Called every `UNWATCHED` seconds while the block is under way."""
        self._looks += 1
        if self._looks * UNWATCHED >= self._seconds:
            self._end()
        elif self._looks and self._receive and not self._watching:
            self._watching = asyncio.create_task(self._watch(self._receive))

    def _end(self) -> None:
        if not self._ended:
            self._ended = True
            self._task.cancel()

    async def _watch(self, receive: Receive) -> None:
        for _ in range(2):  # the body of a GET, which nobody read, comes first
            if (await receive())["type"] == "http.disconnect":
                self._end()
                return
