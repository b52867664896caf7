"""Who is editing an entry: a courtesy among colleagues.

A lock keeps nobody from saving; the revision does that (docs/decisions/0023-work-in-progress.md).
It belongs to a person: their newest form has it. It ends by itself soon after the form was closed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.access import audit, tokens
from cms.access.actors import Actor
from cms.access.permissions import Denied, decide, require, visible
from cms.access.roles import Permission
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError

EXPIRY = "2 minutes"
HEARTBEAT_SECONDS = 30

_UNTIL = f"clock_timestamp() + interval '{EXPIRY}'"
# A second form of the same person goes on with their lock, under a token of its own.
_TAKE = f"""
INSERT INTO edit_lock AS l (uid, holder, token, since, expires_at)
VALUES ($1, $2, $3, clock_timestamp(), {_UNTIL})
ON CONFLICT (uid) DO UPDATE SET holder = $2, token = $3, expires_at = {_UNTIL},
    since = CASE WHEN l.holder = $2 AND l.expires_at > clock_timestamp() THEN l.since
        ELSE clock_timestamp() END
WHERE $4 OR l.holder = $2 OR l.expires_at <= clock_timestamp()
RETURNING since
"""  # noqa: S608 - our own text
_RENEW = f"""
UPDATE edit_lock SET expires_at = {_UNTIL}
WHERE uid = $1 AND holder = $2 AND token = $3 AND expires_at > clock_timestamp() RETURNING since
"""  # noqa: S608 - our own text
_HELD = """
SELECT uid, holder, since FROM edit_lock
WHERE uid = ANY($1::text[]) AND expires_at > clock_timestamp()
"""
_RELEASE = "DELETE FROM edit_lock WHERE uid = $1 AND holder = $2 AND token = $3"


@dataclass(frozen=True)
class Lock:
    """Who is editing an entry, and since when."""

    uid: str
    holder: str
    since: datetime


class Locked(CmsError):
    """Somebody else is editing the entry: ``lock`` says who."""

    code = "locked"
    status = 409

    def __init__(self, lock: Lock) -> None:
        super().__init__(N_("{holder} is editing this entry."), holder=lock.holder)
        self.lock = lock


class LockLost(CmsError):
    """The lock expired, or went to another form: ``lock`` is the one that there is now."""

    code = "lock_lost"
    status = 409

    def __init__(self, lock: Lock | None) -> None:
        super().__init__(N_("You are no longer marked as editing this entry."))
        self.lock = lock


async def take(actor: Actor, uid: str) -> tuple[Lock, str]:
    """Mark the actor as editing; the text is the token with which to renew and release.

    Raises `Locked` while somebody else is, `Denied` to whoever may not write here, and `NotFound`.
    Call it inside `writing()`.
    """
    await _require_writer(actor, uid)
    return await _take(actor, uid, steal=False)


async def steal(actor: Actor, uid: str) -> tuple[Lock, str]:
    """As `take`, also from somebody else, which the audit log keeps; their form tells them."""
    await _require_writer(actor, uid)
    found = await fetch(_HELD + " FOR UPDATE", [uid])
    if found and found[0]["holder"] != actor.name:
        await audit.note(actor.name, "lock.steal", uid, holder=found[0]["holder"])
    return await _take(actor, uid, steal=True)


async def renew(actor: Actor, uid: str, token: str) -> Lock:
    """Stay marked as editing, from now on. Raises `LockLost`, `Denied` and `NotFound`."""
    await _require_writer(actor, uid)
    found = await fetch(_RENEW, uid, actor.name, tokens.digest(token).hex())
    if not found:
        raise LockLost(await _held(uid))
    return Lock(uid, actor.name, found[0]["since"])


async def release(actor: Actor, uid: str, token: str) -> None:
    """Stop being marked as editing; nothing happens when another form has the lock by now."""
    await execute(_RELEASE, uid, actor.name, tokens.digest(token).hex())


async def held(actor: Actor, uids: Iterable[str]) -> Mapping[str, Lock]:
    """Who is editing which of these entries, as far as the actor may view them."""
    found = await fetch(_HELD, list(uids))
    if not found:
        return {}
    seen = await visible(actor, [row["uid"] for row in found])
    return {row["uid"]: _lock(row) for row in found if row["uid"] in seen}


async def _take(actor: Actor, uid: str, *, steal: bool) -> tuple[Lock, str]:
    token = tokens.mint()
    found = await fetch(_TAKE, uid, actor.name, tokens.digest(token).hex(), steal)
    if found:
        return Lock(uid, actor.name, found[0]["since"]), token
    holding = await _held(uid)
    if holding is None:  # it ended between the two questions
        return await _take(actor, uid, steal=steal)
    raise Locked(holding)


async def _held(uid: str) -> Lock | None:
    found = await fetch(_HELD, [uid])
    return _lock(found[0]) if found else None


def _lock(row: Mapping[str, Any]) -> Lock:
    return Lock(row["uid"], row["holder"], row["since"])


async def _require_writer(actor: Actor, uid: str) -> None:
    facts = await require(actor, Permission.VIEW, uid)
    writing = (Permission.EDIT, Permission.TRANSLATE)
    if not any(decide(actor, one, facts).allowed for one in writing):
        raise Denied(Permission.EDIT)
