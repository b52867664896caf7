"""Columns: blocks side by side."""

from cms.content import BlockType, Held
from cms.content_types._blocks._common import NoColumns
from cms.errors import N_

column = BlockType(
    "column",
    label=N_("Column"),
    columns=NoColumns,
    fields=lambda _table: (),
    holds=Held("blocks"),
    part=True,
    called="BlockColumn",
)
block_type = BlockType(
    "columns",
    label=N_("Columns"),
    columns=NoColumns,
    fields=lambda _table: (),
    holds=Held("columns", column.name, fewest=2, most=4),
    help=N_("Two to four, side by side where there is room."),
)
