"""Tokens to show somebody what is not public yet."""

from datetime import datetime
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.reading import previews as services
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import performed, require_somebody
from cms.schema.editing.outcomes import Teller


@strawberry.type(description="A token that somebody made; the token itself is not kept.")
class Preview:
    id: strawberry.ID = strawberry.field(description="Give it to `revokePreview`.")
    uid: strawberry.ID | None = strawberry.field(
        description="It shows this entry and all below it; null for the whole site."
    )
    moment: datetime | None = strawberry.field(
        description="What the public reads then; null for the working copies."
    )
    maker: str
    beside: bool = strawberry.field(
        description="Whether a form made it by itself, to show its entry beside itself."
    )
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None


@strawberry.type(description="A new token. Send it in the header `Cms-Preview`.")
class PreviewMade:
    token: str = strawberry.field(description="Nobody sees it again.")
    preview: Preview


@strawberry.type(description="A token that works no longer.")
class PreviewEnded:
    id: strawberry.ID


PreviewResult = Annotated[
    PreviewMade | outcomes.Always,
    strawberry.union("PreviewResult", description="What came of making a preview."),
]
RevokePreviewResult = Annotated[
    PreviewEnded | outcomes.Always,
    strawberry.union("RevokePreviewResult", description="What came of revoking a preview."),
]
Hours = Annotated[
    int, strawberry.argument(description=f"How long it works, from 1 to {services.MOST_HOURS}.")
]


async def previews(info: Info) -> list[Preview] | None:
    """The previews that work or lately worked, the newest first: your own, an administrator's all."""
    require_somebody(info)
    return [_preview(one) for one in await services.previews(info.context.actor)]


async def create_preview(
    info: Info,
    uid: strawberry.ID | None = UNSET,
    moment: datetime | None = UNSET,
    hours: Hours = services.HOURS,
) -> PreviewResult:
    """Make a token that shows an entry and all below it, or the whole site, as far as you see it."""

    async def act() -> PreviewMade:
        token, kept = await services.make(
            info.context.actor, branch=uid or None, moment=moment or None, hours=hours
        )
        return PreviewMade(token=token, preview=_preview(kept))

    found: PreviewResult = await performed(info, Teller(info.context.reader), act)
    return found


async def revoke_preview(
    info: Info,
    id: strawberry.ID,  # noqa: A002
) -> RevokePreviewResult:
    """Let a token of your own work no longer; for an administrator anybody's."""

    async def act() -> PreviewEnded:
        await services.revoke(info.context.actor, id)
        return PreviewEnded(id=id)

    found: RevokePreviewResult = await performed(info, Teller(info.context.reader), act)
    return found


def _preview(one: services.Preview) -> Preview:
    return Preview(
        id=strawberry.ID(one.id),
        uid=strawberry.ID(one.branch) if one.branch else None,
        moment=one.moment,
        maker=one.maker,
        beside=one.beside,
        made_at=one.made_at,
        expires_at=one.expires_at,
        revoked_at=one.revoked_at,
        revoked_by=one.revoked_by,
    )
