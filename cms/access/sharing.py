"""Sharing a branch: local roles on an entry, which hold for all that stands under it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from cms.access import audit
from cms.access.actors import Actor
from cms.access.giving import CannotGive, LockedOut, check_giving
from cms.access.permissions import may, require
from cms.access.roles import LOCAL_ROLES, Given, Permission, Role
from cms.access.tables import BlockedBranch, RoleGrant
from cms.database.engine import execute, fetch
from cms.errors import N_, CmsError, NotFound

_SHARES = """
WITH RECURSIVE above AS (
    SELECT n.uid, n.parent, 0 AS depth,
        EXISTS (SELECT FROM blocked_branch b WHERE b.uid = n.uid) AS blocked
    FROM node n WHERE n.uid = $1
    UNION ALL
    SELECT n.uid, n.parent, a.depth + 1,
        EXISTS (SELECT FROM blocked_branch b WHERE b.uid = n.uid)
    FROM above a JOIN node n ON n.uid = a.parent WHERE NOT a.blocked)
SELECT g.uid, g.role, g.locale, coalesce(u.username, '') AS username,
    coalesce(g.group_name, '') AS group_name
FROM above a JOIN role_grant g ON g.uid = a.uid LEFT JOIN piccolo_user u ON u.id = g.user_id
ORDER BY a.depth, lower(coalesce(g.group_name, u.username)), g.id
"""


class SharedSince(CmsError):
    """Somebody else shared the entry since."""

    code = "shared_since"
    status = 409

    def __init__(self) -> None:
        super().__init__(N_("Somebody changed it since."))


@dataclass(frozen=True, order=True)
class Principal:
    """A person by name, or a group."""

    user: str = ""
    group: str = ""


@dataclass(frozen=True)
class Share:
    """A local role: whose, which, and the entry it was given on."""

    principal: Principal
    given: Given
    uid: str


async def shares(uid: str) -> list[Share]:
    """The local roles that reach an entry, its own first."""
    return [
        Share(
            Principal(row["username"], row["group_name"]),
            Given(Role(row["role"]), row["locale"]),
            row["uid"],
        )
        for row in await fetch(_SHARES, uid)
    ]


@dataclass(frozen=True)
class Local:
    """What is said on one entry of who may do what from there on down."""

    roles: Mapping[Principal, frozenset[Given]]
    blocked: bool


async def local(uid: str, *, lock: bool = False) -> Local:
    """The local roles that were given on an entry itself, and whether those from above stop there.

    ``lock`` keeps others from changing them until the transaction ends.
    """
    if lock:
        await _hold(uid)
    roles: dict[Principal, frozenset[Given]] = {}
    for one in await shares(uid):
        if one.uid == uid:
            roles[one.principal] = roles.get(one.principal, frozenset()) | {one.given}
    return Local(roles, await is_blocked(uid))


async def share_again(actor: Actor, uid: str, before: Local, after: Local) -> None:
    """Make it what it was ``before``, if it is still as it was ``after``.

    Raises `SharedSince` if it is not, and as `share`. Call it inside `writing()`.
    """
    await require(actor, Permission.SHARE, uid)
    if await local(uid, lock=True) != after:
        raise SharedSince
    if before.blocked != after.blocked:
        await (block if before.blocked else unblock)(actor, uid)
    now = (await local(uid)).roles
    for principal in sorted(now.keys() | before.roles.keys()):
        wanted = before.roles.get(principal, frozenset())
        if now.get(principal, frozenset()) != wanted:
            await share(actor, uid, principal, wanted)


async def is_blocked(uid: str) -> bool:
    """Whether local roles from above stop at this entry."""
    return await BlockedBranch.exists().where(BlockedBranch.uid == uid)


async def share(actor: Actor, uid: str, principal: Principal, roles: Iterable[Given]) -> None:
    """Let a person or group have exactly these local roles on an entry and all under it.

    Raises `Denied` without `share` there, `CannotGive` for a role that goes beyond the actor's own
    there, `LockedOut` when the actor could not undo it, and `NotFound`. Call it inside `writing()`.
    """
    await _hold(uid)
    facts = await require(actor, Permission.SHARE, uid)
    user_id = await _user_id(principal)
    before = {
        one.given for one in await shares(uid) if (one.uid, one.principal) == (uid, principal)
    }
    wanted = set(roles)
    for one in wanted:
        if one.role not in LOCAL_ROLES:
            raise CannotGive(one)
    check_giving(actor, wanted ^ before, facts)
    for one in before - wanted:
        await execute(
            "DELETE FROM role_grant WHERE uid = $1 AND user_id IS NOT DISTINCT FROM $2"
            " AND group_name IS NOT DISTINCT FROM $3 AND role = $4 AND locale = $5",
            *(uid, user_id, principal.group or None, one.role.value, one.locale),
        )
        await _note(actor, "share.take", uid, principal, one)
    for one in sorted(wanted - before):
        await _give(actor, uid, user_id, principal.group or None, one)
        await _note(actor, "share.give", uid, principal, one)
    await _check_still_able(actor, uid)


async def block(actor: Actor, uid: str) -> None:
    """Stop local roles from above at an entry; its blocker keeps theirs, now given here.

    Roles for the whole site go on. Raises `Denied` and `NotFound`. Call it inside `writing()`.
    """
    await _hold(uid)
    facts = await require(actor, Permission.SHARE, uid)
    if await is_blocked(uid):
        return
    await BlockedBranch.insert(BlockedBranch(uid=uid, blocked_by=actor.name))
    here = {grant.given for grant in facts.grants if grant.uid == uid and not grant.group}
    for given in sorted({grant.given for grant in facts.grants} - here):
        await _give(actor, uid, actor.user_id, None, given)
    await audit.note(actor.name, "branch.block", uid)


async def unblock(actor: Actor, uid: str) -> None:
    """Let local roles from above reach an entry again. Raises `Denied` and `NotFound`."""
    await require(actor, Permission.SHARE, uid)
    if await is_blocked(uid):
        await BlockedBranch.delete().where(BlockedBranch.uid == uid)
        await audit.note(actor.name, "branch.unblock", uid)


async def _hold(uid: str) -> None:
    """Let one at a time share it: two who give the same would fail, two could lock each other out."""
    await execute("SELECT FROM node WHERE uid = $1 FOR NO KEY UPDATE", uid)


async def _note(actor: Actor, act: str, uid: str, principal: Principal, given: Given) -> None:
    whom = {"group": principal.group} if principal.group else {"user": principal.user}
    await audit.note(actor.name, act, uid, role=str(given), **whom)


async def _give(
    actor: Actor, uid: str, user_id: int | None, group: str | None, given: Given
) -> None:
    await RoleGrant.insert(
        RoleGrant(
            uid=uid,
            user_id=user_id,
            group_name=group,
            role=given.role.value,
            locale=given.locale,
            granted_by=actor.name,
        )
    )


async def _user_id(principal: Principal) -> int | None:
    """The person's number, or nothing for a group; raises `NotFound` for who is not there."""
    if principal.group:
        if not await fetch("SELECT FROM user_group WHERE name = $1", principal.group):
            raise NotFound(N_("There is no group {group}."), group=principal.group)
        return None
    found = await fetch("SELECT id FROM piccolo_user WHERE username = $1", principal.user)
    if not found:
        raise NotFound(N_("There is no user {user}."), user=principal.user)
    return int(found[0]["id"])


async def _check_still_able(actor: Actor, uid: str) -> None:
    if not await may(actor, Permission.SHARE, uid):
        raise LockedOut(N_("After this you could not undo it yourself: somebody else must do it."))
