"""Who may do what to an entry, and why."""

from typing import Any

import asyncpg
import pytest

from cms.access.actors import NOBODY, load_actor, system
from cms.access.permissions import Denied, explain, facts_of, may, require, visible
from cms.access.roles import Permission, covers, read_given
from cms.access.tables import BlockedBranch
from cms.database.engine import engine
from cms.errors import InvalidInput, NotFound
from tests.builders import make, make_published
from tests.people import give, make_group, make_user, someone


async def test_nobody_and_a_person_without_a_role_may_do_nothing(database: None) -> None:
    saved = await make_published("page")
    person = await someone("pien")

    for actor in (NOBODY, person):
        for permission in Permission:
            assert not await may(actor, permission, saved.uid)
        assert await visible(actor, [saved.uid]) == frozenset()
        with pytest.raises(NotFound):
            await require(actor, Permission.VIEW, saved.uid)


async def test_the_system_may_do_everything(database: None) -> None:
    saved = await make("page")

    for permission in Permission:
        assert await may(system("demo"), permission, saved.uid)


async def test_a_superuser_is_an_administrator(database: None) -> None:
    await make_user("ada", superuser=True)
    saved = await make("page")
    ada = await load_actor("ada")

    for permission in Permission:
        assert await may(ada, permission, saved.uid)
        assert await may(ada, permission)


@pytest.mark.parametrize("options", [{"active": False}, {"admin": False}])
async def test_whoever_may_not_log_in_has_no_roles(
    database: None, options: dict[str, bool]
) -> None:
    await make_user("weg", "editor", **options)

    assert await load_actor("weg") == NOBODY
    assert await load_actor("never") == NOBODY


async def test_a_contributor_changes_their_own_drafts_alone(database: None) -> None:
    cas = await someone("editor", "contributor")  # the builders' entries are by "editor"
    other = await someone("other", "contributor")
    draft, public = await make("page"), await make_published("page", "Af", locales=("nl",))

    assert await may(cas, Permission.EDIT, draft.uid)
    assert await may(cas, Permission.DELETE, draft.uid)
    assert not await may(cas, Permission.EDIT, public.uid)
    assert not await may(other, Permission.EDIT, draft.uid)
    assert await may(other, Permission.VIEW, draft.uid)


async def test_a_translator_has_one_language(database: None) -> None:
    saved = await make("page")
    tess = await someone("tess", "translator:en")

    assert await may(tess, Permission.TRANSLATE, saved.uid, "en")
    assert await may(tess, Permission.TRANSLATE, saved.uid)
    assert not await may(tess, Permission.TRANSLATE, saved.uid, "nl")
    with pytest.raises(Denied) as denied:
        await require(tess, Permission.PUBLISH, saved.uid, "en")
    assert denied.value.missing is Permission.PUBLISH


async def test_a_branch_is_shared_with_all_that_stands_under_it(database: None) -> None:
    branch = await make("page", "Tak")
    leaf = await make("event", "Blad", parent=branch.uid)
    beside = await make("page", "Ernaast")
    await give("editor", user_id=await make_user("lies"), uid=branch.uid)
    lies = await load_actor("lies")

    assert await may(lies, Permission.EDIT, leaf.uid)
    assert not await may(lies, Permission.EDIT, beside.uid)
    assert not await may(lies, Permission.EDIT)
    assert await visible(lies, [branch.uid, leaf.uid, beside.uid]) == {branch.uid, leaf.uid}
    with pytest.raises(NotFound):
        await require(lies, Permission.EDIT, beside.uid)


