"""The kinds of blocks that pages are put together from: one file each, which see."""

from typing import Any

from cms.content import Blocks, blocks_of
from cms.content_types._blocks import (
    columns,
    embed,
    events,
    facts,
    file,
    image,
    listing,
    quotation,
    sessions,
    speakers,
    statements,
    teaser,
    text,
)

STANDARD = (
    text.block_type,
    image.block_type,
    quotation.block_type,
    teaser.block_type,
    listing.block_type,
    file.block_type,
    embed.block_type,
    facts.block_type,
    facts.fact,
    statements.block_type,
    statements.statement,
    events.block_type,
    events.chosen_event,
    speakers.block_type,
    speakers.chosen_speaker,
    sessions.block_type,
    sessions.chosen_session,
    columns.block_type,
    columns.column,
)
"""In the order in which editors are offered them; the parts of each after it."""


def blocks(owner: Any) -> Blocks:
    """The blocks of a content type, by its table: one line among its fields."""
    return blocks_of(owner, STANDARD)
