"""Think-tank sessions: agenda-setting, or conceptual around one member's theme."""

from collections.abc import Iterable
from enum import StrEnum

from piccolo.columns import Date, ForeignKey, Integer, OnDelete, Text, Timestamptz, Varchar
from piccolo.table import Table

from cms.content import Composite, ContentType, Entry, Field, Row, Rows, Translated, Values
from cms.content.published import Linked, Node, Published, Surroundings
from cms.content_types._column import column_advice
from cms.content_types._linked import held
from cms.content_types._shared import (
    TIMEZONE,
    calendars_have_it,
    end_not_before_start,
    known_timezone,
    once,
    place,
    places_have_a_name,
)
from cms.content_types.event import Event
from cms.content_types.page import Page
from cms.content_types.speaker import Speaker
from cms.errors import N_, Message, Problem


class SessionKind(StrEnum):
    """The two kinds of session."""

    AGENDA_SETTING = "agenda_setting"
    CONCEPTUAL = "conceptual"

    @property
    def label(self) -> str:
        return "Agenda-setting" if self is SessionKind.AGENDA_SETTING else "Conceptual"


class Involvement(StrEnum):
    """How far those who sign up take part."""

    LISTEN = "listen"
    ASK = "ask"
    JOIN_IN = "join_in"


class SignUpMode(StrEnum):
    """Whether people can sign up here for a session."""

    NONE = "none"
    OPEN = "open"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return "Not on this site" if self is SignUpMode.NONE else self.value.capitalize()


