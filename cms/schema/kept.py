"""What was used last, as far as there is room for it."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Kept(Generic[K, T]):
    """A mapping that forgets what was not used for the longest time, once all it has is too heavy."""

    def __init__(self, heaviest: int) -> None:
        self.heaviest = heaviest
        self.weight = 0
        self.known: OrderedDict[K, tuple[T, int]] = OrderedDict()

    def get(self, key: K) -> T | None:
        """What is kept under a key."""
        found = self.known.get(key)
        if found is None:
            return None
        self.known.move_to_end(key)
        return found[0]

    def put(self, key: K, value: T, weight: int) -> None:
        """Keep it, in place of what was there; what takes more than a tenth of the room is not kept."""
        self.weight -= self.known.pop(key, (None, 0))[1]
        if weight * 10 > self.heaviest:
            return
        self.known[key] = value, weight
        self.weight += weight
        while self.weight > self.heaviest:
            self.weight -= self.known.popitem(last=False)[1][1]
