"""The same for somebody: whoever may edit a session organises it."""

from collections.abc import Mapping, Sequence
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import allowed_filter, require
from cms.access.roles import Permission
from cms.community.signups import organising, people
from cms.community.signups.organising import Attendees
from cms.community.signups.signing_up import Standing
from cms.content import LOCALES, localised
from cms.database.engine import fetch

_TITLES = ", ".join(f"s.{localised('title', locale)}" for locale in LOCALES)
_SESSIONS = f"""
SELECT s.uid, {_TITLES}, s.starts_at, s.timezone, s.capacity,
    coalesce(g.seated, 0) AS seated, coalesce(g.waiting, 0) AS waiting
FROM session s LEFT JOIN seating g ON g.session = s.uid
WHERE (s.sign_up_mode <> 'none' OR g.session IS NOT NULL)
"""
_IN_ORDER = """
ORDER BY coalesce(s.ends_at, s.starts_at) < now(), abs(extract(epoch FROM s.starts_at - now())), s.uid
LIMIT 200
"""


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


async def file_of(actor: Actor, session: str, locale: str) -> str:
    """As `organising.file_of`; raises `Denied`."""
    await require(actor, Permission.EDIT, session)
    return await organising.file_of(actor.name, session, locale)


async def organised(actor: Actor) -> Sequence[Mapping[str, Any]]:
    """The sessions with sign-up that the actor may edit, those to come first, with their numbers."""
    allowed = allowed_filter(actor, Permission.EDIT, "s.uid")
    return await fetch(f"{_SESSIONS} AND {allowed.numbered(1)} {_IN_ORDER}", *allowed.values)


async def _of(actor: Actor, session: str, uid: str) -> str:
    """Somebody who signed up for the session that the actor may edit, and for no other."""
    await require(actor, Permission.EDIT, session)
    if (await people.load(uid)).session != session:
        raise people.NobodyThere
    return uid
