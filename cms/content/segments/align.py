"""Which new segment is which old one, so that a translation stays with its text.

A key is minted from the text at birth and then kept. No position is in it: inserting, moving or
removing a paragraph changes no other's key.
"""

import hashlib
import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import count
from typing import NamedTuple

from cms.content.segments.likeness import bag, dice
from cms.content.segments.split import ALT, PLAIN, Segment

BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
_LENGTH = 5
_BITS = 5 * _LENGTH

_ALIKE = 0.5
_ALIKE_NEARBY = 0.3
_NEARBY = 2
_MANY = 10_000  # comparisons; of more, only those that lie within _WINDOW
_WINDOW = 25
_SPACES = re.compile(r"\s+")


class Known(NamedTuple):
    """A segment that has its key."""

    key: str
    kind: str
    text: str


def normalise(text: str) -> str:
    """The text as it is compared: spaces and soft hyphens change no meaning."""
    return _SPACES.sub(" ", text.replace("\N{SOFT HYPHEN}", "")).strip()


def mint(uid: str, field: str, text: str, taken: Collection[str]) -> str:
    """A new key for a text, the same in every database, and none of ``taken``."""
    return next(key for key in _births(uid, field, normalise(text)) if key not in taken)


def _births(uid: str, field: str, text: str) -> Iterator[str]:
    """The keys that a text can be born with, the first one first."""
    for number in count():
        digest = hashlib.sha256(f"{uid}\0{field}\0{text}\0{number}".encode()).digest()
        bits = int.from_bytes(digest[:4], "big") >> (32 - _BITS)
        yield "".join(BASE32[bits >> shift & 31] for shift in range(_BITS - 5, -1, -5))


def context(uid: str, field: str, kind: str, key: str) -> str:
    """The name of a segment in PO files (msgctxt): ``uid/field#key`` or ``uid/field@alt#key``.

    Within a repeated item, ``field`` is ``field.item``.
    """
    return f"{uid}/{field}{'@alt' if kind == ALT else ''}#{key}"


def align(
    uid: str,
    field: str,
    old: Sequence[Known],
    new: Sequence[Segment],
    removed: Iterable[Known] = (),
) -> list[str]:
    """The keys of ``new``, in order.

    ``old`` are the field's segments before the change, ``removed`` those it once had. A text keeps
    its key where it stood, or where it moved to; a reworded one keeps it if it is still alike; a
    text that was removed and comes back gets its old key. Wrong guesses are harmless: what a
    translation was made from is stored with it, so at worst it is shown as outdated.
    """
    if len(old) == len(new) == 1 and old[0].kind == new[0].kind == PLAIN:
        return [old[0].key]  # a field of one line is one segment for ever
    gone = list(removed)
    alignment = _Alignment(old, new)
    alignment.in_order()
    alignment.elsewhere(old)
    alignment.alike()
    alignment.elsewhere(gone)
    taken = {known.key for known in (*old, *gone)}
    births: dict[str, Iterator[str]] = {}
    for position, segment in enumerate(new):
        if position not in alignment.keys:
            text = normalise(segment.text)
            keys = births.setdefault(text, _births(uid, field, text))
            alignment.keys[position] = next(key for key in keys if key not in taken)
            taken.add(alignment.keys[position])
    return [alignment.keys[position] for position in range(len(new))]


class _Alignment:
    def __init__(self, old: Sequence[Known], new: Sequence[Segment]) -> None:
        self.old = old
        self.new = new
        self.keys: dict[int, str] = {}
        self.used: set[str] = set()

    def _match(self, position: int, key: str) -> None:
        self.keys[position] = key
        self.used.add(key)

    def in_order(self) -> None:
        """Equal texts in the same order."""
        before = [_identity(known) for known in self.old]
        after = [_identity(segment) for segment in self.new]
        for start, other, length in _blocks(before, after):
            for step in range(length):
                self._match(other + step, self.old[start + step].key)

    def elsewhere(self, known: Iterable[Known]) -> None:
        """Equal texts anywhere in the field."""
        waiting: defaultdict[tuple[bool, str], deque[str]] = defaultdict(deque)
        for one in known:
            if one.key not in self.used:
                waiting[_identity(one)].append(one.key)
        for position, segment in enumerate(self.new):
            if position not in self.keys and (keys := waiting.get(_identity(segment))):
                self._match(position, keys.popleft())

    def alike(self) -> None:
        """Reworded texts, the most alike first."""
        bags = {n: bag(k.text) for n, k in enumerate(self.old) if k.key not in self.used}
        open_ = [n for n in range(len(self.new)) if n not in self.keys]
        many = len(bags) * len(open_) > _MANY
        candidates: list[tuple[float, int, int, int]] = []
        for position in open_:
            segment = self.new[position]
            words = bag(segment.text)
            around = range(position - _WINDOW, position + _WINDOW + 1) if many else bags
            for place in (place for place in around if place in bags):
                known = self.old[place]
                if _part(known) == _part(segment):
                    distance = abs(place - position)
                    score = _score(bags[place], words, distance, known.kind == segment.kind)
                    candidates += [(-score, distance, position, place)] if score else []
        for _, _, position, place in sorted(candidates):
            if position not in self.keys and self.old[place].key not in self.used:
                self._match(position, self.old[place].key)


def _identity(segment: Known | Segment) -> tuple[bool, str]:
    return _part(segment), normalise(segment.text)


def _part(segment: Known | Segment) -> bool:
    """An alternative text's key is written differently: it never becomes a paragraph's."""
    return segment.kind == ALT


def _blocks(
    before: Sequence[tuple[bool, str]], after: Sequence[tuple[bool, str]]
) -> Iterable[tuple[int, int, int]]:
    """Runs of equal members, as difflib finds them; equal ends are taken off first."""
    shorter = min(len(before), len(after))
    head = next((n for n in range(shorter) if before[n] != after[n]), shorter)
    rest = shorter - head
    tail = next((n for n in range(rest) if before[-1 - n] != after[-1 - n]), rest)
    yield 0, 0, head
    yield len(before) - tail, len(after) - tail, tail
    middle = before[head : len(before) - tail], after[head : len(after) - tail]
    if len(middle[0]) * len(middle[1]) <= 100 * _MANY:
        for block in SequenceMatcher(None, *middle, autojunk=False).get_matching_blocks():
            yield block.a + head, block.b + head, block.size


def _score(one: Counter[object], other: Counter[object], distance: int, same_kind: bool) -> float:
    """How alike two texts are, with a little for their places; 0 is not alike enough."""
    likeness = dice(one, other)
    nearby = distance <= _NEARBY
    if likeness < _ALIKE and not (likeness >= _ALIKE_NEARBY and nearby and same_kind):
        return 0.0
    return likeness + 0.05 * nearby + 0.05 * same_kind
