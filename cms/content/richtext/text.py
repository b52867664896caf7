"""What can be read off the tree: its words, headings, links and images."""

import math
import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from cms.content.richtext.addresses import uid_of
from cms.content.richtext.ast import (
    Break,
    Cell,
    Code,
    CodeBlock,
    Document,
    Embed,
    Footnote,
    Heading,
    Image,
    Inlines,
    Link,
    Node,
    Paragraph,
    Row,
    Text,
    walk,
)

WORDS_PER_MINUTE = 200
_WORD = re.compile(r"\w+(?:['\u2019.,-]\w+)*")
_FINAL = ".?!:;\u2026"
_ELLIPSIS = "…"


class TocEntry(NamedTuple):
    """A heading of the table of contents; ``anchor`` is its id in the HTML with anchors."""

    level: int
    text: str
    anchor: str


def to_text(doc: Document, max: int | None = None) -> str:  # noqa: A002 - the API's own word
    """The words, a line for each block.

    With ``max``: on one line, of at most that many characters, cut after a word.
    """
    text = "\n".join(_lines(doc))
    return text if max is None else _cut(" ".join(text.split()), max)


def inline_text(inlines: Inlines) -> str:
    """The words of one line of text, without those of its footnotes."""
    return "".join(_texts(inlines))


def ends_sentence(text: str) -> bool:
    """Whether the last sign that counts closes a sentence, whatever brackets or quotes follow."""
    last = next((sign for sign in reversed(text) if sign.isalnum() or sign in _FINAL), "")
    return bool(last) and last in _FINAL


def words(doc: Document) -> int:
    """How many words there are to read; code blocks are not counted, footnotes are."""
    lines = (node for node in walk(doc) if isinstance(node, Paragraph | Heading | Cell | Footnote))
    return sum(len(_WORD.findall(inline_text(line.children))) for line in lines)


def minutes(doc: Document) -> int:
    """How many minutes reading takes, at least one."""
    return math.ceil(words(doc) / WORDS_PER_MINUTE) or 1


def toc(doc: Document) -> tuple[TocEntry, ...]:
    """The headings in reading order, each with an anchor that no other has."""
    taken: dict[str, int] = {}  # anchor: how many began as it does
    return tuple(
        TocEntry(node.level, text, _anchor(text, taken))
        for node in walk(doc)
        if isinstance(node, Heading)
        for text in (inline_text(node.children),)
    )


def references(doc: Document) -> tuple[str, ...]:
    """The uids that links lead to, each once, in order."""
    uids = (uid_of(node.href) for node in walk(doc) if isinstance(node, Link))
    return tuple(dict.fromkeys(uid for uid in uids if uid))


def pictures(doc: Document) -> tuple[str, ...]:
    """The uids of the library's images that it shows, each once, in order."""
    uids = (uid_of(image.src) for image in images(doc))
    return tuple(dict.fromkeys(uid for uid in uids if uid))


def footnotes(node: Node) -> list[Footnote]:
    """The footnotes in it, in reading order."""
    return [part for part in walk(node) if isinstance(part, Footnote)]


def images(doc: Document) -> tuple[Image, ...]:
    """The images in reading order."""
    return tuple(node for node in walk(doc) if isinstance(node, Image))


def _lines(doc: Document) -> Iterator[str]:
    for node in walk(doc):
        match node:
            case Paragraph(children) | Heading(_, children):
                yield inline_text(children)
            case CodeBlock(text) | Embed(_, _, text):
                yield text
            case Row(cells):
                yield "\t".join(inline_text(cell.children).replace("\n", " ") for cell in cells)
            case _:
                continue
        if not isinstance(node, CodeBlock):
            yield from (inline_text(note.children) for note in footnotes(node))


def _texts(inlines: Inlines) -> Iterator[str]:
    for node in inlines:
        match node:
            case Text(text) | Code(text):
                yield text
            case Break():
                yield "\n"
            case Footnote() | Image():
                pass
            case _:
                yield from _texts(node.children)


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    if length < 1:
        return ""
    start = text[:length]
    whole_words = start[:-1] if start[-1] == " " else start.rpartition(" ")[0]
    return (whole_words or start[:-1]).rstrip() + _ELLIPSIS


def _anchor(text: str, taken: dict[str, int]) -> str:
    plain = unicodedata.normalize("NFKD", text[:80]).encode("ascii", "ignore").decode().lower()
    stem = "-".join(re.findall(r"[a-z0-9]+", plain)) or "part"
    anchor = stem
    while anchor in taken:
        taken[stem] += 1
        anchor = f"{stem}-{taken[stem]}"
    taken[anchor] = 1
    return anchor