class Session(Entry, Table):
    """A conversation of the think tank. The moderator is the member who brings the theme in."""

    kind = Varchar(length=20, default=SessionKind.CONCEPTUAL, choices=SessionKind)
    challenge: "ForeignKey[Page]" = ForeignKey(
        Page, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    theme = Translated(Varchar, length=200)
    starts_at = Timestamptz(null=True, default=None)
    ends_at = Timestamptz(null=True, default=None)
    timezone = Varchar(length=60, default=TIMEZONE)
    place_name = Translated(Varchar, length=200)
    place_address = Varchar(length=200)
    place_city = Translated(Varchar, length=100)
    body = Translated(Text)
    moderator: "ForeignKey[Speaker]" = ForeignKey(
        Speaker, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    event: "ForeignKey[Event]" = ForeignKey(
        Event, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    involvement = Varchar(length=10, default=Involvement.LISTEN, choices=Involvement)
    capacity = Integer(null=True, default=None)
    column_title = Translated(Varchar, length=200)
    column_text = Translated(Text)
    column_newspaper = Varchar(length=120)
    column_published_on = Date(null=True, default=None)
    sign_up_mode = Varchar(length=10, default=SignUpMode.NONE, choices=SignUpMode)
    sign_up_closes = Timestamptz(null=True, default=None)


class Interlocutor(Row, Table, tablename="session_interlocutor"):
    """A member named to talk with."""

    owner: "ForeignKey[Session]" = ForeignKey(
        Session, null=False, index=True, on_delete=OnDelete.cascade
    )
    speaker: "ForeignKey[Speaker]" = ForeignKey(
        Speaker, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )


def capacity_is_positive(values: Values) -> Iterable[Problem]:
    """A session without seats is no session; no limit is an empty capacity."""
    if values["capacity"] is not None and values["capacity"] < 1:
        yield Problem("too_small", Message(N_("This must be 1 or more.")), "capacity")


def sign_up_closes_before_it_begins(values: Values) -> Iterable[Problem]:
    """Nobody can sign up for what has begun."""
    closes, starts = values["sign_up_closes"], values["starts_at"]
    if closes is not None and starts is not None and closes > starts:
        yield Problem(
            "closes_after_start",
            Message(
                N_("The session has begun by then; sign-up closes at its start at the latest.")
            ),
            "sign_up_closes",
        )


def nobody_talks_to_themselves(values: Values) -> Iterable[Problem]:
    """The moderator is not among the interlocutors, and nobody is named twice."""
    seen = {values["moderator"]}
    for index, row in enumerate(values["interlocutors"]):
        if row["speaker"] in seen and row["speaker"] is not None:
            yield Problem(
                "named_twice",
                Message(N_("This person is already named in this session.")),
                f"interlocutors.{index}.speaker",
            )
        seen.add(row["speaker"])


def linked(published: Published, around: Surroundings) -> Node:
    """A conversation, led by who brings the theme in, and the event that it is part of."""
    people = [published.get("moderator"), *(published.get("interlocutors") or ())]
    return {
        **held(published),
        "about": published.get("theme"),
        "performer": around.entries([one for one in people if one]),
        "superEvent": around.entry(published.get("event")),
        "maximumAttendeeCapacity": published.get("capacity"),
    }


def conceptual_has_a_moderator(values: Values, _locale: str) -> Iterable[Problem]:
    """The member who brings the theme in leads the conversation; who that is may come later."""
    if values["kind"] == SessionKind.CONCEPTUAL and values["moderator"] is None:
        text = N_("A conceptual session is led by the member who brings the theme in: name them.")
        yield Problem("moderator_missing", Message(text), "moderator")


content_type = ContentType(
    Session,
    label=N_("Session"),
    plural=N_("Sessions"),
    order=60,
    linked=Linked(lambda _: "Event", linked),
    rules=(
        end_not_before_start,
        known_timezone,
        calendars_have_it,
        capacity_is_positive,
        sign_up_closes_before_it_begins,
        nobody_talks_to_themselves,
    ),
    advice=(places_have_a_name, conceptual_has_a_moderator, column_advice),
    schedule=once,
    fields=(
        Field(Session.kind, required=True, filter=True, sort=True, in_list=True, group="details"),
        Field(Session.theme, required=True, search="A", in_list=True),
        Field(Session.body, label=N_("Text"), rich=True, search="C"),
        Field(Session.challenge, filter=True, group="details"),
        Field(Session.starts_at, filter=True, sort=True, in_list=True, group="details"),
        Field(Session.ends_at, filter=True, sort=True, group="details"),
        Field(Session.timezone, label=N_("Time zone"), required=True, group="details"),
        place(Session),
        Field(Session.moderator, filter=True, group="details"),
        Rows(
            "interlocutors",
            Interlocutor,
            fields=(Field(Interlocutor.speaker, required=True),),
            relation=True,
            filter=True,
            group="details",
        ),
        Field(Session.event, filter=True, group="details"),
        Field(Session.involvement, required=True, filter=True, group="details"),
        Field(
            Session.capacity, filter=True, group="details",
            help=N_("How many can sign up; empty means no limit."),
        ),
        Composite(
            "column",
            "Column",
            (
                Field(
                    Session.column_title, name="title", label=N_("Title of the column"),
                    group="column", search="B",
                    help=N_("The leader writes the column afterwards, for a newspaper."),
                ),
                Field(
                    Session.column_text, name="text", label=N_("Text of the column"),
                    group="column", rich=True, plain=True, search="C",
                    help=N_("300 to 400 words, preferably polemical, without officialese."),
                ),
                Field(
                    Session.column_newspaper, name="newspaper", label=N_("Newspaper"),
                    group="column",
                ),
                Field(
                    Session.column_published_on, name="published_on", label=N_("Appeared on"),
                    group="column",
                ),
            ),
        ),
        Field(
            Session.sign_up_mode, label=N_("Sign-up"), required=True, filter=True, group="details",
            help=N_("Whether people can sign up on this site. Closed: those who did keep their seats."),
        ),
        Field(
            Session.sign_up_closes, label=N_("Sign-up closes"), filter=True, group="details",
            help=N_("Until when people can sign up; empty means until it starts."),
        ),
    ),
)  # fmt: skip
