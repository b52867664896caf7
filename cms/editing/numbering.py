"""Numbers that put siblings in an order, given anew to as few of them as can be."""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

STEP = 10
LARGEST = 2**31 - 1


def renumbered(positions: Sequence[int]) -> list[int]:
    """Strictly rising numbers for siblings in their wanted order; as many as can be keep theirs.

    ``positions`` are the numbers they have now, in the wanted order. Between numbers that stay, the
    others are spread evenly; before and after them they follow in steps.
    """
    if not positions:
        return []
    kept, made = _kept(positions), list(positions)
    first, last = kept[0], kept[-1]
    for place in range(first):
        made[place] = positions[first] - STEP * (first - place)
    for low, high in pairwise(kept):
        for place in range(low + 1, high):
            room = positions[high] - positions[low]
            made[place] = positions[low] + room * (place - low) // (high - low)
    for place in range(last + 1, len(made)):
        made[place] = positions[last] + STEP * (place - last)
    if all(abs(number) <= LARGEST for number in made):
        return made
    return [STEP * count for count in range(1, len(made) + 1)]


def _kept(positions: Sequence[int]) -> list[int]:
    """The places whose numbers can stay: the most that leave room for all that comes between them.

    That is the longest run that does not fall, of the numbers less their places.
    """
    lasts: list[int] = []  # the lowest end of a run of each length
    ends: list[int] = []  # its place
    previous: list[int] = []
    for place, number in enumerate(positions):
        room = number - place
        length = bisect_right(lasts, room)
        previous.append(ends[length - 1] if length else -1)
        lasts[length : length + 1] = [room]
        ends[length : length + 1] = [place]
    if len(ends) == 1:
        return [0]  # the others follow it in steps
    kept, place = [], ends[-1]
    while place >= 0:
        kept.append(place)
        place = previous[place]
    return kept[::-1]
