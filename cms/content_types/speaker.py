"""Speakers: people who tell a story, and members of the think tank."""

from collections.abc import Iterable
from unicodedata import combining, normalize

from piccolo.columns import Array, Boolean, Date, ForeignKey, OnDelete, Text, Varchar
from piccolo.table import Table

from cms.content import (
    LOCALES,
    Computed,
    ContentType,
    Entry,
    Field,
    Reverse,
    Row,
    Rows,
    Translated,
    Values,
    localised,
)
from cms.content.published import Linked, Node, Published, Surroundings
from cms.content_types._shared import no_term_ends_before_it_starts
from cms.errors import N_, Message, Problem


class Speaker(Entry, Table):
    """A person, with what they do and where."""

    given_name = Varchar(length=80)
    prefix = Varchar(length=30)
    family_name = Varchar(length=110)
    role = Translated(Varchar, length=200)
    expertise = Array(base_column=Varchar(length=60), default=list)
    bio = Translated(Text)
    bookable = Boolean(default=False)


class Affiliation(Row, Table, tablename="speaker_affiliation"):
    """An organisation a person belongs to."""

    owner: "ForeignKey[Speaker]" = ForeignKey(
        Speaker, null=False, index=True, on_delete=OnDelete.cascade
    )
    organisation = Varchar(length=200)
    role = Translated(Varchar, length=200)


class Membership(Row, Table, tablename="speaker_membership"):
    """A term in the think tank; membership is fluid, so either end may be open."""

    owner: "ForeignKey[Speaker]" = ForeignKey(
        Speaker, null=False, index=True, on_delete=OnDelete.cascade
    )
    since = Date(null=True, default=None)
    until = Date(null=True, default=None)
    note = Translated(Varchar, length=300)


def full_name(values: Values) -> str:
    """Given name, prefix and family name, as the person writes it."""
    parts = (values["given_name"], values["prefix"], values["family_name"])
    return " ".join(part for part in parts if part)


def sort_name(values: Values, _locale: str) -> str:
    """Dutch order in every language: van Berlo stands under B, and Élias under E."""
    name = " ".join((values["family_name"], values["given_name"], values["prefix"])).strip()
    letters = (one for one in normalize("NFKD", name) if not combining(one))
    return "".join(letters).casefold()


def name_is_title(values: Values) -> None:
    """A person's title is their name, in every language."""
    for locale in LOCALES:
        values[localised("title", locale)] = full_name(values)


def has_a_name(values: Values) -> Iterable[Problem]:
    """Without a family name a person cannot be listed."""
    if not values["family_name"].strip():
        yield Problem("required", Message(N_("This field is needed.")), "family_name")


def linked(published: Published, around: Surroundings) -> Node:
    """The person, with what they do, where, and what they know about."""
    family = (published.get("prefix"), published.get("family_name"))
    return {
        "givenName": published.get("given_name"),
        "familyName": " ".join(filter(None, family)),
        "jobTitle": published.get("role"),
        "affiliation": [
            {"@type": "Organization", "name": one.get("organisation")}
            for one in published.get("affiliations") or ()
        ],
        "knowsAbout": [around.label(one) for one in published.get("fields") or ()],
    }


content_type = ContentType(
    Speaker,
    label=N_("Speaker"),
    plural=N_("Speakers"),
    order=50,
    prepare=name_is_title,
    linked=Linked(lambda _: "Person", linked),
    rules=(has_a_name, no_term_ends_before_it_starts("memberships")),
    fields=(
        Field(
            Speaker.title, label=N_("Name"), help=N_("Filled in by itself from the fields below."),
            required=True, filter=True, sort=True, search="A", in_list=True, to_po=False,
        ),
        Field(
            Speaker.image, label=N_("Portrait"),
            help=N_("A picture of the person, for lists and their own page."),
        ),
        Field(Speaker.given_name, required=True, filter=True),
        Field(Speaker.prefix, help=N_("Such as van or de.")),
        Field(Speaker.family_name, required=True, filter=True),
        Computed("sort_name", sort_name, sort=True),
        Field(Speaker.role, search="B", in_list=True),
        Rows(
            "affiliations",
            Affiliation,
            fields=(
                Field(Affiliation.organisation, required=True, search="B"),
                Field(Affiliation.role),
            ),
        ),
        Field(Speaker.expertise, name="fields", label=N_("Fields"), filter=True, group="details"),
        Field(Speaker.bio, label=N_("Biography"), rich=True, search="C"),
        Rows(
            "memberships",
            Membership,
            label=N_("Think-tank membership"),
            fields=(Field(Membership.since), Field(Membership.until), Field(Membership.note)),
            term=("since", "until"),
            group="details",
        ),
        Field(
            Speaker.bookable, filter=True, group="details",
            help=N_("May be asked through the speakers’ network."),
        ),
        Reverse("books", "book", ("authors",), paged=False),
        Reverse("sessions", "session", ("moderator", "interlocutors")),
    ),
)  # fmt: skip
