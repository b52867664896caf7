"""Inviting people: an account with its roles, which a link makes theirs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from cms.access import accounts, audit, one_time
from cms.access.actors import Actor
from cms.access.one_time import Purpose
from cms.access.passwords import NO_PASSWORD
from cms.access.permissions import require
from cms.access.roles import Given, Permission
from cms.access.users import NOWHERE, create_user, set_password
from cms.database.engine import execute, fetch
from cms.errors import N_, InvalidInput, Message, NotFound, Problem

_PENDING = """
SELECT u.id AS user_id, u.username AS name, u.email, t.made_by, t.made_at,
    t.expires_at, t.ended_at IS NULL AND t.expires_at > now() AS open
FROM piccolo_user u, LATERAL (
    SELECT * FROM one_time_token t WHERE t.user_id = u.id AND t.purpose = 'invite'
    ORDER BY t.made_at DESC LIMIT 1
) t
WHERE u.password = $1 AND u.active AND ($2::int IS NULL OR u.id = $2)
ORDER BY lower(u.username)
"""
_RESETTING = """
SELECT id, username, email FROM piccolo_user
WHERE lower(email) = lower($1) AND active AND admin AND right(email, length($2::text)) <> $2
ORDER BY email = $1 DESC LIMIT 1
"""

NO_ROLE = N_("{user} has no role yet, and can do nothing here until you give them one.")


@dataclass(frozen=True)
class Invite:
    """Somebody who has not chosen a password yet; ``open`` says whether their link still works."""

    user_id: int
    name: str
    email: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    open: bool


@dataclass(frozen=True)
class Sent:
    """To whom a link must be sent, and its token; ``warnings`` are what is odd about it."""

    name: str
    email: str
    token: str
    warnings: tuple[Problem, ...] = ()


async def invite(actor: Actor, name: str, email: str, roles: Iterable[Given]) -> Sent:
    """Make an account, and the link with which its owner chooses a password.

    Raises `Denied`, `CannotGive` and `InvalidInput`. Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    if not email:
        text = Message(N_("This is not an e-mail address."))
        raise InvalidInput([Problem("bad_address", text, "email")])
    user_id = await create_user(name, None, email=email, by=actor.name)
    await accounts.set_roles(actor, user_id, roles)
    return await _issued(actor, user_id, name, email)


async def invite_again(actor: Actor, user_id: int) -> Sent:
    """A new link for somebody who has not used the one before. Raises as `reset`."""
    found = await _pending(actor, user_id)
    await accounts.check_over(actor, await accounts.account(user_id))
    return await _issued(actor, user_id, found.name, found.email)


async def revoke(actor: Actor, user_id: int) -> None:
    """Withdraw an invitation: the account, which nobody ever used, goes with it.

    Raises `Denied`, `CannotGive` and `NotFound`. Call it inside `writing()`.
    """
    found = await _pending(actor, user_id)
    await accounts.check_over(actor, await accounts.account(user_id))
    await execute("DELETE FROM piccolo_user WHERE id = $1 AND password = $2", user_id, NO_PASSWORD)
    await audit.note(actor.name, "user.uninvite", found.name)


async def pending(actor: Actor) -> list[Invite]:
    """Who was invited and has not chosen a password yet, by name. Raises `Denied`."""
    await require(actor, Permission.ADMINISTER)
    return [Invite(**row) for row in await fetch(_PENDING, NO_PASSWORD, None)]


async def ask_reset(email: str) -> Sent | None:
    """The link with which somebody with this address chooses another password, if there is one.

    The caller answers the same in both cases, at the same moment. Call it inside `writing()`.
    """
    found = await fetch(_RESETTING, email, NOWHERE)
    if not found:
        return None
    user = found[0]
    token = await one_time.issue(user["id"], Purpose.RESET, "")
    await audit.note("", "password.ask", user["username"])
    return Sent(user["username"], user["email"], token)


async def reset(actor: Actor, user_id: int) -> Sent:
    """The same, for an administrator to send. Raises `Denied`, `CannotGive` and `NotFound`."""
    await require(actor, Permission.ADMINISTER)
    person = await accounts.account(user_id)
    await accounts.check_over(actor, person)
    token = await one_time.issue(user_id, Purpose.RESET, actor.name)
    await audit.note(actor.name, "password.ask", person.name)
    return Sent(person.name, person.email, token)


async def choose_password(token: str, password: str) -> one_time.Holder:
    """Use a link up; ends all sessions of its owner. Raises `DeadLink` and `InvalidInput`.

    Call it inside `writing()`: a password that is refused leaves the link as it was.
    """
    holder = await one_time.use(token)
    await set_password(holder.user_id, password, by=holder.name)
    return holder


async def _pending(actor: Actor, user_id: int) -> Invite:
    await require(actor, Permission.ADMINISTER)
    found = await fetch(_PENDING, NO_PASSWORD, user_id)
    if not found:
        raise NotFound(N_("There is no such invitation."))
    return Invite(**found[0])


async def _issued(actor: Actor, user_id: int, name: str, email: str) -> Sent:
    token = await one_time.issue(user_id, Purpose.INVITE, actor.name)
    await audit.note(actor.name, "user.invite", name)
    if await accounts.held_by(await accounts.account(user_id)):
        return Sent(name, email, token)
    return Sent(
        name, email, token, (Problem("no_role", Message(NO_ROLE, {"user": name}), "roles"),)
    )
