"""Sharing a branch: local roles on an entry and all that stands under it."""

from collections.abc import Sequence
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.access import sharing
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Given, Permission, Role, all_given
from cms.access.sharing import Principal
from cms.editing.input import problems_of
from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing import undoing
from cms.schema.context import Info
from cms.schema.editing import outcomes
from cms.schema.editing.acts import offered, performed
from cms.schema.editing.arguments import MOST_LISTED, DryRun, check_lengths
from cms.schema.editing.outcomes import Teller
from cms.schema.enums import Locale

NAME_ONE = N_("Name one user or one group.")
NAME_LOCALE = N_("With {role} comes a language: {known}.")
NO_LOCALE = N_("With {role} comes no locale: that role is for every language.")


@strawberry.input(description="A role; a translator's for one language.")
class RoleInput:
    role: Role
    locale: Locale | None = UNSET


@strawberry.input(description="One person or one group, and exactly the roles they are to have.")
class GrantInput:
    user: str | None = UNSET
    group: str | None = UNSET
    roles: list[RoleInput]


@strawberry.type(description="A role that somebody has here.")
class LocalRole:
    user: str | None
    group: str | None
    role: Role
    locale: Locale | None
    uid: strawberry.ID = strawberry.field(description="The entry that it was given on.")


@strawberry.type(description="The local roles that reach an entry, its own first.")
class Shared:
    uid: strawberry.ID
    roles: list[LocalRole]
    blocked: bool = strawberry.field(description="Whether local roles from above stop here.")
    undo: strawberry.ID | None = strawberry.field(
        description="Give it to `undo` within an hour. Null after a dry run, or if nothing changed."
    )
    dry_run: bool


ShareResult = Annotated[
    Shared | outcomes.Always,
    strawberry.union("ShareResult", description="What came of sharing."),
]


Grants = Annotated[
    list[GrantInput],
    strawberry.argument(description=f"At most {MOST_LISTED} roles in all."),
]


async def share(
    info: Info,
    uid: strawberry.ID,
    grants: Grants,
    blocked: bool | None = UNSET,
    dry_run: DryRun = False,
) -> ShareResult:
    """Give local roles and take them, and let those from above in or stop them."""

    async def act() -> Shared:
        check_lengths(grants=grants, roles=[role for one in grants for role in one.roles])
        actor = info.context.actor
        principals = _principals(grants)
        if not grants and not isinstance(blocked, bool):
            raise InvalidInput([Problem("no_principal", Message(NAME_ONE), "grants")])
        await require(actor, Permission.SHARE, uid)
        before = await sharing.local(uid, lock=True)
        for principal, grant in zip(principals, grants, strict=True):
            await sharing.share(actor, uid, principal, map(given_of, grant.roles))
        await _block(actor, uid, blocked)
        after = await sharing.local(uid)
        return Shared(
            uid=uid,
            roles=_roles(await sharing.shares(uid)),
            blocked=after.blocked,
            undo=await offered(info, undoing.of_share(uid, before, after), dry_run=dry_run),
            dry_run=dry_run,
        )

    found: ShareResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


async def _block(actor: Actor, uid: str, blocked: bool | None) -> None:
    if blocked is True:
        await sharing.block(actor, uid)
    elif blocked is False:
        await sharing.unblock(actor, uid)


def _principals(grants: Sequence[GrantInput]) -> list[Principal]:
    problems_of(
        Problem("no_principal", Message(NAME_ONE), f"grants.{place}")
        for place, one in enumerate(grants)
        if bool(one.user) == bool(one.group)
    )
    return [Principal(one.user or "", one.group or "") for one in grants]


def given_of(one: RoleInput) -> Given:
    """The role that a client names. Raises `InvalidInput`, in the words of this input."""
    given = Given(one.role, one.locale.value if one.locale else "")
    if given in all_given(Role):
        return given
    words = NO_LOCALE if given.locale else NAME_LOCALE
    known = ", ".join(f"locale: {locale.name}" for locale in Locale)
    params = {"role": f"role: {given.role.name}", "known": known}
    raise InvalidInput([Problem("unknown_role", Message(words, params), "roles")])


def _roles(found: Sequence[sharing.Share]) -> list[LocalRole]:
    return [
        LocalRole(
            user=one.principal.user or None,
            group=one.principal.group or None,
            role=one.given.role,
            locale=Locale(one.given.locale) if one.given.locale else None,
            uid=strawberry.ID(one.uid),
        )
        for one in found
    ]
