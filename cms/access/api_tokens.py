"""API tokens: with one a program acts for the person who made it, for at most a year.

A token never does more than its owner may at that moment, and of that only what its scopes name. Its
text has 256 random bits and is shown once: a digest that is fast to make keeps it as safe as a slow one.
A token that a program makes with a token has no scope that that one lacks, and ends with it.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from cms.access import audit, second_factor
from cms.access.actors import NOBODY, Actor, load_actor
from cms.access.permissions import may
from cms.access.roles import Permission
from cms.access.tables import TOKEN_NAME_LENGTH, ApiToken
from cms.access.tokens import digest, mint
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError, InvalidInput, Message, NotFound, Problem
from cms.settings import settings

PREFIX = "klankbord_"
LONGEST = timedelta(days=366)
MOST = 50
KEPT_DAYS = 90
_SHOWN = len(PREFIX) + 4
REVOKED = N_("This token was revoked.")

_TOKENS = """
SELECT t.*, u.username FROM api_token t JOIN piccolo_user u ON u.id = t.user_id
WHERE t.user_id = $1 OR $2 ORDER BY t.revoked_at IS NOT NULL, t.created_at DESC, t.id DESC
"""
_BEARER = """
SELECT t.id, t.scopes, t.expires_at, u.username, u.active AND u.admin AS active, t.revoked_at,
    t.expires_at <= now() AS expired,
    coalesce(t.last_used_at < now() - interval '10 minutes', true) AS note_use
FROM api_token t JOIN piccolo_user u ON u.id = t.user_id WHERE t.digest = $1
"""
_USED = "UPDATE api_token SET last_used_at = now() WHERE id = $1"
_REVOKE = """
WITH RECURSIVE made AS (
    SELECT id FROM api_token WHERE id = $1
    UNION SELECT t.id FROM api_token t JOIN made m ON t.made_with = m.id)
