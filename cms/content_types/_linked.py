"""What several types say in linked data in the same way: dates, places, series."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from cms.content.published import Node, Published
from cms.recurrence import BadRule, Schedule, occurrences, parse
from cms.recurrence.rules import WEEKDAYS, Frequency, Rule
from cms.recurrence.schedule import Variation
from cms.recurrence.variations import variation_of

VOCABULARY = "https://schema.org/"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_EVERY = {
    Frequency.YEARLY: "P{}Y",
    Frequency.MONTHLY: "P{}M",
    Frequency.WEEKLY: "P{}W",
    Frequency.DAILY: "P{}D",
    Frequency.HOURLY: "PT{}H",
}
_PRECISION = {"year": 4, "month": 7, "day": 10}
LOOKED_AHEAD = timedelta(days=366)
"""So far from its start a series is looked through for the first date of a variation."""


def partial_date(known: Mapping[str, Any] | None) -> str | None:
    """As much of a date as is known: ``2008``, ``2008-03``, ``2008-03-01``."""
    if not known or not known.get("date"):
        return None
    written: str = known["date"]
    return written[: _PRECISION[known.get("precision") or "day"]]


def held(published: Published) -> Node:
    """When and where something takes place that is not cancelled."""
    if not published.get("starts_at"):
        return {"location": location(published.get("place"))}
    ends = None if published.get("open_end") else published.get("ends_at")
    return {
        "startDate": _clock(published, published["starts_at"]),
        "endDate": _clock(published, ends),
        "location": location(published.get("place")),
        "eventStatus": f"{VOCABULARY}EventScheduled",
    }


def location(place: Mapping[str, Any] | None) -> Node | None:
    """A place with its address, as far as it is known."""
    if not place:
        return None
    address = {"streetAddress": place.get("address"), "addressLocality": place.get("city")}
    known = {"@type": "PostalAddress", **address} if any(address.values()) else None
    return {"@type": "Place", "name": place.get("name"), "address": known}


def recurring(published: Published) -> Node:
    """The rule of a series and its dates that are not as the others; of a single one what was changed."""
    if not (published.get("rrule") or published.get("additions")):
        return _changed(published)
    parts = [*_varying(published), *_single(published), *_added(published)]
    return {"eventSchedule": _schedule(published, published.get("rrule") or ""), "subEvent": parts}


def _changed(published: Published) -> Node:
    """What is other than planned of something that takes place once: cancelled, moved, elsewhere."""
    for part in _single(published):
        told = {name: part[name] for name in ("location", "startDate", "eventStatus")}
        moved = {name: part[name] for name in ("previousStartDate", "endDate")}
        return told | (moved if moved["previousStartDate"] else {})
    return {}


def _clock(published: Published, instant: str | None) -> str | None:
    """An instant on the clocks of the event, with their offset; of whole days only the day."""
    if not instant:
        return None
    local = datetime.fromisoformat(instant).astimezone(ZoneInfo(published["timezone"]))
    return local.date().isoformat() if published.get("whole_day") else local.isoformat()


def _schedule(published: Published, text: str) -> Node | None:
    """A rule in schema.org's words; none where these do not suffice, for half of it would be wrong."""
    try:
        rule = parse(text)
    except BadRule:
        return None
    unsaid = (rule.weeks, rule.year_days, rule.hours, rule.minutes, rule.positions)
    if any(unsaid) or any(day < 0 for day in rule.month_days):
        return None
    start, end = _clock(published, published["starts_at"]), _clock(published, published["ends_at"])
    whole_day = bool(published.get("whole_day"))
    return {
        "@type": "Schedule",
        "repeatFrequency": _EVERY[rule.frequency].format(rule.interval),
        "repeatCount": rule.count,
        "byDay": _days(rule),
        "byMonth": [*rule.months],
        "byMonthDay": [*rule.month_days],
        "startDate": start and start[:10],
        "endDate": _last_day(rule, published["timezone"]),
        "startTime": None if whole_day or not start else start[11:19],
        "endTime": None if whole_day or not end else end[11:19],
        "scheduleTimezone": published["timezone"],
        "exceptDate": [
            _clock(published, one["starts_at"]) for one in published.get("exclusions") or ()
        ],
    }


