"""Handing a text to translators before the public reads it, and taking it back."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Annotated

import strawberry

from cms.access.permissions import require
from cms.access.roles import Permission
from cms.editing import offering
from cms.editing.offering import Offered
from cms.editing.undo import Inverse
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import offered, performed
from cms.schema.editing.arguments import DryRun
from cms.schema.editing.outcomes import Teller


@strawberry.type(description="Whether translators have a text that is not public.")
class TranslationOffer:
    uid: strawberry.ID
    offered: bool
    version: int | None = strawberry.field(description="The one that they have.")
    actor: str | None = strawberry.field(description="Who let them have it.")
    at: datetime | None
    undo: strawberry.ID | None
    dry_run: bool


OfferResult = Annotated[
    TranslationOffer | outcomes.Always,
    strawberry.union("OfferResult", description="What came of an offer to translators."),
]
Do = Callable[[Offered | None], Awaitable[Inverse | None]]


async def offer_for_translation(
    info: Info, uid: strawberry.ID, dry_run: DryRun = False
) -> OfferResult:
    """Let translators have the source text as it is now in their files, though it is not public."""

    async def do(before: Offered | None) -> Inverse | None:
        made = await offering.offer(info.context.actor, uid)
        return None if before else Inverse("offer", uid, {"revision": made.revision})

    return await _done(info, uid, do, dry_run=dry_run)


async def withdraw_offer(info: Info, uid: strawberry.ID, dry_run: DryRun = False) -> OfferResult:
    """End an offer: from the next export on translators have what the public reads again."""

    async def do(before: Offered | None) -> Inverse | None:
        await offering.take_back(info.context.actor, uid)
        return Inverse("take_back", uid, {"revision": before.revision}) if before else None

    return await _done(info, uid, do, dry_run=dry_run)


async def _done(info: Info, uid: strawberry.ID, do: Do, *, dry_run: bool) -> OfferResult:
    async def act() -> TranslationOffer:
        await require(info.context.actor, Permission.VIEW, uid)
        inverse = await do((await offering.offered([uid])).get(uid))
        now = (await offering.offered([uid])).get(uid)
        return TranslationOffer(
            uid=uid,
            offered=now is not None,
            version=now.revision if now else None,
            actor=now.actor if now else None,
            at=now.at if now else None,
            undo=await offered(info, inverse, dry_run=dry_run),
            dry_run=dry_run,
        )

    found: OfferResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found
