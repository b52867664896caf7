"""The tokens of an HTML text with what belongs together: which end is whose, and what lies around it."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import accumulate

from cms.content.richtext.lexer import End, Start, Token

_DECLARATION = re.compile(r"([\w-]+)\s*:\s*([^;]*)")
_FEW = 6


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
        return unescape("".join(self._texts(inside)))

    def _texts(self, places: range) -> Iterator[str]:
        return (token for token in map(self.tokens.__getitem__, places) if isinstance(token, str))

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


def value(tag: Start, name: str) -> str:
    """An attribute's value as it is meant."""
    return unescape(tag.attributes.get(name, "")).strip()


def classes(tag: Start) -> list[str]:
    """The classes of an element."""
    return value(tag, "class").split()


def style(tag: Start) -> dict[str, str]:
    """The declarations of an element's own style, in small letters."""
    return (
        dict(_DECLARATION.findall(value(tag, "style").lower())) if "style" in tag.attributes else {}
    )
