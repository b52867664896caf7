"""The kernel: what content is. A content type's file imports all it needs from here."""

from cms.content.assets import Asset
from cms.content.base import Entry, Node, Row, State, Tag
from cms.content.blocks import Blocks, BlockType, Held, blocks_of
from cms.content.declaration import (
    Composite,
    Computed,
    ContentType,
    Declared,
    Ending,
    Field,
    Reverse,
    Rows,
    Values,
)
from cms.content.locales import DEFAULT_LOCALE, LOCALES, localised
from cms.content.translated import Translated

__all__ = [
    "DEFAULT_LOCALE",
    "LOCALES",
    "Asset",
    "BlockType",
    "Blocks",
    "Composite",
    "Computed",
    "ContentType",
    "Declared",
    "Ending",
    "Entry",
    "Field",
    "Held",
    "Node",
    "Reverse",
    "Row",
    "Rows",
    "State",
    "Tag",
    "Translated",
    "Values",
    "blocks_of",
    "localised",
]
