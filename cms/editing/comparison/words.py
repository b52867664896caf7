"""Two texts compared by word."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal, NamedTuple

from cms.editing.comparison.sequences import Span, spans

MOST_TOKENS = 200_000
"""Above this many words and signs on both sides together, texts are not compared by word."""

Fate = Literal["kept", "added", "removed"]


class Token(NamedTuple):
    """A word, a sign or white space; ``marks`` say how it is set: ``strong``, ``link:…``."""

    text: str
    marks: tuple[str, ...] = ()


class Run(NamedTuple):
    """A stretch of text that was kept, added or removed, set in one way."""

    fate: Fate
    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True)
class TextChange:
    """A text's runs in reading order; what was removed stands before what came in its place.

    Without ``by_word`` it was too large to compare word by word.
    """

    runs: tuple[Run, ...]
    by_word: bool = True


_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


def tokens(text: str, marks: tuple[str, ...] = ()) -> list[Token]:
    """The words, signs and spaces of a text."""
    return [Token(part, marks) for part in _TOKENS.findall(text)]


def compare_text(before: str, after: str) -> TextChange:
    """Two plain texts by word."""
    old, new = tokens(before), tokens(after)
    by_word = len(old) + len(new) <= MOST_TOKENS
    return TextChange(tuple(runs(old, new) if by_word else replaced(old, new)), by_word)


def runs(before: Sequence[Token], after: Sequence[Token]) -> Iterator[Run]:
    """What was kept, added and removed between two lines."""
    for kept, group in groupby(_readable(before, spans(before, after)), lambda span: span.kept):
        joined = list(group)
        new = after[joined[0].new_start : joined[-1].new_end]
        if kept:
            yield from _runs("kept", new)
        else:
            yield from replaced(before[joined[0].start : joined[-1].end], new)


def replaced(before: Iterable[Token], after: Iterable[Token]) -> Iterator[Run]:
    """One stretch in place of another."""
    yield from _runs("removed", before)
    yield from _runs("added", after)


def whole(fate: Fate, line: Iterable[Token]) -> tuple[Run, ...]:
    """A line all of which has one fate."""
    return tuple(_runs(fate, line))


def _runs(fate: Fate, line: Iterable[Token]) -> Iterator[Run]:
    for marks, group in groupby(line, lambda token: token.marks):
        yield Run(fate, "".join(token.text for token in group), marks)


def _readable(before: Sequence[Token], found: Sequence[Span]) -> Iterator[Span]:
    """A space between two changed words changes with them: two words read better than two changes."""
    last = len(found) - 1
    for place, span in enumerate(found):
        lone = span.kept and 0 < place < last
        if lone and all(token.text.isspace() for token in before[span.start : span.end]):
            yield span._replace(kept=False)
        else:
            yield span
