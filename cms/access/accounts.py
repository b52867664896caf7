"""The people who may log in: their roles for the whole site, their groups, whether they are active."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.apps.user.tables import BaseUser

from cms.access import api_tokens, audit, one_time, sessions
from cms.access.actors import Actor
from cms.access.giving import LockedOut, check_giving
from cms.access.groups import check_groups
from cms.access.passwords import NO_PASSWORD
from cms.access.permissions import require
from cms.access.roles import Given, Permission, Role
from cms.access.tables import GroupMember, RoleGrant
from cms.database.engine import execute, fetch
from cms.errors import N_, NotFound

ADMINISTRATOR = Given(Role.ADMINISTRATOR)
_LOCK = 0x61646D696E  # "admin": two administrators must not demote each other at once

_ACCOUNTS = """
SELECT u.id, u.username, u.email, u.active AND u.admin AS active, u.superuser, u.last_login,
    coalesce((SELECT json_agg(json_build_array(g.role, g.locale) ORDER BY g.id)
        FROM role_grant g WHERE g.uid IS NULL AND g.user_id = u.id), '[]') AS given,
    (SELECT coalesce(array_agg(m.group_name ORDER BY m.group_name), '{}')
        FROM group_member m WHERE m.user_id = u.id) AS groups
FROM piccolo_user u WHERE $1::int IS NULL OR u.id = $1 ORDER BY lower(u.username), u.id
"""


@dataclass(frozen=True)
class Account:
    """Somebody who may log in, or could until they were deactivated."""

    id: int
    name: str
    email: str
    active: bool
    roles: tuple[Given, ...]
    groups: tuple[str, ...]
    last_login: datetime | None


async def accounts() -> list[Account]:
    """Everybody, by name."""
    return [_account(row) for row in await fetch(_ACCOUNTS, None)]


async def account(user_id: int) -> Account:
    """One of them; raises `NotFound`."""
    found = await fetch(_ACCOUNTS, user_id)
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
    check_giving(actor, before.roles)
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
    await GroupMember.delete().where(GroupMember.user_id == user_id)
    for name in sorted(wanted):
        await GroupMember.insert(GroupMember(group_name=name, user_id=user_id))
    for name in sorted(wanted ^ set(before.groups)):
        act = "group.join" if name in wanted else "group.leave"
        await audit.note(actor.name, act, before.name, group=name)
    await sessions.end_all([user_id])


async def _locked(actor: Actor, user_id: int) -> Account:
    await require(actor, Permission.ADMINISTER)
    await execute("SELECT pg_advisory_xact_lock($1)", _LOCK)
    return await account(user_id)


async def _check_administrators(changed: Account) -> None:
    if ADMINISTRATOR in changed.roles and not await fetch(
        "SELECT FROM piccolo_user WHERE superuser AND active AND admin AND password <> $1 LIMIT 1",
        NO_PASSWORD,  # whoever was invited has not shown that they will come
    ):
        raise LockedOut(N_("This is the last administrator: appoint another one first."))
