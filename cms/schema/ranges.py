"""Stretches of time that a reader asks about, and how far the calendar reaches."""

from datetime import UTC, datetime, timedelta

import strawberry

from cms.errors import N_, CmsError
from cms.reading.calendars import LAST_KNOWN
from cms.schema.errors import BadArgument, OverLimit

MOST_DAYS = 400
"""So wide may a calendar be that is asked for at once: a year and a month."""


class BeyondCalendar(CmsError):
    """A time so far ahead that nobody knows yet what will take place; ``until`` is how far one may ask."""

    code = "beyond_calendar"

    def __init__(self, until: datetime) -> None:
        super().__init__(
            N_("The calendar reaches until {until}; ask for nothing later."),
            until=until.date().isoformat(),
        )


@strawberry.input(description="A stretch of time: an instant, and one after it.")
class TimeRange:
    from_: datetime = strawberry.field(name="from", description="Where it begins.")
    to: datetime = strawberry.field(description="Where it is over; this instant is not part of it.")


def check_range(since: datetime, until: datetime, most_days: int | None = None) -> None:
    """Raise what is wrong with a stretch of time: `BadArgument`, `OverLimit`, `BeyondCalendar`."""
    if until <= since:
        raise BadArgument(N_("“{field}” must lie after “{other}”."), field="to", other="from")
    days = -((since - until) // timedelta(days=1))
    if most_days is not None and days > most_days:
        raise OverLimit("days", most_days, asked=days)
    last = datetime.now(UTC) + LAST_KNOWN
    if until > last:
        raise BeyondCalendar(last)
