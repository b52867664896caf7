"""Rules as people choose them: every so many weeks, every second Monday, until a day.

A rule that says more has no such choices: it is kept as it was written.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

from cms.recurrence.localtime import instant_of, wall_of
from cms.recurrence.rules import WEEKDAYS, BadRule, Frequency, Rule, parse

LAST_SECOND = time(23, 59, 59)
ORDINALS = (1, 2, 3, 4, 5, -1)


class Repeat(StrEnum):
    """How often, in the words of a form."""

    NEVER = "never"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY_BY_DATE = "monthly_by_date"
    MONTHLY_BY_WEEKDAY = "monthly_by_weekday"
    YEARLY = "yearly"


_FREQUENCIES = {
    Repeat.DAILY: Frequency.DAILY,
    Repeat.WEEKLY: Frequency.WEEKLY,
    Repeat.MONTHLY_BY_DATE: Frequency.MONTHLY,
    Repeat.MONTHLY_BY_WEEKDAY: Frequency.MONTHLY,
    Repeat.YEARLY: Frequency.YEARLY,
}


@dataclass(frozen=True)
class Choices:
    """What was chosen. Weekdays count from Monday as 0; an ordinal or a day of -1 is the last one.

    ``until`` is the last day that counts; with ``count`` it ends after so many times, with neither never.
    """

    repeat: Repeat = Repeat.NEVER
    interval: int = 1
    weekdays: tuple[int, ...] = ()
    ordinals: tuple[int, ...] = ()
    days: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None


def written(choices: Choices, zone: ZoneInfo, *, whole_day: bool = False) -> str:
    """The rule that says what was chosen; empty for never."""
    if choices.repeat is Repeat.NEVER:
        return ""
    return ";".join(_parts(choices, zone, whole_day=whole_day))


def _parts(choices: Choices, zone: ZoneInfo, *, whole_day: bool) -> Iterator[str]:
    yield f"FREQ={_FREQUENCIES[choices.repeat]}"
    if choices.interval != 1:
        yield f"INTERVAL={choices.interval}"
    days = [WEEKDAYS[day] for day in sorted(set(choices.weekdays))]
    if choices.repeat is Repeat.WEEKLY and days:
        yield f"BYDAY={','.join(days)}"
    if choices.repeat is Repeat.MONTHLY_BY_WEEKDAY and days and choices.ordinals:
        ordinals = sorted(set(choices.ordinals), key=ORDINALS.index)
        yield "BYDAY=" + ",".join(f"{one}{day}" for one in ordinals for day in days)
    if choices.repeat is Repeat.MONTHLY_BY_DATE and choices.days:
        yield f"BYMONTHDAY={','.join(str(day) for day in _ordered(choices.days))}"
    if choices.count:
        yield f"COUNT={choices.count}"
    elif choices.until:
        yield f"UNTIL={_until(choices.until, zone, whole_day=whole_day)}"


def _ordered(days: tuple[int, ...]) -> list[int]:
    return sorted(set(days), key=lambda day: (day < 0, day))


def _until(day: date, zone: ZoneInfo, *, whole_day: bool) -> str:
    if whole_day:
        return f"{day:%Y%m%d}"
    last = instant_of(datetime.combine(day, LAST_SECOND), zone)
    return f"{last:%Y%m%dT%H%M%SZ}"


def choices_of(text: str, zone: ZoneInfo, *, whole_day: bool = False) -> Choices | None:
    """The choices that say exactly what a rule says; none if there are none."""
    if not text.strip():
        return Choices()
    try:
        rule = parse(text)
    except BadRule:
        return None
    found = _guessed(rule, zone)
    if found is None or _sorted(parse(written(found, zone, whole_day=whole_day))) != _sorted(rule):
        return None
    return found


def _guessed(rule: Rule, zone: ZoneInfo) -> Choices | None:
    repeat = _repeat(rule)
    if repeat is None:
        return None
    until = rule.until
    return Choices(
        repeat,
        rule.interval,
        tuple(sorted({day for _, day in rule.weekdays})),
        tuple(one for one in ORDINALS if any(one == ordinal for ordinal, _ in rule.weekdays)),
        tuple(_ordered(rule.month_days)),
        wall_of(until, zone).date() if isinstance(until, datetime) else until,
        rule.count,
    )


def _repeat(rule: Rule) -> Repeat | None:
    if rule.frequency is Frequency.MONTHLY:
        return Repeat.MONTHLY_BY_WEEKDAY if rule.weekdays else Repeat.MONTHLY_BY_DATE
    simple = (Repeat.DAILY, Repeat.WEEKLY, Repeat.YEARLY)
    return next((one for one in simple if _FREQUENCIES[one] is rule.frequency), None)


def _sorted(rule: Rule) -> tuple[object, ...]:
    """What a rule says, in whichever order it was written."""
    listed = {name: frozenset(getattr(rule, name)) for name in ("weekdays", "month_days")}
    return tuple({**vars(rule), **listed}.items())
