"""Recurrence rules (RFC 5545, 3.3.10): read strictly, as far as a calendar of events needs them.

What would cost without bounds, or say nothing, is refused with a code of its own rather than
understood by halves: seconds and minutes as a frequency, parts that no agenda has, a rule that
contradicts itself.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache

from cms.errors import N_, CmsError

WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_RULE = 500
"""So many characters are enough for any rule that people mean."""


class Frequency(StrEnum):
    """How often a rule looks for occurrences."""

    YEARLY = "YEARLY"
    MONTHLY = "MONTHLY"
    WEEKLY = "WEEKLY"
    DAILY = "DAILY"
    HOURLY = "HOURLY"


class BadRule(CmsError):
    """A recurrence rule that cannot be used; ``code`` says why."""

    status = 422

    def __init__(self, code: str, text: str, **params: object) -> None:
        super().__init__(text, **params)
        self.code = code


@dataclass(frozen=True)
class Rule:
    """A recurrence rule. Empty parts are not written in it.

    ``weekdays`` are pairs of an ordinal (0: each) and a day from Monday as 0. ``until`` is a day
    for what takes whole days and else an instant, in both cases the last that counts.
    """

    frequency: Frequency
    interval: int = 1
    count: int | None = None
    until: date | datetime | None = None
    months: tuple[int, ...] = ()
    weeks: tuple[int, ...] = ()
    year_days: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    weekdays: tuple[tuple[int, int], ...] = ()
    hours: tuple[int, ...] = ()
    minutes: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


_NUMBERS = {
    "BYMONTH": ("months", 1, 12, False),
    "BYWEEKNO": ("weeks", 1, 53, True),
    "BYYEARDAY": ("year_days", 1, 366, True),
    "BYMONTHDAY": ("month_days", 1, 31, True),
    "BYHOUR": ("hours", 0, 23, False),
    "BYMINUTE": ("minutes", 0, 59, False),
    "BYSETPOS": ("positions", 1, 366, True),
}
_ONLY = {  # RFC 5545 defines the first three for these alone
    "BYWEEKNO": (Frequency.YEARLY,),
    "BYYEARDAY": (Frequency.YEARLY,),
    "BYMONTHDAY": (Frequency.YEARLY, Frequency.MONTHLY, Frequency.DAILY, Frequency.HOURLY),
    "BYSETPOS": (Frequency.YEARLY, Frequency.MONTHLY),
}
_PARTS = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "BYDAY", "WKST", *_NUMBERS}
_WEEKDAY = re.compile(rf"([+-]?[0-9]{{1,2}})?({'|'.join(WEEKDAYS)})")


@lru_cache(maxsize=256)
def parse(text: str) -> Rule:
    """The rule that ``text`` writes, as in ``FREQ=MONTHLY;BYDAY=2MO,4MO``. Raises `BadRule`."""
    if len(text) > MOST_RULE:
        raise BadRule("rule_too_long", N_("A recurrence rule has at most {most} characters."),
                      most=MOST_RULE)  # fmt: skip
    parts = _split(text.strip().upper())
    frequency = _frequency(parts.get("FREQ"))
    _check_fit(parts, frequency)
    numbers = {
        field: _whole_numbers(parts[part], least, most, negative=negative)
        for part, (field, least, most, negative) in _NUMBERS.items()
        if part in parts
    }
    return Rule(
        frequency,
        interval=_positive(parts.get("INTERVAL", "1")),
        count=_positive(parts["COUNT"]) if "COUNT" in parts else None,
        until=_until(parts["UNTIL"]) if "UNTIL" in parts else None,
        weekdays=tuple(_weekdays(parts["BYDAY"], parts, frequency)) if "BYDAY" in parts else (),
        week_start=_week_start(parts.get("WKST", "MO")),
        **numbers,
    )


def _bad() -> BadRule:
    return BadRule(
        "bad_recurrence",
        N_("This is no recurrence rule; write it as in FREQ=MONTHLY;BYDAY=2MO."),
    )


def _unsupported(part: str) -> BadRule:
    return BadRule(
        "unsupported_recurrence",
        N_("{part} cannot be used here in a recurrence rule."),
        part=part,
    )


def _split(text: str) -> Mapping[str, str]:
    parts: dict[str, str] = {}
    for one in text.split(";"):
        name, separator, value = one.partition("=")
        if not separator or not value or name in parts:
            raise _bad()
        if name not in _PARTS:
            raise _unsupported(name[:20]) if re.fullmatch(r"[A-Z-]+", name) else _bad()
        parts[name] = value
    return parts


def _frequency(text: str | None) -> Frequency:
    if text in ("SECONDLY", "MINUTELY"):
        raise BadRule("too_frequent", N_("At most something recurs every hour."))
    try:
        return Frequency(text or "")
    except ValueError:
        raise _bad() from None


def _check_fit(parts: Mapping[str, str], frequency: Frequency) -> None:
    for part, fitting in _ONLY.items():
        if part in parts and frequency not in fitting:
            raise _unsupported(f"FREQ={frequency};{part}")
    if "COUNT" in parts and "UNTIL" in parts:
        text = N_("A recurrence ends after a number of times or on a day, not both.")
        raise BadRule("two_ends", text)
    others = {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYYEARDAY", "BYWEEKNO", "BYHOUR", "BYMINUTE"}
    if "BYSETPOS" in parts and not others & set(parts):
        raise _bad()


def _whole_numbers(text: str, least: int, most: int, *, negative: bool) -> tuple[int, ...]:
    found = set()
    for one in text.split(","):
        if not re.fullmatch(r"[+-]?[0-9]{1,3}", one):
            raise _bad()
        number = int(one)
        if not least <= (abs(number) if negative else number) <= most:
            raise _bad()
        found.add(number)
    return tuple(sorted(found))


def _positive(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        raise _bad()
    return int(text)


def _until(text: str) -> date | datetime:
    try:
        if re.fullmatch(r"[0-9]{8}", text):
            return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
        if re.fullmatch(r"[0-9]{8}T[0-9]{6}Z", text):
            return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _bad() from None
    text = N_("Write the end as a moment in UTC, as in UNTIL=20261231T230000Z.")
    raise BadRule("bad_until", text)


def _weekdays(
    text: str, parts: Mapping[str, str], frequency: Frequency
) -> Iterator[tuple[int, int]]:
    found = set()
    for one in text.split(","):
        match = _WEEKDAY.fullmatch(one)
        if not match:
            raise _bad()
        ordinal = int(match[1]) if match[1] else 0
        if match[1] and not 1 <= abs(ordinal) <= 53:
            raise _bad()
        found.add((ordinal, WEEKDAYS.index(match[2])))
    counted = any(ordinal for ordinal, _ in found)
    if counted and (frequency not in (Frequency.YEARLY, Frequency.MONTHLY) or "BYWEEKNO" in parts):
        raise _unsupported(f"FREQ={frequency};BYDAY={text[:40]}")
    yield from sorted(found)


def _week_start(text: str) -> int:
    if text not in WEEKDAYS:
        raise _bad()
    return WEEKDAYS.index(text)
