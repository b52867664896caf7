"""How much each client may ask in a while: what it costs runs into a bucket, from which it leaks.

Each process keeps its own. Only what is executed counts: an answer that a cache hands out does not.
"""

import hashlib
import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import monotonic

from cms.access.networks import network_of
from cms.errors import N_, CmsError
from cms.operation.metrics import COST, OVER_BUDGET

SECONDS = 10
"""So many seconds of its budget a client may spend at once."""
REFUSED = 100
"""What a request counts for that was read and refused."""
MOST_CLIENTS = 10_000


class OverBudget(CmsError):
    """A client that asked too much lately must wait."""

    code = "over_budget"
    status = 429

    def __init__(self, seconds: int) -> None:
        super().__init__(
            N_("You asked for more than your share: wait {seconds} seconds."), seconds=seconds
        )
        self.seconds = seconds


@dataclass
class Buckets:
    """How much each client took lately; ``per_second`` of it leaks away."""

    per_second: float
    levels: dict[str, tuple[float, float]] = field(default_factory=dict)

    def level(self, client: str) -> float:
        """How full the bucket of a client is now."""
        level, at = self.levels.get(client, (0.0, 0.0))
        return max(0.0, level - (monotonic() - at) * self.per_second)

    def add(self, client: str, amount: float) -> None:
        """Put something into the bucket of a client."""
        if len(self.levels) >= MOST_CLIENTS and client not in self.levels:
            # The emptier half goes, so that no crowd of strangers empties a full bucket.
            fuller = sorted(self.levels, key=self.level)[MOST_CLIENTS // 2 :]
            self.levels = {one: self.levels[one] for one in fuller}
        self.levels[client] = (self.level(client) + amount, monotonic())


class Budgets:
    """The budgets of all clients, each ``per_second`` points of cost; 0 is no limit."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self.most = per_second * SECONDS
        self.buckets = Buckets(per_second)

    def account(self, token: str | None, address: str) -> "Account":
        """The account of whoever sends a request. Raises `OverBudget` while nothing is left in it.

        Who has a token has an account of their own, wherever they are; a network of IPv6 has one.
        """
        client = f"token {_digest(token)}" if token else network_of(address)
        found = Account(self, client)
        if found.left < 0:
            OVER_BUDGET.inc()
            raise OverBudget(math.ceil(-found.left / self.per_second))
        return found


@dataclass
class Account:
    """What one request may spend, once. The last request of a client may cost more than is left."""

    budgets: Budgets
    client: str
    spent: bool = False

    @property
    def left(self) -> int:
        """How much the client has left now."""
        return math.floor(self.budgets.most - self.budgets.buckets.level(self.client))

    def spend(self, cost: int) -> None:
        """Pay for the request."""
        if not self.spent:
            COST.inc(cost)
            if self.budgets.per_second:
                self.budgets.buckets.add(self.client, cost)
        self.spent = True

    @contextmanager
    def paying_refusals(self) -> Iterator[None]:
        """Pay for what the block refuses: it was read all the same."""
        try:
            yield
        except Exception:
            self.spend(REFUSED)
            raise


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
