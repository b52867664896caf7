"""Dates, numbers and lists as a reader of a language writes them: Babel's data, with our house style.

English is British. The Dutch write the time as 9.05 uur, which Babel's data does not know.
"""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel import dates, lists, numbers

_BABEL_NAMES = {"en": "en_GB"}
_TIME_PATTERNS = {"nl": "H.mm 'uur'", "en": "HH:mm"}


def babel_name(locale: str) -> str:
    """The locale by the name under which Babel has its data."""
    return _BABEL_NAMES.get(locale, locale)


def format_date(value: date, locale: str) -> str:
    """``4 december 2008``."""
    return dates.format_date(value, "long", babel_name(locale))


def format_time(value: datetime, timezone: str, locale: str) -> str:
    """``9.05 uur``, on the clocks of ``timezone``."""
    pattern = _TIME_PATTERNS.get(locale, "short")
    return dates.format_time(value, pattern, ZoneInfo(timezone), babel_name(locale))


def format_datetime(value: datetime, timezone: str, locale: str) -> str:
    """``4 december 2008, 9.05 uur``; ``value`` knows its own time zone, ``timezone`` is the reader's."""
    local = value.astimezone(ZoneInfo(timezone))
    return f"{format_date(local, locale)}, {format_time(local, timezone, locale)}"


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
