"""Sessions: who is logged in where. Of a session's token only a digest is stored."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.access.tokens import digest, mint
from cms.database.engine import execute, fetch

IDLE = timedelta(hours=1)
LONGEST = timedelta(days=7)
FRESH = timedelta(minutes=15)
_CLIENT_LENGTH = 200
_ADDRESS_LENGTH = 60

_BEGIN = """
INSERT INTO login_session (token_hash, user_id, expires_at, address, client)
VALUES ($1, $2, now() + $3::interval, $4, $5)
"""
_FIND = """
SELECT id, user_id, seen_at < now() - interval '1 minute' AS note_use
FROM login_session WHERE token_hash = $1 AND expires_at > now()
"""
_USED = """
UPDATE login_session SET seen_at = now(),
    expires_at = least(now() + $2::interval, begun_at + $3::interval) WHERE id = $1
"""


@dataclass(frozen=True)
class Live:
    """The session that a token opens."""

    id: int
    user_id: int


@dataclass(frozen=True)
class Session:
    """A session as its owner sees it."""

    id: int
    begun_at: datetime
    seen_at: datetime
    address: str
    client: str


async def begin(user_id: int, *, address: str = "", client: str = "") -> str:
    """A new session of somebody who has proved who they are. Returns its token, once."""
    await forget_ended()
    token = mint()
    where = (address[:_ADDRESS_LENGTH], client[:_CLIENT_LENGTH])
    await execute(_BEGIN, digest(token), user_id, IDLE, *where)
    return token


async def forget_ended() -> None:
    """Erase sessions that have ended."""
    await execute("DELETE FROM login_session WHERE expires_at < now()")


async def find(token: str) -> Live | None:
    """The session that this token opens, if it has not ended; its use puts the end off."""
    found = await fetch(_FIND, digest(token))
    if not found:
        return None
    if found[0]["note_use"]:
        await execute(_USED, found[0]["id"], IDLE, LONGEST)
    return Live(found[0]["id"], found[0]["user_id"])


async def is_fresh(session_id: int) -> bool:
    """Whether its owner gave their password in it lately: at the login, or since."""
    found = await fetch(
        "SELECT FROM login_session WHERE id = $1 AND confirmed_at > now() - $2::interval",
        *(session_id, FRESH),
    )
    return bool(found)


async def confirm(session_id: int) -> None:
    """Note that its owner gave their password now."""
    await execute("UPDATE login_session SET confirmed_at = now() WHERE id = $1", session_id)


async def sessions_of(user_id: int) -> list[Session]:
    """Somebody's sessions, the one that was used last first."""
    rows = await fetch(
        "SELECT id, begun_at, seen_at, address, client FROM login_session"
        " WHERE user_id = $1 AND expires_at > now() ORDER BY seen_at DESC, id DESC",
        user_id,
    )
    return [Session(**row) for row in rows]


async def end(token: str) -> None:
    """Log out where this token is kept."""
    await execute("DELETE FROM login_session WHERE token_hash = $1", digest(token))


async def end_one(user_id: int, session_id: int) -> bool:
    """End one of somebody's sessions; whether there was one."""
    found = await fetch(
        "DELETE FROM login_session WHERE user_id = $1 AND id = $2 RETURNING id", user_id, session_id
    )
    return bool(found)


async def end_all(user_ids: list[int], *, but: int = 0) -> None:
    """Log these people out everywhere, or everywhere ``but`` in one session."""
    await execute(
        "DELETE FROM login_session WHERE user_id = ANY($1::int[]) AND id <> $2", user_ids, but
    )
