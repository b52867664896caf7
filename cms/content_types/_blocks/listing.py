"""A listing: what fits a question that is asked anew each time."""

from collections.abc import Iterable, Mapping
from typing import Any

from piccolo.columns import Array, Boolean, ForeignKey, OnDelete, Varchar

from cms.content import BlockType, Field, Node, Values
from cms.content.blocks import Fields, Query
from cms.content.discovery import installed
from cms.content_types._blocks._common import BlockOrder, Count, Heading, count, few, heading
from cms.errors import N_, Message, Problem


class Columns(Heading, Count):
    types = Array(base_column=Varchar(length=60), default=list)
    under: "ForeignKey[Node]" = ForeignKey(
        Node, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    tags = Array(base_column=Varchar(length=60), default=list)
    sorting = Varchar(length=10, default=BlockOrder.NEWEST, choices=BlockOrder)
    upcoming = Boolean(default=False)


def fields(table: Any) -> Fields:
    """The question."""
    return (
        heading(table),
        Field(table.types, label=N_("Of these types"), help=N_("Left empty, of any type.")),
        Field(table.under, label=N_("Under"), help=N_("Only what stands below this entry.")),
        Field(table.tags, label=N_("Tags"), help=N_("With any of these tags.")),
        Field(table.sorting, label=N_("Order")),
        count(table),
        Field(table.upcoming, label=N_("Only what is to come")),
    )


def known_types(values: Values) -> Iterable[Problem]:
    """A listing asks for types that there are."""
    for name in values["types"]:
        if name not in installed():
            text = Message(N_("There is no such type of content: {name}."), {"name": name[:80]})
            yield Problem("unknown_type", text, "types")


def dated_types(values: Values) -> Iterable[Problem]:
    """Only what takes place is to come, and only that is soon."""
    dated = [one.name for one in installed().values() if one.schedule]
    asked = [name for name in values["types"] if name in installed()]
    for column, wanted in (
        ("upcoming", values["upcoming"]),
        ("sorting", values["sorting"] == BlockOrder.SOONEST),
    ):
        if wanted and (not asked or set(asked) - set(dated)):
            text = N_("Choose types that take place: {known}.")
            yield Problem("not_dated", Message(text, {"known": ", ".join(dated)}), column)


def query(published: Mapping[str, Any]) -> Query:
    """What it lists."""
    return Query(
        types=tuple(published["types"]),
        under=published["under"],
        tags=tuple(published["tags"]),
        sorting=published["sorting"],
        upcoming=published["upcoming"],
        most=published["count"],
    )


block_type = BlockType(
    "listing",
    label=N_("Listing"),
    columns=Columns,
    fields=fields,
    rules=(few, known_types, dated_types),
    query=query,
    listed="items",
    asks=("types", "under", "tags", "sorting", "count", "upcoming"),
    help=N_("What fits, at the moment somebody reads it."),
)
