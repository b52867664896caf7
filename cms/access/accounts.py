"""The people who may log in: their roles for the whole site, their groups, whether they are active."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.apps.user.tables import BaseUser

from cms.access import api_tokens, audit, one_time, second_factor, sessions
from cms.access.actors import Actor
from cms.access.giving import LockedOut, check_giving, one_at_a_time
from cms.access.groups import check_groups, given_to
from cms.access.passwords import NO_PASSWORD
from cms.access.permissions import require
from cms.access.roles import Given, Permission, Role
from cms.access.tables import GroupMember, RoleGrant
from cms.access.users import NOWHERE
from cms.database.engine import fetch
from cms.errors import N_, NotFound

ADMINISTRATOR = Given(Role.ADMINISTRATOR)

_ACCOUNTS = """
SELECT u.id, u.username, u.email, u.active AND u.admin AS active, u.superuser,
    u.last_login AT TIME ZONE 'UTC' AS last_login,
    u.password = $2 AS invited, lower(u.username) AS sorted,
    EXISTS (SELECT FROM second_factor f WHERE f.user_id = u.id AND f.confirmed_at IS NOT NULL)
        AS second_factor,
    coalesce((SELECT json_agg(json_build_array(g.role, g.locale) ORDER BY g.id)
        FROM role_grant g WHERE g.uid IS NULL AND g.user_id = u.id), '[]') AS given,
    (SELECT coalesce(array_agg(m.group_name ORDER BY m.group_name), '{}')
        FROM group_member m WHERE m.user_id = u.id) AS groups
FROM piccolo_user u WHERE ($1::int IS NULL OR u.id = $1)
    AND position(lower($3::text) IN lower(u.username || ' ' || u.email)) > 0
    AND ($4::text IS NULL OR (lower(u.username), u.id) > ($4, $5::int))
