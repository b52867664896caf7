"""Who may log in and what they are, as clients read it; and what comes of changing that."""

from typing import Annotated

import strawberry

from cms.access.accounts import Account
from cms.access.groups import GroupOfPeople
from cms.access.invites import Sent
from cms.access.roles import Given, Role
from cms.schema.editing import outcomes
from cms.schema.editing.history import HistoryPage
from cms.schema.enums import Locale


@strawberry.type(description="A role for the whole site; a translator's for one language.")
class SiteRole:
    role: Role
    locale: Locale | None


@strawberry.type(description="Somebody who may log in, or could until their account was closed.")
class User:
    id: strawberry.ID
    name: str
    email: str | None = strawberry.field(description="Null if none is known.")
    active: bool = strawberry.field(description="Whether they may log in.")
    invited: bool = strawberry.field(description="Whether they have yet to choose a password.")
    second_factor: bool = strawberry.field(description="Whether logging in takes a code too.")
    roles: list[SiteRole]
    groups: list[str]


@strawberry.type(description="A part of all users, by name.")
class UserConnection:
    nodes: list[User]
    page_info: HistoryPage
    total_count: int


@strawberry.type(description="People who get the same roles.")
class UserGroup:
    name: str
    roles: list[SiteRole]
    members: list[str]


@strawberry.type(description="What became of a user or a group.")
class PeopleChanged:
    user: User | None = strawberry.field(description="Null if it concerns a group, or is gone.")
    group: UserGroup | None = strawberry.field(
        description="Null if it concerns a user, or is gone."
    )
    mailed: bool | None = strawberry.field(
        description="Whether the mail server took the mail with the link; null if there was none."
    )
    undo: strawberry.ID | None = strawberry.field(
        description="Give it to `undo` within an hour. Null where nothing can be undone."
    )
    dry_run: bool
    warnings: list[outcomes.FieldProblem] = strawberry.field(
        description="What is odd about it, though it was done: `no_role` of an invitation."
    )
    sent: strawberry.Private[Sent | None] = None


PeopleResult = Annotated[
    PeopleChanged | outcomes.Always,
    strawberry.union("PeopleResult", description="What came of an act on a user or a group."),
]


def user_of(one: Account) -> User:
    """An account as clients read it."""
    return User(
        id=strawberry.ID(str(one.id)),
        name=one.name,
        email=one.address or None,
        active=one.active,
        invited=one.invited,
        second_factor=one.second_factor,
        roles=[_role(given) for given in one.roles],
        groups=list(one.groups),
    )


def group_of(one: GroupOfPeople) -> UserGroup:
    """A group as clients read it."""
    roles = [_role(given) for given in one.roles]
    return UserGroup(name=one.name, roles=roles, members=list(one.members))


def _role(given: Given) -> SiteRole:
    return SiteRole(role=given.role, locale=Locale(given.locale) if given.locale else None)
