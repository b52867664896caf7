"""Giving roles: nobody gives what they lack, and nobody is locked out."""

import asyncio

import pytest

from cms.access import accounts, groups, invites, sessions, sharing
from cms.access.actors import Actor, load_actor, system
from cms.access.giving import CannotGive, LockedOut
from cms.access.permissions import Denied, may
from cms.access.roles import Permission, read_given
from cms.access.sharing import Principal
from cms.database.engine import writing
from cms.errors import CmsError, InvalidInput, NotFound
from tests.builders import make
from tests.people import count_sessions, give, make_group, make_user, someone

EDITOR, READER, REVIEWER = read_given("editor"), read_given("reader"), read_given("reviewer")
ADMINISTRATOR = read_given("administrator")


async def an_administrator(name: str = "ada") -> Actor:
    await make_user(name, superuser=True)
    return await load_actor(name)


async def test_an_administrator_gives_roles_for_the_whole_site(database: None) -> None:
    ada, eva = await an_administrator(), await make_user("eva", "reader")
    await sessions.begin(eva)

    async with writing():
        await accounts.set_roles(ada, eva, [EDITOR, read_given("translator:en")])

    found = await accounts.account(eva)
    assert set(found.roles) == {EDITOR, read_given("translator:en")}
    assert await count_sessions() == 0


async def test_only_an_administrator_manages_people(database: None) -> None:
    eva, other = await someone("eva", "editor", "reviewer"), await make_user("anna")
    assert eva.user_id

    for change in (
        lambda: accounts.set_roles(eva, eva.user_id or 0, [ADMINISTRATOR]),
        lambda: accounts.set_roles(eva, other, [EDITOR]),
        lambda: accounts.set_active(eva, other, active=False),
        lambda: accounts.set_groups(eva, other, []),
        lambda: groups.create_group(eva, "denktank"),
    ):
        with pytest.raises(Denied) as denied:
            async with writing():
                await change()
        assert denied.value.missing is Permission.ADMINISTER


async def test_the_last_administrator_stays(database: None) -> None:
    ada = await an_administrator()
    await make_user("slaapt", superuser=True, active=False)
    assert ada.user_id

    for change in (
        lambda: accounts.set_roles(ada, ada.user_id or 0, [EDITOR]),
        lambda: accounts.set_active(ada, ada.user_id or 0, active=False),
        lambda: accounts.set_roles(system("cms"), ada.user_id or 0, []),
    ):
        with pytest.raises(LockedOut):
            async with writing():
                await change()
    found = await accounts.account(ada.user_id)
    assert (found.active, found.roles) == (True, (ADMINISTRATOR,))


async def test_who_was_only_invited_is_no_administrator_to_leave_it_to(database: None) -> None:
    ada = await an_administrator()
    async with writing():
        await invites.invite(ada, "bob", "bob@example.org", [ADMINISTRATOR])

    for change in (
        lambda: accounts.set_roles(ada, ada.user_id or 0, [EDITOR]),
        lambda: accounts.set_active(ada, ada.user_id or 0, active=False),
    ):
        with pytest.raises(LockedOut):
            async with writing():
                await change()


async def test_two_administrators_cannot_demote_each_other_at_once(database: None) -> None:
    ada, bob = await an_administrator("ada"), await an_administrator("bob")

    async def demote(actor: Actor, whom: Actor) -> None:
        async with writing():
            await accounts.set_roles(actor, whom.user_id or 0, [EDITOR])

    outcomes = await asyncio.gather(demote(ada, bob), demote(bob, ada), return_exceptions=True)

    assert sorted(type(one).__name__ for one in outcomes) == ["LockedOut", "NoneType"]


async def test_a_group_has_no_administrators(database: None) -> None:
    ada, member = await an_administrator(), await make_user("mo")
    await make_group("denktank", member)
    await sessions.begin(member)

    with pytest.raises(CannotGive):
        async with writing():
            await groups.set_group_roles(ada, "denktank", [ADMINISTRATOR])
    async with writing():
        await groups.set_group_roles(ada, "denktank", [READER])

    assert await may(await load_actor("mo"), Permission.VIEW)
    assert await count_sessions() == 0
    async with writing():
        await groups.delete_group(ada, "denktank")
    assert not await may(await load_actor("mo"), Permission.VIEW)