ORDER BY lower(u.username), u.id LIMIT $6
"""
_FOUND = """
SELECT count(*) AS total FROM piccolo_user u
WHERE position(lower($1::text) IN lower(u.username || ' ' || u.email)) > 0
"""
_EVERYWHERE = "SELECT DISTINCT role, locale FROM role_grant WHERE user_id = $1"


@dataclass(frozen=True)
class Account:
    """Somebody who may log in, or could until they were deactivated.

    ``invited`` is who has not chosen a password yet.
    """

    id: int
    name: str
    email: str
    active: bool
    roles: tuple[Given, ...]
    groups: tuple[str, ...]
    last_login: datetime | None
    invited: bool
    second_factor: bool

    @property
    def address(self) -> str:
        """The e-mail address; empty if none is known."""
        return "" if self.email.endswith(NOWHERE) else self.email


@dataclass(frozen=True)
class People:
    """A part of everybody, by name; ``next`` is where to go on, if there is more."""

    accounts: tuple[Account, ...]
    next: tuple[str, int] | None
    total: int


async def accounts() -> list[Account]:
    """Everybody, by name."""
    return [_account(row) for row in await _rows()]


async def found_accounts(
    actor: Actor, search: str, first: int, after: tuple[str, int] | None
) -> People:
    """Those whose name or address has ``search`` in it. Raises `Denied`."""
    await require(actor, Permission.ADMINISTER)
    rows = await _rows(search=search, after=after, most=first + 1)
    [count] = await fetch(_FOUND, search)
    last = rows[first - 1] if len(rows) > first else None
    return People(
        tuple(map(_account, rows[:first])),
        (last["sorted"], last["id"]) if last else None,
        count["total"],
    )


async def _rows(
    user_id: int | None = None,
    *,
    search: str = "",
    after: tuple[str, int] | None = None,
    most: int | None = None,
) -> list[dict[str, Any]]:
    return await fetch(_ACCOUNTS, user_id, NO_PASSWORD, search, *(after or (None, None)), most)


async def account(user_id: int) -> Account:
    """One of them; raises `NotFound`."""
    found = await _rows(user_id)
    if not found:
        raise NotFound(N_("There is no such user."))
    return _account(found[0])


async def account_named(name: str) -> Account:
    """One of them by name; raises `NotFound`."""
    found = await fetch("SELECT id FROM piccolo_user WHERE username = $1", name)
    return await account(found[0]["id"] if found else 0)


def _account(row: Mapping[str, Any]) -> Account:
    given = [Given(Role(role), locale) for role, locale in json.loads(row["given"])]
    if row["superuser"]:
        given.insert(0, ADMINISTRATOR)
    return Account(
        row["id"],
        row["username"],
        row["email"],
        row["active"],
        tuple(given),
        tuple(row["groups"]),
        row["last_login"],
        row["invited"],
        row["second_factor"],
    )


async def set_roles(actor: Actor, user_id: int, roles: Iterable[Given]) -> None:
    """Let somebody have exactly these roles for the whole site; a change ends their sessions.

    Raises `Denied`, `CannotGive`, `LockedOut` and `NotFound`. Call it inside `writing()`.
    """
    before, wanted = await _locked(actor, user_id), set(roles)
    changes = wanted ^ set(before.roles)
    if not changes:
        return
    check_giving(actor, changes)
    await BaseUser.update({BaseUser.superuser: ADMINISTRATOR in wanted}).where(
        BaseUser.id == user_id
    )
    await RoleGrant.delete().where(RoleGrant.uid.is_null(), RoleGrant.user_id == user_id)
    for one in sorted(wanted - {ADMINISTRATOR}):
        await RoleGrant.insert(
            RoleGrant(
                user_id=user_id, role=one.role.value, locale=one.locale, granted_by=actor.name
            )
        )
    await _check_administrators(before)
    for one in sorted(changes):
        act = "role.give" if one in wanted else "role.take"
        await audit.note(actor.name, act, before.name, role=str(one))
    await sessions.end_all([user_id])


async def set_active(actor: Actor, user_id: int, *, active: bool) -> None:
    """Let somebody log in, or no longer; that ends their sessions, links and tokens.

    Raises as `set_roles`.
    """
    before = await _locked(actor, user_id)
    await check_over(actor, before)
    await BaseUser.update({BaseUser.active: active, BaseUser.admin: True}).where(
        BaseUser.id == user_id
    )
    await _check_administrators(before)
    if not active:
        await sessions.end_all([user_id])
        await one_time.end_all(user_id)
        await api_tokens.end_all(user_id)
    if active != before.active:
        await audit.note(actor.name, "user.activate" if active else "user.deactivate", before.name)


async def set_groups(actor: Actor, user_id: int, groups: Iterable[str]) -> None:
    """Let somebody be in exactly these groups; a change ends their sessions. Raises as `set_roles`."""
    before, wanted = await _locked(actor, user_id), set(groups)
    if wanted == set(before.groups):
        return
    await check_groups(wanted)
    check_giving(actor, await given_to(wanted ^ set(before.groups)))
    await GroupMember.delete().where(GroupMember.user_id == user_id)
    for name in sorted(wanted):
        await GroupMember.insert(GroupMember(group_name=name, user_id=user_id))
    for name in sorted(wanted ^ set(before.groups)):
        act = "group.join" if name in wanted else "group.leave"
        await audit.note(actor.name, act, before.name, group=name)
    await sessions.end_all([user_id])


async def reset_second_factor(actor: Actor, user_id: int) -> None:
    """Take somebody's lost second factor away, and end their sessions.

    Raises `Denied`, `CannotGive` and `NotFound`. Call it inside `writing()`.
    """
    await check_over(actor, await _locked(actor, user_id))
    await second_factor.reset(actor, user_id)


async def check_over(actor: Actor, person: Account) -> None:
    """Raise `CannotGive` for somebody who may, on any branch, what the actor or their token may not."""
    check_giving(actor, await held_by(person))


async def held_by(person: Account) -> set[Given]:
    """All that somebody is, on the whole site or on any branch, by themselves or in a group."""
    rows = await fetch(_EVERYWHERE, person.id)
    held = {Given(Role(row["role"]), row["locale"]) for row in rows}
    return {*person.roles, *held, *await given_to(person.groups)}


async def _locked(actor: Actor, user_id: int) -> Account:
    await require(actor, Permission.ADMINISTER)
    await one_at_a_time()
    return await account(user_id)


async def _check_administrators(changed: Account) -> None:
    if ADMINISTRATOR in changed.roles and not await fetch(
        "SELECT FROM piccolo_user WHERE superuser AND active AND admin AND password <> $1 LIMIT 1",
        NO_PASSWORD,  # whoever was invited has not shown that they will come
    ):
        raise LockedOut(N_("This is the last administrator: appoint another one first."))
