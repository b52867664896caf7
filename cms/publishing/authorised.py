"""Publishing for somebody: the services of this layer, once it is clear that they may."""

from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import ContentType
from cms.publishing import publishing
from cms.publishing.publishing import Published


async def publish(
    actor: Actor, content_type: ContentType, uid: str, locale: str, *, comment: str = ""
) -> Published:
    """As `publishing.publish`; raises `Denied`."""
    await require(actor, Permission.PUBLISH, uid, locale)
    return await publishing.publish(content_type, uid, locale, actor=actor.name, comment=comment)


async def retract(
    actor: Actor, content_type: ContentType, uid: str, locale: str, *, comment: str = ""
) -> None:
    """As `publishing.retract`; raises `Denied`."""
    await require(actor, Permission.PUBLISH, uid, locale)
    await publishing.retract(content_type, uid, locale, actor=actor.name, comment=comment)