@pytest.mark.parametrize("name", ["", "  ", "x" * 61, "a\0b", "a/b", "denktank"])
async def test_a_group_needs_a_name_of_its_own(database: None, name: str) -> None:
    ada = await an_administrator()
    await make_group("denktank")

    with pytest.raises(InvalidInput):
        async with writing():
            await groups.create_group(ada, name)


async def test_whoever_may_share_gives_what_they_have(database: None) -> None:
    branch = await make("page", "Tak")
    eva, anna = await someone("eva", "editor"), Principal(user="anna")
    await make_user("anna")

    async with writing():
        await sharing.share(eva, branch.uid, anna, [EDITOR])
    assert await may(await load_actor("anna"), Permission.EDIT, branch.uid)
    for wanted in ([EDITOR, REVIEWER], [ADMINISTRATOR]):
        with pytest.raises(CannotGive):
            async with writing():
                await sharing.share(eva, branch.uid, anna, wanted)
    async with writing():
        await sharing.share(eva, branch.uid, anna, [])
    assert await sharing.shares(branch.uid) == []


async def test_a_role_that_one_lacks_cannot_be_taken_away(database: None) -> None:
    branch = await make("page", "Tak")
    eva = await someone("eva", "editor")
    await give("reviewer", user_id=await make_user("anna"), uid=branch.uid)

    with pytest.raises(CannotGive):
        async with writing():
            await sharing.share(eva, branch.uid, Principal(user="anna"), [READER])

    assert [one.given for one in await sharing.shares(branch.uid)] == [REVIEWER]


@pytest.mark.parametrize("role", ["reader", "contributor", "translator:en", "reviewer"])
async def test_sharing_takes_the_permission_to_share_there(database: None, role: str) -> None:
    branch, beside = await make("page", "Tak"), await make("page", "Ernaast")
    await give("editor", user_id=await make_user("lies"), uid=branch.uid)
    lies, other = await load_actor("lies"), await someone("other", role)
    anna = Principal(user="anna")
    await make_user("anna")

    for actor, uid in ((other, branch.uid), (lies, beside.uid)):
        for change in (
            lambda actor=actor, uid=uid: sharing.share(actor, uid, anna, [READER]),
            lambda actor=actor, uid=uid: sharing.block(actor, uid),
            lambda actor=actor, uid=uid: sharing.unblock(actor, uid),
        ):
            with pytest.raises((Denied, NotFound)):
                async with writing():
                    await change()
    assert await sharing.shares(beside.uid) == []


async def test_nobody_locks_themselves_out_of_a_branch(database: None) -> None:
    branch = await make("page", "Tak")
    await give("editor", user_id=await make_user("lies"), uid=branch.uid)
    lies = await load_actor("lies")

    with pytest.raises(LockedOut):
        async with writing():
            await sharing.share(lies, branch.uid, Principal(user="lies"), [READER])

    assert await may(lies, Permission.SHARE, branch.uid)


async def test_a_blocker_keeps_their_own_access(database: None) -> None:
    branch = await make("page", "Tak")
    leaf = await make("page", "Blad", parent=branch.uid)
    member = await make_user("lies")
    await make_group("denktank", member, await make_user("mo"))
    await give("editor", group="denktank", uid=branch.uid)
    lies, mo = await load_actor("lies"), await load_actor("mo")

    async with writing():
        await sharing.block(lies, leaf.uid)

    assert await may(lies, Permission.SHARE, leaf.uid)
    assert not await may(mo, Permission.VIEW, leaf.uid)
    async with writing():
        await sharing.unblock(lies, leaf.uid)
    assert await may(mo, Permission.EDIT, leaf.uid)


async def test_whom_one_shares_with_must_exist(database: None) -> None:
    branch, eva = await make("page", "Tak"), await someone("eva", "editor")

    for principal in (Principal(user="niemand"), Principal(group="geen"), Principal()):
        with pytest.raises(CmsError):
            async with writing():
                await sharing.share(eva, branch.uid, principal, [READER])
