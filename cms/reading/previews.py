"""Preview tokens: what somebody may show of what is not public, to whom they hand the token.

A token names a row, and is signed; the row says what it shows, until when, and whose it is. It never
shows more than its maker may see at the moment it is used. What was made with an API token ends with it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from itsdangerous import BadData, URLSafeSerializer

from cms.access import audit
from cms.access.actors import Actor, load_actor
from cms.access.permissions import SITE, decide, facts_of, require
from cms.access.roles import Permission
from cms.access.signing import signing_key
from cms.content.identity import mint_uid
from cms.database.engine import as_json, execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, NotFound, Problem
from cms.reading.sources import TYPED_LATELY
from cms.reading.view import Drafts, Moment, Perspective

HOURS = 24
MOST_HOURS = 30 * 24
LONGEST_TOKEN = 500
MOST_LISTED = 200
HOURS_BESIDE = 12
RENEWED_BEFORE = 4
"""With fewer hours left, a form gets a new token."""
KEPT_DAYS = 30
"""So long a preview that ended is told apart from one that never was."""

# Revoking a token, by itself or with all others, revokes what was made with it.
_PREVIEWS = """
SELECT p.id, p.maker, p.branch, p.moment, p.made_at, p.expires_at, p.made_with,
    coalesce(p.revoked_at, t.revoked_at) AS revoked_at, p.revoked_by, p.beside
FROM preview p LEFT JOIN api_token t ON t.id = p.made_with
"""
_ONE = f"{_PREVIEWS} WHERE p.id = $1"
_LISTED = f"""{_PREVIEWS}
WHERE (p.maker = $1 OR $2) AND (NOT p.beside OR p.revoked_at IS NULL AND p.expires_at > now())
ORDER BY p.made_at DESC LIMIT $3
"""
_BESIDE = f"""{_PREVIEWS}
WHERE p.maker = $1 AND p.branch = $2 AND p.beside AND p.revoked_at IS NULL
    AND p.expires_at > now() + $3 * interval '1 hour'
