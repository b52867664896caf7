"""Two rich texts compared: by paragraph, and by word in the paragraphs that changed."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from cms.content.richtext import parse
from cms.content.richtext.ast import (
    Block,
    Blocks,
    Break,
    Code,
    CodeBlock,
    Embed,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inlines,
    Item,
    Language,
    Link,
    List,
    Paragraph,
    Quotation,
    Row,
    Strong,
    Table,
    Text,
)
from cms.editing.comparison.sequences import spans
from cms.editing.comparison.words import MOST_TOKENS, Run, Token, runs, tokens, whole

Marks = tuple[str, ...]
LineFate = Literal["kept", "added", "removed", "changed"]

ALIKE = 0.4
"""The share of words that a line has in common with the one whose successor it is."""

NEARBY = 8
"""How many lines on a successor is looked for."""


class Line(NamedTuple):
    """A paragraph, heading, item, row of a table; ``depth`` counts the lists and quotations around."""

    kind: str
    depth: int
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class LineChange:
    """What became of a line. ``was`` is the kind it had before, when that changed."""

    fate: LineFate
    kind: str
    depth: int
    runs: tuple[Run, ...]
    was: str = ""


@dataclass(frozen=True)
class RichChange:
    """A rich text's lines in reading order.

    Without ``by_word`` it was too large to compare word by word: changed lines stand twice, as
    removed and as added.
    """

    lines: tuple[LineChange, ...]
    by_word: bool = True


class _Pair(NamedTuple):
    before: Line | None
    after: Line | None


def compare_rich(before: str, after: str) -> RichChange:
    """Two texts in canonical HTML."""
    old, new = (list(_lines(parse(html).children, "paragraph", 0)) for html in (before, after))
    pairs = list(_paired(old, new))
    by_word = sum(map(_size, pairs)) <= MOST_TOKENS
    made = [change for pair in pairs for change in _changes(pair, by_word=by_word)]
    return RichChange(tuple(made), by_word)


def _size(pair: _Pair) -> int:
    """How many words there are to compare."""
    before, after = pair
    if before is None or after is None or before == after:
        return 0
    return len(before.tokens) + len(after.tokens)


def _paired(old: Sequence[Line], new: Sequence[Line]) -> Iterator[_Pair]:
    """Each line with its successor, in reading order."""
    for span in spans(old, new):
        lines, new_lines = old[span.start : span.end], new[span.new_start : span.new_end]
        if span.kept:
            yield from map(_Pair, lines, new_lines)
        else:
            yield from _successors(lines, new_lines)


def _successors(old: Sequence[Line], new: Sequence[Line]) -> Iterator[_Pair]:
    words, new_words = [_words(line) for line in old], [_words(line) for line in new]
    at = 0
    for line, own in zip(old, words, strict=True):
        nearby = range(at, min(at + NEARBY, len(new)))
        found = next((n for n in nearby if _alike(own, new_words[n])), None)
        if found is None:
            yield _Pair(line, None)
            continue
        yield from (_Pair(None, added) for added in new[at:found])
        yield _Pair(line, new[found])
        at = found + 1
    yield from (_Pair(None, added) for added in new[at:])


def _words(line: Line) -> Counter[str]:
    return Counter(token.text for token in line.tokens if not token.text.isspace())


def _alike(one: Counter[str], other: Counter[str]) -> bool:
    return 2 * (one & other).total() >= ALIKE * (one.total() + other.total())


def _changes(pair: _Pair, *, by_word: bool) -> Iterator[LineChange]:
    before, after = pair
    if before and before == after:
        yield LineChange("kept", before.kind, before.depth, whole("kept", before.tokens))
    elif before and after and by_word:
        was = before.kind if before.kind != after.kind else ""
        made = tuple(runs(before.tokens, after.tokens))
        yield LineChange("changed", after.kind, after.depth, made, was)
    else:
        if before:
            yield LineChange("removed", before.kind, before.depth, whole("removed", before.tokens))
        if after:
            yield LineChange("added", after.kind, after.depth, whole("added", after.tokens))


def _lines(blocks: Blocks, kind: str, depth: int) -> Iterator[Line]:
    for block in blocks:
        yield from _block(block, kind, depth)


def _block(block: Block, kind: str, depth: int) -> Iterator[Line]:
    match block:
        case Paragraph(children):
            yield Line(kind, depth, tuple(_inlines(children, ())))
        case Heading(level, children):
            yield Line(f"heading {level}", depth, tuple(_inlines(children, ())))
        case List(ordered, items):
            for item in items:
                yield from _item(item, "number" if ordered else "bullet", depth + 1)
        case Quotation(blocks):
            yield from _lines(blocks, "quotation", depth + 1)
        case CodeBlock(text):
            yield Line("code", depth, tuple(tokens(text, ("code",))))
        case Table(rows):
            yield from (Line("row", depth, tuple(_row(row))) for row in rows)
        case Embed(_, _, title):
            page = block.video.page
            yield Line("video", depth, (Token(f"[{title or page}]", (f"link:{page}",)),))


def _item(item: Item, kind: str, depth: int) -> Iterator[Line]:
    first, rest = item.children[:1], item.children[1:]
    yield from _lines(first, kind, depth)
    yield from _lines(rest, "paragraph", depth)


def _row(row: Row) -> Iterator[Token]:
    for number, cell in enumerate(row.children):
        if number:
            yield Token(" | ")
        yield from _inlines(cell.children, ())


def _inlines(inlines: Inlines, marks: Marks) -> Iterator[Token]:
    for node in inlines:
        match node:
            case Text(text):
                yield from tokens(text, marks)
            case Code(text):
                yield from tokens(text, (*marks, "code"))
            case Break():
                yield Token("\n", marks)
            case Image(src, alt):
                yield Token(f"[{alt}]", (*marks, f"image:{src}"))
            case Footnote(children):
                yield from (Token("[", marks), *_inlines(children, marks), Token("]", marks))
            case _:
                yield from _inlines(node.children, (*marks, _mark(node)))


def _mark(node: Emphasis | Strong | Link | Language) -> str:
    match node:
        case Link(href):
            return f"link:{href}"
        case Language(lang):
            return f"language:{lang}"
        case _:
            return node.type
