"""When something takes place, in words: “every second and fourth Monday of the month, 09:00–10:00”.

What no words here fit is told by its rule, rather than by halves.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from itertools import product
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, lists

from cms.errors import N_, Message
from cms.recurrence import BadRule, Frequency, Rule, Schedule, parse
from cms.recurrence.expansion import explicit
from cms.translation.interface.catalogues import ngettext, render
from cms.translation.interface.formats import babel_name, format_date, format_dates, format_list

MOST_NAMED = 3
"""So many dates are named one by one; of more only the number is told."""
MOST_LISTED = 6
_TIME = "HH:mm"
_DAY = timedelta(days=1)
_WORKING = tuple((0, day) for day in range(5))
_WEEKEND = ((0, 5), (0, 6))
_WEEK = (*_WORKING, *_WEEKEND)
_ORDINALS = MappingProxyType(
    {
        1: N_("first"),
        2: N_("second"),
        3: N_("third"),
        4: N_("fourth"),
        5: N_("fifth"),
        -1: N_("last"),
        -2: N_("last but one"),
        -3: N_("last but two"),
    }
)
_NUMBERED = MappingProxyType(
    {
        "one": N_("{number}st"),
        "two": N_("{number}nd"),
        "few": N_("{number}rd"),
        "other": N_("{number}th"),
    }
)


def in_words(schedule: Schedule, locale: str) -> str:
    """The schedule as a reader of ``locale`` says it; single dates that differ are left out."""
    words = _Words(locale)
    try:
        rule = parse(schedule.rrule) if schedule.rrule else None
    except BadRule:
        return words.say(N_("by the rule {rule}"), rule=schedule.rrule)
    parts = [_once(schedule, words)] if rule is None else [*_series(schedule, rule, words)]
    return ", ".join(filter(None, [*parts, *_rows(schedule, words)]))


class _Words:
    """The words of one language."""

    def __init__(self, locale: str) -> None:
        self.locale = locale
        self.babel = babel_name(locale)

    def say(self, text: str, **params: Any) -> str:
        return render(Message(text, params), self.locale)

    def all(self, listed: Iterable[str]) -> str:
        return format_list(listed, self.locale)

    def either(self, listed: Iterable[str]) -> str:
        return lists.format_list(list(listed), style="or", locale=self.babel)

    def weekday(self, day: int) -> str:
        return str(dates.get_day_names("wide", "format", self.babel)[day])

    def months(self, numbers: Iterable[int]) -> str:
        names = dates.get_month_names("wide", "format", self.babel)
        return self.all(names[one] for one in numbers)

    def day_of_month(self, month: int, day: int) -> str:
        return dates.format_skeleton("MMMMd", date(2000, month, day), locale=self.babel)

    def clock(self, wall: datetime) -> str:
        return dates.format_time(wall.time(), _TIME, locale=self.babel)

    def numbered(self, number: int) -> str:
        """``20th``; negative numbers count from the end."""
        if number < 0:
            return self.ordinal(number)
        form = Locale.parse("en").ordinal_form(number)
        return self.say(_NUMBERED[form], number=number)

    def ordinal(self, number: int) -> str:
        """``second``, ``20th``, ``last``."""
        if number in _ORDINALS:
            return self.say(_ORDINALS[number])
        if number > 0:
            return self.numbered(number)
        return self.say(N_("last but {number}"), number=-number - 1)


def _once(schedule: Schedule, words: _Words) -> str:
    """A date and its time; the times are written as those of a series are."""
    first = schedule.first
    if schedule.whole_day:
        return format_dates(first.date(), (first + schedule.length - _DAY).date(), words.locale)
    return f"{format_date(first.date(), words.locale)}, {_time(schedule, words)}"


def _series(schedule: Schedule, rule: Rule, words: _Words) -> Iterable[str]:
    full = explicit(rule, schedule.first)
    pattern = _pattern(full, schedule, words)
    if pattern is None:
        yield words.say(N_("by the rule {rule}"), rule=schedule.rrule)
        return
    yield pattern
    yield _times(full, schedule, words)
    if rule.interval > 1:
        yield words.say(N_("from {date} on"), date=schedule.first.date())
    if rule.until:
        yield words.say(N_("until {date}"), date=_last_day(rule, schedule))
    if rule.count:
        yield ngettext("once", "{number} times", rule.count, words.locale)


def _rows(schedule: Schedule, words: _Words) -> Iterable[str]:
    zone = schedule.zone
    left, added = schedule.exclusions, [one.starts_at for one in schedule.additions]
    if left:
        named = _dates(left, zone, words)
        yield words.say(N_("except on {dates}"), dates=named)
    if added:
        named = _dates(added, zone, words)
        yield words.say(N_("also on {dates}"), dates=named)


def _dates(instants: Sequence[datetime], zone: ZoneInfo, words: _Words) -> str:
    days = sorted({one.astimezone(zone).date() for one in instants})
    if len(days) > MOST_NAMED:
        return ngettext("{number} date", "{number} dates", len(days), words.locale)
    return words.all(format_date(one, words.locale) for one in days)


def _last_day(rule: Rule, schedule: Schedule) -> date:
    """The last day on which an occurrence may start."""
    if not isinstance(rule.until, datetime):
        assert rule.until
        return rule.until
    until = rule.until.astimezone(schedule.zone).replace(tzinfo=None)
    early = until.time() < schedule.first.time() and not rule.hours
    return (until - _DAY if early else until).date()


def _times(rule: Rule, schedule: Schedule, words: _Words) -> str:
    """From when until when; of several starts a day only these."""
    if rule.frequency is Frequency.HOURLY:
        return words.say(N_("from {time}"), time=words.clock(schedule.first))
    if len(rule.hours) * len(rule.minutes) == 1:
        return _time(schedule, words)
    walls = [schedule.first.replace(hour=h, minute=m) for h, m in product(rule.hours, rule.minutes)]
    return words.say(N_("at {times}"), times=words.all(map(words.clock, walls)))


def _time(schedule: Schedule, words: _Words) -> str:
    start = schedule.first
    if schedule.whole_day:
        days = schedule.length // _DAY
        return words.say(N_("for {number} days"), number=days) if days > 1 else ""
    if schedule.open_end:
        return words.say(N_("from {time}"), time=words.clock(start))
    if not schedule.span:
        return words.say(N_("at {time}"), time=words.clock(start))
    end = start + schedule.span
    times = f"{words.clock(start)}–{words.clock(end)}"
    later = (end.date() - start.date()).days
    return f"{times} {_days_later(later, words)}" if later else times


def _days_later(days: int, words: _Words) -> str:
    return ngettext("the next day", "{number} days later", days, words.locale)


def _pattern(rule: Rule, schedule: Schedule, words: _Words) -> str | None:
    """On which days; none for what has no words here."""
    if rule.frequency is Frequency.HOURLY:
        return _hourly(rule, schedule, words)
    if len(rule.hours) * len(rule.minutes) > MOST_LISTED:
        return None
    if rule.frequency is Frequency.YEARLY and not _is_weekly(rule):
        return _yearly(rule, words)
    if rule.frequency is Frequency.MONTHLY and not _is_weekly(rule):
        return _monthly(rule, words)
    return _daily_or_weekly(rule, words)


def _is_weekly(rule: Rule) -> bool:
    """Whether it takes each of some weekdays, in all months or some."""
    others = rule.month_days or rule.year_days or rule.weeks or rule.positions
    plain = all(not ordinal for ordinal, _ in rule.weekdays)
    return bool(rule.weekdays) and plain and not others and rule.interval == 1


def _hourly(rule: Rule, schedule: Schedule, words: _Words) -> str | None:
    limits = rule.months or rule.month_days or rule.weekdays or rule.hours
    if limits or rule.minutes != (schedule.first.minute,):
        return None
    return ngettext("every hour", "every {number} hours", rule.interval, words.locale)


def _daily_or_weekly(rule: Rule, words: _Words) -> str | None:
    if rule.month_days:
        return None
    if not rule.weekdays:
        said = ngettext("every day", "every {number} days", rule.interval, words.locale)
    elif rule.interval == 1:
        said = words.say(N_("every {days}"), days=_each(rule, words))
    elif rule.frequency is Frequency.WEEKLY:
        weeks = ngettext("every week", "every {number} weeks", rule.interval, words.locale)
        said = words.say(N_("{every} on {days}"), every=weeks, days=_each(rule, words))
    else:
        return None
    if rule.months:
        return words.say(
            N_("{pattern} in {months}"), pattern=said, months=words.months(rule.months)
        )
    return said


def _each(rule: Rule, words: _Words) -> str:
    if rule.weekdays in (_WORKING, _WEEK):
        return _noun(rule, words)
    return words.all(words.weekday(day) for _, day in rule.weekdays)


def _noun(rule: Rule, words: _Words) -> str:
    """What is one of some weekdays."""
    known = {_WORKING: N_("weekday"), _WEEKEND: N_("weekend day"), _WEEK: N_("day")}
    if rule.weekdays in known:
        return words.say(known[rule.weekdays])
    return words.either(words.weekday(day) for _, day in rule.weekdays)


def _monthly(rule: Rule, words: _Words) -> str | None:
    days = _days(rule, words)
    if days is None or (rule.months and rule.interval > 1):
        return None
    if rule.interval > 1:
        months = ngettext("every month", "every {number} months", rule.interval, words.locale)
        return words.say(N_("{every} on the {days}"), every=months, days=days)
    if rule.months:
        months = words.months(rule.months)
        return words.say(N_("every {days} of {months}"), days=days, months=months)
    return words.say(N_("every {days} of the month"), days=days)


def _yearly(rule: Rule, words: _Words) -> str | None:
    years = ngettext("every year", "every {number} years", rule.interval, words.locale)
    if rule.weeks or rule.year_days:
        return _by_number(rule, years, words)
    named = _days_of_months(rule, words)
    if named:
        return words.say(N_("{every} on {days}"), every=years, days=named)
    days = _days(rule, words)
    if days is None:
        return None
    if not rule.months:
        return words.say(N_("{every} on the {days} of the year"), every=years, days=days)
    months = words.months(rule.months)
    return words.say(N_("{every} on the {days} of {months}"), every=years, days=days, months=months)


def _by_number(rule: Rule, years: str, words: _Words) -> str | None:
    """By weeks or days that are counted through the year."""
    others = rule.months or rule.month_days or rule.positions
    if others or (rule.year_days and (rule.weeks or rule.weekdays)):
        return None
    if rule.year_days:
        days = _ordinals(rule.year_days, words)
        return words.say(N_("{every} on the {days} day of the year"), every=years, days=days)
    if min(rule.weeks) < 0:
        return None
    numbers = words.all(str(one) for one in rule.weeks)
    return words.say(
        N_("{every} on {days} of week {numbers}"),
        every=years,
        days=_each(rule, words),
        numbers=numbers,
    )


def _days_of_months(rule: Rule, words: _Words) -> str:
    """Dates without a year, if there are only a few and nothing else counts."""
    places = [*product(rule.months, rule.month_days)]
    others = rule.weekdays or rule.positions
    if others or not places or len(places) > MOST_LISTED or min(rule.month_days) < 0:
        return ""
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    if any(day > longest.get(month, 31) for month, day in places):
        return ""
    return words.all(words.day_of_month(*one) for one in places)


def _days(rule: Rule, words: _Words) -> str | None:
    """``second and fourth Monday``, ``1st and 15th``, ``last weekday``."""
    plain = all(not ordinal for ordinal, _ in rule.weekdays)
    if rule.month_days and (rule.weekdays or rule.positions):
        return None
    if rule.positions:
        return _picked(rule, words) if plain else None
    if rule.month_days:
        return _numbers(rule.month_days, words)
    if any(not ordinal for ordinal, _ in rule.weekdays):
        return None
    groups: dict[int, list[int]] = {}
    for ordinal, day in sorted(rule.weekdays, key=lambda one: (one[0] < 0, one[0], one[1])):
        groups.setdefault(day, []).append(ordinal)
    return words.all(
        f"{_ordinals(ordinals, words)} {words.weekday(day)}" for day, ordinals in groups.items()
    )


def _picked(rule: Rule, words: _Words) -> str:
    return f"{_ordinals(rule.positions, words)} {_noun(rule, words)}"


def _ordinals(numbers: Iterable[int], words: _Words) -> str:
    """As the days come: those that are counted from the end last."""
    return words.all(map(words.ordinal, sorted(numbers, key=lambda one: (one < 0, one))))


def _numbers(days: Sequence[int], words: _Words) -> str:
    """Days of the month; those from the end after the others."""
    counted = [words.numbered(one) for one in days if one > 0]
    ends = [one for one in days if one < 0]
    last = [words.say(N_("{ordinal} day"), ordinal=words.ordinal(one)) for one in ends]
    return words.all([*counted, *last])
