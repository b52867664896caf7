"""Footnotes as readers see them: numbers in the text, and the notes below it."""

import hashlib
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from cms.content.richtext.ast import Footnote, Inlines

_SIGN = "\N{LEFTWARDS ARROW WITH HOOK}\N{VARIATION SELECTOR-15}"


class NoteWords(NamedTuple):
    """What the notes are called in the reader's language; ``back`` has ``{number}`` in it."""

    title: str
    back: str


class NoteList:
    """Numbers the notes of one text as they come, and writes them when all are known.

    Several texts stand on one page, each with notes of its own: their ids are made from what the text
    says, so that they differ and stay as they are.
    """

    def __init__(self, words: NoteWords, text: str) -> None:
        self.words = words
        self.prefix = "note-" + hashlib.sha256(text.encode()).hexdigest()[:8]
        self.notes: list[Footnote] = []

    def reference(self, note: Footnote) -> str:
        """What stands in the text for a note."""
        self.notes.append(note)
        number = len(self.notes)
        return (
            f'<sup><a href="#{self.prefix}-{number}" id="{self.prefix}-{number}-ref"'
            f' role="doc-noteref">{number}</a></sup>'
        )

    def section(self, write: Callable[[Inlines], str]) -> str:
        """The notes, each with a way back; nothing if there are none."""
        if not self.notes:
            return ""
        items = "".join(
            f'<li id="{self.prefix}-{number}">{write(note.children)} {self._back(number)}</li>'
            for number, note in enumerate(self.notes, 1)
        )
        title = escape(self.words.title)
        return f'<section role="doc-endnotes" aria-label="{title}"><ol>{items}</ol></section>'

    def _back(self, number: int) -> str:
        label = escape(self.words.back.format(number=number))
        target = f"#{self.prefix}-{number}-ref"
        return f'<a href="{target}" role="doc-backlink" aria-label="{label}">{_SIGN}</a>'
