"""What is wrong with a schedule, field by field. Nothing that passes here can hang or surprise later."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice

from cms.errors import N_, Message, Problem
from cms.recurrence.occurrences import EARLIEST, LATEST, by_rule
from cms.recurrence.rules import BadRule, Frequency, Rule, parse
from cms.recurrence.schedule import Schedule
from cms.recurrence.variations import picks

MOST_OCCURRENCES = 20_000
"""So many a series may have until the horizon: one a day for more than fifty years."""
MOST_VARIATIONS = 12
LONGEST = timedelta(days=10 * 366)
FIRST_RECURRING = datetime(1970, 1, 1, tzinfo=UTC)
"""Before this nothing recurs: what is counted in years costs no more than so many."""


def problems(schedule: Schedule, horizon: datetime) -> Iterator[Problem]:
    """What is wrong, by the names that an `Event` has for its fields and rows.

    ``horizon`` bounds how far a series is looked at. What follows from an earlier problem is not told.
    """
    found = [*_years(schedule)] or [*_lengths(schedule)]
    known: set[datetime] = set()
    if not found:
        try:
            known = _known(schedule, horizon)
        except BadRule as bad:
            found = [Problem(bad.code, bad.message, "rrule")]
    yield from found
    if not found:
        yield from _additions(schedule, known)
        yield from _exclusions(schedule, known)
        yield from _overrides(schedule, known)
        yield from _variations(schedule, known)


def _years(schedule: Schedule) -> Iterator[Problem]:
    """Years that the arithmetic of calendars has no room around."""
    for field, instant in _instants(schedule):
        if instant is not None and not EARLIEST <= instant <= LATEST:
            yield Problem("bad_year", Message(N_("There is no calendar for this year.")), field)


def _lengths(schedule: Schedule) -> Iterator[Problem]:
    """What lasts for ages is a mistyped year; moved, it would end beyond all calendars."""
    both = [("ends_at", schedule.starts_at, schedule.ends_at)]
    for index, one in enumerate(schedule.additions):
        both.append((f"additions.{index}.ends_at", one.starts_at, one.ends_at))
    for field, start, end in both:
        if end is not None and end - start > LONGEST:
            yield Problem("lasts_too_long", Message(N_("This lasts longer than ten years.")), field)


def _instants(schedule: Schedule) -> Iterator[tuple[str, datetime | None]]:
    yield "starts_at", schedule.starts_at
    yield "ends_at", schedule.ends_at
    for index, exclusion in enumerate(schedule.exclusions):
        yield f"exclusions.{index}.starts_at", exclusion
    for index, addition in enumerate(schedule.additions):
        yield f"additions.{index}.starts_at", addition.starts_at
        yield f"additions.{index}.ends_at", addition.ends_at
    for index, override in enumerate(schedule.overrides):
        yield f"overrides.{index}.recurrence_id", override.recurrence_id
        yield f"overrides.{index}.starts_at", override.starts_at
        yield f"overrides.{index}.ends_at", override.ends_at


def _known(schedule: Schedule, horizon: datetime) -> set[datetime]:
    """The starts by the rule up to the horizon. Raises `BadRule`."""
    if not schedule.rrule:
        return {schedule.start_of(schedule.starts_at)}
    rule = parse(schedule.rrule)
    _check_clock(rule, schedule)
    _check_end(rule, schedule)
    origin = schedule.start_of(schedule.starts_at)
    if origin < FIRST_RECURRING:
        text = N_("What recurs begins in {year} or later.")
        raise BadRule("starts_too_early", text, year=FIRST_RECURRING.year)
    if origin not in by_rule(schedule, origin, origin):
        text = N_("The first start is none of the moments that the recurrence rule gives.")
        raise BadRule("start_not_in_rule", text)
    found = set(islice(by_rule(schedule, origin, horizon), MOST_OCCURRENCES + 1))
    if len(found) > MOST_OCCURRENCES:
        raise BadRule(
            "too_many_occurrences",
            N_("This recurs more than {most} times. Let it end earlier, or recur less often."),
            most=MOST_OCCURRENCES,
        )
    return found


def _check_clock(rule: Rule, schedule: Schedule) -> None:
    """Whole days have no hours, and end on a day; the rest ends at a moment."""
    if schedule.whole_day and (rule.hours or rule.minutes or rule.frequency is Frequency.HOURLY):
        raise BadRule("hours_of_whole_days", N_("Whole days do not recur by the hour."))
    if rule.until and schedule.whole_day is isinstance(rule.until, datetime):
        raise BadRule(
            "bad_until",
            N_("Whole days end on a day, as in UNTIL=20261231.")
            if schedule.whole_day
            else N_("Write the end as a moment in UTC, as in UNTIL=20261231T230000Z."),
        )


def _check_end(rule: Rule, schedule: Schedule) -> None:
    until = rule.until
    early = (
        until < schedule.starts_at
        if isinstance(until, datetime)
        else until is not None and until < schedule.first.date()
    )
    if early:
        raise BadRule("ends_before_start", N_("The recurrence ends before its first start."))


def _additions(schedule: Schedule, known: set[datetime]) -> Iterator[Problem]:
    seen = {schedule.start_of(one) for one in schedule.exclusions} | known
    for index, one in enumerate(schedule.additions):
        start, field = schedule.start_of(one.starts_at), f"additions.{index}"
        if one.ends_at is not None and one.ends_at < one.starts_at:
            yield _ends_early(field)
        if start in seen:
            yield _named_twice(f"{field}.starts_at")
        seen.add(start)


def _exclusions(schedule: Schedule, known: set[datetime]) -> Iterator[Problem]:
    seen: set[datetime] = set()
    for index, one in enumerate(schedule.exclusions):
        start, field = schedule.start_of(one), f"exclusions.{index}.starts_at"
        if start in seen:
            yield _named_twice(field)
        elif start not in known:
            yield _not_in_series(field)
        seen.add(start)


def _overrides(schedule: Schedule, known: set[datetime]) -> Iterator[Problem]:
    added = {schedule.start_of(one.starts_at) for one in schedule.additions}
    left = (known | added) - {schedule.start_of(one) for one in schedule.exclusions}
    seen: set[datetime] = set()
    for index, one in enumerate(schedule.overrides):
        start, field = schedule.start_of(one.recurrence_id), f"overrides.{index}"
        if start in seen:
            yield _named_twice(f"{field}.recurrence_id")
        elif start not in left:
            yield _not_in_series(f"{field}.recurrence_id")
        if one.ends_at is not None and one.ends_at < (one.starts_at or start):
            yield _ends_early(field)
        seen.add(start)


def _variations(schedule: Schedule, known: set[datetime]) -> Iterator[Problem]:
    if len(schedule.variations) > MOST_VARIATIONS:
        text = Message(N_("There can be at most {most} rows."), {"most": MOST_VARIATIONS})
        yield Problem("too_many", text, "variations")
        return
    starts = sorted(known.union(schedule.start_of(one.starts_at) for one in schedule.additions))
    for index, one in enumerate(schedule.variations):
        field = f"variations.{index}.rrule"
        try:
            rule = parse(one.rrule)
        except BadRule as bad:
            yield Problem(bad.code, bad.message, field)
            continue
        if rule.count or rule.hours or rule.minutes or rule.frequency is Frequency.HOURLY:
            text = Message(N_("Choose days by this rule, without hours or a number of times."))
            yield Problem("unsupported_recurrence", text, field)
        elif not any(picks(one, schedule, start) for start in starts):
            text = Message(N_("This rule picks none of the dates of the series."))
            yield Problem("picks_nothing", text, field)


def _named_twice(field: str) -> Problem:
    return Problem("named_twice", Message(N_("This date is there already.")), field)


def _not_in_series(field: str) -> Problem:
    text = N_("The series has no such date, or no longer. Choose another date or remove this row.")
    return Problem("not_in_series", Message(text), field)


def _ends_early(row: str) -> Problem:
    return Problem(
        "end_before_start", Message(N_("The end lies before the start.")), f"{row}.ends_at"
    )
