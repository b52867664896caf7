"""How alike two texts are: Dice, over their words and pairs of words."""

import re
from collections import Counter
from itertools import pairwise

WORDS = re.compile(r"\w+")


def bag(text: str) -> Counter[object]:
    """What of a text is compared."""
    words = WORDS.findall(text.lower())
    return Counter((*words, *pairwise(words)))


def dice(one: Counter[object], other: Counter[object]) -> float:
    """From 0, nothing in common, to 1."""
    total = one.total() + other.total()
    common = sum(min(count, other[word]) for word, count in one.items() if word in other)
    return 2 * common / total if total else 0.0
