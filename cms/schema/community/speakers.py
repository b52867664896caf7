"""The speakers' network: offering, asking and answering, by whoever wants to."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms import settings
from cms.community.idempotency import Outcome
from cms.community.speakers import answers, contacts, offers, requests
from cms.community.speakers.records import Fee, Reply
from cms.errors import N_, Message
from cms.schema.community import outcomes
from cms.schema.community.acts import PublicInput, opened, performed
from cms.schema.context import Info
from cms.schema.enums import Locale
from cms.translation.interface.catalogues import render

SENT = N_(
    "Look in your mailbox: with the link in the mail you confirm this. Until then nothing is done."
)
strawberry.enum(Reply, name="SpeakerReply", description="Whether a speaker would come.")
strawberry.enum(
    Fee,
    name="SpeakerFee",
    description="What a speaker asks for it. FEE: something that both agree on later.",
)


@strawberry.input(description="Who offers to speak.")
class SpeakerOfferInput(PublicInput):
    given_name: str = strawberry.field(description="At most 80 letters.")
    prefix: str = strawberry.field(default="", description="Such as van or de.")
    family_name: str = strawberry.field(description="At most 110 letters.")
    role: str = strawberry.field(default="", description="What they do, in a few words.")
    email: str = strawberry.field(description="Where requests are mailed to; it is not shown.")
    introduction: str = strawberry.field(
        description="Plain text of at most 5,000 letters, by which one can judge their story."
    )
    fields: list[str] = strawberry.field(
        default_factory=list, description="What they speak about: at most 12."
    )
    languages: list[Locale] = strawberry.field(
        default_factory=list, description="In which they speak; empty: in the first of the site."
    )
    consent: str = strawberry.field(description="The version of `consents { offerAsSpeaker }`.")


@strawberry.input(description="What somebody asks the speakers of the network.")
class SpeakerRequestInput(PublicInput):
    name: str = strawberry.field(description="Shown to speakers.")
    organisation: str = strawberry.field(default="", description="Shown to speakers.")
    email: str = strawberry.field(
        description="Where the answers are mailed to. No speaker sees it."
    )
    occasion: str = strawberry.field(description="What the speaker is wanted for, in one line.")
    period: str = strawberry.field(description="A date or a period, in words.")
    place: str = strawberry.field(default="", description="Where, in one line.")
    audience: str = strawberry.field(default="", description="For whom, and how many.")
    message: str = strawberry.field(
        description="Plain text of at most 5,000 letters. E-mail addresses in it are left out."
    )
    fields: list[str] = strawberry.field(
        default_factory=list,
        description="Speakers with one of these are asked. With none, `toAll` must be true.",
    )
    to_all: bool = strawberry.field(default=False, description="Ask every speaker.")
    consent: str = strawberry.field(description="The version of `consents { requestSpeaker }`.")


@strawberry.input(description="What a speaker answers.")
class SpeakerAnswerInput:
    reply: Reply = strawberry.field(description="Whether the speaker would come.")
    message: str = strawberry.field(
        default="", description="Plain text of at most 3,000 letters, for whoever asks."
    )
    fee: Fee = strawberry.field(default=Fee.NONE, description="What the speaker asks for it.")
    reach: str = strawberry.field(
        default="", description="How to be reached; empty: at the address that the network has."
    )
    agreed: bool = strawberry.field(
        default=False, description="Whether that may be passed on to whoever asks."
    )


@strawberry.type(description="The offer is confirmed, and waits for an editor.")
class SpeakerOffered:
    name: str = strawberry.field(description="Of whoever offers.")


@strawberry.type(description="The request is confirmed.")
class SpeakerRequested:
    sent: bool = strawberry.field(
        description="Whether it went to the speakers; else somebody looks at it first."
    )


@strawberry.type(description="The answer is kept. It can be given anew until the deadline.")
class SpeakerAnswered:
    reply: Reply = strawberry.field(description="What was answered.")


@strawberry.type(description="Whether the speaker is sent requests from now on.")
class SpeakerTakesPart:
    takes_part: bool = strawberry.field(description="Whether requests are mailed to them.")


@strawberry.type(description="The request and all that was answered to it is erased.")
class SpeakerRequestErased:
    erased: bool = strawberry.field(description="Always true.")


SpeakerOfferResult = Annotated[
    SpeakerOffered | outcomes.ConfirmationSent | outcomes.Linked,
    strawberry.union(
        "SpeakerOfferResult", description="What came of an offer, or of a link in a mail."
    ),
]
SpeakerRequestResult = Annotated[
    SpeakerRequested | SpeakerRequestErased | outcomes.ConfirmationSent | outcomes.Linked,
    strawberry.union(
        "SpeakerRequestResult", description="What came of a request, or of a link in a mail."
    ),
]
SpeakerAnswerResult = Annotated[
    SpeakerAnswered | SpeakerTakesPart | outcomes.Linked,
    strawberry.union("SpeakerAnswerResult", description="What came of a speaker's link."),
]


def confirmation_sent(info: Info) -> outcomes.ConfirmationSent:
    """That a mail is under way."""
    return outcomes.ConfirmationSent(message=render(Message(SENT), info.context.reader))


async def offer_as_speaker(
    info: Info,
    input: SpeakerOfferInput,  # noqa: A002 - as GraphQL calls it
) -> SpeakerOfferResult:
    """Offer to speak. A mail with a link to confirm it goes to the address, known already or not."""

    async def do() -> Outcome:
        languages = [one.value for one in input.languages]
        await offers.offer(vars(input) | {"languages": languages}, input.locale.value)
        return {}

    found: SpeakerOfferResult = await performed(
        info,
        input,
        do,
        lambda _: confirmation_sent(info),
        decoy={},
    )
    return found


async def confirm_offer(info: Info, token: str) -> SpeakerOfferResult:
    """Confirm an offer with the token of the mail. Twice is as good as once."""

    async def do() -> Any:
        return SpeakerOffered(name=(await offers.confirm(token)).name)

    found: SpeakerOfferResult = await opened(info, do)
    return found


async def request_speaker(
    info: Info,
    input: SpeakerRequestInput,  # noqa: A002 - as GraphQL calls it
) -> SpeakerRequestResult:
    """Ask the speakers of the network. A mail with a link to confirm it goes to the address."""

    async def do() -> Outcome:
        await requests.request(vars(input), input.locale.value)
        return {}

    found: SpeakerRequestResult = await performed(
        info,
        input,
        do,
        lambda _: confirmation_sent(info),
        decoy={},
    )
    return found


async def confirm_request(info: Info, token: str) -> SpeakerRequestResult:
    """Confirm a request with the token of the mail. Twice is as good as once."""

    async def do() -> Any:
        made = await requests.confirm(token, settings.settings)
        return SpeakerRequested(sent=made.asked_at is not None)

    found: SpeakerRequestResult = await opened(info, do)
    return found


async def erase_speaker_request(info: Info, token: str) -> SpeakerRequestResult:
    """Erase a request and its answers, with the token of a mail to who asked."""

    async def do() -> Any:
        await requests.erase(token)
        return SpeakerRequestErased(erased=True)

    found: SpeakerRequestResult = await opened(info, do)
    return found


async def answer_speaker_request(
    info: Info,
    token: str,
    input: SpeakerAnswerInput,  # noqa: A002 - as GraphQL calls it
) -> SpeakerAnswerResult:
    """Answer a request with the token of the mail; until the deadline, as often as one likes."""

    async def do() -> Any:
        answered, _ = await answers.answer(token, vars(input))
        return SpeakerAnswered(reply=Reply(answered.reply or ""))

    found: SpeakerAnswerResult = await opened(info, do)
    return found


async def take_part_as_speaker(
    info: Info,
    token: str,
    takes_part: Annotated[
        bool | None,
        strawberry.argument(description="True: have requests; false: have none; left out: tell."),
    ] = UNSET,
) -> SpeakerAnswerResult:
    """Have no requests any more, or have them again, with the token of a mail; without a choice, tell."""

    async def do() -> Any:
        if isinstance(takes_part, bool):
            return SpeakerTakesPart(takes_part=await contacts.choose(token, take_part=takes_part))
        return SpeakerTakesPart(takes_part=await contacts.takes_part(token))

    found: SpeakerAnswerResult = await opened(info, do)
    return found
