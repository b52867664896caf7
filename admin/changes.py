"""What differs between two revisions, in words: labels, titles, dates as a person reads them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from piccolo.columns import Boolean, Date, Timestamptz

from admin import titles
from admin.language import TIMEZONE, language_name
from admin.titles import tag_labels
from cms.access.actors import Actor
from cms.content import ContentType, Field, Rows
from cms.content.richtext.addresses import uid_of
from cms.editing.checks import TAG_COLUMNS
from cms.editing.comparison import (
    FieldChange,
    LineChange,
    ListChange,
    RichChange,
    RowChange,
    RowsChange,
    Run,
    TextChange,
    ValueChange,
)
from cms.errors import N_
from cms.reading.files import files
from cms.representations.pictures import thumb
from cms.translation.interface.catalogues import choice_label, gettext, label
from cms.translation.interface.formats import format_date, format_datetime

YES, NO = N_("Yes"), N_("No")
SHOWN_AROUND = 1
"""How many unchanged lines are shown before and after a change."""


@dataclass(frozen=True)
class Piece:
    """A run of text as it is shown; ``target`` is where a changed link leads, ``thumb`` a small picture."""

    fate: str
    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    link: bool = False
    target: str = ""
    thumb: str = ""


@dataclass(frozen=True)
class Line:
    """A line of rich text; ``hidden`` are unchanged lines that stand folded in its place."""

    fate: str
    kind: str = ""
    depth: int = 0
    was: str = ""
    pieces: tuple[Piece, ...] = ()
    hidden: tuple["Line", ...] = ()


@dataclass(frozen=True)
class RowWords:
    """A related row that differs."""

    fate: str
    was_at: int | None
    is_at: int | None
    moved: bool
    cells: tuple["Words", ...]


@dataclass(frozen=True)
class Words:
    """A field that differs: ``shape`` says which of the others holds how."""

    label: str
    language: str
    shape: str
    lang: str = ""
    pieces: tuple[Piece, ...] = ()
    lines: tuple[Line, ...] = ()
    rows: tuple[RowWords, ...] = ()
    by_word: bool = True
    reordered: bool = False


@dataclass(frozen=True)
class _Reader:
    """Who reads, and what the things are called that uids and keys stand for."""

    content_type: ContentType
    locale: str
    titles: Mapping[str, str]
    tags: Mapping[str, str]
    thumbs: Mapping[str, str]

    def field(self, change: FieldChange) -> Words:
        """One field's change in words."""
        made = self._shape(change)
        language = language_name(change.locale, self.locale) if change.locale else ""
        return Words(
            label(self.content_type, change.one, self.locale),
            language,
            lang=change.locale or "",
            **made,
        )

    def _shape(self, change: FieldChange) -> dict[str, Any]:
        match change.change:
            case TextChange(runs, by_word):
                return {"shape": "text", "pieces": self._pieces(runs), "by_word": by_word}
            case RichChange(lines, by_word):
                made = tuple(_folded([self._line(one) for one in lines]))
                return {"shape": "rich", "lines": made, "by_word": by_word}
            case ValueChange(before, after):
                pair = (("removed", before), ("added", after))
                both = tuple(self._one(fate, change.one, value) for fate, value in pair)
                return {"shape": "value", "pieces": both}
            case ListChange():
                members = self._list(change.one, change.change)
                return {"shape": "list", "pieces": members, "reordered": change.change.reordered}
            case RowsChange(rows):
                return {"shape": "rows", "rows": tuple(self._row(row) for row in rows)}

    def _one(self, fate: str, one: Field | Rows, value: Any) -> Piece:
        thumb = self.thumbs.get(value, "") if isinstance(value, str) else ""
        return Piece(fate, self._value(one, value), thumb=thumb)

    def _pieces(self, runs: Iterable[Run]) -> tuple[Piece, ...]:
        return tuple(self._piece(run) for run in runs)

    def _piece(self, run: Run) -> Piece:
        links = [
            mark.partition(":")[2] for mark in run.marks if mark.startswith(("link:", "image:"))
        ]
        target = self._target(links[0]) if links and run.fate != "kept" else ""
        return Piece(
            run.fate,
            run.text,
            strong="strong" in run.marks,
            emphasis="emphasis" in run.marks,
            code="code" in run.marks,
            link=bool(links),
            target=target,
        )

    def _target(self, address: str) -> str:
        uid = uid_of(address)
        return self.titles.get(uid, uid) if uid else address

    def _line(self, one: LineChange) -> Line:
        return Line(one.fate, one.kind, one.depth, one.was, self._pieces(one.runs))

    def _list(self, one: Field | Rows, change: ListChange) -> tuple[Piece, ...]:
        parts = (("kept", change.kept), ("removed", change.removed), ("added", change.added))
        return tuple(Piece(fate, self._member(one, key)) for fate, keys in parts for key in keys)

    def _member(self, one: Field | Rows, key: str) -> str:
        if isinstance(one, Rows):
            return self.titles.get(key, key)
        if one.column_name in TAG_COLUMNS:
            return self.tags.get(key, key)
        if one.choices is None:
            return key
        return choice_label(self.content_type, one, key, self.locale)

    def _value(self, one: Field | Rows, value: Any) -> str:
        if not isinstance(one, Field) or value in (None, ""):
            return ""
        if issubclass(one.kind, Boolean):
            return gettext(YES, self.locale) if value else gettext(NO, self.locale)
        if one.references or one.asset:
            return self.titles.get(value, value)
        if one.choices:
            return choice_label(self.content_type, one, value, self.locale)
        return self._plain(one, value)

    def _plain(self, one: Field, value: Any) -> str:
        if issubclass(one.kind, Timestamptz):
            return format_datetime(datetime.fromisoformat(value), TIMEZONE, self.locale)
        if issubclass(one.kind, Date):
            return format_date(date.fromisoformat(value), self.locale)
        return str(value)

    def _row(self, row: RowChange) -> RowWords:
        cells = tuple(self.field(cell) for cell in row.cells)
        return RowWords(row.fate, row.was_at, row.is_at, row.moved, cells)


