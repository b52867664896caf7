"""Which of a series' occurrences a variation picks: those on the days of its own rule."""

from datetime import date, datetime
from functools import lru_cache

from cms.recurrence.expansion import expand
from cms.recurrence.localtime import midnight, wall_of
from cms.recurrence.rules import parse
from cms.recurrence.schedule import Schedule, Variation


def variation_of(schedule: Schedule, start: datetime) -> str:
    """The key of the first variation that picks the occurrence that starts there, or nothing."""
    return next((one.key for one in schedule.variations if picks(one, schedule, start)), "")


def picks(variation: Variation, schedule: Schedule, start: datetime) -> bool:
    """Whether a variation picks what starts there by the rule, whatever others do."""
    day = wall_of(start, schedule.zone).date()
    return day in _days(variation.rrule, midnight(schedule.first), day.year)


@lru_cache(maxsize=512)
def _days(text: str, since: datetime, year: int) -> frozenset[date]:
    """The days of a rule in a year. Intervals are counted from the start of the series."""
    rule = parse(text)
    last = rule.until.date() if isinstance(rule.until, datetime) else rule.until
    low, high = datetime(year, 1, 1), datetime(year, 12, 31)  # noqa: DTZ001 - on the wall
    found = {wall.date() for walls in expand(rule, since, low, high) for wall in walls}
    return frozenset(day for day in found if last is None or day <= last)
