"""What the public reads of signing up for a session: whether one can, and how many seats are left."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import strawberry

from cms.community.signups.consent import SIGNING_UP
from cms.community.signups.numbers import Numbers, of_record
from cms.community.signups.sessions import State
from cms.content_types import session
from cms.reading.view import AsOf, Live
from cms.schema.community.consents import ConsentText, consent_text
from cms.schema.context import Info

strawberry.enum(
    State,
    name="SignUpState",
    description=(
        "NONE: not on this site. OPEN: whoever signs up and confirms gets a seat. FULL: they wait for"
        " one. CLOSED: not any more, or not yet."
    ),
)


@strawberry.type(description="Whether one can sign up for a session, and for how many seats.")
class SignUpStatus:
    state: State
    closes_at: datetime | None = strawberry.field(
        description="Until when one can sign up; null if no moment is known."
    )
    capacity: int | None = strawberry.field(description="How many seats there are; null: no limit.")
    seats_left: int | None = strawberry.field(
        description="How many of them are free; null if there is no limit."
    )
    waiting: int = strawberry.field(description="How many wait for a seat.")
    consent: ConsentText = strawberry.field(description="What whoever signs up agrees to.")


async def _numbers(self: Any, info: Info) -> Numbers:
    """The public's numbers; for who looks at a draft, its own rules with the public's numbers."""
    found = await info.context.loaders.seats.load(self.record.uid)
    if isinstance(self.view.perspective, Live | AsOf):
        return found
    return of_record(self.record.data, found)


def status(found: Numbers, locale: str) -> SignUpStatus:
    """What is told of a session that stands so."""
    return SignUpStatus(
        state=found.state,
        closes_at=found.rules.closes_at,
        capacity=found.rules.capacity,
        seats_left=found.seats_left,
        waiting=found.counts.waiting,
        consent=consent_text(SIGNING_UP, locale),
    )


async def _sign_up(self: Any, info: Info) -> SignUpStatus:
    return status(await _numbers(self, info), self.view.locale)


async def _seats_left(self: Any, info: Info) -> int | None:
    return (await _numbers(self, info)).seats_left


OF_TYPES: Mapping[str, Mapping[str, tuple[Callable[..., Any], Any, str]]] = {
    session.content_type.name: {
        "signUp": (
            _sign_up,
            SignUpStatus,
            "Whether one can sign up here, as things stand at this moment.",
        ),
        "seatsLeft": (
            _seats_left,
            int | None,
            "How many seats are free at this moment; null if there is no limit.",
        ),
    }
}
"""What entries of a type tell beside their declared fields: resolver, type and description."""
