"""Publishing for somebody: the services of this layer, once it is clear that they may."""

from datetime import datetime

from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import ContentType
from cms.publishing import publishing
from cms.publishing.links import check_links
from cms.publishing.plans import one_at_a_time
from cms.publishing.publishing import Published


async def publish(
    actor: Actor,
    content_type: ContentType,
    uid: str,
    locale: str,
    *,
    comment: str = "",
    at: datetime | None = None,
    until: datetime | None = None,
) -> Published:
    """As `publishing.publish`; raises `Denied`."""
    await require(actor, Permission.PUBLISH, uid, locale)
    return await publishing.publish(
        content_type, uid, locale, actor=actor.name, comment=comment, at=at, until=until
    )


async def retract(
    actor: Actor,
    content_type: ContentType,
    uid: str,
    locale: str,
    *,
    comment: str = "",
    at: datetime | None = None,
    break_links: bool = False,
) -> bool:
    """As `publishing.retract`; raises `Denied`.

    Also `WouldBreakLinks`, unless ``break_links``, when the public reads links that lead there.
    """
    await require(actor, Permission.PUBLISH, uid, locale)
    await one_at_a_time()
    if not break_links:
        await check_links(actor, [uid], locale, at=at)
    return await publishing.retract(
        content_type, uid, locale, actor=actor.name, comment=comment, at=at
    )
