"""The one question: may this actor do this here? With the reasons, one at a time or for many."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cms.access import labels
from cms.access.actors import Actor, Grant
from cms.access.roles import ROLES, Given, Permission, Role, When, roles_with
from cms.content import LOCALES, State, localised
from cms.database.engine import fetch
from cms.database.roles import Role as DatabaseRole
from cms.database.roles import acting_as
from cms.errors import N_, CmsError, Message, NotFound

_STATES = ", ".join(f"n.{localised('state', locale)}" for locale in LOCALES)

# From each entry upwards until a branch that is blocked; that one's own roles still count.
_FACTS = f"""
WITH RECURSIVE above AS (
    SELECT n.uid AS entry, n.uid, n.parent, 0 AS depth,
        EXISTS (SELECT FROM blocked_branch b WHERE b.uid = n.uid) AS blocked
    FROM node n WHERE n.uid = ANY($1::text[])
    UNION ALL
    SELECT a.entry, n.uid, n.parent, a.depth + 1,
        EXISTS (SELECT FROM blocked_branch b WHERE b.uid = n.uid)
    FROM above a JOIN node n ON n.uid = a.parent WHERE NOT a.blocked)
SELECT n.uid, n.created_by, {_STATES},
    (SELECT a.uid FROM above a WHERE a.entry = n.uid AND a.blocked) AS blocked_at,
    coalesce((
        SELECT json_agg(json_build_array(g.role, g.locale, coalesce(g.group_name, ''), g.uid)
            ORDER BY a.depth, g.id)
        FROM above a JOIN role_grant g ON g.uid = a.uid
        WHERE a.entry = n.uid AND (g.user_id = $2::int OR g.group_name = ANY($3::text[]))
    ), '[]') AS local
FROM node n WHERE n.uid = ANY($1::text[])
"""  # noqa: S608 - our own columns

_REACHED = """IN (
WITH RECURSIVE seen AS (
    SELECT g.uid FROM role_grant g WHERE g.uid IS NOT NULL AND {role} = ANY({{}})
        AND (g.user_id = {{}} OR g.group_name = ANY({{}}))
    UNION
    SELECT n.uid FROM node n JOIN seen s ON n.parent = s.uid
    WHERE NOT EXISTS (SELECT FROM blocked_branch b WHERE b.uid = n.uid))
SELECT uid FROM seen)"""
_VISIBLE = _REACHED.format(role="g.role")
_TRANSLATABLE = _REACHED.format(role="concat_ws(':', g.role, nullif(g.locale, ''))")


class Denied(CmsError):
    """Somebody may not do this here; ``missing`` is the permission it takes."""

    code = "denied"
    status = 403

    def __init__(self, missing: Permission) -> None:
        super().__init__(
            N_("You may not do this: it takes the permission “{permission}” here."),
            permission=Message(labels.PERMISSIONS[missing]),
        )
        self.missing = missing


@dataclass(frozen=True)
class Facts:
    """What an answer depends on, of one entry: whose it is, where it stands, which roles reach it."""

    uid: str
    created_by: str
    private: bool
    grants: tuple[Grant, ...]
    blocked_at: str | None = None

    def own_draft(self, actor: Actor) -> "Facts":
        """What a new entry of this actor would be, here or under here."""
        return replace(self, created_by=actor.name, private=True)


@dataclass(frozen=True)
class Explanation:
    """Whether somebody may do something, and why (not).

    ``grant`` is the role that decides; its ``uid`` the entry it was given on, `None` for the whole
    site. ``blocked_at`` is the entry at which local roles from above stop.
    """

    allowed: bool
    reason: Message
    grant: Grant | None = None
    blocked_at: str | None = None


@dataclass(frozen=True)
class VisibleFilter:
    """A condition on a column of uids; ``sql`` has ``{}`` for each of the ``values``."""

    sql: str
    values: tuple[Any, ...] = ()

    def numbered(self, first: int) -> str:
        """The condition with ``$first`` and on for its values."""
        return self.sql.format(*(f"${first + place}" for place in range(len(self.values))))


SITE = Facts("", "", private=False, grants=())
"""No entry: what concerns the whole site."""


async def facts_of(actor: Actor, uids: Iterable[str]) -> Mapping[str, Facts]:
    """The facts about those of the entries that exist, in one query.

    They are no answer, but decide whether there is one: so they are read even for who reads as the public.
    """
    with acting_as(DatabaseRole.EDITOR):
        rows = await fetch(_FACTS, list(uids), actor.user_id, sorted(actor.groups))
    return {row["uid"]: _facts(row) for row in rows}


def _facts(row: Mapping[str, Any]) -> Facts:
    local = [
        Grant(Given(Role(role), locale), group, uid)
        for role, locale, group, uid in json.loads(row["local"])
    ]
    states = {row[localised("state", locale)] for locale in LOCALES}
    private = states == {State.PRIVATE.value}
    return Facts(row["uid"], row["created_by"], private, tuple(local), row["blocked_at"])


def decide(
    actor: Actor, permission: Permission, facts: Facts, locale: str | None = None
) -> Explanation:
    """The answer from the facts. ``locale`` is the language it concerns; without it, any will do."""
    if not in_scope(actor, permission):
        return Explanation(False, _out_of_scope(permission))
    if actor.system:
        return Explanation(allowed=True, reason=Message(N_("The system may do everything.")))
    almost = None
    for grant in (*actor.grants, *facts.grants):
        when = ROLES[grant.given.role].get(permission)
        if when and _holds(when, grant.given, actor, facts, locale):
            return Explanation(allowed=True, reason=_because(grant), grant=grant)
        almost = almost or (grant if when else None)
    return _why_not(permission, almost, facts)


def in_scope(actor: Actor, permission: Permission) -> bool:
    """Whether it lies within what the actor's token was made for, if a token acts."""
    return actor.scopes is None or permission in actor.scopes