def _last_day(rule: Rule, timezone: str) -> str | None:
    """The day on which a rule ends, on the clocks of the event."""
    until = rule.until
    if isinstance(until, datetime):
        until = until.astimezone(ZoneInfo(timezone)).date()
    return until.isoformat() if until else None


def _days(rule: Rule) -> list[str]:
    """Days of the week; counted ones, such as the second Monday, as iCalendar writes them."""
    if any(ordinal for ordinal, _ in rule.weekdays):
        return [f"{ordinal or ''}{WEEKDAYS[day]}" for ordinal, day in rule.weekdays]
    return [VOCABULARY + DAYS[day] for _, day in rule.weekdays]


def _part(published: Published, said: Sequence[Mapping[str, Any]], **more: Any) -> Node:
    """An occurrence; the rows ``said`` tell of it, the first that does before the next."""
    places = (location(row.get("place")) for row in (*said, published))
    return {
        "@type": "Event",
        "name": published["title"],
        "description": next((row["note"] for row in said if row.get("note")), None),
        "location": next((one for one in places if one), None),
        **more,
    }


def _series(published: Published) -> Schedule:
    return Schedule(
        datetime.fromisoformat(published["starts_at"]),
        whole_day=bool(published.get("whole_day")),
        timezone=published["timezone"],
        rrule=published.get("rrule") or "",
        exclusions=_instants(published, "exclusions", "starts_at"),
        variations=tuple(
            Variation(row["rrule"], row["key"]) for row in published.get("variations") or ()
        ),
    )


def _instants(published: Published, rows: str, name: str) -> tuple[datetime, ...]:
    return tuple(datetime.fromisoformat(row[name]) for row in published.get(rows) or ())


def _varied(published: Published, instant: str) -> Mapping[str, Any]:
    """The variation that picks the date of an instant, if one does."""
    series = _series(published)
    key = variation_of(series, series.start_of(datetime.fromisoformat(instant)))
    return next((row for row in published.get("variations") or () if row["key"] == key), {})


def _added(published: Published) -> Iterator[Node]:
    for row in published.get("additions") or ():
        starts, ends = (_clock(published, row.get(name)) for name in ("starts_at", "ends_at"))
        said = (_varied(published, row["starts_at"]),)
        yield _part(published, said, startDate=starts, endDate=ends)


def _single(published: Published) -> Iterator[Node]:
    """Single dates: cancelled, moved, or elsewhere."""
    for row in published.get("overrides") or ():
        by_rule = _clock(published, row["recurrence_id"])
        moved = _clock(published, row.get("starts_at"))
        status = "EventScheduled"
        if row.get("cancelled"):
            status = "EventCancelled"
        elif moved:
            status = "EventRescheduled"
        yield _part(
            published,
            (row, _varied(published, row["recurrence_id"])),
            startDate=moved or by_rule,
            endDate=_clock(published, row.get("ends_at")),
            previousStartDate=by_rule if moved else None,
            eventStatus=VOCABULARY + status,
        )


def _varying(published: Published) -> Iterator[Node]:
    """Dates that a rule of its own picks, with the first of them."""
    for row in published.get("variations") or ():
        first = _first(published, row)
        if first:
            rule = _schedule(published, row["rrule"])
            yield _part(published, (row,), startDate=first, eventSchedule=rule)


def _first(published: Published, row: Mapping[str, Any]) -> str | None:
    """The first date that the row picks, of those that nothing is said of alone."""
    series = _series(published)
    starts = series.starts_at
    named = _instants(published, "overrides", "recurrence_id")
    single = {series.start_of(one) for one in named}
    try:
        found = occurrences(series, starts, starts + LOOKED_AHEAD)
        picked = (one for one in found if one.variation == row["key"])
        one = next((each for each in picked if each.recurrence_id not in single), None)
    except BadRule:
        return None
    return _clock(published, one.starts_at.isoformat()) if one else None
