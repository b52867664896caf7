"""Events: meetings, courses, presentations; once, or again and again."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum

from piccolo.columns import Boolean, ForeignKey, OnDelete, Text, Timestamptz, Varchar
from piccolo.table import Table

from cms.content import ContentType, Entry, Field, Reverse, Row, Rows, Translated, Values
from cms.content.published import Linked, Node, Published, Surroundings
from cms.content_types._linked import held, recurring
from cms.content_types._shared import (
    TIMEZONE,
    end_not_before_start,
    is_timezone,
    known_timezone,
    once,
    place,
    places_have_a_name,
)
from cms.content_types.speaker import Speaker
from cms.errors import N_, Message, Problem
from cms.recurrence import HORIZON, Addition, Override, Schedule, Variation
from cms.recurrence.checks import problems


class EventKind(StrEnum):
    """What sort of event it is."""

    MEETING = "meeting"
    COURSE = "course"
    PRESENTATION = "presentation"
    CONFERENCE = "conference"


class Event(Entry, Table):
    """Something that takes place; a course may be announced before its dates are known."""

    kind = Varchar(length=20, default=EventKind.MEETING, choices=EventKind)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    whole_day = Boolean(default=False)
    open_end = Boolean(default=False)
    timezone = Varchar(length=60, default=TIMEZONE)
    rrule = Varchar(length=500)
    place_name = Translated(Varchar, length=200)
    place_address = Varchar(length=200)
    place_city = Translated(Varchar, length=100)
    body = Translated(Text)


class EventSpeaker(Row, Table, tablename="event_speaker"):
    """Who speaks at an event, in the order of the programme."""

    owner: "ForeignKey[Event]" = ForeignKey(
        Event, null=False, index=True, on_delete=OnDelete.cascade
    )
    speaker: "ForeignKey[Speaker]" = ForeignKey(
        Speaker, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )


class EventExclusion(Row, Table, tablename="event_exclusion"):
    """A date on which it does not take place, though the rule gives it."""

    owner: "ForeignKey[Event]" = ForeignKey(
        Event, null=False, index=True, on_delete=OnDelete.cascade
    )
    starts_at = Timestamptz(null=True, default=None)


class EventAddition(Row, Table, tablename="event_addition"):
    """A date on which it takes place beside the rule."""

    owner: "ForeignKey[Event]" = ForeignKey(
        Event, null=False, index=True, on_delete=OnDelete.cascade
    )
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)


class EventOverride(Row, Table, tablename="event_override"):
    """What is different on one date; ``recurrence_id`` is when it would start by the rule."""

    owner: "ForeignKey[Event]" = ForeignKey(
        Event, null=False, index=True, on_delete=OnDelete.cascade
    )
    recurrence_id = Timestamptz(null=True, default=None)
    cancelled = Boolean(default=False)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    place_name = Translated(Varchar, length=200)
    place_address = Varchar(length=200)
    place_city = Translated(Varchar, length=100)
    note = Translated(Varchar, length=300)


class EventVariation(Row, Table, tablename="event_variation"):
    """What is different on some of the dates: those that a rule of its own picks."""

    owner: "ForeignKey[Event]" = ForeignKey(
        Event, null=False, index=True, on_delete=OnDelete.cascade
    )
    rrule = Varchar(length=500)
    place_name = Translated(Varchar, length=200)
    place_address = Varchar(length=200)
    place_city = Translated(Varchar, length=100)
    note = Translated(Varchar, length=300)


NEEDED = {
    "exclusions": "starts_at",
    "additions": "starts_at",
    "overrides": "recurrence_id",
    "variations": "rrule",
}
"""What tells of a row which dates it is about."""


def schedule(values: Values) -> Schedule | None:
    """When an event takes place; none as long as nobody knows."""
    bare = once(values)
    return bare and replace(
        bare,
        whole_day=values["whole_day"],
        open_end=values["open_end"],
        rrule=values["rrule"],
        exclusions=tuple(row["starts_at"] for row in values["exclusions"]),
        additions=tuple(Addition(row["starts_at"], row["ends_at"]) for row in values["additions"]),
        overrides=tuple(
            Override(
                row["recurrence_id"], row["key"], row["cancelled"], row["starts_at"], row["ends_at"]
            )
            for row in values["overrides"]
        ),
        variations=tuple(Variation(row["rrule"], row["key"]) for row in values["variations"]),
    )


def recurrence_is_sound(values: Values) -> Iterable[Problem]:
    """The rule can be used and has the first start; every row is about dates of the series."""
    if values["starts_at"] is None:
        if values["rrule"] or any(values[name] for name in NEEDED):
            text = N_("What recurs needs a first start.")
            yield Problem("start_missing", Message(text), "starts_at")
        return
    missing = [*_missing(values)]
    yield from missing
    made = schedule(values)
    if made and not missing and is_timezone(values["timezone"]):
        yield from problems(made, datetime.now(UTC) + HORIZON)


def _missing(values: Values) -> Iterator[Problem]:
    for name, column in NEEDED.items():
        for index, row in enumerate(values[name]):
            if not row[column]:
                text = N_("This field is needed.")
                yield Problem("required", Message(text), f"{name}.{index}.{column}")


def has_a_date_unless_course(values: Values) -> Iterable[Problem]:
    """Only a course may be announced without a date."""
    if values["starts_at"] is None and values["kind"] != EventKind.COURSE:
        yield Problem(
            "start_missing", Message(N_("An event needs a start; only a course may do without.")),
            "starts_at",
        )  # fmt: skip


def linked_type(published: Published) -> str:
    """A course is an event for learners; one without dates is only what is on offer."""
    if published.get("kind") != EventKind.COURSE:
        return "Event"
    return "EducationEvent" if published.get("starts_at") else "Course"


def linked(published: Published, around: Surroundings) -> Node:
    """The event with its series; a course without dates is no event yet, and has nothing of it."""
    speakers = around.entries(published.get("speakers"))
    if not published.get("starts_at"):
        return {"hasCourseInstance": {"@type": "CourseInstance", "instructor": speakers}}
    return {**held(published), **recurring(published), "performer": speakers}


content_type = ContentType(
    Event,
    label=N_("Event"),
    plural=N_("Events"),
    order=40,
    advice=(places_have_a_name,),
    rules=(end_not_before_start, known_timezone, recurrence_is_sound, has_a_date_unless_course),
    schedule=schedule,
    linked=Linked(linked_type, linked),
    fields=(
        Field(Event.kind, required=True, filter=True, sort=True, in_list=True, group="details"),
        Field(Event.starts_at, filter=True, sort=True, in_list=True, group="details"),
        Field(Event.ends_at, filter=True, sort=True, group="details"),
        Field(Event.whole_day, filter=True, group="details"),
        Field(Event.open_end, group="details"),
        Field(Event.timezone, label=N_("Time zone"), required=True, group="details"),
        Field(
            Event.rrule, label=N_("Recurrence"), group="details",
            help=N_("A rule of RFC 5545, such as FREQ=MONTHLY;BYDAY=2MO,4MO."),
        ),
        Rows(
            "exclusions",
            EventExclusion,
            label=N_("Excluded dates"),
            help=N_("Dates of the rule on which it does not take place, and of which nobody is told."),
            fields=(Field(EventExclusion.starts_at, required=True),),
            group="details",
        ),
        Rows(
            "additions",
            EventAddition,
            label=N_("Added dates"),
            help=N_("Dates on which it takes place beside the rule."),
            fields=(
                Field(EventAddition.starts_at, required=True),
                Field(EventAddition.ends_at),
            ),
            group="details",
        ),
        Rows(
            "overrides",
            EventOverride,
            label=N_("Single dates"),
            help=N_("What is different on one date: cancelled, moved, elsewhere, or with a note."),
            fields=(
                Field(EventOverride.recurrence_id, label=N_("Date by the rule"), required=True),
                Field(EventOverride.cancelled),
                Field(EventOverride.starts_at, label=N_("Moved to")),
                Field(EventOverride.ends_at),
                place(EventOverride),
                Field(EventOverride.note),
            ),
            group="details",
        ),
        Rows(
            "variations",
            EventVariation,
            label=N_("Varying dates"),
            help=N_(
                "What is different on some dates, such as every fourth Monday of the month:"
                " FREQ=MONTHLY;BYDAY=4MO."
            ),
            fields=(
                Field(EventVariation.rrule, label=N_("Recurrence"), required=True),
                place(EventVariation),
                Field(EventVariation.note),
            ),
            group="details",
        ),
        place(Event),
        Field(Event.body, label=N_("Text"), rich=True, search="C"),
        Rows(
            "speakers",
            EventSpeaker,
            fields=(Field(EventSpeaker.speaker, required=True),),
            relation=True,
            filter=True,
            group="details",
        ),
        Reverse("sessions", "session", ("event",)),
    ),
)  # fmt: skip
