"""Books: what the network published, and how to get it."""

import re
from collections.abc import Iterable
from enum import StrEnum

from piccolo.columns import Boolean, Date, ForeignKey, Integer, OnDelete, Text, Varchar
from piccolo.table import Table
from stdnum import isbn

from cms.content import (
    Composite,
    Computed,
    ContentType,
    Entry,
    Field,
    Row,
    Rows,
    Translated,
    Values,
)
from cms.content.published import Linked, Node, Published, Surroundings
from cms.content_types._linked import partial_date
from cms.content_types._shared import DatePrecision
from cms.content_types.speaker import Speaker
from cms.errors import N_, Message, Problem


class LinkKind(StrEnum):
    """What one does at the other end of a link."""

    READ = "read"
    ORDER = "order"
    WATCH = "watch"


class Book(Entry, Table):
    """A book with its authors and printings."""

    subtitle = Translated(Varchar, length=200)
    isbn = Varchar(length=17)
    published = Date(null=True, default=None)
    published_precision = Varchar(length=5, default=DatePrecision.DAY, choices=DatePrecision)
    free = Boolean(default=False)
    body = Translated(Text)


class Author(Row, Table, tablename="book_author"):
    """Who wrote a book, in the order on its cover."""

    owner: "ForeignKey[Book]" = ForeignKey(Book, null=False, index=True, on_delete=OnDelete.cascade)
    speaker: "ForeignKey[Speaker]" = ForeignKey(
        Speaker, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )


class Printing(Row, Table, tablename="book_printing"):
    """One printing of a book."""

    owner: "ForeignKey[Book]" = ForeignKey(Book, null=False, index=True, on_delete=OnDelete.cascade)
    number = Integer(default=1)
    copies = Integer(null=True, default=None)
    revised = Boolean(default=False)
    note = Translated(Varchar, length=300)


class Link(Row, Table, tablename="book_link"):
    """A way to read, order or watch more of a book."""

    owner: "ForeignKey[Book]" = ForeignKey(Book, null=False, index=True, on_delete=OnDelete.cascade)
    kind = Varchar(length=10, default=LinkKind.READ, choices=LinkKind)
    label = Translated(Varchar, length=200)
    url = Varchar(length=500)


def isbn_has_its_hyphens(values: Values) -> None:
    """An ISBN is kept as it is printed, with hyphens between its parts, however it was typed."""
    if isbn.is_valid(values["isbn"]):
        values["isbn"] = isbn.format(values["isbn"])


def isbn13(values: Values, _locale: str) -> str | None:
    """The thirteen digits, of an ISBN-10 too: what shops and libraries look a book up by."""
    digits = isbn.compact(values["isbn"])
    return isbn.to_isbn13(digits) if isbn.is_valid(digits) else None


def isbn_adds_up(values: Values) -> Iterable[Problem]:
    """The check digit of ISBN-10 and ISBN-13 (ISO 2108)."""
    if values["isbn"] and not isbn.is_valid(values["isbn"]):
        yield Problem("bad_isbn", Message(N_("This is no valid ISBN; check the digits.")), "isbn")


def links_are_web_addresses(values: Values) -> Iterable[Problem]:
    """A link goes to a web page, never to a script."""
    for index, row in enumerate(values["links"]):
        if not re.match(r"https?://[^\s/]+", row["url"]):
            yield Problem(
                "bad_address",
                Message(N_("Write the whole address, beginning with https://.")),
                f"links.{index}.url",
            )


def counts_are_positive(values: Values) -> Iterable[Problem]:
    """Printings are counted from one, and copies are never fewer than one."""
    for index, row in enumerate(values["printings"]):
        for name in ("number", "copies"):
            if row.get(name) is not None and row[name] < 1:
                yield Problem(
                    "too_small", Message(N_("This must be 1 or more.")), f"printings.{index}.{name}"
                )


def printings_have_their_own_number(values: Values) -> Iterable[Problem]:
    """There is one first printing, one second, and so on."""
    numbers = [row["number"] for row in values["printings"]]
    for index, number in enumerate(numbers):
        if number is not None and number in numbers[:index]:
            yield Problem(
                "taken",
                Message(N_("Another printing has number {number} already."), {"number": number}),
                f"printings.{index}.number",
            )


ACTIONS = {
    LinkKind.READ: "ReadAction",
    LinkKind.ORDER: "OrderAction",
    LinkKind.WATCH: "WatchAction",
}


def linked(published: Published, around: Surroundings) -> Node:
    """The book itself, its printings, and what can be done with it."""
    return {
        "alternativeHeadline": published.get("subtitle"),
        "author": around.entries(published.get("authors")),
        "isbn": published.get("isbn13"),
        "datePublished": partial_date(published.get("published")),
        "isAccessibleForFree": published.get("free"),
        "workExample": [
            {"@type": "Book", "bookEdition": str(one["number"]), "description": one.get("note")}
            for one in published.get("printings") or ()
        ],
        "potentialAction": [
            {
                "@type": ACTIONS[LinkKind(one.get("kind") or LinkKind.READ)],
                "name": one.get("label"),
                "target": one["url"],
            }
            for one in published.get("links") or ()
        ],
    }


content_type = ContentType(
    Book,
    label=N_("Book"),
    plural=N_("Books"),
    order=30,
    prepare=isbn_has_its_hyphens,
    linked=Linked(lambda _: "Book", linked),
    rules=(
        isbn_adds_up,
        links_are_web_addresses,
        counts_are_positive,
        printings_have_their_own_number,
    ),
    fields=(
        Field(Book.image, label=N_("Cover"), help=N_("The front of the book, for lists and its page.")),
        Field(Book.subtitle, search="B"),
        Rows(
            "authors",
            Author,
            fields=(Field(Author.speaker, required=True),),
            relation=True,
            filter=True,
        ),
        Field(Book.body, label=N_("Text"), rich=True, search="C"),
        Field(
            Book.isbn, label=N_("ISBN"), filter=True, group="details",
            help=N_("Of ten or thirteen digits; the hyphens are put in by themselves."),
        ),
        Computed("isbn13", isbn13, label=N_("ISBN of thirteen digits")),
        Composite(
            "published",
            "PartialDate",
            (
                Field(Book.published, name="date", label=N_("Published"), group="details",
                      filter=True, sort=True),
                Field(Book.published_precision, name="precision", label=N_("Known to the"),
                      group="details"),
            ),
        ),
        Rows(
            "printings",
            Printing,
            fields=(
                Field(Printing.number, required=True),
                Field(Printing.copies),
                Field(Printing.revised),
                Field(Printing.note),
            ),
            group="details",
        ),
        Rows(
            "links",
            Link,
            fields=(
                Field(Link.kind, required=True),
                Field(Link.label, required=True),
                Field(Link.url, label=N_("Address"), required=True),
            ),
            help=N_("Where to read it, to order it, or to watch more about it."),
            group="details",
        ),
        Field(Book.free, label=N_("Free of charge"), filter=True, in_list=True, group="details"),
    ),
)  # fmt: skip
