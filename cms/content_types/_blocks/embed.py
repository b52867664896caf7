"""A video or another thing of another site, shown here without anybody being followed."""

from typing import Any

from piccolo.columns import Varchar

from cms.content import BlockType, Field, Translated
from cms.content.blocks import Fields
from cms.content_types._blocks._common import Caption, caption, whole_address
from cms.errors import N_


class Columns(Caption):
    url = Varchar(length=500)
    title = Translated(Varchar, length=200)


def fields(table: Any) -> Fields:
    """Where it is, and what it is."""
    return (
        Field(table.url, label=N_("Address"), required=True, help=N_("Of the video's own page.")),
        Field(
            table.title, label=N_("Title"), search="C", help=N_("What one hears who cannot see it.")
        ),
        caption(table),
    )


block_type = BlockType(
    "embed", label=N_("Video"), columns=Columns, fields=fields, rules=(whole_address("url"),)
)
