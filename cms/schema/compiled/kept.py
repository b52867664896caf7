"""What was used last, up to a number."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Kept(Generic[K, T]):
    """A mapping that forgets what was not used for the longest time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.known: OrderedDict[K, T] = OrderedDict()

    def get(self, key: K) -> T | None:
        """What is kept under a key."""
        found = self.known.get(key)
        if found is not None:
            self.known.move_to_end(key)
        return found

    def put(self, key: K, value: T) -> None:
        """Keep it."""
        self.known[key] = value
        if len(self.known) > self.most:
            self.known.popitem(last=False)
