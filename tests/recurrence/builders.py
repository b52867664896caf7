"""Schedules for tests, by what clocks show."""

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cms.recurrence import Occurrence, Schedule, occurrences

AMSTERDAM = "Europe/Amsterdam"


def at(wall: str, zone: str = AMSTERDAM) -> datetime:
    """The instant at which clocks show a time; the first of two."""
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def series(start: str, rrule: str = "", *, zone: str = AMSTERDAM, **given: Any) -> Schedule:
    """A schedule that begins at a time on the wall, and lasts an hour if nothing else is said."""
    begins = at(start, zone)
    ends = {"ends_at": begins + timedelta(hours=1)}
    return Schedule(**{"starts_at": begins, "timezone": zone, "rrule": rrule} | ends | given)


def found(schedule: Schedule, since: str, until: str) -> list[Occurrence]:
    """What lies between two times on the wall."""
    zone = schedule.timezone
    return list(occurrences(schedule, at(since, zone), at(until, zone)))


def walls(schedule: Schedule, since: str, until: str) -> list[str]:
    """The starts of `found`, as clocks show them."""
    return [f"{one.local_starts_at:%Y-%m-%d %H:%M}" for one in found(schedule, since, until)]
