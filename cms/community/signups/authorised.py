"""The same for somebody: whoever may edit a session organises it."""

from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.community.signups import organising, people
from cms.community.signups.organising import Attendees
from cms.community.signups.signing_up import Standing


async def attendees(actor: Actor, session: str) -> Attendees:
    """As `organising.attendees`; raises `Denied`."""
    await require(actor, Permission.EDIT, session)
    return await organising.attendees(session)


async def add(actor: Actor, session: str, name: str, email: str, locale: str) -> Standing:
    """As `organising.add`; raises `Denied`."""
    await require(actor, Permission.EDIT, session)
    return await organising.add(actor.name, session, name, email, locale)


async def cancel(actor: Actor, session: str, uid: str) -> None:
    """As `organising.cancel`; raises `Denied`."""
    await organising.cancel(actor.name, await _of(actor, session, uid))


async def to_front(actor: Actor, session: str, uid: str) -> None:
    """As `organising.to_front`; raises `Denied`."""
    await organising.to_front(actor.name, await _of(actor, session, uid))


async def erase(actor: Actor, session: str, uid: str) -> None:
    """As `organising.erase`; raises `Denied`."""
    await organising.erase(actor.name, await _of(actor, session, uid))


async def resend(actor: Actor, session: str, uid: str) -> None:
    """As `organising.resend`; raises `Denied`."""
    await organising.resend(actor.name, await _of(actor, session, uid))


async def write(actor: Actor, session: str, subject: str, text: str, *, waiting: bool) -> int:
    """As `organising.write`; raises `Denied`."""
    await require(actor, Permission.EDIT, session)
    return await organising.write(actor.name, session, subject, text, waiting=waiting)


async def _of(actor: Actor, session: str, uid: str) -> str:
    """Somebody who signed up for the session that the actor may edit, and for no other."""
    await require(actor, Permission.EDIT, session)
    if (await people.load(uid)).session != session:
        raise people.NobodyThere
    return uid
