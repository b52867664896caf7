"""Statements: sentences with a number."""

from typing import Any

from piccolo.columns import Text

from cms.content import BlockType, Field, Held, Translated
from cms.content.blocks import Fields
from cms.content_types._blocks._common import Heading, heading
from cms.errors import N_


class Columns:
    text = Translated(Text)


def fields(table: Any) -> Fields:
    """One sentence."""
    return (Field(table.text, label=N_("Text"), required=True, search="C", most=1000),)


statement = BlockType("statement", label=N_("Statement"), columns=Columns, fields=fields, part=True)
block_type = BlockType(
    "statements",
    label=N_("Statements"),
    columns=Heading,
    fields=lambda table: (heading(table),),
    holds=Held("statements", statement.name),
    help=N_("Numbered on the page in this order."),
)
