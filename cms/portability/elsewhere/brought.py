"""What any other system has: entries with values, files, and what cannot come along."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from cms.content import Values
from cms.content.richtext import parse, to_html
from cms.content.richtext.relinking import readdressed
from cms.errors import Message, Problem


@dataclass(frozen=True)
class Window:
    """That an entry is public in one language: since when, and until when if it ends."""

    since: datetime | None = None
    until: datetime | None = None


@dataclass
class BroughtEntry:
    """An entry from elsewhere, all its languages together; ``place`` is where it was read.

    ``parent`` is the uid of what it stands under; none stands under what the import was told.
    """

    uid: str
    type: str
    place: str
    values: Values
    parent: str | None = None
    public: dict[str, Window] = field(default_factory=dict)
    created_at: datetime | None = None
    updated_at: datetime | None = None
    created_by: str = ""


@dataclass
class BroughtFile:
    """A file from elsewhere: its bytes at a path, or already read."""

    uid: str
    place: str
    name: str
    content: Path | bytes
    said: dict[str, Any] = field(default_factory=dict)
    created_at: datetime | None = None


@dataclass
class Brought:
    """All that was read. ``notes`` are what is not as it was.

    ``aliases`` lead from old addresses to uids,
    ``elsewhere`` to addresses of other sites.
    """

    entries: dict[str, BroughtEntry] = field(default_factory=dict)
    files: dict[str, BroughtFile] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    aliases: dict[str, str] = field(default_factory=dict)
    elsewhere: dict[str, str] = field(default_factory=dict)
    notes: list[Problem] = field(default_factory=list)

    def note(self, place: str, code: str, text: str, /, **params: Any) -> None:
        """Say what does not come along, or not as it was."""
        self.notes.append(Problem(code, Message(text, params), place))

    def in_order(self) -> Iterator[BroughtEntry]:
        """The entries, each after what it stands under; what stands in a circle comes last."""
        done: set[str] = set()
        waiting = list(self.entries.values())
        while waiting:
            ready = [one for one in waiting if one.parent in done or one.parent not in self.entries]
            ready = ready or waiting
            yield from ready
            done |= {one.uid for one in ready}
            waiting = [one for one in waiting if one.uid not in done]


def relinked(html: str, lead: Any) -> str:
    """The text with every address as ``lead`` says; sanitised by being read."""
    return to_html(readdressed(parse(html), lead))
