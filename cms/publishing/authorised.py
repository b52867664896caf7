"""Publishing for somebody: the services of this layer, once it is clear that they may."""

from dataclasses import dataclass
from datetime import datetime

from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import ContentType
from cms.publishing import publishing, unscheduling
from cms.publishing.links.links import check_links
from cms.publishing.plans import one_at_a_time
from cms.publishing.publishing import Published


@dataclass(frozen=True)
class How:
    """How a step is taken: with which comment, from when until when.

    ``break_links`` takes it although links in other entries will lead nowhere; those in the entries
    that take the step ``together`` with it do not count.
    """

    comment: str = ""
    at: datetime | None = None
    until: datetime | None = None
    break_links: bool = False
    together: frozenset[str] = frozenset()


PLAINLY = How()


async def publish(
    actor: Actor, content_type: ContentType, uid: str, locale: str, how: How = PLAINLY
) -> Published:
    """As `publishing.publish`; raises `Denied`.

    Also `WouldBreakLinks`, unless ``how`` allows that, when others still refer to it at its end.
    """
    await require(actor, Permission.PUBLISH, uid, locale)
    await one_at_a_time()
    made = await publishing.publish(
        content_type,
        uid,
        locale,
        actor=actor.name,
        comment=how.comment,
        at=how.at,
        until=how.until,
    )
    if made.until and made.changed and not how.break_links:
        await check_links(actor, [uid], locale, at=made.until, besides=how.together)
    return made


async def retract(
    actor: Actor, content_type: ContentType, uid: str, locale: str, how: How = PLAINLY
) -> bool:
    """As `publishing.retract`; raises `Denied`.

    Also `WouldBreakLinks`, unless ``how`` allows that, when the public reads links that lead there.
    """
    await require(actor, Permission.PUBLISH, uid, locale)
    await one_at_a_time()
    if not how.break_links:
        await check_links(actor, [uid], locale, at=how.at, besides=how.together)
    return await publishing.retract(
        content_type, uid, locale, actor=actor.name, comment=how.comment, at=how.at
    )


async def unschedule(
    actor: Actor, content_type: ContentType, uid: str, locale: str, how: How = PLAINLY
) -> bool:
    """As `unscheduling.unschedule`; raises `Denied`."""
    await require(actor, Permission.PUBLISH, uid, locale)
    return await unscheduling.unschedule(
        content_type, uid, locale, actor=actor.name, comment=how.comment
    )