UPDATE api_token t SET revoked_at = now() FROM made m WHERE t.id = m.id AND t.revoked_at IS NULL
"""
_END_ALL = """
UPDATE api_token SET revoked_at = now()
WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > now() RETURNING id
"""
_HOLD = "SELECT FROM piccolo_user WHERE username = $1 FOR NO KEY UPDATE"
_FORGET = """
DELETE FROM api_token WHERE least(expires_at, revoked_at) < now() - make_interval(days => $1)
"""
_LIVE = "SELECT FROM api_token WHERE id = $1 AND revoked_at IS NULL AND expires_at > now()"


@dataclass(frozen=True)
class Token:
    """What is known of a token; its text is not."""

    id: int
    owner: str
    name: str
    hint: str
    scopes: frozenset[Permission]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None

    @property
    def ended(self) -> bool:
        """Whether it was revoked or has expired."""
        return self.revoked_at is not None or self.expires_at <= datetime.now(UTC)


class BadToken(CmsError):
    """A token that opens nothing: unknown, expired or revoked; the code says which."""

    code = "bad_token"
    status = 401

    def __init__(self, text: str, code: str = "bad_token") -> None:
        super().__init__(text)
        self.code = code


class BeyondToken(CmsError):
    """A token cannot revoke one that may do what it may not itself."""

    code = "beyond_token"
    status = 403

    def __init__(self) -> None:
        super().__init__(N_("This token may not do all that the other one may."))


async def create(
    actor: Actor,
    name: str,
    scopes: Collection[Permission],
    expires: datetime,
    *,
    owner: str = "",
) -> str:
    """A new token of the actor; the system makes one for ``owner``. Returns its text, once.

    `view` is always among its scopes. Raises `InvalidInput`, `BadToken` if the token that acts was
    revoked meanwhile, and `NotFound`. Call it inside `writing()`.
    """
    owner = owner if actor.system else actor.name
    await execute(_HOLD, owner)  # one at a time, so that none is made while all are being ended
    person = await load_actor(owner)
    if person == NOBODY:
        raise NotFound(N_("There is no user {user}."), user=owner)
    if actor.token_id and not await fetch(_LIVE, actor.token_id):
        raise BadToken(REVOKED, "token_revoked")
    live = [one for one in await tokens(person) if not one.ended and one.owner == owner]
    name = " ".join(name.split())
    problems = [*_wrong(name, scopes, expires, len(live)), *_beyond(actor, scopes, expires)]
    if problems:
        raise InvalidInput(problems)
    text = PREFIX + mint()
    wanted = sorted(str(one) for one in {*scopes, Permission.VIEW})
    await ApiToken.insert(
        ApiToken(
            user_id=person.user_id,
            name=name,
            hint=text[:_SHOWN],
            digest=digest(text).hex(),
            scopes=wanted,
            expires_at=expires,
            made_with=actor.token_id,
        )
    )
    when = expires.astimezone(UTC).isoformat(timespec="seconds")
    await audit.note(actor.name, "token.create", owner, name=name, scopes=wanted, expires=when)
    return text


def _wrong(
    name: str, scopes: Collection[Permission], expires: datetime, live: int
) -> Iterator[Problem]:
    if not name or not name.isprintable():
        text = Message(N_("Give the token a name that says what it is for."))
        yield Problem("required", text, "name")
    if len(name) > TOKEN_NAME_LENGTH:
        text = Message(N_("This may be at most {most} characters long."), {"most": 80})
        yield Problem("too_long", text, "name")
    if not scopes:
        text = Message(N_("Choose what the token may do."))
        yield Problem("required", text, "scopes")
    now = datetime.now(UTC)
    if expires.tzinfo is None or not now < expires <= now + LONGEST:
        text = Message(N_("A token expires at some moment within a year from now."))
        yield Problem("bad_expiry", text, "expires")
    if live >= MOST:
        text = Message(
            N_("There can be at most {most} tokens at once: revoke one."), {"most": MOST}
        )
        yield Problem("too_many", text)


def _beyond(actor: Actor, scopes: Collection[Permission], expires: datetime) -> Iterator[Problem]:
    """What a token asks for another one beyond its own."""
    if actor.scopes is not None and not actor.scopes >= {*scopes, Permission.VIEW}:
        text = Message(N_("A token gives no scope that it does not have itself."))
        yield Problem("beyond_scopes", text, "scopes")
    if actor.until is not None and expires.tzinfo and expires > actor.until:
        text = Message(N_("A token makes none that lasts longer than itself."))
        yield Problem("beyond_expiry", text, "expires")


async def forget_ended() -> None:
    """Erase tokens that ended long ago; the audit log still tells of them."""
    await execute(_FORGET, KEPT_DAYS)


async def tokens(actor: Actor) -> list[Token]:
    """The actor's own tokens, the newest first; everybody's for who manages users."""
    everybody = await may(actor, Permission.ADMINISTER)
    return [_token(row) for row in await fetch(_TOKENS, actor.user_id, everybody)]


def _token(row: Mapping[str, Any]) -> Token:
    return Token(
        id=row["id"],
        owner=row["username"],
        name=row["name"],
        hint=row["hint"],
        scopes=frozenset(map(Permission, row["scopes"])),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        last_used_at=row["last_used_at"],
        revoked_at=row["revoked_at"],
    )


async def revoke(actor: Actor, token_id: int) -> None:
    """End a token of the actor's own, or anybody's for who manages users; with it all it made.

    Raises `BeyondToken`, and `NotFound` for what is not theirs. Call it inside `writing()`.
    """
    found = next((one for one in await tokens(actor) if one.id == token_id), None)
    if found is None:
        raise NotFound(N_("There is no such token."))
    if actor.scopes is not None and not found.scopes <= actor.scopes:
        raise BeyondToken
    if found.revoked_at is None:
        await execute(_HOLD, found.owner)
        await execute(_REVOKE, token_id)
        await audit.note(actor.name, "token.revoke", found.owner, name=found.name)


async def end_all(user_id: int) -> int:
    """Revoke every token of somebody; how many there were. Call it inside `writing()`."""
    return len(await fetch(_END_ALL, user_id))


async def actor_of(text: str) -> Actor:
    """Who acts with a token: its owner as they are now, within the scopes. Raises `BadToken`.

    The row is found by the digest of the text, so what is compared tells nothing of the text.
    """
    found = await fetch(_BEARER, digest(text).hex())
    if not found:
        raise BadToken(N_("This token is not known here."))
    row = found[0]
    if row["revoked_at"] or not row["active"]:
        raise BadToken(REVOKED, "token_revoked")
    if row["expired"]:
        raise BadToken(N_("This token has expired."), "token_expired")
    if row["note_use"]:
        await execute(_USED, row["id"])
    owner = await load_actor(row["username"])
    if owner.user_id and await second_factor.is_due(owner.user_id, settings.second_factor):
        text = N_("The owner of this token must turn on their second factor first.")
        raise BadToken(text, "second_factor_due")
    scopes = frozenset(map(Permission, row["scopes"]))
    return replace(owner, scopes=scopes, token_id=row["id"], until=row["expires_at"])
