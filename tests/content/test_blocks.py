"""Kinds of blocks that contradict each other: the start stops, and says which."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from piccolo.columns import Integer, Text, Varchar
from piccolo.table import Table

from cms.content import BlockType, Entry, Field, Held, Translated, blocks_of
from cms.content.declaration import BadDeclaration
from cms.content_types._blocks import STANDARD, facts, quotation, teaser, text


def kind(name: str, column: Any, **options: Any) -> BlockType:
    """A kind of block with one field, ``shade``."""
    mixin = type("Columns", (), {})
    mixin.shade = column
    if isinstance(column, Translated):
        column.__set_name__(mixin, "shade")
    return BlockType(
        name, label=name, columns=mixin, fields=lambda table: (Field(table.shade, **options),)
    )


def said(*types: BlockType) -> str:
    """What the start says of a content type with these kinds."""

    class Poster(Entry, Table):
        """A type for one test."""

    with pytest.raises(BadDeclaration) as caught:
        blocks_of(Poster, types)
    return str(caught.value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (kind("wall", Varchar(length=20)), kind("door", Integer())),
        (kind("wall", Varchar(length=20)), kind("door", Varchar(length=30))),
        (kind("wall", Varchar(length=20)), kind("door", Translated(Varchar, length=20))),
        (kind("wall", Translated(Text)), kind("door", Translated(Varchar))),
        (kind("wall", Translated(Text)), kind("door", Translated(Text), rich=True)),
        (kind("wall", Varchar(length=20)), kind("door", Varchar(length=20), required=True)),
    ],
)
def test_one_field_has_one_type_over_all_blocks(one: BlockType, other: BlockType) -> None:
    assert said(one, other) == "The blocks wall and door mean different things by shade."


def test_what_a_block_holds_is_called_like_no_field() -> None:
    door = replace(facts.block_type, name="door", holds=Held("text", facts.fact.name))

    assert "mean different things by text" in said(quotation.block_type, facts.fact, door)


@pytest.mark.parametrize(
    ("types", "message"),
    [
        (lambda: [text.block_type, text.block_type], "Two kinds of blocks are called text."),
        (lambda: [facts.block_type], "Blocks of the kind facts hold what is no kind of block."),
        (lambda: [kind("wall", Varchar()), teaser.block_type, *STANDARD], "Two kinds"),
    ],
)
def test_kinds_that_make_no_sense(types: Callable[[], list[BlockType]], message: str) -> None:
    assert message in said(*types())


def test_a_field_cannot_be_called_as_what_every_block_has() -> None:
    mixin = type("Columns", (), {"anchor": Varchar()})
    door = BlockType("door", label="Door", columns=mixin, fields=lambda _table: ())

    assert said(door) == "The blocks block and door mean different things by anchor."
