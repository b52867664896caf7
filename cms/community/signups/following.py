"""A publication may bring more seats: whoever waits gets them without anybody doing anything."""

import asyncio
from contextlib import suppress

from cms.community.signups import keeping
from cms.content_types.session import content_type
from cms.database.engine import writing
from cms.publishing.changes import Change
from cms.publishing.feed import News

SECONDS = 60.0
"""So often everybody who waits is looked at: something may have been missed."""


class Following:
    """Hears what changed, and follows it. Several processes may do so side by side."""

    def __init__(self) -> None:
        self._changed: set[str] = set()
        self._missed = True
        self._wake = asyncio.Event()

    def hear(self, news: News) -> None:
        """Remember which session reads otherwise; of what was missed nobody knows which."""
        if not isinstance(news, Change):
            self._missed = True
        elif news.content_type == content_type.name and news.kind != "seats":
            self._changed.add(news.uid)
        else:
            return
        self._wake.set()

    async def follow(self) -> bool:
        """Wait until there is something to follow, and do. True, so that it shows if it failed."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), 0 if self._missed else SECONDS)
        waited_for = await keeping.waited_for()
        everything = self._missed or not self._wake.is_set()
        changed, self._changed = self._changed, set()
        self._missed = False
        self._wake.clear()
        try:
            for session in waited_for:
                if everything or session in changed:
                    async with writing():
                        await keeping.follow(session)
        except BaseException:
            self._missed = True
            raise
        return True
