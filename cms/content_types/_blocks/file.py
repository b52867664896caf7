"""A file of the library, to be fetched."""

from typing import Any

from piccolo.columns import ForeignKey, OnDelete, Varchar

from cms.content import Asset, BlockType, Field, Translated
from cms.content.assets import AssetKind
from cms.content.blocks import Fields
from cms.errors import N_


class Columns:
    file: "ForeignKey[Asset]" = ForeignKey(
        Asset, null=True, default=None, index=True, on_delete=OnDelete.restrict
    )
    title = Translated(Varchar, length=200)


def fields(table: Any) -> Fields:
    """The file, and what it is called here."""
    return (
        Field(table.file, label=N_("File"), required=True, accepts=tuple(AssetKind)),
        Field(
            table.title,
            label=N_("Title"),
            search="C",
            help=N_("Left empty, the name of the file."),
        ),
    )


block_type = BlockType(
    "file",
    label=N_("File"),
    columns=Columns,
    fields=fields,
    help=N_("A file of the library, to be downloaded."),
)
