"""Signing up for a session, confirming it, and cancelling: what anybody may ask."""

from typing import Annotated, Any

import strawberry

from cms.community.idempotency import Outcome
from cms.community.signups import signing_up
from cms.community.signups.people import Stage
from cms.community.signups.signing_up import SessionClosed as SessionClosedError
from cms.community.signups.signing_up import Standing, Wish
from cms.errors import N_, Message
from cms.schema.community import outcomes
from cms.schema.community.acts import PublicInput, opened, performed
from cms.schema.context import Info
from cms.schema.editing.outcomes import Problem, Refused
from cms.translation.interface.catalogues import render

SENT = N_(
    "Look in your mailbox: with the link in the mail you confirm that you want to come. Until then no"
    " seat is kept for you."
)


@strawberry.input(description="Who wants to come to a session.")
class SignUpInput(PublicInput):
    session: strawberry.ID = strawberry.field(description="The uid of the session.")
    name: str = strawberry.field(description="At most 100 letters; only organisers see it.")
    email: str
    consent: str = strawberry.field(
        description="The version of `signUp { consent }`: that its text was shown, and agreed to."
    )


@strawberry.type(description="There is a seat for you.")
class SignedUp:
    session: strawberry.ID = strawberry.field(description="The uid of the session.")


@strawberry.type(
    description="All seats are taken: you are in the line, and get a mail when one is free."
)
class WaitListed:
    session: strawberry.ID = strawberry.field(description="The uid of the session.")
    place: int = strawberry.field(description="Which in the line: 1 is the next.")


@strawberry.type(description="You are no longer signed up.")
class SignUpCancelled:
    session: strawberry.ID = strawberry.field(description="The uid of the session.")


@strawberry.type(description="The session takes no sign-ups, or no longer.")
class SessionClosed(Problem):
    pass


SignUpResult = Annotated[
    SignedUp
    | WaitListed
    | SignUpCancelled
    | outcomes.ConfirmationSent
    | SessionClosed
    | outcomes.Linked,
    strawberry.union(
        "SignUpResult", description="What came of signing up, or of a link in a mail."
    ),
]


async def sign_up_for_session(
    info: Info,
    input: SignUpInput,  # noqa: A002 - as GraphQL calls it
) -> SignUpResult:
    """Ask for a seat. A mail with a link to confirm it goes to the address, known already or not."""
    wish = Wish(str(input.session), input.name, input.email, input.locale.value, input.consent)

    async def do() -> Outcome:
        await signing_up.sign_up(wish)
        return {}

    def made(_: Outcome) -> outcomes.ConfirmationSent:
        return outcomes.ConfirmationSent(message=render(Message(SENT), info.context.reader))

    found: SignUpResult = _named(await performed(info, input, do, made, decoy={}))
    return found


async def confirm_sign_up(info: Info, token: str) -> SignUpResult:
    """Take a seat, or a place in the line, with the token of the mail. Twice is as good as once."""

    async def do() -> Any:
        return _told(await signing_up.confirm(token))

    found: SignUpResult = _named(await opened(info, do))
    return found


async def cancel_sign_up(info: Info, token: str, erase: bool = False) -> SignUpResult:
    """Give the seat or the place back; with `erase` all that is kept of you is erased, too."""

    async def do() -> Any:
        return _told(await (signing_up.erase if erase else signing_up.cancel)(token))

    found: SignUpResult = _named(await opened(info, do))
    return found


def _told(stood: Standing) -> Any:
    session = strawberry.ID(stood.person.session)
    match stood.person.state:
        case Stage.SEATED:
            return SignedUp(session=session)
        case Stage.WAITING:
            return WaitListed(session=session, place=stood.place)
    return SignUpCancelled(session=session)


def _named(found: Any) -> Any:
    """A refusal that has a type of its own here."""
    if isinstance(found, Refused) and found.code == SessionClosedError.code:
        return SessionClosed(code=found.code, message=found.message)
    return found
