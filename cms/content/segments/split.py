"""A document as the segments that translators see, and a document made from their translations."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from cms.content.richtext.ast import (
    Block,
    Cell,
    CodeBlock,
    Document,
    Embed,
    Footnote,
    Heading,
    Image,
    Inlines,
    Item,
    List,
    Node,
    Paragraph,
    Quotation,
    Table,
    Text,
)
from cms.content.richtext.inline import printable
from cms.content.richtext.text import ends_sentence, inline_text
from cms.content.segments.inline import Part, doubled, parts, read, renumbered, undoubled, write

PLAIN = "plain"
ALT = "alt"
NOTE = "note"
EMBED = "embed"
_WORD = re.compile(r"\w")
_EXCERPT = 60


@dataclass(frozen=True, slots=True)
class Segment:
    """One message for translators: a heading, paragraph, list item, cell, footnote, alternative text.

    ``kind`` is ``h2`` to ``h4``, ``p``, ``li``, ``quote``, ``cell``, ``note``, ``embed``, ``alt``, or
    ``plain`` for a field of one line. ``placeholders[0]`` is what ``{1}`` in ``text`` stands for.
    ``key`` names the segment within its field; it is empty until `align` gave one. ``note`` is for
    the translator.
    """

    kind: str
    text: str
    placeholders: tuple[str, ...] = ()
    key: str = ""
    note: str = ""


class _Line(NamedTuple):
    kind: str
    note: str
    inlines: Inlines


def plain(text: str) -> Segment:
    """The segment of a field without formatting; its braces are doubled like everyone's."""
    return Segment(PLAIN, doubled(text))


def from_plain(text: str) -> str:
    """The value of a field without formatting, from its segment's text or a translation of it."""
    return undoubled(text)


def split(doc: Document) -> list[Segment]:
    """The document's segments in reading order, without keys.

    Lines without a word, and code blocks, are not for translators.
    """
    return [segment for line in _lines(doc.children) for segment in _segments(line)]


def join(doc: Document, translations: Mapping[str, str], segments: Iterable[Segment]) -> Document:
    """The document with its texts replaced; what has no translation stays.

    ``segments`` are what `split` gave for this document, with the keys that ``translations`` has.
    Translating every segment into itself gives an equal document.
    """
    rest = iter(segments)
    new: list[Inlines] = []
    for line in _lines(doc.children):
        own = _segments(line)
        given = list(islice(rest, len(own)))
        if [segment.text for segment in own] != [segment.text for segment in given]:
            raise ValueError("these segments are of another document")
        new.append(_translated(line, (translations.get(s.key, s.text) for s in given)))
    rebuilt: Document = _rebuilt(doc, iter(new))
    return rebuilt


def pair(source: Document, target: Document) -> list[str] | None:
    """The translation that ``target`` is of each segment of ``source``, or None.

    It is one only if both have the same blocks in the same order. Placeholders are numbered as in
    the source where they stand for the same, or for the same kind of thing in the same order;
    those that the source has not get numbers beyond its own.
    """
    if _outline(source) != _outline(target):
        return None
    texts: list[str] = []
    for one, other in zip(_lines(source.children), _lines(target.children), strict=True):
        own, found = _segments(one), _segments(other)
        if [segment.kind for segment in own] != [segment.kind for segment in found]:
            return None
        for segment, translation in zip(own, found, strict=True):
            new = _numbers(translation.placeholders, segment.placeholders)
            texts.append(renumbered(translation.text, new))
    return texts


def same_shape(source: Document, target: Document) -> bool:
    """Whether ``target`` can be a translation of ``source``, segment by segment."""
    return pair(source, target) is not None


def _lines(blocks: Iterable[Block], kind: str = "p", note: str = "") -> Iterator[_Line]:
    for block in blocks:
        match block:
            case Paragraph(children):
                yield _Line(kind, note, children)
            case Heading(level, children):
                yield _Line(f"h{level}", "heading", children)
            case List(_, items):
                for item, following in zip(items, (*items[1:], None), strict=True):
                    yield from _lines(item.children, "li", _item_note(item, following))
            case Quotation(children):
                yield from _lines(children, "quote", "quotation")
            case Table(rows):
                yield from (_cell_line(cell) for row in rows for cell in row.children)
            case Embed(_, _, title):
                yield _Line(EMBED, "title of a video", (Text(title),) if title else ())
            case CodeBlock():
                pass