def _out_of_scope(permission: Permission) -> Message:
    params = {"permission": Message(labels.PERMISSIONS[permission])}
    return Message(N_("The token was not made for “{permission}”."), params)


def _holds(when: When, given: Given, actor: Actor, facts: Facts, locale: str | None) -> bool:
    if when is When.OWN_DRAFT:
        return facts.private and facts.created_by == actor.name
    return when is When.ALWAYS or locale in (None, given.locale)


def _because(grant: Grant) -> Message:
    params = {"role": Message(labels.ROLES[grant.given.role]), "group": grant.group}
    if grant.uid:
        return Message(N_("Role {role}, given on {uid}."), params | {"uid": grant.uid})
    if grant.group:
        return Message(N_("Role {role}, through the group {group}."), params)
    return Message(N_("Role {role}."), params)


_ONLY: Mapping[When, str] = {
    When.OWN_DRAFT: N_(
        "The role {role} allows this in one’s own drafts only, while they are private in every language."
    ),
    When.OWN_LANGUAGE: N_("The role {role} allows this in its own language only."),
}


def _why_not(permission: Permission, almost: Grant | None, facts: Facts) -> Explanation:
    if almost:
        when = ROLES[almost.given.role][permission]
        reason = Message(_ONLY[when], {"role": Message(labels.ROLES[almost.given.role])})
    else:
        reason = Denied(permission).message
    return Explanation(False, reason, almost, facts.blocked_at)


async def explain(
    actor: Actor, permission: Permission, uid: str | None = None, locale: str | None = None
) -> Explanation:
    """Whether the actor may do this to an entry, or to the site, and why; raises `NotFound`."""
    return decide(actor, permission, await _one(actor, uid), locale)


async def may(
    actor: Actor, permission: Permission, uid: str | None = None, locale: str | None = None
) -> bool:
    """Whether the actor may do this to an entry, or to the site; raises `NotFound`."""
    return (await explain(actor, permission, uid, locale)).allowed


async def require(
    actor: Actor, permission: Permission, uid: str | None = None, locale: str | None = None
) -> Facts:
    """The facts, if the actor may.

    Raises `Denied`, and `NotFound` for what is not there or may not be seen: the two are told alike.
    """
    facts = await _one(actor, uid)
    if uid is not None and not decide(actor, Permission.VIEW, facts).allowed:
        raise not_found(uid)
    if not decide(actor, permission, facts, locale).allowed:
        raise Denied(permission)
    return facts


