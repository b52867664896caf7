"""How much a client may have open at once, and all of them together."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from cms.errors import N_, CmsError


class TooManyOpen(CmsError):
    """A client has as much open as it may, or the process has."""

    code = "too_many_open"
    status = 429

    def __init__(self, most: int) -> None:
        super().__init__(
            N_("At most {most} of these can be open at once. End one, or try again later."),
            most=most,
        )


class Places:
    """Places in this process: ``each`` client has so many, of ``most`` in all."""

    def __init__(self, each: int, most: int) -> None:
        self.each = each
        self.most = most
        self.taken: Counter[str] = Counter()

    @contextmanager
    def place(self, client: str) -> Iterator[None]:
        """Take one while the block runs. Raises `TooManyOpen`."""
        if self.taken[client] >= self.each:
            raise TooManyOpen(self.each)
        if self.taken.total() >= self.most:
            raise TooManyOpen(self.most)
        self.taken[client] += 1
        try:
            yield
        finally:
            self.taken[client] -= 1
            if not self.taken[client]:
                del self.taken[client]
