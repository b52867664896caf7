"""Personal links: whoever has one may do one thing to one subject, without an account.

Of a link's token only a digest is stored. What became of a link is kept for a while after it ended, so
that somebody with an old mail is told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cms.access.tokens import check_alive, digest, mint, unknown, used_up
from cms.database.engine import execute, fetch
from cms.settings import Settings

_ISSUE = """
INSERT INTO personal_link (token_hash, purpose, subject, expires_at)
VALUES ($1, $2, $3, now() + $4::interval)
"""
_FIND = """
SELECT purpose, subject, used_at IS NOT NULL AS used, ended_at IS NOT NULL AS ended,
    expires_at <= now() AS expired
FROM personal_link WHERE token_hash = $1 AND purpose = $2
"""
_USE = """
UPDATE personal_link SET used_at = now()
WHERE token_hash = $1 AND purpose = $2
    AND used_at IS NULL AND ended_at IS NULL AND expires_at > now()
RETURNING purpose, subject, true AS used, false AS ended, false AS expired
"""
_END = """
UPDATE personal_link SET ended_at = now()
WHERE subject = $1 AND ($2::text IS NULL OR purpose = $2) AND used_at IS NULL AND ended_at IS NULL
"""
_FORGET = """
DELETE FROM personal_link WHERE token_hash IN (
    SELECT token_hash FROM personal_link WHERE expires_at < now() - interval '30 days'
    LIMIT 100 FOR UPDATE SKIP LOCKED)
"""


@dataclass(frozen=True)
class PersonalLink:
    """What a link is for, and what became of it. ``purpose`` and ``subject`` are its maker's words."""

    purpose: str
    subject: str
    used: bool
    ended: bool
    expired: bool

    def check(self) -> None:
        """Raise `DeadLink`, which says why it works no longer."""
        check_alive(used=self.used, ended=self.ended, expired=self.expired)


async def issue(purpose: str, subject: str, lasts: timedelta) -> str:
    """The token of a new link; nobody sees it again. Call it inside `writing()`."""
    token = mint()
    await forget_ended()
    await execute(_ISSUE, digest(token), purpose, subject, lasts)
    return token


async def find(token: str, purpose: str) -> PersonalLink:
    """A link, whether it still works or not. Raises `DeadLink` for what is none."""
    return _link(await fetch(_FIND, digest(token), purpose))


async def look(token: str, purpose: str) -> PersonalLink:
    """A link that works; it stays good. Raises `DeadLink`."""
    found = await find(token, purpose)
    found.check()
    return found


async def use(token: str, purpose: str) -> PersonalLink:
    """Use a link up. Raises `DeadLink`. Call it inside `writing()`, with what it is used for."""
    used = await fetch(_USE, digest(token), purpose)
    if not used:
        (await find(token, purpose)).check()
        raise used_up()
    return _link(used)


async def used_once(token: str, purpose: str) -> PersonalLink:
    """Use a link up, or find that it was used already: people press a button twice.

    Raises `DeadLink` for one that ended or expired before. Call it inside `writing()`.
    """
    used = await fetch(_USE, digest(token), purpose)
    found = _link(used) if used else await find(token, purpose)
    if not found.used:
        found.check()
    return found


async def end(subject: str, purpose: str | None = None) -> None:
    """End the links to a subject, those for one purpose or all. Call it inside `writing()`."""
    await execute(_END, subject, purpose)


def address(settings: Settings, locale: str, page: str, token: str) -> str:
    """Where a link leads: to a small page of ours, in a language. ``page`` is its place there."""
    return f"{settings.public_url}/forms/{locale}/{page}/?token={token}"


def _link(found: Sequence[Mapping[str, Any]]) -> PersonalLink:
    if not found:
        raise unknown()
    return PersonalLink(**found[0])


async def forget_ended() -> None:
    """Erase what became of links a month ago, some of it each time."""
    await execute(_FORGET)
