"""What a content type declares beside its columns: what follows from others, and what goes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Values = dict[str, Any]
"""An entry as Python values by column name; related rows as lists of such dicts by list name."""


def worded(name: str) -> str:
    """``starts_at`` → ``Starts at``: the label of what has been given none."""
    return name.replace("_", " ").capitalize()


def camel(name: str) -> str:
    """``starts_at`` → ``startsAt``, as GraphQL and the open data spell it."""
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


@dataclass(frozen=True)
class Ending:
    """That something will not stay: from a day on it may be gone, and what to ask instead."""

    on: date
    use: str


@dataclass(frozen=True)
class Reverse:
    """The entries of another type that refer to this one: a speaker's books.

    ``content_type`` is that type's name, ``via`` its fields that hold the reference. ``paged`` is
    switched off where there are never more than a few.
    """

    name: str
    content_type: str
    via: tuple[str, ...]
    label: str = ""
    paged: bool = True
    ending: Ending | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or worded(self.name))


@dataclass(frozen=True)
class Computed:
    """A value made from others at publication: ``function(values, locale)``, a pure function."""

    name: str
    function: Callable[[Values, str], str | int | bool | None]
    returns: type[str] | type[int] | type[bool] = str
    sort: bool = False
    label: str = ""
    ending: Ending | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", self.label or worded(self.name))
