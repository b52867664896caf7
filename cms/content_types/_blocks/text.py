"""Text: formatted, as long as one likes."""

from typing import Any

from piccolo.columns import Text

from cms.content import BlockType, Field, Translated
from cms.content.blocks import Fields
from cms.errors import N_


class Columns:
    body = Translated(Text)


def fields(table: Any) -> Fields:
    """The text."""
    return (Field(table.body, label=N_("Text"), rich=True, required=True, search="C"),)


block_type = BlockType(
    "text",
    label=N_("Text"),
    columns=Columns,
    fields=fields,
    help=N_("Words with headings, lists, links and tables."),
)
