"""A quotation: what somebody said or wrote, who, and where."""

from typing import Any

from piccolo.columns import Text, Varchar

from cms.content import BlockType, Field, Translated
from cms.content.blocks import Fields
from cms.content_types._blocks._common import entry_of, whole_address
from cms.errors import N_


class Columns:
    text = Translated(Text)
    attribution = Translated(Varchar, length=200)
    source_url = Varchar(length=500)
    speaker = entry_of("Speaker")


def fields(table: Any) -> Fields:
    """What was said, by whom, and where."""
    return (
        Field(table.text, label=N_("Text"), required=True, search="C", most=2000),
        Field(table.attribution, label=N_("Who said or wrote it"), search="C"),
        Field(
            table.source_url,
            label=N_("Where it can be read"),
            help=N_("The address of its source."),
        ),
        Field(table.speaker, label=N_("Speaker"), help=N_("If a speaker of the network said it.")),
    )


block_type = BlockType(
    "quotation",
    label=N_("Quotation"),
    columns=Columns,
    fields=fields,
    rules=(whole_address("source_url"),),
    help=N_("What somebody said or wrote, with who and where."),
)
