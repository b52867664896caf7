"""What webhooks work with: how documents are answered, what may be called, and how often it is tried."""

from dataclasses import dataclass

from cms.http.targets import Allowed
from cms.webhooks.shaping import Shaping


@dataclass(frozen=True)
class Pace:
    """How soon a delivery is tried again, and how often; how long a receiver rests. In seconds.

    Each pause is twice as long as the one before. With these numbers it is given up after two days.
    """

    first: float = 5.0
    longest: float = 4 * 3_600.0
    most: int = 24
    rest: float = 1.0
    longest_rest: float = 60.0

    def pause(self, attempts: int) -> float | None:
        """How long to wait after so many attempts; none: it is given up."""
        if attempts >= self.most:
            return None
        return float(min(self.longest, self.first * 2 ** min(attempts - 1, 30)))

    def resting(self, rests: int) -> float:
        """How long a receiver rests that has rested so often since it last took something."""
        return float(min(self.longest_rest, self.rest * 2 ** min(rests, 30)))


@dataclass(frozen=True)
class Means:
    """Given to whoever delivers or tries a webhook; ``allowed`` is what is inside and may be called."""

    shaping: Shaping
    allowed: Allowed
    pace: Pace = Pace()
