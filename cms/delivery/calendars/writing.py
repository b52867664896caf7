"""Calendars as iCalendar (RFC 5545): a series as its first start and its rule, and what differs."""

import re
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from icalendar import Calendar, Event, vRecur

from cms.delivery.calendars.differing import MOST_VARIED, Years, differing, occurrence_at
from cms.delivery.calendars.model import SAME, Appointment, Difference
from cms.delivery.calendars.zones import timezone
from cms.delivery.identity import universal
from cms.errors import N_, Message
from cms.recurrence import Occurrence, Schedule
from cms.recurrence.ends import end_of
from cms.settings import settings
from cms.translation.interface.catalogues import render

PRODUCT = "-//Klankbord//Klankbord//EN"
REFRESH = timedelta(hours=1)
"""How often a program that shows the calendar may ask again."""
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f]")
CANCELLED = N_("Cancelled: {title}")


def written(
    title: str, locale: str, url: str, appointments: Sequence[Appointment], years: Years
) -> bytes:
    """The calendar of whole series."""
    varied = sum(bool(one.schedule.variations) for one in appointments)
    most = MOST_VARIED // max(varied, 1)
    components = (part for one in appointments for part in _whole(one, years, most))
    return _calendar(title, locale, url, components, [one.schedule for one in appointments])


def written_once(one: Appointment, url: str, occurrence: Occurrence) -> bytes:
    """One occurrence alone, without the rule of its series."""
    return _calendar(one.title, one.locale, url, [_single(one, occurrence)], [one.schedule])


def _calendar(
    title: str, locale: str, url: str, components: Iterable[Event], schedules: Iterable[Schedule]
) -> bytes:
    made = Calendar()
    made.add("prodid", PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    for name in ("name", "x-wr-calname"):
        made.add(name, _clean(title), parameters={"LANGUAGE": locale} if name == "name" else {})
    made.add("source", url, parameters={"VALUE": "URI"})
    made.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    zones = {one.timezone for one in schedules if not one.whole_day} - {"UTC"}
    for key in sorted(zones or {settings.timezone}):  # a calendar has a component at least
        made.add_component(timezone(key))
    for component in components:
        made.add_component(component)
    content: bytes = made.to_ical()
    return content


def _whole(one: Appointment, years: Years, most: int) -> Iterable[Event]:
    if not recurs(one.schedule):
        only = occurrence_at(one.schedule, one.schedule.starts_at)
        return [_single(one, only)] if only else []
    return [_series(one), *(_single(one, each) for each in differing(one.schedule, years, most))]


def recurs(schedule: Schedule) -> bool:
    """Whether there is more than one occurrence to tell apart."""
    return bool(schedule.rrule or schedule.additions)


def _series(one: Appointment) -> Event:
    made, schedule = _told(one, SAME), one.schedule
    start = schedule.start_of(schedule.starts_at)
    _add_times(made, schedule, start, _end_of_first(schedule, start))
    if schedule.rrule:
        made.add("rrule", vRecur.from_ical(schedule.rrule))
    if schedule.exclusions:
        _add_dates(made, "exdate", schedule, map(schedule.start_of, schedule.exclusions))
    added = {schedule.start_of(each.starts_at) for each in schedule.additions}
    if added:
        _add_dates(made, "rdate", schedule, sorted(added))
    made.add("status", "CONFIRMED")
    return made


def _end_of_first(schedule: Schedule, start: datetime) -> datetime | None:
    said = schedule.ends_at is not None and not schedule.open_end
    return end_of(schedule, start) if schedule.whole_day or said else None


def _single(one: Appointment, occurrence: Occurrence) -> Event:
    schedule = one.schedule
    made = _told(one, _difference(one, occurrence), cancelled=occurrence.cancelled)
    if recurs(schedule):
        made.add("recurrence-id", _time(schedule, occurrence.recurrence_id))
    _add_times(made, schedule, occurrence.starts_at, _said_end(schedule, occurrence))
    made.add("status", "CANCELLED" if occurrence.cancelled else "CONFIRMED")
    return made


def _said_end(schedule: Schedule, occurrence: Occurrence) -> datetime | None:
    """Where it ends, unless nobody said so."""
    own = {each.key: each.ends_at for each in schedule.overrides}.get(occurrence.override)
    starts = {schedule.start_of(each.starts_at): each.ends_at for each in schedule.additions}
    said = own or starts.get(occurrence.recurrence_id) or schedule.ends_at
    if schedule.whole_day or (said and not schedule.open_end) or own:
        return occurrence.ends_at
    return None


def _difference(one: Appointment, occurrence: Occurrence) -> Difference:
    """What an override says of an occurrence before what its variation says."""
    own = one.differences.get(occurrence.override, SAME)
    varied = one.differences.get(occurrence.variation, SAME)
    return Difference(own.place or varied.place, own.note or varied.note)


def _told(one: Appointment, difference: Difference, *, cancelled: bool = False) -> Event:
    """An event without its times."""
    made, language = Event(), {"LANGUAGE": one.locale}
    title = render(Message(CANCELLED, {"title": one.title}), one.locale) if cancelled else one.title
    made.add("uid", str(universal(one.uid)))
    made.add("dtstamp", one.changed.astimezone(UTC))
    made.add("created", one.created.astimezone(UTC))
    made.add("last-modified", one.changed.astimezone(UTC))
    made.add("sequence", one.sequence)
    made.add("summary", _clean(title), parameters=language)
    parts = (difference.note, one.text, one.url)
    description = "\n\n".join(part for part in parts if part)
    made.add("description", _clean(description), parameters=language)
    place = difference.place or one.place
    if place:
        made.add("location", _clean(place), parameters=language)
    if one.tags:
        made.add("categories", [_clean(tag) for tag in one.tags])
    made.add("url", one.url)
    return made


def _add_times(made: Event, schedule: Schedule, start: datetime, end: datetime | None) -> None:
    made.add("dtstart", _time(schedule, start))
    if end is not None and end > start:
        made.add("dtend", _time(schedule, end))
    if schedule.whole_day:
        made.add("transp", "TRANSPARENT")


def _add_dates(made: Event, name: str, schedule: Schedule, dates: Iterable[datetime]) -> None:
    """One list on the clocks of the zone and one in UTC: what names a zone has no times in UTC."""
    apart: dict[bool, list[Any]] = {}
    for at in dates:
        apart.setdefault(bool(at.astimezone(schedule.zone).fold), []).append(_time(schedule, at))
    for listed in apart.values():
        made.add(name, listed)


def _time(schedule: Schedule, at: datetime) -> Any:
    """A day, or a time on the clocks of its zone; in the hour that comes twice the second time in UTC."""
    local = at.astimezone(schedule.zone)
    if schedule.whole_day:
        return date(local.year, local.month, local.day)
    return at.astimezone(UTC) if local.fold else local


def _clean(text: str) -> str:
    """The text without the signs that iCalendar does not have."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
