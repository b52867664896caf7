"""Recurrence rules made at random, each with a first start that it has."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from random import Random
from typing import NamedTuple
from zoneinfo import ZoneInfo

from cms.recurrence.rules import WEEKDAYS
from tests.recurrence.builders import at

ZONES = ("Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe")
# Nights in which clocks are put forward or back in one of these zones, and any other day.
_NIGHTS = ("03-08", "03-29", "04-05", "10-04", "10-25", "11-01", "02-28", "12-31")


class Generated(NamedTuple):
    start: str
    rrule: str
    zone: str
    most: int


def generated(seed: int) -> Iterator[Generated]:
    """Rules without end; the same for the same seed."""
    random = Random(seed)
    for number in count():
        zone = random.choice(ZONES)
        start = _existing(_start(random), zone)
        parts = _PARTS[number % len(_PARTS)](random, start)
        yield Generated(start.isoformat(), ";".join(parts + _end(random, start)), zone, 25)


def _start(random: Random) -> datetime:
    night = random.choice(_NIGHTS) if random.random() < 0.6 else "06-15"
    day = datetime.fromisoformat(f"{random.randint(2009, 2026)}-{night}")
    hour = random.choice((0, 1, 2, 3, 9, 22))
    return day + timedelta(days=random.randint(-3, 3), hours=hour, minutes=random.choice((0, 30)))


def _existing(start: datetime, zone: str) -> datetime:
    """What was typed is an instant, and so never in the hour that is skipped."""
    return at(start.isoformat(), zone).astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _end(random: Random, start: datetime) -> list[str]:
    kind = random.random()
    if kind < 0.2:
        return [f"COUNT={random.randint(1, 30)}"]
    if kind < 0.4:
        until = start + timedelta(days=random.randint(2, 900), hours=random.randint(0, 23))
        return [f"UNTIL={until:%Y%m%dT%H%M%SZ}"]
    return []


def _head(random: Random, frequency: str, most: int = 4) -> list[str]:
    interval = random.randint(1, most)
    return [f"FREQ={frequency}", *([f"INTERVAL={interval}"] if interval > 1 else [])]


def _some(random: Random, must: int, values: range) -> str:
    chosen = {must, *random.sample(values, random.randint(0, 3))}
    return ",".join(map(str, sorted(chosen)))


def _weekdays(random: Random, start: datetime) -> list[str]:
    chosen = {start.weekday(), *random.sample(range(7), random.randint(0, 3))}
    return [WEEKDAYS[day] for day in sorted(chosen)]


def _ordinal(start: datetime, random: Random) -> str:
    """The start's weekday, counted from the beginning or the end of its month."""
    last = (start.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    ordinals = ((start.day - 1) // 7 + 1, -((last.day - start.day) // 7 + 1))
    return f"{random.choice(ordinals)}{WEEKDAYS[start.weekday()]}"


def _daily(random: Random, start: datetime) -> list[str]:
    limits = [
        f"BYDAY={','.join(_weekdays(random, start))}",
        f"BYMONTH={_some(random, start.month, range(1, 13))}",
        f"BYHOUR={_some(random, start.hour, range(24))}",
    ]
    return _head(random, "DAILY") + random.sample(limits, random.randint(0, 1))


def _weekly(random: Random, start: datetime) -> list[str]:
    days = [f"BYDAY={','.join(_weekdays(random, start))}"] if random.random() < 0.8 else []
    week = [f"WKST={random.choice(WEEKDAYS)}"] if random.random() < 0.5 else []
    return _head(random, "WEEKLY") + days + week


def _monthly(random: Random, start: datetime) -> list[str]:
    others = [f"{random.choice((1, 2, 3, 4, -1, -2))}{random.choice(WEEKDAYS)}" for _ in range(2)]
    days = [
        [],
        [f"BYDAY={','.join({_ordinal(start, random), *others})}"],
        [f"BYDAY={','.join(_weekdays(random, start))}"],
        [f"BYMONTHDAY={_some(random, start.day, range(1, 32))}"],
        [f"BYMONTHDAY={start.day},-1,-3"],
        _position(random, start),
    ]
    return _head(random, "MONTHLY") + random.choice(days)


def _position(random: Random, start: datetime) -> list[str]:
    """The start's place among some weekdays of its month."""
    chosen = _weekdays(random, start)
    numbers = {WEEKDAYS.index(one) for one in chosen}
    days = (start.replace(day=day) for day in range(1, start.day + 1))
    place = sum(1 for day in days if day.weekday() in numbers)
    return [f"BYDAY={','.join(chosen)}", f"BYSETPOS={place}"]


def _yearly(random: Random, start: datetime) -> list[str]:
    months = f"BYMONTH={_some(random, start.month, range(1, 13))}"
    days = [
        [months, f"BYDAY={_ordinal(start, random)}"],
        [f"BYYEARDAY={start.timetuple().tm_yday},{random.randint(1, 365)}"],
    ]
    if start.day <= 28:  # of a 31st of June ical.js makes the 1st of July
        numbers = f"BYMONTHDAY={_some(random, start.day, range(1, 29))}"
        days += [[], [months], [months, numbers]]
    return _head(random, "YEARLY", 3) + random.choice(days)


def _hourly(random: Random, start: datetime) -> list[str]:
    return _head(random, "HOURLY", 9)


_PARTS = (_daily, _weekly, _monthly, _monthly, _yearly, _hourly)
