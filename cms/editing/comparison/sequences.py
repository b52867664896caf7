"""What two sequences have in common, in nearly linear time whatever they hold.

`difflib` alone takes minutes for a long text with many small changes. So what stands once on either
side divides the sequences first, and `difflib` compares the short stretches in between.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import NamedTuple

SMALL = 40_000
"""`difflib` compares stretches whose lengths multiply to no more than this."""

DEEPEST = 20

SERIES = (1, 4, 12)
"""How many elements in a row are looked for that stand once."""


class Span(NamedTuple):
    """``before[start:end]`` and ``after[new_start:new_end]``: equal, or one in place of the other."""

    kept: bool
    start: int
    end: int
    new_start: int
    new_end: int


class _Match(NamedTuple):
    start: int
    new_start: int
    length: int


def spans(before: Sequence[Hashable], after: Sequence[Hashable]) -> list[Span]:
    """The whole of both sequences, as stretches that are kept and stretches that are replaced."""
    known: dict[Hashable, int] = {}
    numbers = count()
    old, new = ([known.setdefault(one, next(numbers)) for one in part] for part in (before, after))
    found: list[Span] = []
    at, new_at = 0, 0
    end = _Match(len(old), len(new), 0)
    for match in (*_merged(_matches(old, new, 0, 0, DEEPEST)), end):
        if at < match.start or new_at < match.new_start:
            found.append(Span(False, at, match.start, new_at, match.new_start))
        at, new_at = match.start + match.length, match.new_start + match.length
        if match.length:
            found.append(Span(True, match.start, at, match.new_start, new_at))
    return found


def _merged(matches: Iterator[_Match]) -> Iterator[_Match]:
    """Matches that touch each other on both sides are one."""
    last = _Match(0, 0, 0)
    for match in matches:
        ends = last.start + last.length, last.new_start + last.length
        if ends == (match.start, match.new_start):
            last = last._replace(length=last.length + match.length)
        else:
            yield last
            last = match
    yield last


def _matches(
    old: Sequence[int], new: Sequence[int], start: int, new_start: int, depth: int
) -> Iterator[_Match]:
    """The stretches that both have, in order; ``start`` and ``new_start`` are where these begin."""
    head = _common(old, new)
    tail = _common(old[head:][::-1], new[head:][::-1])
    if head:
        yield _Match(start, new_start, head)
    inner, new_inner = old[head : len(old) - tail], new[head : len(new) - tail]
    if inner and new_inner:
        yield from _inside(inner, new_inner, start + head, new_start + head, depth)
    if tail:
        yield _Match(start + len(old) - tail, new_start + len(new) - tail, tail)


def _common(old: Sequence[int], new: Sequence[int]) -> int:
    pairs = enumerate(zip(old, new, strict=False))
    return next((n for n, (one, other) in pairs if one != other), min(len(old), len(new)))


def _inside(
    old: Sequence[int], new: Sequence[int], start: int, new_start: int, depth: int
) -> Iterator[_Match]:
    if len(old) * len(new) <= SMALL:
        for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            if block.size:
                yield _Match(start + block.a, new_start + block.b, block.size)
        return
    anchors = _anchors(old, new) if depth else []
    if not anchors:
        return
    at, new_at = 0, 0
    for one, other in (*anchors, (len(old), len(new))):
        stretch, new_stretch = old[at:one], new[new_at:other]
        yield from _matches(stretch, new_stretch, start + at, new_start + new_at, depth - 1)
        if one < len(old):
            yield _Match(start + one, new_start + other, 1)
        at, new_at = one + 1, other + 1


def _anchors(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """Places of what stands once in either, as many as can be had in the same order.

    Where every word stands often, some series of words stands once.
    """
    for length in SERIES:
        places, new_places = _once(old, length), _once(new, length)
        pairs = [(place, new_places[one]) for one, place in places.items() if one in new_places]
        if pairs:
            return [pairs[n] for n in rising([other for _, other in pairs])]
    return []


def _once(listed: Sequence[int], length: int) -> Mapping[Hashable, int]:
    series = list(zip(*(listed[n:] for n in range(length)), strict=False))
    counted = Counter(series)
    return {one: place for place, one in enumerate(series) if counted[one] == 1}


def rising(numbers: Sequence[int]) -> list[int]:
    """The places of a longest series of rising numbers (patience sorting)."""
    tops: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for place, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        before.append(ends[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        ends[pile : pile + 1] = [place]
    found = []
    place = ends[-1] if ends else -1
    while place >= 0:
        found.append(place)
        place = before[place]
    return found[::-1]
