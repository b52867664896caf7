"""The answers that are kept: found by what was asked, dropped by what they were read from."""

from collections import OrderedDict, deque
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from sys import intern

from starlette.types import Message

from cms.publishing.concerns import Concern

MOST_REMEMBERED = 2_000
KEY_BYTES = 160
ANSWER_BYTES = 2_000
"""About what Python spends on one surrogate key of an answer, and on an answer without them."""


@dataclass(slots=True, eq=False)
class KeptAnswer:
    """An answer: the messages that send it, and what it was read from.

    ``dated`` is when it was made if its headers let others keep it for a while, by a clock that only
    goes forward; ``age`` is how many seconds ago that was when the headers were last written.
    ``until`` is the moment of that clock from which on it is not so any more. ``unchanged`` begins
    the answer to who has it already.
    """

    key: Hashable
    start: Message
    body: Message
    etag: bytes
    keys: frozenset[str]
    fields: frozenset[str]
    size: int
    modified: bytes | None = None
    dated: float | None = None
    until: float | None = None
    age: int = 0
    unchanged: Message | None = None


@dataclass
class Changes:
    """What changed lately, in order: an answer that was begun before may not have seen it.

    ``now`` counts the changes. Of those before ``since`` nothing is known any more.
    """

    now: int = 0
    since: int = 0
    recent: deque[Concern] = field(default_factory=deque)

    def add(self, concern: Concern) -> None:
        """One more."""
        self.now += 1
        self.recent.append(concern)
        if len(self.recent) > MOST_REMEMBERED:
            self.recent.popleft()
            self.since += 1

    def forget(self) -> None:
        """Anything may have changed."""
        self.now += 1
        self.since = self.now
        self.recent.clear()

    def concern(self, begun: int, keys: frozenset[str], fields: frozenset[str]) -> bool:
        """Whether something since ``begun`` concerns what was read from these keys."""
        if begun < self.since:
            return True
        later = (self.recent[at - self.since] for at in range(begun, self.now))
        return any(one.concerns(keys, fields) for one in later)


class Store:
    """At most so many bytes of answers; what was not asked for longest goes first."""

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.bytes = 0
        self.dropped = 0
        self._answers: OrderedDict[Hashable, KeptAnswer] = OrderedDict()
        self._by_key: dict[str, set[KeptAnswer]] = {}

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, key: Hashable) -> KeptAnswer | None:
        """The answer to what was asked, if it is kept."""
        found = self._answers.get(key)
        if found is not None:
            self._answers.move_to_end(key)
        return found

    def put(self, answer: KeptAnswer) -> None:
        """Keep an answer, if it is not too large to be kept."""
        if answer.key in self._answers:
            self._remove(self._answers[answer.key])
        if answer.size > self.most_bytes // 8:
            return
        self._answers[answer.key] = answer
        self.bytes += answer.size
        for name in answer.keys:
            self._by_key.setdefault(name, set()).add(answer)
        while self.bytes > self.most_bytes:
            self._remove(next(iter(self._answers.values())))

    def drop(self, concern: Concern) -> None:
        """Drop the answers that a change concerns."""
        for answer in {*self._concerned(concern)}:
            self._remove(answer)
            self.dropped += 1

    def clear(self) -> None:
        """Drop all."""
        self._answers.clear()
        self._by_key.clear()
        self.bytes = 0

    def _concerned(self, concern: Concern) -> Iterator[KeptAnswer]:
        for name in concern.keys:
            yield from self._by_key.get(name, ())
        if concern.shown is not None:
            shown = self._by_key.get(concern.shown, ())
            yield from (answer for answer in shown if concern.touches(answer.fields))

    def _remove(self, answer: KeptAnswer) -> None:
        del self._answers[answer.key]
        self.bytes -= answer.size
        for name in answer.keys:
            others = self._by_key[name]
            others.discard(answer)
            if not others:
                del self._by_key[name]


def kept_keys(keys: Iterable[str]) -> frozenset[str]:
    """Surrogate keys to be kept: each text once in the process, however many answers carry it."""
    return frozenset(map(intern, keys))


def size_of(key_bytes: int, body: bytes, keys: frozenset[str]) -> int:
    """About how much memory an answer takes."""
    return ANSWER_BYTES + key_bytes + len(body) + KEY_BYTES * len(keys)
