"""What is kept of a proposal."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class ProposalKind(StrEnum):
    """What is proposed."""

    HOST = "host"
    SPEAKER = "speaker"
    PLACE = "place"


class ProposalState(StrEnum):
    """How far a proposal is."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Proposal:
    """Who proposes what: a place, or a speaker, for an occurrence of an event or for another day.

    ``event`` is empty for something of its own. ``occurrence`` is the start by the rule, or the day that
    was proposed. ``entry`` is what came of it.
    """

    id: int
    state: str
    kind: str
    locale: str
    name: str
    organisation: str
    email: str
    event: str
    occurrence: datetime | None
    place_name: str
    place_address: str
    place_city: str
    given_name: str
    prefix: str
    family_name: str
    message: str
    consent: str
    made_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    decided_by: str
    reason: str
    entry: str

    @property
    def speaker(self) -> str:
        """The name of the speaker who is proposed."""
        return " ".join(part for part in (self.given_name, self.prefix, self.family_name) if part)

    @property
    def place(self) -> str:
        """The place that is proposed, in one line."""
        parts = (self.place_name, self.place_address, self.place_city)
        return ", ".join(part for part in parts if part)