async def words_for(
    actor: Actor, content_type: ContentType, changes: Sequence[FieldChange], locale: str
) -> list[Words]:
    """Changes in the reader's language; without the titles that the actor may not see."""
    uids = {uid for change in changes for uid in _uids(change)}
    named = await titles.titles_of(actor, uids, locale)
    held = await files(uids)
    named |= {uid: one.name for uid, one in held.items()}
    thumbs = {uid: thumb(one) for uid, one in held.items() if one.is_picture}
    reader = _Reader(content_type, locale, named, await tag_labels(locale), thumbs)
    return [reader.field(change) for change in changes]


def _uids(change: FieldChange) -> Iterator[str]:
    match change.change:
        case ValueChange(before, after):
            if isinstance(change.one, Field) and (change.one.references or change.one.asset):
                yield from (uid for uid in (before, after) if uid)
        case ListChange(kept, added, removed):
            if isinstance(change.one, Rows):
                yield from (*kept, *added, *removed)
        case RichChange(lines):
            marks = {mark for line in lines for run in line.runs for mark in run.marks}
            yield from filter(None, (uid_of(mark.partition(":")[2]) for mark in marks))
        case RowsChange(rows):
            for row in rows:
                for cell in row.cells:
                    yield from _uids(cell)


def _folded(lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, with long stretches of unchanged ones folded up."""
    stretches = [list(group) for _, group in groupby(lines, lambda line: line.fate == "kept")]
    for place, stretch in enumerate(stretches):
        head = SHOWN_AROUND if place else 0
        tail = SHOWN_AROUND if place < len(stretches) - 1 else 0
        hidden = stretch[head : len(stretch) - tail]
        if stretch[0].fate == "kept" and len(hidden) > 1:
            yield from stretch[:head]
            yield Line("hidden", hidden=tuple(hidden))
            yield from stretch[len(stretch) - tail :]
        else:
            yield from stretch
