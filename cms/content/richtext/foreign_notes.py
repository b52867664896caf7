"""Footnotes of other programs: two links that lead to each other, a number in the text and one below.

Word, LibreOffice, Google Docs, Wikipedia, Pandoc and we ourselves write them so, each in its own way.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from cms.content.richtext.elements import Elements, value
from cms.content.richtext.lexer import End, Start, Token

NOTE = "data-footnote"
_NUMBER = re.compile(r"[\W_]*\w{0,4}[\W_]*")
_LONGEST_NUMBER = 40
_DEEPEST = 4
_BLOCKS = frozenset({"li", "p", "div", "dd", "aside"})
_ENDS_LINE = _BLOCKS | {"ul", "ol", "dl", "blockquote", "section", "h2", "h3", "h4", "tr"}
_WRAPS_NUMBER = frozenset({"sup", "span"})


class _Link(NamedTuple):
    """A link to a place of the text. ``names`` are those of its own place, ``blocks`` lie around it."""

    place: int
    target: str
    names: tuple[str, ...]
    blocks: tuple[int, ...]
    number: int  # the element that holds the number and nothing else


class _Note(NamedTuple):
    block: int
    backs: tuple[int, ...]


def with_notes(tokens: Sequence[Token]) -> Sequence[Token]:
    """The text with each of its notes where it belongs."""
    page = Elements(tokens)
    links = list(_links(page))
    found = _found(page, links)
    if not found:
        return tokens
    new: dict[int, Sequence[Token]] = {}
    for place, note in found.items():
        new |= dict.fromkeys(page.whole(place), ())
        new[place] = (Start("span", {NOTE: ""}), *_content(page, note), End("span"))
    for note in set(found.values()):
        new |= dict.fromkeys(page.whole(note.block), ())
    return [part for place, token in enumerate(tokens) for part in new.get(place, (token,))]


def _links(page: Elements) -> Iterator[_Link]:
    for place, around in page.around():
        tag = page.start(place)
        target = value(tag, "href").partition("#")[2] if tag.name == "a" else ""
        text = page.text(place, _LONGEST_NUMBER) if target and place in page.ends else None
        if text is None or not _NUMBER.fullmatch(text.strip()):
            continue
        own = (place, *around)
        names = (value(page.start(one), key) for one in own for key in ("id", "name"))
        blocks = tuple(one for one in around if page.start(one).name in _BLOCKS)
        yield _Link(place, target, tuple(filter(None, names)), blocks, _number(page, own))


def _number(page: Elements, places: Sequence[int]) -> int:
    number = places[0]
    for place in places[1:]:
        text = page.text(place, _LONGEST_NUMBER)
        if page.start(place).name not in _WRAPS_NUMBER or text is None:
            break
        if not _NUMBER.fullmatch(text.strip()):
            break
        number = place
    return number


def _found(page: Elements, links: Sequence[_Link]) -> dict[int, _Note]:
    """By the place of a number in the text its note."""
    backs = {(name, one.target): one for one in links if one.blocks for name in one.names}
    pairs: dict[int, _Link] = {}
    for one in links:
        ways = (backs.get((one.target, name)) for name in one.names)
        back = next((b for b in ways if b and b.blocks[0] > one.place), None)
        if back and one.number not in pairs:
            pairs[one.number] = back
    places = sorted({back.place for back in pairs.values()})
    blocks = {back.place: _block(page, back, places) for back in pairs.values()}
    together: defaultdict[int, list[int]] = defaultdict(list)
    for place, block in blocks.items():
        together[block].append(place)
    notes = {number: blocks[back.place] for number, back in pairs.items()}
    return {
        number: _Note(block, tuple(together[block]))
        for number, block in _affordable(page, notes)
        if number not in page.whole(block)
    }


def _affordable(page: Elements, notes: dict[int, int]) -> Iterator[tuple[int, int]]:
    """As many as do not make the text much longer: one note may be referred to very often.

    Numbers may lie in each other, so what they hold counts as well.
    """
    room = 3 * len(page.tokens)
    for number, block in notes.items():
        room -= len(page.whole(block)) + len(page.whole(number))
        if room >= 0:
            yield number, block


def _block(page: Elements, back: _Link, places: Sequence[int]) -> int:
    """What a note stands in: a paragraph, or what holds that and no other note."""
    block = back.blocks[0]
    for around in back.blocks[1:]:
        whole = page.whole(around)
        others = bisect_left(places, whole.stop) - bisect_left(places, whole.start)
        between = page.tokens[around + 1 : min(block, around + _DEEPEST)]
        begins = block - around < _DEEPEST and not any(map(_says, between))
        if others > 1 or not begins:
            break
        block = around
    return block


def _says(token: Token) -> bool:
    return not isinstance(token, str) or bool(token.strip())


def _content(page: Elements, note: _Note) -> Iterator[Token]:
    """The words of a note in one line, without the way back."""
    backs, after = set(note.backs), 0
    for place in page.inside(note.block):
        token = page.tokens[place]
        if place in backs:
            after = max(after, page.whole(place).stop)
        if place < after:
            continue
        if not isinstance(token, str) and token.name in _ENDS_LINE:
            yield Start("br", {})
        else:
            yield token
