"""The tokens of an HTML text with what belongs together: which end is whose, and what lies around it."""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate

from cms.content.richtext.lexer import End, Start, Token

_FEW = 6
_NO_CHARACTER = re.compile("&#[0-9]{20,};?")


class Elements:
    """Tokens by their places. Elements are named by the place of their start."""

    def __init__(self, tokens: Iterable[Token]) -> None:
        self.tokens: Sequence[Token] = tuple(tokens)
        self.ends: dict[int, int] = {}
        waiting: defaultdict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(self.tokens):
            if isinstance(token, Start):
                waiting[token.name].append(place)
            elif isinstance(token, End) and waiting[token.name]:
                self.ends[waiting[token.name].pop()] = place
        sizes = (len(token) if isinstance(token, str) else 0 for token in self.tokens)
        self._before = (0, *accumulate(sizes))
        self._texts = [
            place for place, one in enumerate(self.tokens) if isinstance(one, str) and one
        ]

    def start(self, place: int) -> Start:
        """The start tag at a place that has one."""
        token = self.tokens[place]
        assert isinstance(token, Start)
        return token

    def inside(self, place: int) -> range:
        """The places between the start of an element and its end."""
        return range(place + 1, self.ends.get(place, place))

    def whole(self, place: int) -> range:
        """The places of an element with its start and its end."""
        return range(place, self.ends.get(place, place) + 1)

    def text(self, place: int, most: int) -> str | None:
        """The words in an element; None if they are more than ``most`` characters as written."""
        inside = self.inside(place)
        if self._before[max(inside.stop, inside.start)] - self._before[inside.start] > most:
            return None
        first, last = (bisect_left(self._texts, place) for place in (inside.start, inside.stop))
        return meant("".join(map(str, map(self.tokens.__getitem__, self._texts[first:last]))))

    def around(self) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The place of every start tag with the nearest elements around it, the innermost first."""
        opened: list[int] = []
        for place, token in enumerate(self.tokens):
            while opened and self.ends[opened[-1]] < place:
                opened.pop()
            if isinstance(token, Start):
                yield place, tuple(opened[: -_FEW - 1 : -1])
                if place in self.ends:
                    opened.append(place)


def meant(written: str) -> str:
    """What a text with character references says; Python refuses to read numbers of 4300 digits."""
    return unescape(_NO_CHARACTER.sub("\N{REPLACEMENT CHARACTER}", written))


def value(tag: Start, name: str) -> str:
    """An attribute's value as it is meant."""
    return meant(tag.attributes.get(name, "")).strip()


def classes(tag: Start) -> list[str]:
    """The classes of an element."""
    return value(tag, "class").split()


def style(tag: Start) -> dict[str, str]:
    """The declarations of an element's own style, in small letters."""
    if "style" not in tag.attributes:
        return {}
    declarations = (one.partition(":") for one in value(tag, "style").lower().split(";"))
    return {name.strip(): said.strip() for name, _, said in declarations}
