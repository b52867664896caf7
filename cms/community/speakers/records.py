"""What the speakers' network keeps: offers, requests, who was asked, and what they answered."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OfferState(StrEnum):
    """How far an offer is."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Offer:
    """What somebody wrote of themselves. ``entry`` is what came of it."""

    id: int
    state: str
    locale: str
    given_name: str
    prefix: str
    family_name: str
    role: str
    email: str
    introduction: str
    fields: list[str]
    languages: list[str]
    consent: str
    made_at: datetime
    confirmed_at: datetime | None
    ended_at: datetime | None
    decided_by: str
    reason: str
    entry: str

    @property
    def name(self) -> str:
        """The whole name."""
        return " ".join(part for part in (self.given_name, self.prefix, self.family_name) if part)


@dataclass(frozen=True)
class Contact:
    """A speaker who can be asked, and their address."""

    uid: str
    email: str
    locale: str
    name: str


class RequestState(StrEnum):
    """How far a request is."""

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ASKED = "asked"
    BUNDLED = "bundled"
    REFUSED = "refused"


@dataclass(frozen=True)
class Request:
    """What somebody asks the network, and what became of it."""

    id: int
    state: str
    locale: str
    name: str
    organisation: str
    email: str
    occasion: str
    period: str
    place: str
    audience: str
    message: str
    fields: list[str]
    to_all: bool
    consent: str
    introduction: str
    made_at: datetime
    confirmed_at: datetime | None
    asked_at: datetime | None
    deadline: datetime | None
    ended_at: datetime | None
    decided_by: str
    reason: str


class Reply(StrEnum):
    """Whether a speaker would come."""

    YES = "yes"
    MAYBE = "maybe"
    NO = "no"


class Fee(StrEnum):
    """What a speaker asks for it."""

    NONE = "none"
    EXPENSES = "expenses"
    FEE = "fee"


@dataclass(frozen=True)
class Asked:
    """A speaker who was asked, with what they answered, and what the organiser made of it.

    ``contact`` is their address, as long as they are in the network. ``late`` says that they changed
    their answer after it was ``edited``.
    """

    id: int
    request: int
    uid: str
    name: str
    reminded_at: datetime | None
    answered_at: datetime | None
    reply: str | None
    message: str
    fee: str
    reach: str
    agreed: bool
    edited: str | None
    edited_at: datetime | None
    left_out: bool
    contact: str | None = None

    @property
    def late(self) -> bool:
        """Whether it was answered anew since it was edited."""
        return bool(self.edited_at and self.answered_at and self.answered_at > self.edited_at)
