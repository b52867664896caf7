"""The calendar: what takes place in a stretch of time, of all types that take place."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms.reading.calendars import Calendar
from cms.reading.conditions import OfTypes
from cms.reading.publications import Slice
from cms.reading.view import View
from cms.schema.absences import Find
from cms.schema.connections import LARGEST_CALENDAR, LARGEST_SIZE, Connection, Paging, connection
from cms.schema.context import Context, Info
from cms.schema.cursors import write_cursor
from cms.schema.occurrences import USUAL, From, To
from cms.schema.ranges import MOST_DAYS, check_range
from cms.schema.views import FallbackArgument, LocaleArgument, view_of

DESCRIPTION = (
    "The occurrences, in a stretch of time, of all entries that take place, in the order in which they"
    " start: those that began earlier and still go on, and those that were cancelled, too."
)


def calendar_of(types: Sequence[str], view: View, since: Any, until: Any) -> Calendar:
    """What is in the calendar. Raises what is wrong with the stretch of time."""
    check_range(since, until, MOST_DAYS)
    return Calendar(view=view, where=OfTypes(tuple(types)), since=since, until=until)


def _listed_by(context: Context, calendar: Calendar) -> Find:
    """The entries that the beginning of a calendar would have in another view."""

    async def find(view: View) -> list[str]:
        asked = replace(calendar, view=view), Slice(LARGEST_SIZE)
        found = await context.loaders.calendars.load(asked)
        return list(dict.fromkeys(record.uid for record, _ in found.entries.records))

    return find


def calendar_field(
    types: Sequence[str], occurrence: type, of: type[Connection[Any]]
) -> Callable[..., Any]:
    """The resolver of the root field, for the types of which entries take place."""

    async def resolve(
        info: Info,
        from_: From,
        to: To,
        locale: LocaleArgument = UNSET,
        fallback: FallbackArgument = UNSET,
        first: Annotated[
            int, strawberry.argument(description="How many at most, up to 2,500.")
        ] = USUAL,
        after: str | None = UNSET,
    ) -> Any:
        view = view_of(info, locale or None, fallback or None)
        calendar = calendar_of(types, view, from_, to)
        paging = Paging(first=first, after=after or None, most=LARGEST_CALENDAR)
        asked = paging.slice(calendar)
        loaders = info.context.loaders
        info.context.absences.note_list(info, view, _listed_by(info.context, calendar))
        part = await loaders.calendars.load((calendar, asked))
        pairs = zip(part.entries.records, part.occurrences, strict=True)
        return connection(
            part.entries,
            asked,
            lambda boundary: write_cursor(boundary, calendar),
            lambda: loaders.totals.load(calendar),
            [occurrence(record=record, view=view, times=times) for (record, _), times in pairs],
            of=of,
        )

    return resolve
