"""Wall time and instants: what a clock in a zone shows, also in the nights when it is put forward or back."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo


def wall_of(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the clocks of ``zone`` show at an instant, without a zone."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def instant_of(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which clocks show a time.

    A time that is skipped lies as much later as the clocks are put forward; of one that comes twice
    it is the first (RFC 5545, 3.3.5).
    """
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def later(instant: datetime, length: timedelta, zone: ZoneInfo) -> datetime:
    """The instant at which the clocks have gone on by ``length``: from 22:00 to 04:00 is always 6:00."""
    return max(instant, instant_of(wall_of(instant, zone) + length, zone))


def midnight(wall: datetime) -> datetime:
    """The beginning of a day."""
    return wall.replace(hour=0, minute=0, second=0, microsecond=0)
