"""The moments that are planned: at each of them, what it concerns is no longer fresh."""

import asyncio
import logging
from collections.abc import Callable, Set
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass
from datetime import datetime
from time import monotonic, time

from cms.database.background import in_background
from cms.database.engine import fetch
from cms.database.outages import is_outage
from cms.publishing.changes import Change
from cms.publishing.concerns import Concern, concern
from cms.publishing.differences import Act, differences
from cms.publishing.feed import News
from cms.reading.occurrences import SERIES
from cms.reading.surrogates import ANY, COMING, Reads, entry_key

MOST = 500
MOST_OVER = 100
"""As a rule more occurrences than are over before what is planned is read again."""
MARGIN = 0.1
"""How far in seconds the clocks of this process and the database may be apart."""
REFRESH_SECONDS = 60.0
RETRY_SECONDS = 1.0

_UPCOMING = """
SELECT uid, locale, at FROM (
    SELECT uid, locale, lower(valid) AS at FROM publication WHERE lower(valid) > clock_timestamp()
    UNION
    SELECT uid, locale, upper(valid) FROM publication WHERE upper(valid) > clock_timestamp()) planned
ORDER BY at LIMIT $1
"""
# What comes next is another when an occurrence is over; whose it is does not matter.
_OVER = """
SELECT DISTINCT ends_at AS at FROM occurrence WHERE ends_at > clock_timestamp() ORDER BY at LIMIT $1
"""
_NEXT_IS_OTHER = Concern(frozenset({COMING}))
logger = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Planned:
    """A moment of this process's clock, and what it concerns; without that, everything.

    One that is heard twice is two: what was read may know of the first alone.
    """

    at: float
    concern: Concern | None = None


class Schedule:
    """Knows what is planned, and calls ``passed`` with what a moment concerns just before it comes.

    Until `ready` nobody knows what is planned; unless it ``knows_ends``, when occurrences are over.
    Between `MARGIN` before a moment and as long after it, an answer may show what was before or what
    comes: what was begun before ``quiet_until`` must not be kept.
    """

    def __init__(self, passed: Callable[[Concern | None], None]) -> None:
        self.passed = passed
        self.ready = False
        self.knows_ends = False
        self._ends_until = float("inf")
        self._replanned = self._dated = (
            0  # how often it was heard that plans, and dates, are other ones
        )
        self.next = float("inf")
        self.quiet_until = 0.0
        self._planned: list[Planned] = []
        self._unknown: list[Planned] = []
        self._first: dict[str, float] = {}
        self._entries: set[str] = set()
        self._clock = time() - monotonic()
        self._wake = asyncio.Event()

    def running(self) -> AbstractAsyncContextManager[object]:
        """Keep up with what is planned while the block runs."""
        return in_background(self._keep)

    def hear(self, news: News) -> None:
        """What is planned may be other than it was: until it is read, its moments concern all."""
        if not isinstance(news, Change):
            self.ready = False
            self._heard_of_plans()
            return
        if news.fields is None or SERIES in news.fields:
            self.knows_ends = False
            self._dated += 1
            self._wake.set()
        if news.kind == "planned" and news.at:
            self._unknown.append(Planned(self.when(news.at)))
        entry = entry_key(news.uid, news.locale)
        if news.kind == "planned" or entry in self._entries:
            self._planned = [
                Planned(one.at) if one.concern and one.concern.shown == entry else one
                for one in self._planned
            ]
            self._arrange()
            self._heard_of_plans()

    def _heard_of_plans(self) -> None:
        self._replanned += 1
        self._wake.set()

    def look(self, now: float) -> None:
        """Let what is due by now pass. To be called when ``now`` is beyond ``next``."""
        due = [one for one in self._all() if one.at - MARGIN <= now]
        for one in due:
            self.quiet_until = max(self.quiet_until, one.at + MARGIN)
            self.passed(one.concern)
        self._planned = [one for one in self._planned if one not in due]
        self._unknown = [one for one in self._unknown if one not in due]
        self._arrange()

    def foresees(self, keys: Set[str]) -> bool:
        """Whether all moments are known at which what was read from these keys is another."""
        return (self.knows_ends and monotonic() < self._ends_until) or COMING not in keys

    def fresh_for(self, reads: Reads) -> float | None:
        """In how many seconds something that is planned concerns what was read; none if nothing."""
        if not self.foresees(reads.keys):
            return 0.0
        first = min(
            (self._first[key] for key in (*reads.keys, ANY) if key in self._first), default=None
        )
        return None if first is None else max(0.0, first - monotonic())

    async def _keep(self) -> None:
        while True:
            self._wake.clear()
            seconds = REFRESH_SECONDS
            try:
                await self._load()
            except Exception as error:
                seconds = RETRY_SECONDS
                if not is_outage(error):
                    logger.exception("What is planned cannot be read")
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), seconds)

    async def _load(self) -> None:
        heard, replanned, dated = tuple(self._unknown), self._replanned, self._dated
        await self._compare_clocks()
        rows = await fetch(_UPCOMING, MOST)
        acts: list[Act] = [("changed", row["uid"], row["locale"], row["at"]) for row in rows]
        told = await differences(acts)
        over = await fetch(_OVER, MOST_OVER)
        self._planned = [
            Planned(self.when(row["at"]), concern(change))
            for row, change in zip(rows, told, strict=True)
        ]
        if len(rows) == MOST:  # of what comes after these nothing is known
            self._planned[-1] = Planned(self._planned[-1].at)
        ends = [Planned(row["at"].timestamp() - self._clock, _NEXT_IS_OTHER) for row in over]
        self._planned += ends
        self._ends_until = ends[-1].at - MARGIN if len(ends) == MOST_OVER else float("inf")
        self._unknown = [one for one in self._unknown if one not in heard]
        self._entries = {entry_key(row["uid"], row["locale"]) for row in rows}
        self._arrange()
        self.ready = replanned == self._replanned
        self.knows_ends = dated == self._dated

    async def _compare_clocks(self) -> None:
        asked = monotonic()
        rows = await fetch("SELECT clock_timestamp() AS now")
        self._clock = rows[0]["now"].timestamp() - (asked + monotonic()) / 2

    def when(self, at: datetime) -> float:
        """A moment of the database's clock by this process's own."""
        return at.timestamp() - self._clock

    def _all(self) -> list[Planned]:
        return sorted([*self._planned, *self._unknown], key=lambda one: one.at)

    def _arrange(self) -> None:
        planned = self._all()
        self.next = planned[0].at - MARGIN if planned else float("inf")
        self._first = {}
        for one in planned:
            of = one.concern
            for key in (*of.keys, *filter(None, [of.shown])) if of else (ANY,):
                self._first.setdefault(key, one.at)
