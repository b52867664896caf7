"""What a declaration makes of what was published, and what it may ask of the layers above."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from cms.content.richtext.ast import Blocks
from cms.errors import Message

Published = Mapping[str, Any]
"""What a publication says, by the declaration's names."""


class Wording(Protocol):
    """How one language writes what is no text yet. The layers above know the languages."""

    def said(self, message: Message) -> str:
        """A message of ours, in the language."""

    def partial_date(self, day: date, precision: str) -> str:
        """A date known to the ``day``, the ``month`` or the ``year``."""


Whole = Callable[[Published, Wording], Blocks]
"""All that an entry says below its title, its long texts too, as one rich text."""

Node = dict[str, Any]
"""Something in linked data, by the names of schema.org. What is null or empty is left out."""


class Surroundings(Protocol):
    """What the public sees around an entry."""

    def entry(self, uid: str | None) -> Node | None:
        """Another entry, as linked data refers to it; none if the public does not read it."""

    def entries(self, uids: list[str] | None) -> list[Node]:
        """Those of some entries that the public reads."""

    def label(self, tag: str) -> str:
        """What a tag is called."""


@dataclass(frozen=True)
class Linked:
    """What an entry of a type is in the words of schema.org, beside the web page about it.

    ``what`` names the type, and ``properties`` tells what only this type knows, of the short fields:
    name, description, address and languages are the same for all.
    """

    what: Callable[[Published], str]
    properties: Callable[[Published, Surroundings], Node]
