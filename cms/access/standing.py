"""What somebody is, and making it so again: roles for the whole site, who is in which group."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cms.access import accounts, groups, sharing
from cms.access.actors import Actor
from cms.access.giving import one_at_a_time
from cms.access.groups import DeletedGroup
from cms.access.permissions import require
from cms.access.roles import Given, Permission, read_given
from cms.access.sharing import Principal, SharedSince
from cms.database.engine import fetch

_STILL_USERS = "SELECT username AS name FROM piccolo_user WHERE username = ANY($1::text[])"
_STILL_ENTRIES = "SELECT uid FROM node WHERE uid = ANY($1::text[]) ORDER BY uid"


@dataclass(frozen=True)
class Standing:
    """Of a person the roles and the groups they are in; of a group the roles and who is in it."""

    roles: frozenset[Given]
    memberships: frozenset[str]

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return {"roles": sorted(map(str, self.roles)), "memberships": sorted(self.memberships)}


def read_standing(written: Mapping[str, Any]) -> Standing:
    """What `written` wrote."""
    roles: Iterable[str] = written["roles"]
    return Standing(frozenset(map(read_given, roles)), frozenset(written["memberships"]))


@dataclass(frozen=True)
class Changed:
    """Who is something else now, and what they were."""

    principal: Principal
    before: Standing
    after: Standing


async def change(actor: Actor, principal: Principal, to: Callable[[Standing], Standing]) -> Changed:
    """Make of somebody what ``to`` makes of what they are.

    Raises `Denied`, `CannotGive`, `LockedOut` and `NotFound`. Call it inside `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    await one_at_a_time()
    before = await _standing(principal)
    await _make(actor, principal, to(before))
    return Changed(principal, before, await _standing(principal))


async def change_back(
    actor: Actor, principal: Principal, before: Standing, after: Standing
) -> None:
    """Make it what it was ``before``, if it is still as it was ``after``.

    Raises `SharedSince` if it is not, and as `change`. Call it inside `writing()`.
    """

    def back(now: Standing) -> Standing:
        if now != after:
            raise SharedSince
        return before

    await change(actor, principal, back)


async def bring_back(actor: Actor, gone: DeletedGroup) -> None:
    """Make a group again, with its roles, its members and its shares, as far as these are still there.

    Raises `Denied`, `CannotGive`, and `InvalidInput` if there is another of that name. Call it inside
    `writing()`.
    """
    await require(actor, Permission.ADMINISTER)
    await one_at_a_time()
    await groups.create_group(actor, gone.name)
    await groups.set_group_roles(actor, gone.name, gone.roles)
    known = await fetch(_STILL_USERS, list(gone.members))
    await groups.set_members(actor, gone.name, [row["name"] for row in known])
    for row in await fetch(_STILL_ENTRIES, list(gone.shares)):
        uid = row["uid"]
        await sharing.share(actor, uid, Principal(group=gone.name), gone.shares[uid])


async def _standing(principal: Principal) -> Standing:
    if principal.group:
        group = await groups.group(principal.group)
        return Standing(frozenset(group.roles), frozenset(group.members))
    person = await accounts.account_named(principal.user)
    return Standing(frozenset(person.roles), frozenset(person.groups))


async def _make(actor: Actor, principal: Principal, wanted: Standing) -> None:
    if principal.group:
        await groups.set_group_roles(actor, principal.group, wanted.roles)
        await groups.set_members(actor, principal.group, wanted.memberships)
        return
    person = await accounts.account_named(principal.user)
    await accounts.set_roles(actor, person.id, wanted.roles)
    await accounts.set_groups(actor, person.id, wanted.memberships)
