"""Dates, numbers and lists as a reader of a language writes them: Babel's data, with our house style.

English is British. The Dutch write the time as 9.05 uur, which Babel's data does not know.
"""

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Literal
from zoneinfo import ZoneInfo

from babel import dates, lists, numbers, units

from cms.translation.rules.conventions import conventions

_TIME_PATTERNS = {"nl": "H.mm 'uur'", "en": "HH:mm"}
_DAY_FIRST = frozenset({"nl", "en"})
# Babel has no long Dutch form of these, and says "2 hour"; its short one is what people write.
_ONLY_SHORT = frozenset({("nl", "hour"), ("nl", "day")})

Unit = Literal["second", "minute", "hour", "day", "week", "month", "year"]


class DateStyle(StrEnum):
    """How much room a date takes: with the day of the week, in words, in figures."""

    FULL = "full"
    LONG = "long"
    SHORT = "short"


def babel_name(locale: str) -> str:
    """The locale by the name under which Babel has its data."""
    return conventions().variants.get(locale, locale)


def format_date(value: date, locale: str, style: DateStyle = DateStyle.LONG) -> str:
    """``4 december 2008``; full ``donderdag 4 december 2008``, short ``04-12-2008``."""
    return dates.format_date(value, style.value, babel_name(locale))


def format_dates(first: date, last: date, locale: str) -> str:
    """``4–6 december 2008``, ``30 november – 2 december 2008``: what two dates share is said once."""
    end = format_date(last, locale)
    if first == last:
        return end
    if locale not in _DAY_FIRST or first.year != last.year:
        return f"{format_date(first, locale)} – {end}"
    if first.month == last.month:
        return f"{first.day}–{end}"
    return f"{dates.format_date(first, 'd MMMM', babel_name(locale))} – {end}"


def format_times(start: datetime, end: datetime, timezone: str, locale: str) -> str:
    """``9.00–10.00 uur``, ``9–10 am``, ``11:30 am–1 pm``, on the clocks of ``timezone``."""
    zone = ZoneInfo(timezone)
    if locale == "en":
        return _english_times(start.astimezone(zone), end.astimezone(zone))
    first, last = (format_time(one, timezone, locale) for one in (start, end))
    return f"{first.removesuffix(' uur')}–{last}"


def _english_times(start: datetime, end: datetime) -> str:
    first, last = _english_time(start), _english_time(end)
    if first[-3:] == last[-3:]:
        first = first[:-3]
    return f"{first}–{last}"


def _english_time(value: datetime) -> str:
    minutes = f":{value.minute:02}" if value.minute else ""
    return f"{value.hour % 12 or 12}{minutes} {'am' if value.hour < 12 else 'pm'}"


def format_period(
    start: datetime, end: datetime | None, timezone: str, locale: str, *, whole_day: bool = False
) -> str:
    """``4 december 2008, 9.00–10.00 uur``; of whole days only the dates, and no end if none is known."""
    zone = ZoneInfo(timezone)
    first, last = start.astimezone(zone).date(), (end or start).astimezone(zone).date()
    if whole_day:
        return format_dates(first, last, locale)
    if end is None or start == end:
        return format_datetime(start, timezone, locale)
    if first == last:
        return f"{format_date(first, locale)}, {format_times(start, end, timezone, locale)}"
    moments = (format_datetime(one, timezone, locale) for one in (start, end))
    return " – ".join(moments)


def format_time(value: datetime, timezone: str, locale: str) -> str:
    """``9.05 uur``, on the clocks of ``timezone``."""
    pattern = _TIME_PATTERNS.get(locale, "short")
    return dates.format_time(value, pattern, ZoneInfo(timezone), babel_name(locale))


def format_datetime(
    value: datetime, timezone: str, locale: str, style: DateStyle = DateStyle.LONG
) -> str:
    """``4 december 2008, 9.05 uur``; ``value`` knows its own time zone, ``timezone`` is the reader's."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{format_date(local, locale, style)}, {format_time(local, timezone, locale)}"


def format_partial_date(value: date, precision: str, locale: str) -> str:
    """A date known to the ``day``, the ``month`` (``maart 2008``) or the ``year``."""
    if precision == "day":
        return format_date(value, locale)
    skeleton = "yMMMM" if precision == "month" else "y"
    return dates.format_skeleton(skeleton, value, locale=babel_name(locale))


def format_number(value: float, locale: str) -> str:
    """``2.000,5``."""
    return numbers.format_decimal(value, locale=babel_name(locale))


def format_list(values: Iterable[str], locale: str) -> str:
    """``a, b en c``."""
    return lists.format_list(list(values), locale=babel_name(locale))


def format_currency(value: float, currency: str, locale: str) -> str:
    """``€ 12,50``; ``currency`` is its code, such as EUR."""
    return numbers.format_currency(value, currency, locale=babel_name(locale))


def format_unit(value: float, unit: Unit, locale: str) -> str:
    """``2 uur``, ``3 dagen``, ``1 jaar``."""
    length: Literal["short", "long"] = "short" if (locale, unit) in _ONLY_SHORT else "long"
    return units.format_unit(value, unit, length, locale=babel_name(locale))
