"""Events: meetings, courses, presentations; once, or again and again."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from dateutil.rrule import rrulestr
from piccolo.columns import Boolean, ForeignKey, OnDelete, Text, Timestamptz, Varchar
from piccolo.table import Table

from cms.content import ContentType, Entry, Field, Reverse, Row, Rows, Translated, Values
from cms.content_types._shared import TIMEZONE, end_not_before_start, known_timezone, place
from cms.content_types.speaker import Speaker
from cms.errors import N_, Message, Problem


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


def recurrence_is_a_rule(values: Values) -> Iterable[Problem]:
    """A recurrence is an RFC 5545 RRULE, and repeats something that has a start."""
    if not values["rrule"]:
        return
    if values["starts_at"] is None:
        yield Problem("start_missing", Message(N_("What recurs needs a first start.")), "starts_at")
    try:
        rrulestr(values["rrule"], dtstart=datetime(2000, 1, 1))  # noqa: DTZ001 - only parsed
    except (ValueError, TypeError, KeyError, AttributeError):
        yield Problem(
            "bad_recurrence",
            Message(N_("This is no recurrence rule; write it as in FREQ=MONTHLY;BYDAY=2MO.")),
            "rrule",
        )


def has_a_date_unless_course(values: Values) -> Iterable[Problem]:
    """Only a course may be announced without a date."""
    if values["starts_at"] is None and values["kind"] != EventKind.COURSE:
        yield Problem(
            "start_missing", Message(N_("An event needs a start; only a course may do without.")),
            "starts_at",
        )  # fmt: skip


content_type = ContentType(
    Event,
    label=N_("Event"),
    plural=N_("Events"),
    order=40,
    rules=(end_not_before_start, known_timezone, recurrence_is_a_rule, has_a_date_unless_course),
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
