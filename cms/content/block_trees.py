"""Blocks as the public reads them: a tree, in which what a block holds stands within it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from cms.content.blocks import Blocks, BlockType
from cms.content.declaration import Composite, Computed, ContentType, Field

Block = Mapping[str, Any]


def shown_fields(blocks: Blocks, kind: BlockType) -> list[Field | Composite | Computed]:
    """What readers get of a kind, beside what it holds."""
    own = (one for one in blocks.own_fields(kind.name) if one.name not in kind.asks)
    return [*own, *kind.computed]


def walked(blocks: Blocks, tree: Iterable[Block] | None) -> Iterator[tuple[BlockType, Block]]:
    """Every block in reading order with its kind, also what lies in it."""
    for one in tree or ():
        kind = blocks.kinds.get(one["kind"])
        if kind is None:
            continue  # of a kind that there was once
        yield kind, one
        if kind.holds and not kind.holds.relation:
            yield from walked(blocks, one.get(kind.holds.name))


def mentioned(content_type: ContentType, published: Mapping[str, Any]) -> Iterator[str]:
    """The entries and files that the blocks of a publication show, whether they are public or not."""
    for blocks in _of(content_type):
        for kind, one in walked(blocks, published.get(blocks.name)):
            for field in blocks.own_fields(kind.name):
                if isinstance(field, Field) and (field.references or field.asset):
                    yield from filter(None, [one.get(field.name)])
            if kind.holds and kind.holds.relation:
                yield from one.get(kind.holds.name) or ()


def formatted(content_type: ContentType, published: Mapping[str, Any]) -> Iterator[str]:
    """The formatted texts in the blocks of a publication."""
    for blocks in _of(content_type):
        for kind, one in walked(blocks, published.get(blocks.name)):
            for field in blocks.own_fields(kind.name):
                if isinstance(field, Field) and field.rich and one.get(field.name):
                    yield one[field.name]


def _of(content_type: ContentType) -> Iterator[Blocks]:
    return (one for one in content_type.rows if isinstance(one, Blocks))
