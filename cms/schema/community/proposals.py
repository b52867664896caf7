"""Proposing to host a meeting, a speaker or a place."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from cms.community.idempotency import Outcome
from cms.community.proposals import proposals
from cms.community.proposals.records import ProposalKind
from cms.schema.community import outcomes
from cms.schema.community.acts import PublicInput, opened, performed
from cms.schema.community.speakers import confirmation_sent
from cms.schema.context import Info

strawberry.enum(
    ProposalKind,
    name="ProposalKind",
    description="HOST: to receive a meeting. SPEAKER: somebody to invite. PLACE: somewhere to meet.",
)


@strawberry.input(description="What somebody proposes.")
class ProposalInput(PublicInput):
    kind: ProposalKind = strawberry.field(description="What is proposed.")
    name: str = strawberry.field(description="Of whoever proposes it; it is not shown.")
    organisation: str = strawberry.field(default="", description="Theirs; it is not shown.")
    email: str = strawberry.field(description="Where they hear of it; it is not shown.")
    event: strawberry.ID = strawberry.field(
        default=strawberry.ID(""),
        description="The uid of an event that recurs; empty: none of these.",
    )
    occurrence: datetime | None = strawberry.field(
        default=None,
        description="The `recurrenceId` of one of its occurrences; without an event, a day of choice.",
    )
    place_name: str = strawberry.field(default="", description="Needed for a host and a place.")
    place_address: str = strawberry.field(default="", description="Street and number, postcode.")
    place_city: str = strawberry.field(default="", description="The town.")
    given_name: str = strawberry.field(default="", description="Of the speaker.")
    prefix: str = strawberry.field(default="", description="Of the speaker's name.")
    family_name: str = strawberry.field(default="", description="Needed for a speaker.")
    message: str = strawberry.field(
        default="", description="Plain text of at most 3,000 letters, for the organisers."
    )
    consent: str = strawberry.field(description="The version of `consents { propose }`.")


@strawberry.type(description="The proposal is confirmed, and waits for an editor.")
class Proposed:
    kind: ProposalKind = strawberry.field(description="What was proposed.")


ProposalResult = Annotated[
    Proposed | outcomes.ConfirmationSent | outcomes.Linked,
    strawberry.union(
        "ProposalResult", description="What came of a proposal, or of a link in a mail."
    ),
]


async def propose(
    info: Info,
    input: ProposalInput,  # noqa: A002 - as GraphQL calls it
) -> ProposalResult:
    """Propose something. A mail with a link to confirm it goes to the address."""

    async def do() -> Outcome:
        await proposals.propose(vars(input), input.locale.value)
        return {}

    found: ProposalResult = await performed(
        info,
        input,
        do,
        lambda _: confirmation_sent(info),
        decoy={},
    )
    return found


async def confirm_proposal(info: Info, token: str) -> ProposalResult:
    """Confirm a proposal with the token of the mail. Twice is as good as once."""

    async def do() -> Any:
        return Proposed(kind=ProposalKind((await proposals.confirm(token)).kind))

    found: ProposalResult = await opened(info, do)
    return found