async def _one(actor: Actor, uid: str | None) -> Facts:
    if uid is None:
        return SITE
    found = await facts_of(actor, [uid])
    if uid not in found:
        raise not_found(uid)
    return found[uid]


def not_found(uid: str) -> NotFound:
    """What is answered of an entry that is not there, or that may not be seen."""
    return NotFound(N_("There is no entry {uid}."), uid=uid)


def visible_filter(actor: Actor, column: str = "uid") -> VisibleFilter:
    """The condition that leaves of a list only what the actor may view."""
    return allowed_filter(actor, Permission.VIEW, column)


def allowed_filter(actor: Actor, permission: Permission, column: str = "uid") -> VisibleFilter:
    """The condition that leaves of a list only where the actor may always do this."""
    if not in_scope(actor, permission):
        return VisibleFilter("false")
    if decide(actor, permission, SITE).allowed:
        return VisibleFilter("true")
    values = (roles_with(permission), actor.user_id, sorted(actor.groups))
    return VisibleFilter(f"{column} {_VISIBLE}", values)


def translatable_filter(actor: Actor, locale: str, column: str = "uid") -> VisibleFilter:
    """The condition that leaves of a list only what the actor may always translate into ``locale``."""
    able = [one for one in (Permission.EDIT, Permission.TRANSLATE) if in_scope(actor, one)]
    if any(decide(actor, one, SITE, locale).allowed for one in able):
        return VisibleFilter("true")
    roles = {role for one in able for role in roles_with(one)}
    if Permission.TRANSLATE in able:
        roles.add(str(Given(Role.TRANSLATOR, locale)))
    values = (sorted(roles), actor.user_id, sorted(actor.groups))
    return VisibleFilter(f"{column} {_TRANSLATABLE}", values)


async def translates_somewhere(actor: Actor, locale: str) -> bool:
    """Whether the actor may always translate the whole site into ``locale``, or some entry."""
    condition = translatable_filter(actor, locale)
    if condition == VisibleFilter("true"):
        return True
    rows = await fetch(
        f"SELECT EXISTS (SELECT FROM node WHERE {condition.numbered(1)}) AS able",  # noqa: S608
        *condition.values,
    )
    return bool(rows[0]["able"])


async def visible(actor: Actor, uids: Iterable[str]) -> frozenset[str]:
    """Those of the entries that exist and that the actor may view."""
    condition = visible_filter(actor)
    rows = await fetch(
        f"SELECT uid FROM node WHERE uid = ANY($1::text[]) AND {condition.numbered(2)}",  # noqa: S608
        list(uids),
        *condition.values,
    )
    return frozenset(row["uid"] for row in rows)


async def able_somewhere(actor: Actor) -> frozenset[Permission]:
    """What the actor may do on some branch, be it in drafts of their own only."""
    if actor.system:
        return frozenset(one for one in Permission if in_scope(actor, one))
    rows = await fetch(
        "SELECT DISTINCT role FROM role_grant WHERE uid IS NOT NULL"
        " AND (user_id = $1::int OR group_name = ANY($2::text[]))",
        actor.user_id,
        sorted(actor.groups),
    )
    roles = {grant.given.role for grant in actor.grants} | {Role(row["role"]) for row in rows}
    able = {permission for role in roles for permission in ROLES[role]}
    return frozenset(one for one in able if in_scope(actor, one))


async def may_somewhere(actor: Actor, permission: Permission) -> bool:
    """Whether the actor may do this on some branch, be it in drafts of their own only."""
    return permission in await able_somewhere(actor)


def denials(actor: Actor, facts: Facts) -> Iterator[tuple[Permission, Message]]:
    """Each thing that the actor may not do to an entry in any language, with the reason."""
    for permission in Permission:
        answer = decide(actor, permission, facts)
        if not answer.allowed:
            yield permission, answer.reason
