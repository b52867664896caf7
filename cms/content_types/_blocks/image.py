"""An image of the library, with what stands under it."""

from typing import Any

from piccolo.columns import ForeignKey, OnDelete, Varchar

from cms.content import Asset, BlockType, Field, Translated
from cms.content.blocks import Fields
from cms.content_types._blocks._common import Caption, caption
from cms.errors import N_


class Columns(Caption):
    image: "ForeignKey[Asset]" = ForeignKey(
        Asset, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    alt = Translated(Varchar, length=400)


def fields(table: Any) -> Fields:
    """The image, and its words here."""
    return (
        Field(table.image, label=N_("Image"), required=True),
        caption(table),
        Field(
            table.alt,
            label=N_("Alternative text"),
            help=N_("What one reads who does not see it. Left empty, it is that of the library."),
        ),
    )


block_type = BlockType(
    "image",
    label=N_("Image"),
    columns=Columns,
    fields=fields,
    help=N_("A picture of the library, with a caption."),
)