def _cell_line(cell: Cell) -> _Line:
    return _Line("cell", "table heading" if cell.header else "table cell", cell.children)


def _item_note(item: Item, following: Item | None) -> str:
    """A sentence that goes on in the next list item cannot be translated without it."""
    text, more = _opening(item), _opening(following)
    if not more or ends_sentence(text):
        return "list item"
    excerpt = more if len(more) <= _EXCERPT else more[:_EXCERPT].rstrip() + " ..."
    return f"list item; the sentence goes on in the next item: {excerpt}"


def _opening(item: Item | None) -> str:
    first = item.children[0] if item else None
    text = inline_text(first.children) if isinstance(first, Paragraph) else ""
    return " ".join(text.split())


@lru_cache(maxsize=512)
def _segments(line: _Line) -> tuple[Segment, ...]:
    """Its own text, if it has words, and those of its images and footnotes, in order."""
    written = write(line.inlines)
    if written is None:
        return ()
    inner = tuple(one for part in parts(line.inlines) for one in _segments_of(part))
    return (Segment(line.kind, *written, note=line.note), *inner) if _has_words(line) else inner


def _segments_of(part: Part) -> tuple[Segment, ...]:
    if isinstance(part, Footnote):
        return _segments(_note_line(part))
    if not _WORD.search(part.alt):
        return ()
    return (Segment(ALT, doubled(part.alt), note=f"describes the image {part.src}"),)


def _note_line(note: Footnote) -> _Line:
    return _Line(NOTE, "footnote", note.children)


def _has_words(line: _Line) -> bool:
    return _WORD.search(inline_text(line.inlines)) is not None


def _translated(line: _Line, rest: Iterator[str]) -> Inlines:
    """The line from the texts of its segments, which it takes from ``rest``."""
    written = write(line.inlines)
    if written is None:
        return line.inlines
    text, placeholders = written
    if _has_words(line):
        text = next(rest)
    whole = [_translated_part(part, rest) for part in parts(line.inlines)]
    found = read(text, placeholders, whole, breaks=line.kind[0] != "h")
    return found or line.inlines


def _translated_part(part: Part, rest: Iterator[str]) -> Part:
    if isinstance(part, Footnote):
        return Footnote(_translated(_note_line(part), rest))
    if isinstance(part, Image) and _WORD.search(part.alt):
        return replace(part, alt=_one_line(next(rest)))
    return part


def _one_line(text: str) -> str:
    return " ".join(printable(from_plain(text)).split())


def _rebuilt(node: Any, lines: Iterator[Inlines]) -> Any:
    """The node with its lines replaced by ``lines``, in the order of `_lines`."""
    if isinstance(node, Paragraph | Heading | Cell):
        return replace(node, children=next(lines))
    if isinstance(node, Embed):
        return replace(node, title=" ".join(inline_text(next(lines)).split()))
    if isinstance(node, CodeBlock):
        return node
    return replace(node, children=tuple(_rebuilt(child, lines) for child in node.children))


def _outline(node: Node) -> tuple[object, ...]:
    """What must be equal in a translation: the blocks, not the words."""
    own = (getattr(node, name, None) for name in ("level", "ordered", "header", "provider", "id"))
    text = node.text if isinstance(node, CodeBlock) else None
    line = isinstance(node, Paragraph | Heading | Cell)
    children: tuple[Node, ...] = () if line else getattr(node, "children", ())
    return (node.type, *own, text, *map(_outline, children))


def _numbers(found: Sequence[str], own: Sequence[str]) -> list[int]:
    """For each placeholder found in a translation, its number in the source."""
    free = dict(enumerate(own, 1))
    numbers: dict[int, int] = {}
    for alike in (_same, _same_kind):
        for position, hidden in enumerate(found):
            number = next((n for n, mine in free.items() if alike(mine, hidden)), 0)
            if number and position not in numbers:
                numbers[position] = number
                del free[number]
    unknown = iter(range(len(own) + 1, len(own) + len(found) + 1))
    return [numbers.get(position) or next(unknown) for position in range(len(found))]


def _same(one: str, other: str) -> bool:
    return one == other


def _same_kind(one: str, other: str) -> bool:
    return one[:2] == other[:2] if one[0] == "<" else one[0] == other[0]
