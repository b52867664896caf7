"""The occurrences of a series that a calendar must tell one by one: those that the rule does not say."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import chain, islice

from cms.recurrence import Occurrence, Schedule, occurrences, overridden
from cms.recurrence.occurrences import EARLIEST, LATEST

YEARS_BACK = 1
YEARS_AHEAD = 2
MOST_VARIED = 1_000
"""In one file. They are shared out among its series."""
_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True)
class Years:
    """Whole years around a moment, in which a file tells which occurrences a variation picks.

    ``this`` is when that of the moment began, ``over`` when it ends.
    """

    since: datetime
    this: datetime
    over: datetime
    until: datetime

    @classmethod
    def around(cls, now: datetime) -> "Years":
        """The years that count until the next one begins, at ``over``."""
        first = datetime(now.year, 1, 1, tzinfo=UTC)
        return cls(
            first.replace(year=now.year - YEARS_BACK),
            first,
            first.replace(year=now.year + 1),
            first.replace(year=now.year + YEARS_AHEAD + 1),
        )


def differing(schedule: Schedule, years: Years, most: int) -> Iterator[Occurrence]:
    """What is overridden or was added with an end of its own; and what varies in ``years``.

    Of what varies at most so many, those that are to come before those of last year.
    """
    own = {one.recurrence_id: one for one in overridden(schedule)}
    yield from own.values()
    excluded = {schedule.start_of(one) for one in schedule.exclusions}
    told = {*own, *excluded}
    for one in _ending_otherwise(schedule):
        if one.recurrence_id not in told:
            told.add(one.recurrence_id)
            yield one
    if schedule.variations:
        found = chain(
            occurrences(schedule, years.this, years.until),
            occurrences(schedule, years.since, years.this),
        )
        varied = (one for one in found if one.variation and one.recurrence_id not in told)
        yield from islice(_each_once(varied), most)


def _each_once(found: Iterator[Occurrence]) -> Iterator[Occurrence]:
    seen = set()
    for one in found:
        if one.recurrence_id not in seen:
            seen.add(one.recurrence_id)
            yield one


def _ending_otherwise(schedule: Schedule) -> Iterator[Occurrence]:
    for one in schedule.additions:
        if one.ends_at is not None:
            start = schedule.start_of(one.starts_at)
            found = (
                each
                for each in occurrences(schedule, start, start + _MOMENT)
                if each.recurrence_id == start
            )
            yield from found


def occurrence_at(schedule: Schedule, recurrence_id: datetime) -> Occurrence | None:
    """The occurrence that has this recurrence id, wherever it was moved to."""
    if not EARLIEST <= recurrence_id <= LATEST:
        return None
    start = schedule.start_of(recurrence_id)
    around = occurrences(schedule, start, start + _MOMENT)
    candidates = [*overridden(schedule), *around]
    return next((one for one in candidates if one.recurrence_id == start), None)