ORDER BY p.made_at DESC LIMIT 1
"""


class PreviewInvalid(CmsError):
    """No token of ours, or one that was changed on its way."""

    code = "preview_invalid"
    status = 401

    def __init__(self) -> None:
        super().__init__(N_("This preview token is not valid."))


class PreviewExpired(CmsError):
    """A token whose time is over."""

    code = "preview_expired"
    status = 401

    def __init__(self) -> None:
        super().__init__(N_("This preview has expired. Ask for a new one."))


class PreviewRevoked(CmsError):
    """A token that was taken back, as the one it was made with, or whose maker may see this no more."""

    code = "preview_revoked"
    status = 401

    def __init__(self) -> None:
        super().__init__(N_("This preview was revoked."))


@dataclass(frozen=True)
class Preview:
    """One preview that somebody made; without a ``moment`` it shows working copies.

    ``made_with`` is the number of an API token, if it was made with one. ``beside``: a form made it, to
    show its entry beside itself.
    """

    id: str
    maker: str
    branch: str | None
    moment: datetime | None
    made_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    revoked_by: str | None
    made_with: int | None = None
    beside: bool = False

    def perspective(self, actor: Actor) -> Perspective:
        """What it shows, as far as its maker may view it."""
        if self.moment is None:
            return Drafts(actor, self.branch, self.id if self.beside else None)
        return Moment(self.moment, actor, self.branch)


async def make(
    actor: Actor,
    *,
    branch: str | None = None,
    moment: datetime | None = None,
    hours: int = HOURS,
    beside: bool = False,
) -> tuple[str, Preview]:
    """A new token and what is kept of it; the token itself is not, so this is the only time it is seen.

    It shows the entry ``branch`` and all below it, or the whole site: as working copies, or as the
    public reads them at a ``moment``; ``beside`` is for `beside` alone. Raises
    `Denied` and `NotFound` for what the actor may not view, and `InvalidInput`. Call it inside `writing()`.
    """
    await require(actor, Permission.VIEW, branch)
    if not 1 <= hours <= MOST_HOURS:
        text = Message(N_("Choose from 1 to {most} hours."), {"most": MOST_HOURS})
        raise InvalidInput([Problem("bad_duration", text, "hours")])
    if moment is not None and moment.tzinfo is None:
        raise InvalidInput([Problem("bad_moment", Message(N_("Write a date and time.")), "moment")])
    now = datetime.now(UTC)
    end = now + timedelta(hours=hours)
    made = Preview(
        id=mint_uid(),
        maker=actor.name,
        branch=branch,
        moment=moment and moment.astimezone(UTC),
        made_at=now,
        expires_at=min(end, actor.until) if actor.until else end,
        revoked_at=None,
        revoked_by=None,
        made_with=actor.token_id,
        beside=beside,
    )
    await _keep(made)
    until = made.expires_at.isoformat()
    shows = made.moment.isoformat() if made.moment else "drafts"
    await audit.note(actor.name, "preview.make", branch or "", shows=shows, until=until)
    return (await _serializer()).dumps(made.id), made


async def forget_ended() -> None:
    """Erase previews that ended long ago, and what was typed for others and is shown no more."""
    await execute("DELETE FROM preview WHERE expires_at < now() - $1 * interval '1 day'", KEPT_DAYS)
    await execute(f"UPDATE preview SET typed = NULL WHERE NOT {TYPED_LATELY} AND typed IS NOT NULL")


async def _keep(made: Preview) -> None:
    await forget_ended()
    await execute(
        "INSERT INTO preview"
        " (id, maker, branch, moment, made_at, expires_at, made_with, beside)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        *(made.id, made.maker, made.branch, made.moment, made.made_at, made.expires_at),
        *(made.made_with, made.beside),
    )


async def beside(actor: Actor, uid: str) -> tuple[str, Preview]:
    """The token with which this person's form of an entry shows it beside itself, new or still good.

    It shows what they typed there too, once `lay_over` was told. Raises as `make` does. Call it inside
    `writing()`.
    """
    await require(actor, Permission.VIEW, uid)
    found = await fetch(_BESIDE, actor.name, uid, RENEWED_BEFORE)
    if not found:
        return await make(actor, branch=uid, hours=HOURS_BESIDE, beside=True)
    kept = Preview(**found[0])
    return (await _serializer()).dumps(kept.id), kept


async def shown_beside(actor: Actor, uid: str) -> Drafts:
    """What this person's form of an entry shows beside itself: the draft, with what `lay_over` was told.

    It makes nothing: without a token of `beside` nothing was typed. Raises `Denied` and `NotFound`.
    """
    await require(actor, Permission.VIEW, uid)
    found = await fetch(_BESIDE, actor.name, uid, 0)
    return Drafts(actor, uid, found[0]["id"] if found else None)


async def lay_over(preview: Preview, typed: list[dict[str, Any]] | None) -> None:
    """Lay texts over the drafts of what a preview beside a form shows, or take them away again.

    They are documents with their ``locale``. An hour later they are shown no more. Call it inside
    `writing()`.
    """
    written = None if typed is None else as_json(typed)
    await execute(
        "UPDATE preview SET typed = $2, typed_at = now() WHERE id = $1 AND beside",
        *(preview.id, written),
    )


async def redeem(token: str) -> Perspective:
    """What a token lets its bearer see. Raises `PreviewInvalid`, `PreviewExpired`, `PreviewRevoked`."""
    if len(token) > LONGEST_TOKEN:
        raise PreviewInvalid
    try:
        named = (await _serializer()).loads(token)
    except BadData:
        raise PreviewInvalid from None
    found = await fetch(_ONE, str(named))
    if not found:
        raise PreviewInvalid
    kept = Preview(**found[0])
    if kept.revoked_at is not None:
        raise PreviewRevoked
    if kept.expires_at <= datetime.now(UTC):
        raise PreviewExpired
    actor = await load_actor(kept.maker)
    if not await _may_still(actor, kept.branch):
        raise PreviewRevoked
    return kept.perspective(actor)


async def _may_still(actor: Actor, branch: str | None) -> bool:
    facts = SITE if branch is None else (await facts_of(actor, [branch])).get(branch)
    return facts is not None and decide(actor, Permission.VIEW, facts).allowed


async def previews(actor: Actor) -> list[Preview]:
    """The previews that work or lately worked, newest first: one's own, an administrator's all.

    Those beside a form as long as they work.
    """
    rows = await fetch(_LISTED, actor.name, _administers(actor), MOST_LISTED)
    return [Preview(**row) for row in rows]


async def revoke(actor: Actor, preview_id: str) -> None:
    """Let a token work no longer: one's own, or anybody's for an administrator.

    Raises `NotFound`. Call it inside `writing()`.
    """
    found = await fetch("SELECT maker FROM preview WHERE id = $1 FOR UPDATE", preview_id)
    if not found or not (found[0]["maker"] == actor.name or _administers(actor)):
        raise NotFound(N_("There is no such preview."))
    await execute(
        "UPDATE preview SET revoked_at = now(), revoked_by = $2"
        " WHERE id = $1 AND revoked_at IS NULL",
        *(preview_id, actor.name),
    )
    await audit.note(actor.name, "preview.revoke", preview_id, maker=found[0]["maker"])


def _administers(actor: Actor) -> bool:
    return decide(actor, Permission.ADMINISTER, SITE).allowed


async def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(await signing_key(), salt="preview")
