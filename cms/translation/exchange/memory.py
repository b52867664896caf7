"""What was translated before, found again: the same text, or one much like it."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from cms.content.segments import normalise
from cms.content.segments.likeness import WORDS, bag, dice

_RAREST = 12  # words of a text that it is found by
_LONGEST = 1000  # texts remembered under one word
_ENOUGH = 1000  # texts with a word in common, before the more frequent words are left out
_COMPARED = 8  # texts that are compared in full,
_PROMISING = 0.4  # if they have so many of the rarest words, of 1


@dataclass(frozen=True, slots=True)
class Remembered:
    """A text, ``key`` being its msgctxt, and its translation that counts as ready."""

    key: str
    source: str
    text: str
    title: str = ""

    @property
    def uid(self) -> str:
        return self.key.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Near:
    """Something remembered, and how alike its source is: 1 is the same words."""

    likeness: float
    remembered: Remembered


class Memory:
    """All that was translated from one language into another.

    What it finds depends on what is remembered alone, never on its order.
    """

    def __init__(self, remembered: Iterable[Remembered]) -> None:
        self._by_text: dict[str, list[Remembered]] = defaultdict(list)
        for one in sorted(remembered, key=lambda one: one.key):
            self._by_text[normalise(one.source)].append(one)

    def exact(self, text: str) -> list[Remembered]:
        """The different translations of the same text, each once."""
        found = self._by_text.get(normalise(text), ())
        return list({one.text: one for one in reversed(found)}.values())[::-1]

    def near(self, text: str, least: float) -> list[Near]:
        """The translations of other texts that are at least that much alike, the most alike first."""
        same = normalise(text)
        candidates = [other for other in self._index.candidates(same) if other != same]
        words = bag(text) if candidates else Counter()
        alike = [(dice(words, bag(other)), other) for other in candidates]
        alike.sort(key=lambda found: (-found[0], found[1]))
        return [
            Near(likeness, one)
            for likeness, other in alike
            if likeness >= least
            for one in self.exact(other)
        ]

    @cached_property
    def _index(self) -> "_Index":
        return _Index(sorted(self._by_text))


class _Index:
    """Texts by their rarest words: those that two texts much alike will have in common."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._frequency: Counter[str] = Counter()
        for text in texts:
            self._frequency.update(_words(text))
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for word in self._rarest(_words(text)):
                if len(self._places[word]) < _LONGEST:
                    self._places[word].append(place)

    def _rarest(self, words: Collection[str]) -> list[str]:
        return sorted(sorted(words), key=self._frequency.__getitem__)[:_RAREST]

    def candidates(self, text: str) -> list[str]:
        """The texts most worth comparing."""
        common: Counter[int] = Counter()
        asked = 0
        for word in self._rarest([word for word in _words(text) if word in self._frequency]):
            common.update(self._places.get(word, ()))
            asked += 1
            if len(common) > _ENOUGH:
                break
        promising = [
            (-count, place) for place, count in common.items() if count >= _PROMISING * asked
        ]
        return [self._texts[place] for _, place in nsmallest(_COMPARED, promising)]


def _words(text: str) -> set[str]:
    return set(WORDS.findall(text.lower()))
