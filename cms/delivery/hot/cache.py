"""What is kept, and when it may be: only while every change is heard, and until it is concerned."""

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from time import monotonic

from cms.delivery.hot.kept import Changes, KeptAnswer, Store
from cms.delivery.hot.schedule import MARGIN, Schedule
from cms.publishing.changes import Change
from cms.publishing.concerns import Concern, concern
from cms.publishing.feed import Feed, News
from cms.reading.surrogates import Reads

MOST_BYTES = 32 * 1024 * 1024
MOST_SEEN = 20_000


@dataclass(frozen=True)
class Begun:
    """When an answer was begun: whatever changes after that, it may not have seen."""

    changes: int
    at: float


class Cache:
    """The answers that a process keeps. What is not fresh is never found."""

    def __init__(self, feed: Feed, most_bytes: int = MOST_BYTES) -> None:
        self.feed = feed
        self.store = Store(most_bytes)
        self.changes = Changes()
        self.schedule = Schedule(self._pass)
        self.found = self.missed = 0
        self._seen: set[int] = set()
        self._refused: set[int] = set()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Keep answers while the block runs, in which the feed must run too."""
        with self.feed.heard_by(self._hear):
            async with self.schedule.running():
                yield

    @property
    def works(self) -> bool:
        """Whether all that changes is known; otherwise nothing is found and nothing kept."""
        return self.feed.live and self.schedule.ready

    def find(self, key: Hashable) -> KeptAnswer | None:
        """The answer to what was asked, if it is kept and fresh."""
        now = monotonic()
        if now >= self.schedule.next:
            self.schedule.look(now)
        if not self.works:
            return None
        found = self.store.get(key)
        return None if found and _is_over(found) else found

    def worth_keeping(self, key: Hashable) -> bool:
        """Whether something was asked before: what is asked once would only push out the rest."""
        mark = hash(key)
        if mark in self._seen:
            return mark not in self._refused
        if len(self._seen) >= MOST_SEEN:
            self._seen.clear()
            self._refused.clear()
        self._seen.add(mark)
        return False

    def refuse(self, key: Hashable) -> None:
        """What was asked has no answer that may be kept."""
        self._refused.add(hash(key))

    def begin(self) -> Begun:
        """To be taken before anything of an answer is read."""
        return Begun(self.changes.now, monotonic())

    def keep(self, answer: KeptAnswer, begun: Begun) -> bool:
        """Keep an answer, unless something may have changed since it was begun."""
        self.find(answer.key)  # moments that came in the meantime
        stale = begun.at < self.schedule.quiet_until
        stale = stale or not self.schedule.foresees(answer.keys)
        stale = stale or _is_over(answer)
        if stale or self.changes.concern(begun.changes, answer.keys, answer.fields):
            return False
        if self.works:
            self.store.put(answer)
        return self.works

    def fresh_for(self, reads: Reads) -> float | None:
        """For how many seconds what was read stays as it is, as far as is planned; none: nobody knows.

        While nothing is known of what is planned, for none.
        """
        if not self.works:
            return 0.0
        left = [] if reads.until is None else [self.ends(reads.until) - monotonic()]
        planned = self.schedule.fresh_for(reads)
        return min([*left, *([] if planned is None else [planned])], default=None)

    def ends(self, at: datetime) -> float:
        """Just before a moment of the database's clock, by this process's own."""
        return self.schedule.when(at) - MARGIN

    def _hear(self, news: News) -> None:
        self.schedule.hear(news)
        self._pass(concern(news) if isinstance(news, Change) else None)

    def _pass(self, concerned: Concern | None) -> None:
        if concerned is None:
            self.changes.forget()
            self.store.clear()
        else:
            self.changes.add(concerned)
            self.store.drop(concerned)


def _is_over(answer: KeptAnswer) -> bool:
    return answer.until is not None and monotonic() >= answer.until
