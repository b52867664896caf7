"""Inviting people and giving them roles. Nothing sets a password here: links let people choose one."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

import strawberry
from strawberry import UNSET

from cms.access import accounts, groups, invites, standing
from cms.access.accounts import Account
from cms.access.invites import Sent
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.access.sharing import Principal
from cms.access.standing import Standing
from cms.access.users import NOWHERE
from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing import undoing
from cms.schema.context import Info
from cms.schema.editing.acts import offered, performed
from cms.schema.editing.arguments import DryRun
from cms.schema.editing.outcomes import Teller
from cms.schema.editing.sharing import NAME_ONE, RoleInput, given_of
from cms.schema.enums import Locale
from cms.schema.people.mailing import handed_over
from cms.schema.people.types import PeopleChanged, PeopleResult, group_of, user_of
from cms.translation.interface.letters import Writing, invitation, renewal

NO_ADDRESS = N_("No e-mail address is known of {user}: a link can be sent from the panel only.")
Act = Callable[[], Awaitable[PeopleChanged]]


async def _performed(info: Info, act: Act, dry_run: bool) -> PeopleResult:
    found: PeopleResult = await performed(info, Teller(info.context.reader), act, dry_run=dry_run)
    return found


async def _about(
    dry_run: bool,
    *,
    user: str = "",
    group: str = "",
    undo: strawberry.ID | None = None,
    sent: Sent | None = None,
) -> PeopleChanged:
    return PeopleChanged(
        user=user_of(await accounts.account_named(user)) if user else None,
        group=group_of(await groups.group(group)) if group else None,
        mailed=None,
        undo=undo,
        dry_run=dry_run,
        sent=sent,
    )


async def _mailed(
    info: Info,
    make: Callable[[], Awaitable[Sent]],
    letter: Writing,
    language: Locale | None,
    dry_run: bool,
) -> PeopleResult:
    """Mail the link that ``make`` makes, once it is kept."""

    async def act() -> PeopleChanged:
        sent = await make()
        if sent.email.endswith(NOWHERE):
            text = Message(NO_ADDRESS, {"user": sent.name})
            raise InvalidInput([Problem("no_address", text, "user")])
        return await _about(dry_run, user=sent.name, sent=sent)

    found = await _performed(info, act, dry_run)
    if isinstance(found, PeopleChanged) and found.sent and not dry_run:
        locale = language.value if language else info.context.reader
        found.mailed = await handed_over(found.sent, letter, locale)
    return found


async def invite_user(
    info: Info,
    name: str,
    email: str,
    roles: list[RoleInput],
    language: Locale | None = UNSET,
    dry_run: DryRun = False,
) -> PeopleResult:
    """Make an account, and mail its owner a link with which they choose a password."""

    async def make() -> Sent:
        given = [given_of(one) for one in roles]
        return await invites.invite(info.context.actor, name.strip(), email.strip(), given)

    return await _mailed(info, make, invitation, language, dry_run)


async def invite_again(
    info: Info, user: str, language: Locale | None = UNSET, dry_run: DryRun = False
) -> PeopleResult:
    """Mail another link to somebody who has not used theirs; the one before ends."""

    async def make() -> Sent:
        person = await _person(info, user)
        return await invites.invite_again(info.context.actor, person.id)

    return await _mailed(info, make, invitation, language, dry_run)


async def withdraw_invitation(info: Info, user: str, dry_run: DryRun = False) -> PeopleResult:
    """Withdraw an invitation; the account, which nobody ever used, goes with it."""

    async def act() -> PeopleChanged:
        person = await _person(info, user)
        await invites.revoke(info.context.actor, person.id)
        return await _about(dry_run)

    return await _performed(info, act, dry_run)


async def send_password_link(
    info: Info, user: str, language: Locale | None = UNSET, dry_run: DryRun = False
) -> PeopleResult:
    """Mail somebody a link with which they choose another password, once, within an hour."""

    async def make() -> Sent:
        person = await _person(info, user)
        return await invites.reset(info.context.actor, person.id)

    return await _mailed(info, make, renewal, language, dry_run)


async def set_user_active(
    info: Info, user: str, active: bool, dry_run: DryRun = False
) -> PeopleResult:
    """Let somebody log in, or no longer: that ends their sessions, links and API tokens for good."""

    async def act() -> PeopleChanged:
        person = await _person(info, user)
        await accounts.set_active(info.context.actor, person.id, active=active)
        return await _about(dry_run, user=user)

    return await _performed(info, act, dry_run)


async def reset_second_factor(info: Info, user: str, dry_run: DryRun = False) -> PeopleResult:
    """Take a lost second factor away from somebody, and end their sessions."""

    async def act() -> PeopleChanged:
        person = await _person(info, user)
        await accounts.reset_second_factor(info.context.actor, person.id)
        return await _about(dry_run, user=user)

    return await _performed(info, act, dry_run)


async def give_roles(
    info: Info,
    roles: list[RoleInput],
    user: str | None = UNSET,
    group: str | None = UNSET,
    dry_run: DryRun = False,
) -> PeopleResult:
    """Give somebody, or a group, roles for the whole site beside those that they have."""

    def to(now: Standing) -> Standing:
        return replace(now, roles=now.roles | set(map(given_of, roles)))

    return await _changed(info, user, group, to, dry_run)


async def take_roles(
    info: Info,
    roles: list[RoleInput],
    user: str | None = UNSET,
    group: str | None = UNSET,
    dry_run: DryRun = False,
) -> PeopleResult:
    """Take roles for the whole site from somebody, or from a group."""

    def to(now: Standing) -> Standing:
        return replace(now, roles=now.roles - set(map(given_of, roles)))

    return await _changed(info, user, group, to, dry_run)


async def add_members(
    info: Info, group: str, users: list[str], dry_run: DryRun = False
) -> PeopleResult:
    """Put people into a group."""
    people = frozenset(users)
    return await _changed(
        info, None, group, lambda now: replace(now, memberships=now.memberships | people), dry_run
    )


async def remove_members(
    info: Info, group: str, users: list[str], dry_run: DryRun = False
) -> PeopleResult:
    """Take people out of a group."""
    people = frozenset(users)
    return await _changed(
        info, None, group, lambda now: replace(now, memberships=now.memberships - people), dry_run
    )


async def add_group(info: Info, name: str, dry_run: DryRun = False) -> PeopleResult:
    """Add a group, which has no roles and no members yet."""

    async def act() -> PeopleChanged:
        made = await groups.create_group(info.context.actor, name)
        return await _about(dry_run, group=made)

    return await _performed(info, act, dry_run)


async def delete_group(info: Info, group: str, dry_run: DryRun = False) -> PeopleResult:
    """Delete a group with all the roles that it gave; this cannot be undone."""

    async def act() -> PeopleChanged:
        await groups.delete_group(info.context.actor, group)
        return await _about(dry_run)

    return await _performed(info, act, dry_run)


async def _changed(
    info: Info,
    user: str | None,
    group: str | None,
    to: Callable[[Standing], Standing],
    dry_run: bool,
) -> PeopleResult:
    async def act() -> PeopleChanged:
        if bool(user) == bool(group):
            raise InvalidInput([Problem("no_principal", Message(NAME_ONE), "user")])
        whose = Principal(user or "", group or "")
        made = await standing.change(info.context.actor, whose, to)
        undo = await offered(info, undoing.of_standing(made), dry_run=dry_run)
        return await _about(dry_run, user=whose.user, group=whose.group, undo=undo)

    return await _performed(info, act, dry_run)


async def _person(info: Info, name: str) -> Account:
    """Whose names there are is not told to who may not administer."""
    await require(info.context.actor, Permission.ADMINISTER)
    return await accounts.account_named(name)
