"""Groups of people, and the roles that a group has for the whole site."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cms.access import audit, sessions
from cms.access.actors import Actor
from cms.access.giving import CannotGive, check_giving, one_at_a_time
from cms.access.permissions import require
from cms.access.roles import Given, Permission, Role
from cms.access.tables import GROUP_LENGTH, Group, GroupMember, RoleGrant
from cms.database.engine import fetch
from cms.errors import N_, InvalidInput, Message, NotFound, Problem

_GROUPS = """
SELECT t.name,
    coalesce((SELECT json_agg(json_build_array(g.role, g.locale) ORDER BY g.id)
        FROM role_grant g WHERE g.uid IS NULL AND g.group_name = t.name), '[]') AS given,
    (SELECT coalesce(array_agg(u.username ORDER BY u.username), '{}') FROM group_member m
        JOIN piccolo_user u ON u.id = m.user_id WHERE m.group_name = t.name) AS members
FROM user_group t ORDER BY lower(t.name), t.name
"""


@dataclass(frozen=True)
class GroupOfPeople:
    """A group with its roles for the whole site, and the names of who is in it."""

    name: str
    roles: tuple[Given, ...]
    members: tuple[str, ...]


async def groups() -> list[GroupOfPeople]:
    """Every group, by name."""
    return [_group(row) for row in await fetch(_GROUPS)]


async def group(name: str) -> GroupOfPeople:
    """One of them; raises `NotFound`."""
    for one in await groups():
        if one.name == name:
            return one
    raise NotFound(N_("There is no group {group}."), group=name)


def _group(row: Mapping[str, Any]) -> GroupOfPeople:
    given = tuple(Given(Role(role), locale) for role, locale in json.loads(row["given"]))
    return GroupOfPeople(row["name"], given, tuple(row["members"]))


async def given_to(names: Iterable[str]) -> set[Given]:
    """All that these groups may, on the whole site or on any branch."""
    sql = "SELECT DISTINCT role, locale FROM role_grant WHERE group_name = ANY($1::text[])"
    return {Given(Role(row["role"]), row["locale"]) for row in await fetch(sql, list(names))}


async def _branches(name: str) -> list[str]:
    """The roles that a group has on branches, each with the entry."""
    sql = "SELECT uid, role, locale FROM role_grant WHERE uid IS NOT NULL AND group_name = $1"
    rows = await fetch(f"{sql} ORDER BY uid, id", name)
    return [f"{row['uid']}: {Given(Role(row['role']), row['locale'])}" for row in rows]


async def check_groups(names: Iterable[str]) -> None:
    """Raise `NotFound` for a group that is not there."""
    known = {row["name"] for row in await Group.select(Group.name)}
    for name in sorted(names):
        if name not in known:
            raise NotFound(N_("There is no group {group}."), group=name)


async def create_group(actor: Actor, name: str) -> str:
    """Add a group without roles; its name as it is kept. Raises `Denied` and `InvalidInput`.

    Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    name = " ".join(name.split())
    if not name or len(name) > GROUP_LENGTH or not name.isprintable() or "/" in name:
        words = N_("A group’s name has 1 to {most} visible characters.")
        text = Message(words, {"most": GROUP_LENGTH})
        raise InvalidInput([Problem("bad_group", text, "name")])
    if await Group.exists().where(Group.name == name):
        text = Message(N_("There is already a group {group}."), {"group": name})
        raise InvalidInput([Problem("group_taken", text, "name")])
    await Group.insert(Group(name=name))
    await audit.note(actor.name, "group.add", name)
    return name


async def delete_group(actor: Actor, name: str) -> None:
    """Delete a group with the roles it gave, and end its members' sessions. Raises as `set_group_roles`.

    The audit log keeps all that it was, so that it can be made again.
    """
    before = await _asked(actor, name)
    check_giving(actor, await given_to([name]))
    branches = await _branches(name)
    await _end_sessions(name)
    await Group.delete().where(Group.name == name)
    await audit.note(
        actor.name,
        "group.delete",
        name,
        roles=[str(one) for one in before.roles],
        members=list(before.members),
        branches=branches,
    )


async def set_group_roles(actor: Actor, name: str, roles: Iterable[Given]) -> None:
    """Let a group have exactly these roles for the whole site; a change ends its members' sessions.

    A group cannot administer: administrators are people. Raises `Denied`, `CannotGive` and `NotFound`.
    """
    before, wanted = await _asked(actor, name), set(roles)
    changes = wanted ^ set(before.roles)
    if not changes:
        return
    if Given(Role.ADMINISTRATOR) in wanted:
        raise CannotGive(Given(Role.ADMINISTRATOR))
    check_giving(actor, changes)
    await RoleGrant.delete().where(RoleGrant.uid.is_null(), RoleGrant.group_name == name)
    for one in sorted(wanted):
        await RoleGrant.insert(
            RoleGrant(
                group_name=name, role=one.role.value, locale=one.locale, granted_by=actor.name
            )
        )
    for one in sorted(changes):
        act = "role.give" if one in wanted else "role.take"
        await audit.note(actor.name, act, name, role=str(one), group=True)
    await _end_sessions(name)


async def set_members(actor: Actor, name: str, members: Iterable[str]) -> None:
    """Let exactly these people be in a group; a change ends the sessions of who comes or goes.

    Raises `Denied`, `CannotGive` and `NotFound`. Call it inside `writing()`.
    """
    before, wanted = await _asked(actor, name), set(members)
    changes = sorted(wanted ^ set(before.members))
    if not changes:
        return
    check_giving(actor, await given_to([name]))
    ids = {one: await _id_of(one) for one in changes}
    for one in changes:
        if one in wanted:
            await GroupMember.insert(GroupMember(group_name=name, user_id=ids[one]))
        else:
            await GroupMember.delete().where(
                GroupMember.group_name == name, GroupMember.user_id == ids[one]
            )
        act = "group.join" if one in wanted else "group.leave"
        await audit.note(actor.name, act, one, group=name)
    await sessions.end_all(list(ids.values()))


async def _id_of(username: str) -> int:
    found = await fetch("SELECT id FROM piccolo_user WHERE username = $1", username)
    if not found:
        raise NotFound(N_("There is no user {user}."), user=username)
    return int(found[0]["id"])


async def _asked(actor: Actor, name: str) -> GroupOfPeople:
    await require(actor, Permission.ADMINISTER)
    await one_at_a_time()
    return await group(name)


async def _end_sessions(name: str) -> None:
    members = await GroupMember.select(GroupMember.user_id).where(GroupMember.group_name == name)
    await sessions.end_all([row["user_id"] for row in members])
