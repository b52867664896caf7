"""What a subscription hears, and when whoever asked is looked at again."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from cms.publishing.feed import Feed, News

SECONDS = 60.0
"""A token may have been revoked."""


@dataclass
class Hearing:
    """The news for one subscription.

    ``renew`` begins the next event: it finds out anew who asks and what they may see, and raises why
    they no longer may. ``rest`` says that none is being made. ``lasting`` events tell how something
    is, not what happened: they are not told twice. Who hears nothing for ``seconds`` is looked at
    all the same.
    """

    feed: Feed
    renew: Callable[[], Awaitable[None]]
    rest: Callable[[], None]
    lasting: bool = False
    seconds: float = SECONDS

    async def news(self, *, drafts: bool = False) -> AsyncGenerator[News | None, None]:
        """All news from now on, of ``drafts`` too; none at once, and whenever nothing came for a while."""
        async with self.feed.changes(drafts=drafts) as stream:
            yield None
            waiting: asyncio.Future[News] | None = None
            try:
                while True:
                    self.rest()
                    waiting = waiting or asyncio.ensure_future(_next(stream))
                    done, _ = await asyncio.wait({waiting}, timeout=self.seconds)
                    news, waiting = (waiting.result(), None) if done else (None, waiting)
                    yield news
            finally:
                if waiting:
                    waiting.cancel()


async def _next(stream: AsyncIterator[News]) -> News:
    return await anext(stream)
