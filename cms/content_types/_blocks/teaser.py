"""A teaser: it leads to an entry of this site."""

from typing import Any

from piccolo.columns import ForeignKey, OnDelete, Text

from cms.content import BlockType, Field, Node, Translated
from cms.content.blocks import Fields
from cms.content_types._blocks._common import Heading, heading
from cms.errors import N_


class Columns(Heading):
    entry: "ForeignKey[Node]" = ForeignKey(
        Node, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    blurb = Translated(Text)


def fields(table: Any) -> Fields:
    """Where it leads, and other words than those of the entry."""
    return (
        Field(table.entry, label=N_("Leads to"), required=True),
        heading(table),
        Field(
            table.blurb, label=N_("Teaser text"), search="C", most=600,
            help=N_("Left empty, the summary of what it leads to."),
        ),
    )  # fmt: skip


block_type = BlockType(
    "teaser",
    label=N_("Teaser"),
    columns=Columns,
    fields=fields,
    help=N_("Left out as long as what it leads to is not public."),
)
