"""Where an occurrence is over."""

from datetime import datetime

from cms.recurrence.localtime import instant_of, later, midnight, wall_of
from cms.recurrence.schedule import DAY, Schedule


def end_of(schedule: Schedule, start: datetime, said: datetime | None = None) -> datetime:
    """The end of what starts at ``start``: the end that is said for it, or after the series' length."""
    if schedule.whole_day:
        if said is None:
            return later(start, schedule.length, schedule.zone)
        return later(max(schedule.start_of(said), start), DAY, schedule.zone)
    if said is not None:
        return max(start, said)
    if schedule.open_end:
        last = midnight(wall_of(start, schedule.zone) + schedule.span)
        return instant_of(last + DAY, schedule.zone)
    if start == schedule.starts_at and schedule.ends_at is not None:
        return max(start, schedule.ends_at)  # as it was typed, in the hour that comes twice too
    return later(start, schedule.length, schedule.zone)


def moved_end(schedule: Schedule, start: datetime, end: datetime, to: datetime) -> datetime:
    """The end of what lasted from ``start`` until ``end`` and now starts at ``to``."""
    if start == to:
        return end
    if schedule.open_end and not schedule.whole_day:
        return end_of(schedule, to)
    length = wall_of(end, schedule.zone) - wall_of(start, schedule.zone)
    return later(to, length, schedule.zone)
