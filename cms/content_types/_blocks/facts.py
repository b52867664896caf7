"""Facts: short lines, each with a label, a value and where it comes from."""

from typing import Any

from piccolo.columns import Date, Varchar

from cms.content import BlockType, Composite, Field, Held, Translated
from cms.content.blocks import Fields
from cms.content_types._blocks._common import Heading, heading
from cms.content_types._shared import DatePrecision
from cms.errors import N_


class Columns:
    label = Translated(Varchar, length=200)
    value = Translated(Varchar, length=200)
    date = Date(null=True, default=None)
    precision = Varchar(length=5, default=DatePrecision.DAY, choices=DatePrecision)
    source = Translated(Varchar, length=300)


def fields(table: Any) -> Fields:
    """One line; as in the fact sheets of mission texts."""
    return (
        Field(table.label, required=True, search="C"),
        Field(table.value, search="C"),
        Composite("date", "PartialDate", (Field(table.date), Field(table.precision))),
        Field(table.source),
    )


fact = BlockType("fact", label=N_("Fact"), columns=Columns, fields=fields, part=True)
block_type = BlockType(
    "facts",
    label=N_("Facts"),
    columns=Heading,
    fields=lambda table: (heading(table),),
    holds=Held("facts", fact.name),
    help=N_("Figures and dates, with what they say and where they are from."),
)
