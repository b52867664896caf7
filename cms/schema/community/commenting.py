"""Commenting, and moderating what visitors said."""

from collections.abc import Mapping
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from cms.community.comments import authorised, posting
from cms.community.comments.comment import CommentState
from cms.content.identity import mint_uid
from cms.schema.community import outcomes as public
from cms.schema.community.acts import PublicInput, performed
from cms.schema.context import Info
from cms.schema.editing import acts, outcomes
from cms.schema.editing.outcomes import Teller


@strawberry.input(
    description="A comment. What it says is plain text; addresses in it become links."
)
class CommentInput(PublicInput):
    uid: strawberry.ID = strawberry.field(description="The entry that it is about.")
    parent: strawberry.ID | None = strawberry.field(
        default=UNSET, description="The comment that it answers."
    )
    name: str = strawberry.field(description="Shown with it.")
    email: str = strawberry.field(
        description="Never shown: a link to withdraw the comment is mailed to it."
    )
    text: str
    consent: str = strawberry.field(
        description="The version of `commenting.consent` that was shown and agreed to."
    )


@strawberry.type(description="A comment was taken. Whether it is read, its state says.")
class CommentReceived:
    id: strawberry.ID
    state: CommentState


@strawberry.type(description="One cannot comment here; the message ends with the reason.")
class CommentingClosed(outcomes.Problem):
    pass


@strawberry.type(description="What became of a comment.")
class CommentModerated:
    id: strawberry.ID
    state: CommentState


CommentResult = Annotated[
    CommentReceived | CommentingClosed | public.Always,
    strawberry.union("CommentResult", description="What came of commenting."),
]
ModerationResult = Annotated[
    CommentModerated | outcomes.Always,
    strawberry.union("ModerationResult", description="What came of judging a comment."),
]

To = Annotated[
    CommentState,
    strawberry.argument(description="Any but WITHDRAWN, which is its author's to say."),
]


async def post_comment(info: Info, input: CommentInput) -> CommentResult:  # noqa: A002
    """Comment on an entry, or answer a comment. A link to withdraw it is mailed to its author."""
    draft = posting.Draft(
        uid=input.uid,
        name=input.name,
        email=input.email,
        text=input.text,
        consent=input.consent,
        locale=input.locale.value,
        parent=input.parent or None,
    )
    decoy = {"id": mint_uid(), "state": CommentState.PENDING.value}

    async def do() -> Mapping[str, Any]:
        return await posting.post_comment(draft)

    counted = [posting.counted(info.context.address)]
    found = await performed(info, input, do, _received, decoy=decoy, counted=counted)
    if isinstance(found, outcomes.Refused) and found.code == posting.CommentingClosed.code:
        return CommentingClosed(code=found.code, message=found.message)
    result: CommentResult = found
    return result


async def moderate_comment(
    info: Info,
    id: strawberry.ID,  # noqa: A002
    to: To,
) -> ModerationResult:
    """Let a comment be read, or not; what its author withdrew stays so."""

    async def act() -> CommentModerated:
        await authorised.moderate(info.context.actor, id, to)
        return CommentModerated(id=id, state=to)

    found: ModerationResult = await acts.performed(info, Teller(info.context.reader), act)
    return found


async def erase_comment(info: Info, id: strawberry.ID) -> ModerationResult:  # noqa: A002
    """Erase what a comment says and who wrote it, for good."""

    async def act() -> CommentModerated:
        await authorised.erase(info.context.actor, id)
        return CommentModerated(id=id, state=CommentState.WITHDRAWN)

    found: ModerationResult = await acts.performed(info, Teller(info.context.reader), act)
    return found


def _received(outcome: Mapping[str, Any]) -> CommentReceived:
    return CommentReceived(id=strawberry.ID(outcome["id"]), state=CommentState(outcome["state"]))
