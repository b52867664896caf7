"""What takes place in a window of time. Pure: no clock, no database."""

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from cms.recurrence.ends import end_of, moved_end
from cms.recurrence.expansion import expand
from cms.recurrence.localtime import instant_of, wall_of
from cms.recurrence.rules import Rule, parse
from cms.recurrence.schedule import Occurrence, Override, Schedule
from cms.recurrence.variations import variation_of

HORIZON = timedelta(days=5 * 366)
"""So far ahead of the clock a series without an end is known."""
EARLIEST = datetime(2, 1, 1, tzinfo=UTC)
LATEST = datetime(9900, 1, 1, tzinfo=UTC)
_NEVER = datetime(9999, 1, 1)  # noqa: DTZ001 - on the wall
_MARGIN = timedelta(days=2)
"""More than clocks are ever put forward or back, or zones lie apart."""


def occurrences(schedule: Schedule, from_: datetime, to: datetime) -> Iterator[Occurrence]:
    """What takes place at some moment from ``from_`` up to but without ``to``, in order of starts.

    Cancelled ones are among them, and say so. A moved one counts where it was moved to. Raises
    `BadRule` for a rule that cannot be used.
    """
    from_, to = _bounded(from_), _bounded(to)
    both = _as_by_rule(schedule, from_, to), overridden(schedule)
    for one in heapq.merge(*both, key=lambda one: (one.starts_at, one.recurrence_id)):
        if one.starts_at < to and (one.ends_at > from_ or one.starts_at >= from_):
            yield one


def next_of(schedule: Schedule, after: datetime) -> Occurrence | None:
    """The first that starts at ``after`` or later and is not cancelled, within the `HORIZON`."""
    found = occurrences(schedule, after, _bounded(after) + HORIZON)
    return next((one for one in found if one.starts_at >= after and not one.cancelled), None)


def belongs(schedule: Schedule, start: datetime) -> bool:
    """Whether an occurrence starts there by the rule or as an addition, and is not excluded."""
    wanted = schedule.start_of(start)
    return wanted in starts(schedule, wanted, wanted + timedelta(seconds=1))


def starts(schedule: Schedule, from_: datetime, to: datetime) -> Iterator[datetime]:
    """Where occurrences start by the rule or as additions, from ``from_`` up to but without ``to``."""
    excluded = {schedule.start_of(one) for one in schedule.exclusions}
    added = sorted({schedule.start_of(one.starts_at) for one in schedule.additions})
    last = None
    for start in heapq.merge(by_rule(schedule, from_, to), added):
        if from_ <= start < to and start != last and start not in excluded:
            yield start
        last = start


def by_rule(schedule: Schedule, from_: datetime, to: datetime) -> Iterator[datetime]:
    """Where occurrences start by the rule, around the window; the one start, without a rule."""
    origin, zone = schedule.start_of(schedule.starts_at), schedule.zone
    if not schedule.rrule:
        yield origin
        return
    rule = parse(schedule.rrule)
    low, high = wall_of(_bounded(from_), zone) - _MARGIN, wall_of(_bounded(to), zone) + _MARGIN
    for walls in expand(rule, schedule.first, low, min(high, _last_wall(rule, schedule))):
        found = {origin if one == schedule.first else instant_of(one, zone) for one in walls}
        yield from (one for one in sorted(found) if not _is_over(rule, one, schedule))


def _bounded(instant: datetime) -> datetime:
    return min(max(instant, EARLIEST), LATEST)


def _as_by_rule(schedule: Schedule, from_: datetime, to: datetime) -> Iterator[Occurrence]:
    """What nothing overrides, from the first on that may still go on at ``from_``."""
    overridden = {schedule.start_of(one.recurrence_id) for one in schedule.overrides}
    said = {schedule.start_of(one.starts_at): one.ends_at for one in schedule.additions}
    longest = max([schedule.length, *(_said_length(one, end) for one, end in said.items())])
    for start in starts(schedule, _bounded(_before(from_, longest + _MARGIN)), to):
        if start not in overridden:
            end = end_of(schedule, start, said.get(start))
            picked = variation_of(schedule, start)
            yield Occurrence(start, start, end, schedule.timezone, variation=picked)


def _said_length(start: datetime, end: datetime | None) -> timedelta:
    return end - start if end else timedelta(0)


def _before(instant: datetime, length: timedelta) -> datetime:
    return instant - min(length, instant - EARLIEST)


def overridden(schedule: Schedule) -> list[Occurrence]:
    """What is overridden, as far as the series still has it, in order of starts."""
    if not schedule.overrides:
        return []
    named = {schedule.start_of(one.recurrence_id): one for one in schedule.overrides}
    held = starts(schedule, min(named), max(named) + timedelta(seconds=1))
    found = [_moved(schedule, named[start]) for start in held if start in named]
    return sorted(found, key=lambda one: (one.starts_at, one.recurrence_id))


def _moved(schedule: Schedule, override: Override) -> Occurrence:
    original = schedule.start_of(override.recurrence_id)
    start = schedule.start_of(override.starts_at or original)
    if override.ends_at:
        end = end_of(schedule, start, override.ends_at)
    else:
        said = {schedule.start_of(one.starts_at): one.ends_at for one in schedule.additions}
        end = moved_end(schedule, original, end_of(schedule, original, said.get(original)), start)
    return Occurrence(
        original,
        start,
        end,
        schedule.timezone,
        override.cancelled,
        override.key,
        variation_of(schedule, original),
    )


def _last_wall(rule: Rule, schedule: Schedule) -> datetime:
    """A time on the wall after which the rule has ended."""
    if isinstance(rule.until, datetime):
        return wall_of(_bounded(rule.until), schedule.zone) + _MARGIN
    if rule.until:
        return datetime.combine(rule.until, time.max)
    return _NEVER


def _is_over(rule: Rule, start: datetime, schedule: Schedule) -> bool:
    """Whether the rule has ended before a start."""
    if isinstance(rule.until, datetime):
        return start > rule.until
    return rule.until is not None and wall_of(start, schedule.zone).date() > rule.until


def ends_by(schedule: Schedule, horizon: datetime) -> bool:
    """Whether nothing more comes after a moment than what `occurrences` gives up to it."""
    named = [one.starts_at for one in schedule.additions]
    named += [one.starts_at for one in schedule.overrides if one.starts_at]
    if any(one >= horizon for one in named):
        return False
    if not schedule.rrule:
        return schedule.starts_at < horizon
    rule = parse(schedule.rrule)
    if rule.until is not None:
        return _last_wall(rule, schedule) < wall_of(horizon, schedule.zone)
    if rule.count is None:
        return False
    last = wall_of(horizon, schedule.zone) - _MARGIN
    found = expand(rule, schedule.first, schedule.first, last)
    return rule.count <= sum(1 for walls in found for one in walls if one < last)
