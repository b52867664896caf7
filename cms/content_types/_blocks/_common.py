"""What several kinds of blocks have: a heading, a caption, how many, entries that somebody chose."""

import re
from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from piccolo.columns import ForeignKey, Integer, LazyTableReference, OnDelete, Varchar

from cms.content import Field, Translated, Values
from cms.content.blocks import MOST_LISTED
from cms.errors import N_, Message, Problem

ADDRESS = r"https?://[^\s/]+"


class BlockChoice(StrEnum):
    """Which entries a block shows."""

    NEXT = "next"
    CHOSEN = "chosen"

    @property
    def label(self) -> str:
        return "The next ones" if self is BlockChoice.NEXT else "Those chosen here"


class BlockOrder(StrEnum):
    """In which order a listing has its entries."""

    NEWEST = "newest"
    TITLE = "title"
    POSITION = "position"
    SOONEST = "soonest"


class NoColumns:
    """Of a kind of block that is nothing but what it holds."""


class Heading:
    heading = Translated(Varchar, length=200)


class Caption:
    caption = Translated(Varchar, length=400)


class Count:
    count = Integer(default=5)


class Chosen:
    choice = Varchar(length=10, default=BlockChoice.NEXT, choices=BlockChoice)


def heading(table: Any) -> Field:
    """What stands above the block."""
    return Field(table.heading, label=N_("Heading"), search="C")


def caption(table: Any) -> Field:
    """What stands under a picture or a video."""
    return Field(table.caption, label=N_("Caption"), search="C")


def count(table: Any) -> Field:
    """How many the block shows at most."""
    return Field(table.count, label=N_("How many"))


def choice(table: Any) -> Field:
    """Whether the block shows the next ones or those that somebody chose."""
    return Field(table.choice, label=N_("Which"))


def few(values: Values) -> Iterable[Problem]:
    """A rule for a block that shows so many."""
    if not 1 <= values["count"] <= MOST_LISTED:
        text = Message(N_("Write a number from 1 to {most}."), {"most": MOST_LISTED})
        yield Problem("out_of_range", text, "count")


def whole_address(column: str) -> Callable[[Values], Iterable[Problem]]:
    """A rule for an address of another site."""

    def rule(values: Values) -> Iterable[Problem]:
        if values[column] and not re.match(ADDRESS, values[column]):
            text = Message(N_("Write the whole address, beginning with https://."))
            yield Problem("bad_address", text, column)

    return rule


def entry_of(name: str) -> Any:
    """A relation to entries of a type, whose file may name blocks itself."""
    return ForeignKey(
        LazyTableReference(name, module_path=f"cms.content_types.{name.lower()}"),
        null=True,
        default=None,
        index=True,
        on_delete=OnDelete.restrict,
    )
