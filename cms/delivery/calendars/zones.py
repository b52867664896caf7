"""Time zones as VTIMEZONE: when clocks are put forward and back, by rules where there are rules."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard, vRecur

FIRST_YEAR, LAST_YEAR = 1970, 2037
"""The years of which changes are looked up. What goes on by a rule until the last goes on after it."""
LEAST_BY_RULE = 3
"""So many years in a row make a rule."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@dataclass(frozen=True)
class _Kind:
    """What clocks are put from and to, and what the time is called then."""

    before: timedelta
    after: timedelta
    name: str
    daylight: bool


@dataclass(frozen=True)
class _Change:
    """``wall`` is what the clocks would have shown, had they not been changed (RFC 5545, 3.6.5)."""

    kind: _Kind
    wall: datetime


@lru_cache(maxsize=64)
def timezone(key: str) -> Timezone:
    """The time zone that the IANA database calls ``key``."""
    zone, made = ZoneInfo(key), Timezone()
    made.add("tzid", key)
    begin = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    offset = _offset(begin, zone)
    first = _kind(begin, offset, zone)
    made.add_component(_observance(first, [begin.replace(tzinfo=None)]))
    changes = [*_changes(zone)]
    for kind in dict.fromkeys(one.kind for one in changes):
        for component in _of_kind(kind, [one.wall for one in changes if one.kind == kind]):
            made.add_component(component)
    return made


def _changes(zone: ZoneInfo) -> Iterator[_Change]:
    begin = datetime(FIRST_YEAR, 1, 1, tzinfo=UTC)
    days = (datetime(LAST_YEAR + 1, 1, 1, tzinfo=UTC) - begin).days
    for day, next_day in pairwise(begin + timedelta(days=number) for number in range(days + 1)):
        before = _offset(day, zone)
        if _offset(next_day, zone) != before:
            at = _moment(day, next_day, zone)
            yield _Change(_kind(at, before, zone), (at + before).replace(tzinfo=None))


def _moment(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second with the offset of ``high``."""
    before = _offset(low, zone)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if _offset(middle, zone) == before:
            low = middle
        else:
            high = middle
    return high


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)


def _kind(at: datetime, before: timedelta, zone: ZoneInfo) -> _Kind:
    local = at.astimezone(zone)
    return _Kind(before, _offset(at, zone), local.tzname() or "", bool(local.dst()))


def _of_kind(
    kind: _Kind, walls: Sequence[datetime]
) -> Iterator[TimezoneDaylight | TimezoneStandard]:
    """The changes of a kind: those before there was the rule of today, and that rule."""
    place, rule = _rule(walls)
    if walls[:place]:
        yield _observance(kind, walls[:place])
    if rule:
        component = _observance(kind, [walls[place]])
        component.add("rrule", vRecur.from_ical(rule))
        yield component


def _rule(walls: Sequence[datetime]) -> tuple[int, str]:
    """From which change on one rule says all up to the last year, and that rule."""
    last = walls[-1]
    best, found = len(walls), ""
    for ordinal in (-1, (last.day + 6) // 7):
        place = len(walls)
        while place and _fits(walls[place - 1], ordinal, last, years_back=len(walls) - place):
            place -= 1
        if place < best:
            day = f"{ordinal}{_DAYS[last.weekday()]}"
            best, found = place, f"FREQ=YEARLY;BYMONTH={last.month};BYDAY={day}"
    if last.year < LAST_YEAR or len(walls) - best < LEAST_BY_RULE:
        return len(walls), ""
    return best, found


def _fits(wall: datetime, ordinal: int, last: datetime, years_back: int) -> bool:
    """Whether a change is at the time and the weekday of the last, and in its year of the row."""
    week = (wall + timedelta(days=7)).month != wall.month if ordinal < 0 else None
    same = (wall.month, wall.weekday(), wall.time()) == (last.month, last.weekday(), last.time())
    counted = week if week is not None else (wall.day + 6) // 7 == ordinal
    return same and counted and wall.year == last.year - years_back


def _observance(kind: _Kind, walls: Sequence[datetime]) -> TimezoneDaylight | TimezoneStandard:
    made = TimezoneDaylight() if kind.daylight else TimezoneStandard()
    made.add("dtstart", walls[0])
    if walls[1:]:
        made.add("rdate", list(walls[1:]))
    made.add("tzoffsetfrom", kind.before)
    made.add("tzoffsetto", kind.after)
    made.add("tzname", kind.name)
    return made
