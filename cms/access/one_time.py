"""Links that are sent to one person and work once: to accept an invitation, to renew a password.

Of a link's token only a digest is stored. A newer one for the same purpose ends the older; what ended
is kept for a while, so that somebody with an old link is told what became of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from cms.access.tokens import check_alive, digest, mint, unknown, used_up
from cms.database.engine import execute, fetch


class Purpose(StrEnum):
    """What a link is for."""

    INVITE = "invite"
    RESET = "reset"


LASTS: Mapping[Purpose, timedelta] = {
    Purpose.INVITE: timedelta(days=6),
    Purpose.RESET: timedelta(hours=1),
}

_ISSUE = """
INSERT INTO one_time_token (token_hash, purpose, user_id, made_by, expires_at)
VALUES ($1, $2, $3, $4, now() + $5::interval)
"""
_END = """
UPDATE one_time_token SET ended_at = now()
WHERE user_id = $1 AND purpose = ANY($2::text[]) AND used_at IS NULL AND ended_at IS NULL
"""
_USE = """
UPDATE one_time_token t SET used_at = now() FROM piccolo_user u
WHERE t.token_hash = $1 AND u.id = t.user_id AND u.active AND u.admin
    AND t.used_at IS NULL AND t.ended_at IS NULL AND t.expires_at > now()
RETURNING t.user_id, u.username, t.purpose
"""
_LOOK = """
SELECT t.user_id, u.username, t.purpose, t.used_at IS NOT NULL AS used,
    t.ended_at IS NOT NULL OR NOT (u.active AND u.admin) AS ended, t.expires_at <= now() AS expired
FROM one_time_token t JOIN piccolo_user u ON u.id = t.user_id WHERE t.token_hash = $1
"""
_FORGET = "DELETE FROM one_time_token WHERE expires_at < now() - interval '30 days'"


@dataclass(frozen=True)
class Holder:
    """Whom a link was sent to, and what for."""

    user_id: int
    name: str
    purpose: Purpose


async def issue(user_id: int, purpose: Purpose, by: str) -> str:
    """A new token for somebody, in place of the one they had. Call it inside `writing()`."""
    await execute("SELECT FROM piccolo_user WHERE id = $1 FOR UPDATE", user_id)
    await forget_ended()
    await execute(_END, user_id, [purpose])
    token = mint()
    await execute(_ISSUE, digest(token), purpose, user_id, by, LASTS[purpose])
    return token


async def forget_ended() -> None:
    """Erase what became of links a month ago."""
    await execute(_FORGET)


async def end_all(user_id: int) -> None:
    """End every link that somebody was sent."""
    await execute(_END, user_id, list(Purpose))


async def holder(token: str) -> Holder:
    """Whose link this is; it stays good. Raises `DeadLink`."""
    found = await fetch(_LOOK, digest(token))
    if not found:
        raise unknown()
    row = found[0]
    check_alive(used=row["used"], ended=row["ended"], expired=row["expired"])
    return Holder(row["user_id"], row["username"], Purpose(row["purpose"]))


async def use(token: str) -> Holder:
    """Use the link up. Raises `DeadLink`. Call it inside `writing()`, with what it is used for."""
    found = await fetch(_USE, digest(token))
    if not found:
        await holder(token)
        raise used_up()
    return Holder(found[0]["user_id"], found[0]["username"], Purpose(found[0]["purpose"]))
