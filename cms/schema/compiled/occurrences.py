"""Occurrences: the calendar, and those of an entry. PostgreSQL finds them, Python tells local times."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from cms.errors import CmsError
from cms.http.addresses import ENTRY_ICS
from cms.reading.calendars import Calendar
from cms.reading.conditions import OfTypes
from cms.reading.occurrences import COLUMNS, coming, within
from cms.reading.sources import PUBLICATION
from cms.schema.compiled.common import plain
from cms.schema.compiled.fallback import Unanswered
from cms.schema.compiled.lists import Asked, Source, connection, unplanned
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Later, Slot, Variables, given
from cms.schema.compiled.values import instant
from cms.schema.compiled.writing import Column, Part, Row, never_null, one_of
from cms.schema.connections import LARGEST_CALENDAR, size_of
from cms.schema.occurrences import period, wall
from cms.schema.ranges import MOST_DAYS, check_range

Moment = Later | datetime


def calendar(types: Sequence[str]) -> Callable[[Objects, Selected], Column]:
    """Who writes the root field, for the types of which entries take place."""

    def write(objects: Objects, one: Selected) -> Column:
        view = objects.view(one.arguments)
        since, until = _range(objects, one.arguments, MOST_DAYS)
        listing = Calendar(view=view, where=OfTypes(tuple(types)), since=since, until=until)  # type: ignore[arg-type]
        objects.noticing.listing(listing)
        source = Source(objects.writer.to(view), lambda _alias: "true", _occurrence)
        asked = Asked(listing, one.arguments, largest=LARGEST_CALENDAR)
        return connection(objects, one, source, asked)

    return write


def _range(
    objects: Objects, arguments: Mapping[str, Any], most_days: int | None = None
) -> tuple[Moment, Moment]:
    """The bounds of a stretch of time, as parameters; what is wrong with them the executor says."""

    def checked(place: int, variables: Variables) -> datetime:
        found: list[datetime] = [given(arguments[name], variables) for name in ("from_", "to")]
        try:
            check_range(found[0], found[1], most_days)
        except CmsError as error:
            raise Unanswered(error.code) from error
        return found[place]

    first, last = checked(0, objects.variables), checked(1, objects.variables)
    if any(isinstance(arguments[name], Slot) for name in ("from_", "to")):
        return Later(partial(checked, 0)), Later(partial(checked, 1))
    return first, last


def _occurrence(objects: Objects, one: Selected, to: Part, alias: str) -> Row:
    """An occurrence, of a relation that has a publication and an occurrence in each row."""
    place = Place(to, alias, f"{alias}.data")
    return objects.marked(objects.row(one.concrete, place), place)


def occurrences(objects: Objects, one: Selected, place: Place) -> Column:
    """Those of an entry in a stretch of time."""
    since, until = _range(objects, one.arguments)
    first = one.arguments["first"]

    def most(variables: Variables) -> int:
        try:
            return size_of("first", given(first, variables))
        except CmsError as error:
            raise Unanswered(error.code) from error

    asked = Later(most) if isinstance(first, Slot) else most(objects.variables)

    def chosen(other: str) -> str:
        return within(other, since, until, place.to)  # type: ignore[arg-type]

    row, source = _of_entry(objects, one, place, chosen, unplanned(objects, asked))
    return objects.many(row, source)


def next_(objects: Objects, one: Selected, place: Place) -> Column:
    """The one that an entry has next, or that is going on."""
    objects.reads.coming()
    row, source = _of_entry(objects, one, place, lambda other: coming(other, place.to), "1")
    return objects.one(row, source)


def _of_entry(
    objects: Objects, one: Selected, place: Place, chosen: Callable[[str], str], most: str
) -> tuple[Row, str]:
    other, alias, p = objects.writer.alias(), objects.writer.alias(), place.alias
    row = _occurrence(objects, one, place.to, alias)
    names = f"{PUBLICATION}{', open, state' if place.to.own else ''}".split(", ")
    columns = ", ".join([*(f"{p}.{name}" for name in names), COLUMNS.replace("o.", f"{other}.")])
    by_start = "ORDER BY {0}.starts_at, {0}.recurrence_id"
    source = (
        f"FROM (SELECT {columns} FROM occurrence {other} WHERE {other}.series = {p}.series"
        f" AND {chosen(other)} {by_start.format(other)} LIMIT {most}) {alias}"
    )
    return row, f"{source} {by_start.format(alias)}"


def _said(place: Place, name: str) -> str:
    """What is said of an occurrence: by its override, else by the variation that picks it."""
    p, found = place.alias, []
    for rows, key in (("overrides", "override_key"), ("variations", "variation_key")):
        found.append(
            f"CASE WHEN {p}.{key} <> '' THEN (SELECT nullif(r.value->'{name}', 'null')"
            f" FROM jsonb_array_elements({place.json(rows)}) r WHERE r.value->>'key' = {p}.{key}) END"
        )
    return f"coalesce({', '.join(found)})"


def _is(place: Place, name: str) -> str:
    return f"coalesce(({place.text(name)})::boolean, false)"


def _has_end(place: Place) -> str:
    p = place.alias
    said = f"(NOT {_is(place, 'open_end')} OR {_said(place, 'ends_at')} IS NOT NULL)"
    return f"({_is(place, 'whole_day')} OR {said} AND {p}.ends_at > {p}.starts_at)"


def _content(objects: Objects, one: Selected, place: Place) -> Column:
    row = objects.entry(one, place.to, place.alias)
    return Column("", one_of(row, ""), row.finish)


def _ends_at(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", f"CASE WHEN {_has_end(place)} THEN {instant(f'{place.alias}.ends_at')} END")


def _place(objects: Objects, one: Selected, place: Place) -> Column:
    values = f"coalesce({_said(place, 'place')}, {place.json('place')})"
    inner = Place(place.to, place.alias, f"({values})", apart=False)
    row = objects.row(one.concrete, inner)
    absent = f"coalesce({values}, '{{}}') IN ('null', '{{}}')"
    return Column("", f"CASE WHEN {absent} THEN NULL ELSE {one_of(row, '')} END", row.finish)


def _local(name: str) -> Write:
    def write(_objects: Objects, _one: Selected, place: Place) -> Column:
        sql = f"json_build_array({place.alias}.{name}, {place.text('timezone')})"
        if name == "ends_at":
            sql = f"CASE WHEN {_has_end(place)} THEN {sql} END"
        return Column("", sql, _told_local)

    return write


def _told_local(value: Any, _variables: Variables) -> str | None:
    if value is None:
        return None
    at, zone = value
    return wall(datetime.fromisoformat(at).astimezone(ZoneInfo(zone)))


def _period(_objects: Objects, _one: Selected, place: Place) -> Column:
    locale, p = place.view.locale, place.alias

    def finish(value: Any, _variables: Variables) -> str:
        start, end, zone, whole_day = value
        first, last = datetime.fromisoformat(start), end and datetime.fromisoformat(end)
        return period(first, last, zone, locale, whole_day=whole_day)

    end = f"CASE WHEN {_has_end(place)} THEN {p}.ends_at END"
    whole_day = _is(place, "whole_day")
    sql = f"json_build_array({p}.starts_at, {end}, {place.text('timezone')}, {whole_day})"
    return Column("", sql, finish)


def _timezone(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", never_null(place.text("timezone"), place.alias))


def _whole_day(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", _is(place, "whole_day"))


def _note(_objects: Objects, _one: Selected, place: Place) -> Column:
    return Column("", f"{_said(place, 'note')} #>> '{{}}'")


OCCURRENCE: Mapping[str, Write] = {
    "content": _content,
    "recurrenceId": plain(instant("{p}.recurrence_id")),
    "startsAt": plain(instant("{p}.starts_at")),
    "endsAt": _ends_at,
    "localStart": _local("starts_at"),
    "localEnd": _local("ends_at"),
    "periodFormatted": _period,
    "timezone": _timezone,
    "wholeDay": _whole_day,
    "place": _place,
    "note": _note,
    "cancelled": plain("{p}.cancelled"),
    "overridden": plain("{p}.override_key <> ''"),
}


def _ics(objects: Objects, _one: Selected, place: Place) -> Column:
    sql = objects.writer.bind(objects.public_url + ENTRY_ICS, "text")
    for name in ("locale", "uid"):
        sql = f"replace({sql}, '{{{name}}}', {place.alias}.{name})"
    return Column("", sql)


OCCURRING: Mapping[str, Write] = {"occurrences": occurrences, "next": next_, "ics": _ics}
"""The fields of a type whose entries take place."""
