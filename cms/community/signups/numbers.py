"""How a session stands at this moment: its rules, and how many are seated and wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from cms.community.signups import seats, sessions
from cms.community.signups.seats import Counts
from cms.community.signups.sessions import Rules, State, rules_of


@dataclass(frozen=True)
class Numbers:
    """The numbers of a session by the clock of the database; of what is not public the rules are empty."""

    rules: Rules
    counts: Counts
    now: datetime

    @property
    def state(self) -> State:
        """Whether one can sign up."""
        return self.rules.state(self.now, self.counts.seated, self.counts.waiting)

    @property
    def seats_left(self) -> int | None:
        """How many seats are free; none if there is no limit."""
        return self.rules.seats_left(self.counts.seated)

    @property
    def until(self) -> datetime | None:
        """The moment at which the clock alone makes it another."""
        return self.rules.closes_at if self.rules.takes_sign_ups(self.now) else None


async def numbers(uids: Sequence[str]) -> list[Numbers]:
    """How sessions stand, in the order in which they are named. Without a transaction."""
    public = await sessions.public(uids, writing=False)
    counted, now = await seats.counts(uids)
    return [
        Numbers(
            public[uid].rules if uid in public else Rules(),
            counted.get(uid, Counts()),
            public[uid].now if uid in public else now,
        )
        for uid in uids
    ]


def of_record(data: Mapping[str, Any], found: Numbers) -> Numbers:
    """The same numbers under the rules of other short fields: those of a draft, or of another moment."""
    return replace(found, rules=rules_of(data))
