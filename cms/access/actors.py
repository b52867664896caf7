"""Who is at work: a person as one question to the database finds them, or the system itself."""

import json
from dataclasses import dataclass, field
from datetime import datetime

from cms.access.roles import Given, Permission, Role
from cms.database.engine import fetch

_PERSON = """
SELECT u.id, u.username, u.superuser, member.groups,
    coalesce((
        SELECT json_agg(json_build_array(g.role, g.locale, coalesce(g.group_name, '')))
        FROM role_grant g WHERE g.uid IS NULL
            AND (g.user_id = u.id OR g.group_name = ANY(member.groups))
    ), '[]') AS given
FROM piccolo_user u, LATERAL (
    SELECT coalesce(array_agg(m.group_name), '{}') AS groups FROM group_member m WHERE m.user_id = u.id
) member
WHERE u.username = $1 AND u.active AND u.admin
"""


@dataclass(frozen=True)
class Grant:
    """A role that somebody has: by themselves or through a group, everywhere or from ``uid`` down."""

    given: Given
    group: str = ""
    uid: str | None = None


@dataclass(frozen=True)
class Actor:
    """Somebody at work; it does not change while a request lasts.

    ``name`` is what versions and publications say. ``grants`` are the roles for the whole site; those
    on branches are found when they are asked for. ``system`` may do everything. With ``scopes`` it is
    a token that acts for the person: it may do nothing beyond them. ``token_id`` is its number, and
    ``until`` its end.
    """

    name: str
    user_id: int | None = None
    groups: frozenset[str] = field(default_factory=frozenset)
    grants: tuple[Grant, ...] = ()
    system: bool = False
    scopes: frozenset[Permission] | None = None
    token_id: int | None = None
    until: datetime | None = None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles for the whole site."""
        return frozenset(grant.given.role for grant in self.grants)


NOBODY = Actor("")
"""Whoever has not logged in: the public reads publications and nothing else."""


def system(name: str) -> Actor:
    """The program itself, under the name that its versions carry: a command, an import, the demo."""
    return Actor(name, system=True)


async def load_actor(username: str) -> Actor:
    """The person with this name; `NOBODY` if there is none, or not any more."""
    found = await fetch(_PERSON, username)
    if not found:
        return NOBODY
    person = found[0]
    grants = [
        Grant(Given(Role(role), locale), group)
        for role, locale, group in json.loads(person["given"])
    ]
    if person["superuser"]:
        grants.insert(0, Grant(Given(Role.ADMINISTRATOR)))
    return Actor(person["username"], person["id"], frozenset(person["groups"]), tuple(grants))
