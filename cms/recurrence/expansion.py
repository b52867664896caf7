"""From a rule to times on the wall, month by month or year by year.

dateutil expands one month or year at a time. So a window is reached without counting from the start
of the series, and a rule that never comes true costs no more than the window is long.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import MAXYEAR, datetime
from typing import Any

from dateutil import rrule

from cms.recurrence.rules import Frequency, Rule

_WEEK, _MONTH = 8 * 24, 32 * 24
"""Hours, and a day more."""
_HOURS = {Frequency.WEEKLY: 168, Frequency.DAILY: 24, Frequency.HOURLY: 1}
_ONCE = 12 * MAXYEAR
"""An interval that leads beyond all years: dateutil stops after one month or year."""


def expand(rule: Rule, start: datetime, low: datetime, high: datetime) -> Iterator[list[datetime]]:
    """The times by a rule from ``start`` on, in months or years that reach from ``low`` to ``high``.

    Some lie before ``low`` or after ``high``. An end by number is counted from the start, one by a
    moment is left to the caller, who knows the zone.
    """
    rule = explicit(rule, start)
    left = rule.count
    for period in _periods(rule, start, start if left is not None else max(low, start), high):
        found = [one for one in _within(rule, start, period) if one >= start]
        if left is not None:
            found = found[:left]
            left -= len(found)
        if found and found[-1] >= low:
            yield found
        if left == 0:
            return


def explicit(rule: Rule, start: datetime) -> Rule:
    """The rule with what it leaves to its start written out (RFC 5545, 3.3.10)."""
    if rule.frequency is not Frequency.HOURLY and not rule.hours:
        rule = replace(rule, hours=(start.hour,))
    if not rule.minutes:
        rule = replace(rule, minutes=(start.minute,))
    yearly = rule.frequency is Frequency.YEARLY
    if rule.weekdays or rule.month_days or rule.year_days:
        return rule
    if rule.frequency is Frequency.WEEKLY or rule.weeks:
        return replace(rule, weekdays=((0, start.weekday()),))
    if yearly and not rule.months:
        rule = replace(rule, months=(start.month,))
    if yearly or rule.frequency is Frequency.MONTHLY:
        return replace(rule, month_days=(start.day,))
    return rule


def _periods(rule: Rule, start: datetime, low: datetime, high: datetime) -> Iterator[datetime]:
    """The first days of the years or months in which the rule looks, from that of ``low`` on."""
    size = 12 if rule.frequency is Frequency.YEARLY else 1
    counts = rule.frequency in (Frequency.YEARLY, Frequency.MONTHLY)
    step = size * rule.interval if counts else 1
    origin = _month(start) // size * size
    behind = max(_month(low) - origin, 0) // step * step
    for month in range(origin + behind, _month(high) + 1, step):
        period = datetime(month // 12, month % 12 + 1, 1)  # noqa: DTZ001 - on the wall
        if _may_have_some(rule, start, period):
            yield period


def _may_have_some(rule: Rule, start: datetime, period: datetime) -> bool:
    """Whether an interval that counts may lie in a month: of long ones that is seldom."""
    step = _HOURS.get(rule.frequency, 0) * rule.interval
    passed = _hours(period) - _hours(start)
    return step < _MONTH or -passed % step <= _MONTH or passed % step <= _WEEK


def _month(wall: datetime) -> int:
    return wall.year * 12 + wall.month - 1


def _within(rule: Rule, start: datetime, period: datetime) -> Sequence[datetime]:
    yearly = rule.frequency is Frequency.YEARLY
    found = rrule.rrule(
        rrule.YEARLY if yearly else rrule.MONTHLY,
        dtstart=period,
        interval=_ONCE,
        wkst=rule.week_start,
        bysetpos=rule.positions or None,
        bymonth=rule.months or None,
        byweekno=rule.weeks or None,
        byyearday=rule.year_days or None,
        byhour=rule.hours or range(24),
        byminute=rule.minutes,
        bysecond=start.second,
        **_days(rule),
    )
    return [one for one in found if _fits(rule, start, one)]


def _days(rule: Rule) -> dict[str, Any]:
    """The parts that choose days; without any, a frequency below months takes all of them."""
    weekdays = [rrule.weekday(day, ordinal or None) for ordinal, day in _ordinals(rule)]
    if rule.month_days or not (weekdays or rule.year_days):
        return {"bymonthday": rule.month_days or range(1, 32), "byweekday": weekdays or None}
    return {"byweekday": weekdays or None}


def _ordinals(rule: Rule) -> Iterator[tuple[int, int]]:
    """The weekdays, each with its ordinals beside counted ones (MO,1TU), which dateutil reads as "and"."""
    counted = any(ordinal for ordinal, _ in rule.weekdays)
    most = 53 if rule.frequency is Frequency.YEARLY and not rule.months else 5
    for ordinal, day in rule.weekdays:
        if ordinal or not counted:
            yield ordinal, day
        else:
            yield from ((one, day) for one in range(1, most + 1))


def _fits(rule: Rule, start: datetime, wall: datetime) -> bool:
    """Whether a time lies in an interval that counts, for frequencies below months."""
    if rule.interval == 1:
        return True
    if rule.frequency is Frequency.WEEKLY:
        weeks = (_monday(wall, rule) - _monday(start, rule)) // 7
        return weeks % rule.interval == 0
    if rule.frequency is Frequency.DAILY:
        return (wall.toordinal() - start.toordinal()) % rule.interval == 0
    if rule.frequency is Frequency.HOURLY:
        return (_hours(wall) - _hours(start)) % rule.interval == 0
    return True


def _monday(wall: datetime, rule: Rule) -> int:
    """The number of the day on which its week begins."""
    return wall.toordinal() - (wall.weekday() - rule.week_start) % 7


def _hours(wall: datetime) -> int:
    return wall.toordinal() * 24 + wall.hour