async def test_a_blocked_branch_keeps_roles_from_above_out(database: None) -> None:
    branch = await make("page", "Tak")
    closed = await make("page", "Dicht", parent=branch.uid)
    leaf = await make("page", "Blad", parent=closed.uid)
    await BlockedBranch.insert(BlockedBranch(uid=closed.uid))
    lies_id, mo_id = await make_user("lies"), await make_user("mo")
    await give("editor", user_id=lies_id, uid=branch.uid)
    await give("reader", user_id=mo_id, uid=closed.uid)
    lies, mo, eva = await load_actor("lies"), await load_actor("mo"), await someone("eva", "editor")

    every = [branch.uid, closed.uid, leaf.uid]
    assert await visible(lies, every) == {branch.uid}
    assert await visible(mo, every) == {closed.uid, leaf.uid}
    assert await visible(eva, every) == set(every)
    assert not await may(lies, Permission.VIEW, leaf.uid)
    assert await may(mo, Permission.VIEW, leaf.uid)
    assert (await explain(lies, Permission.EDIT, leaf.uid)).blocked_at == closed.uid


async def test_a_group_has_roles_for_its_members(database: None) -> None:
    branch = await make("page", "Tak")
    member, outsider = await make_user("mo"), await make_user("oma")
    await make_group("denktank", member)
    await give("editor", group="denktank", uid=branch.uid)
    await give("reader", group="denktank")

    mo, oma = await load_actor("mo"), await load_actor("oma")
    assert mo.groups == {"denktank"}
    assert await may(mo, Permission.EDIT, branch.uid)
    assert await may(mo, Permission.VIEW)
    assert not await may(oma, Permission.VIEW, branch.uid)
    assert outsider == oma.user_id


async def test_the_explanation_names_the_role_and_where_it_comes_from(database: None) -> None:
    branch = await make("page", "Tak")
    leaf = await make("page", "Blad", parent=branch.uid)
    await give("editor", user_id=await make_user("lies"), uid=branch.uid)
    lies, cas = await load_actor("lies"), await someone("cas", "contributor")

    why = await explain(lies, Permission.EDIT, leaf.uid)
    assert why.allowed
    assert why.grant
    assert (why.grant.given, why.grant.uid) == (read_given("editor"), branch.uid)
    assert str(why.reason) == f"Role Editor, given on {branch.uid}."
    why_not = await explain(cas, Permission.EDIT, leaf.uid)
    assert not why_not.allowed
    assert "own drafts only" in str(why_not.reason)
    assert "“publish”" in str((await explain(cas, Permission.PUBLISH, leaf.uid)).reason)


async def test_the_facts_of_many_entries_take_one_question(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    uids = [(await make("page", f"Blad {number}")).uid for number in range(5)]
    eva = await someone("eva", "editor")
    asked: list[str] = []

    async def listen(connection: Any) -> None:
        connection.add_query_logger(lambda record: asked.append(record.query))

    async with asyncpg.create_pool(**engine.config, min_size=1, max_size=1, init=listen) as pool:
        monkeypatch.setattr(engine, "pool", pool)
        found = await facts_of(eva, uids)
        await may(eva, Permission.EDIT, uids[0])
        monkeypatch.undo()

    assert set(found) == set(uids)
    assert len([sql for sql in asked if "SELECT" in sql and "unlock_all" not in sql]) == 2


@pytest.mark.parametrize(
    ("held", "wanted", "may_give"),
    [
        ("editor", "reader", True), ("editor", "editor", True), ("editor", "translator:en", True),
        ("editor", "contributor", True), ("editor", "reviewer", False),
        ("editor", "administrator", False), ("reviewer", "editor", False),
        ("contributor", "contributor", True), ("contributor", "translator:en", False),
        ("translator:en", "translator:en", True), ("translator:en", "translator:nl", False),
        ("administrator", "administrator", True), ("reader", "contributor", False),
    ],
)  # fmt: skip
def test_a_role_covers_what_it_can_do_itself(held: str, wanted: str, may_give: bool) -> None:
    assert covers([read_given(held)], read_given(wanted)) is may_give


@pytest.mark.parametrize(
    "text", ["", "owner", "translator", "translator:fr", "editor:nl", "x" * 99]
)
def test_a_role_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        read_given(text)
