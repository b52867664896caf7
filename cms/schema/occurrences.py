"""Occurrences: the times at which entries take place, one by one."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import new_class
from typing import Annotated, Any

import strawberry

from cms.content import ContentType
from cms.http.addresses import entry_ics
from cms.publishing.series.upkeep import dates_of
from cms.reading.calendars import Coming, Stretch
from cms.reading.records import Record
from cms.reading.view import View
from cms.recurrence.schedule import Occurrence as Times
from cms.schema.composites import Part
from cms.schema.connections import Connection, size_of
from cms.schema.content import Content, First
from cms.schema.context import Info
from cms.schema.directives import Cost
from cms.schema.ranges import check_range
from cms.translation.interface.formats import format_period
from cms.translation.interface.schedules import in_words

USUAL = 50
From = Annotated[
    datetime,
    strawberry.argument(name="from", description="Where the stretch of time begins."),
]
To = Annotated[
    datetime, strawberry.argument(description="Where it is over; this instant is not part of it.")
]


@strawberry.type
class _Occurrence:
    record: strawberry.Private[Record]
    view: strawberry.Private[View]
    times: strawberry.Private[Times]

    @strawberry.field(description="What takes place.")
    def content(self, info: Info) -> Content:
        found: Content = info.context.content(self.record, self.view)
        return found

    @strawberry.field(
        description=(
            "Names it within its series: the instant at which it would start by the rule, which stays"
            " the same when it is moved (RFC 5545, RECURRENCE-ID)."
        )
    )
    def recurrence_id(self) -> datetime:
        return self.times.recurrence_id

    @strawberry.field(description="When it starts; of whole days the first midnight.")
    def starts_at(self) -> datetime:
        return self.times.starts_at

    @strawberry.field(
        description=(
            "When it is over; of whole days the midnight after the last. Null if nobody knows, or if"
            " the end is open."
        )
    )
    def ends_at(self) -> datetime | None:
        return self.times.ends_at if self._ends() else None

    @strawberry.field(
        description="When it starts as the clocks of `timezone` show it: 2026-03-09T09:00:00."
    )
    def local_start(self) -> str:
        return wall(self.times.local_starts_at)

    @strawberry.field(
        description="When it is over as the clocks of `timezone` show it, as `endsAt`."
    )
    def local_end(self) -> str | None:
        return wall(self.times.local_ends_at) if self._ends() else None

    @strawberry.field(
        description="From start to end, on the clocks of `timezone`, as it is written in the view's language."
    )
    def period_formatted(self) -> str:
        return period_of(self.times, self.record.data, self.view.locale)

    @strawberry.field(description="Whose clocks count, by its name in the IANA database.")
    def timezone(self) -> str:
        return self.times.timezone

    @strawberry.field(description="Whether only days count, and no hours.")
    def whole_day(self) -> bool:
        return bool(self.record.data.get("whole_day"))

    @strawberry.field(description="What readers should know of this one; null if there is nothing.")
    def note(self) -> str | None:
        found: str | None = said_of(self.times, self.record.data, "note")
        return found

    @strawberry.field(description="Whether it was to take place, and does not.")
    def cancelled(self) -> bool:
        return self.times.cancelled

    @strawberry.field(description="Whether anything was changed for this one alone.")
    def overridden(self) -> bool:
        return bool(self.times.override)

    def _ends(self) -> bool:
        return has_end(self.times, self.record.data)


def occurrence_class(place: type[Part]) -> type:
    """The type of an occurrence; ``place`` is that of where it is."""

    def resolve(self: Any) -> Any:
        values = said_of(self.times, self.record.data, "place") or self.record.data.get("place")
        return place(values=values, view=self.view, record=self.record) if values else None

    field = strawberry.field(
        resolver=resolve,
        name="place",
        description="Where it is, if that is known: its own place, that of a variation, or the usual one.",
        graphql_type=place | None,
    )
    made = new_class("Occurrence", (_Occurrence,), {}, lambda body: body.update(place=field))
    return strawberry.type(made, description="One time that something takes place.")


def calendar_class(occurrence: type) -> type[Connection[Any]]:
    """The type of a part of the calendar."""
    made = new_class("OccurrenceConnection", (Connection[occurrence],), {})  # type: ignore[valid-type]
    found: type[Connection[Any]] = strawberry.type(
        made, name="OccurrenceConnection", description="A part of the calendar, in its order."
    )
    return found


def said_of(times: Times, data: Mapping[str, Any], name: str) -> Any:
    """What is said of one occurrence: by its override, else by the variation that picks it."""
    for rows, key in (("overrides", times.override), ("variations", times.variation)):
        found = (one.get(name) for one in data.get(rows) or () if key and one["key"] == key)
        if said := next(found, None):
            return said
    return None


def has_end(times: Times, data: Mapping[str, Any]) -> bool:
    """Whether readers are told when it ends."""
    if data.get("whole_day"):
        return True
    if data.get("open_end") and not said_of(times, data, "ends_at"):
        return False
    return times.ends_at > times.starts_at


def wall(local: datetime) -> str:
    """What the clocks show, without a zone."""
    return local.replace(tzinfo=None).isoformat(timespec="seconds")


def period_of(times: Times, data: Mapping[str, Any], locale: str) -> str:
    """The same of an occurrence."""
    end = times.ends_at if has_end(times, data) else None
    whole_day = bool(data.get("whole_day"))
    return period(times.starts_at, end, times.timezone, locale, whole_day=whole_day)


def period(
    start: datetime, end: datetime | None, timezone: str, locale: str, *, whole_day: bool
) -> str:
    """From start to end in words; of whole days the last one is named, not the midnight after it."""
    if end and whole_day:
        end -= timedelta(microseconds=1)
    return format_period(start, end, timezone, locale, whole_day=whole_day)


def occurring(occurrence: type, content_type: ContentType) -> dict[str, Any]:
    """The fields of a type whose entries take place."""
    recurs = "rrule" in content_type.columns
    return (_recurring(content_type) if recurs else {}) | {
        "occurrences": strawberry.field(
            resolver=_within(occurrence),
            name="occurrences",
            description=(
                "The first of its occurrences that lie in a stretch of time, as a whole or in part, in the"
                " order in which they start; those that were cancelled too."
            ),
            graphql_type=list[occurrence],  # type: ignore[valid-type]
            directives=[Cost(per_item=True)],
        ),
        "next": strawberry.field(
            resolver=_next(occurrence),
            name="next",
            description=(
                "Its first occurrence that is not over at the moment of the view, and was not cancelled;"
                " null if there is none any more."
            ),
            graphql_type=occurrence | None,
            directives=[Cost(weight=5)],
        ),
        "ics": strawberry.field(
            resolver=_ics,
            name="ics",
            description=(
                "The whole address of its iCalendar file, all its occurrences in it, in the language in"
                " which it is served. There is nothing while it has no date."
            ),
            graphql_type=str,
        ),
    }


def _recurring(content_type: ContentType) -> dict[str, Any]:
    """That of a type whose entries may recur."""

    def resolve(self: Any) -> str | None:
        schedule = dates_of(content_type, self.values)
        recurs = schedule and (schedule.rrule or schedule.additions)
        return in_words(schedule, self.view.locale) if schedule and recurs else None

    field = strawberry.field(
        resolver=resolve,
        name="recurrence",
        description=(
            "How it recurs, in words of the view's language: every second Monday of the month,"
            " 09:00–10:00. Null if it takes place once."
        ),
        graphql_type=str | None,
    )
    return {"recurrence": field}


def _within(occurrence: type) -> Callable[..., Any]:
    async def resolve(self: Any, info: Info, from_: From, to: To, first: First = USUAL) -> Any:
        check_range(from_, to)
        most = size_of("first", first)
        asked = Stretch(self.view.perspective, from_, to, most)
        found = await info.context.loaders.occurrences.load((self.record.id, asked))
        return [occurrence(record=self.record, view=self.view, times=one) for one in found or ()]

    return resolve


def _ics(self: Any, info: Info) -> str:
    return info.context.url(entry_ics(self.record.locale, self.record.uid))


def _next(occurrence: type) -> Callable[..., Any]:
    async def resolve(self: Any, info: Info) -> Any:
        asked = Coming(self.view.perspective)
        found = await info.context.loaders.occurrences.load((self.record.id, asked))
        return occurrence(record=self.record, view=self.view, times=found[0]) if found else None

    return resolve
