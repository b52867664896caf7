"""The change feed: every process hears what changed for the public as soon as it is committed."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from cms.database.listening import Listener
from cms.editing.telling import CHANNEL, DRAFTED
from cms.publishing.changes import Change

MOST_WAITING = 1_000

logger = logging.getLogger(__name__)


class Interrupted:
    """Changes may have been missed: whatever was made from earlier ones counts for nothing."""


INTERRUPTED = Interrupted()
News = Change | Interrupted
Hear = Callable[[News], None]


class Feed:
    """What a process hears. While it is not ``live``, changes are missed."""

    def __init__(self) -> None:
        self.live = False
        self._hearers: list[Hear] = []
        self._of_drafts: list[Hear] = []
        self._listener = Listener(CHANNEL, self._heard, self._changed)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Listen while the block runs."""
        async with self._listener.running():
            yield

    async def caught_up(self) -> None:
        """Return when all that was committed before has been heard."""
        await self._listener.caught_up()

    @contextmanager
    def heard_by(self, hear: Hear, *, drafts: bool = False) -> Iterator[None]:
        """Call ``hear`` with all news at once as it comes, while the block runs.

        It must be quick, wait for nothing and raise nothing. `INTERRUPTED` is told when the feed
        stops being live, and again when it is live. With ``drafts`` it is told of saved working
        copies too.
        """
        lists = [self._hearers, *([self._of_drafts] if drafts else [])]
        for one in lists:
            one.append(hear)
        try:
            yield
        finally:
            for one in lists:
                one.remove(hear)

    @asynccontextmanager
    async def changes(self, *, drafts: bool = False) -> AsyncIterator[AsyncIterator[News]]:
        """All news from now on, to be awaited one by one.

        Who falls behind by more than `MOST_WAITING` gets `INTERRUPTED` in their place.
        """
        waiting: asyncio.Queue[News] = asyncio.Queue()

        def hear(news: News) -> None:
            if waiting.qsize() >= MOST_WAITING:
                while not waiting.empty():
                    waiting.get_nowait()
                waiting.put_nowait(INTERRUPTED)
            waiting.put_nowait(news)

        with self.heard_by(hear, drafts=drafts):
            yield _each(waiting)

    def _heard(self, payload: str) -> None:
        try:
            news: News = Change.read(payload)
        except (ValueError, TypeError, AttributeError):
            logger.warning("What was told on the channel cannot be read")
            news = INTERRUPTED  # by a newer release: it may mean anything
        self._tell(news)

    def _changed(self, live: bool) -> None:
        self.live = live
        self._tell(INTERRUPTED)

    def _tell(self, news: News) -> None:
        drafted = isinstance(news, Change) and news.kind == DRAFTED
        for hear in tuple(self._of_drafts if drafted else self._hearers):
            hear(news)


async def _each(waiting: "asyncio.Queue[News]") -> AsyncIterator[News]:
    while True:
        yield await waiting.get()
