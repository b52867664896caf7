"""Who may move, order, rename and copy, and what they are told of what they may not see."""

from collections.abc import Awaitable
from typing import Any

import pytest

from cms.access.actors import Actor
from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.database.engine import execute, fetch, writing
from cms.editing.siblings import StaleOrder
from cms.errors import InvalidInput, NotFound
from cms.publishing.denials import DeniedBelow
from cms.publishing.tree import authorised_tree as doors
from tests.builders import make, make_home, make_published
from tests.people import give, someone


async def inside(act: Awaitable[Any]) -> Any:
    async with writing():
        return await act


async def missing(act: Awaitable[Any]) -> Permission:
    with pytest.raises(Denied) as denied:
        await inside(act)
    return denied.value.missing


async def on_branch(actor: Actor, role: str, uid: str) -> None:
    await give(role, user_id=actor.user_id, uid=uid)


async def test_another_public_address_takes_publish_here_and_there(database: None) -> None:
    above = await make_published("page", "Boven")
    saved = await make_published("page", "Top")
    draft = await make("page", "Concept")
    eva = await someone("eva", "editor")

    assert await missing(doors.move(eva, saved.uid, above.uid)) is Permission.PUBLISH
    assert await missing(doors.rename(eva, saved.uid, "nl", "nieuw")) is Permission.PUBLISH
    await inside(doors.move(eva, draft.uid, above.uid))
    await on_branch(eva, "reviewer", saved.uid)
    await on_branch(eva, "reviewer", above.uid)
    made = await inside(doors.move(eva, saved.uid, above.uid))

    assert made.public == ("nl", "en")
    assert (made.before.position, made.after.position) == (1, 1)
    acts = await fetch("SELECT act, subject FROM audit WHERE act = 'move'")
    assert [(row["act"], row["subject"]) for row in acts] == [("move", saved.uid)]


async def test_order_is_for_whoever_may_edit_what_it_is_in(database: None) -> None:
    home = await make_home()
    one, other = await make("page", "Aap"), await make("page", "Mies")
    cas = await someone("cas", "contributor")
    eva = await someone("eva", "editor")

    assert await missing(doors.reorder(cas, home, [other.uid, one.uid])) is Permission.EDIT
    assert await missing(doors.move(cas, one.uid, other.uid)) is Permission.EDIT
    assert await inside(doors.reorder(eva, home, [other.uid, one.uid])) == (other.uid, one.uid)


async def test_what_is_hidden_is_in_no_order_and_stays_where_it_is(database: None) -> None:
    home = await make_home()
    top = await make("page", "Boven")
    aap, geheim, mies = [
        await make("page", name, parent=top.uid) for name in ("Aap", "Geheim", "Mies")
    ]
    eva = await someone("eva")
    await on_branch(eva, "editor", aap.uid)
    await on_branch(eva, "editor", mies.uid)
    await on_branch(eva, "contributor", top.uid)
    await _block(geheim.uid)
    await on_branch(eva, "editor", top.uid)

    shown = await doors.order_of(eva, top.uid)
    assert shown == (aap.uid, mies.uid)
    with pytest.raises(StaleOrder) as stale:
        await inside(doors.move(eva, mies.uid, top.uid, position=0, if_order=[mies.uid]))
    assert stale.value.order == shown
    with pytest.raises(NotFound):
        await inside(doors.move(eva, geheim.uid, top.uid))
    with pytest.raises(InvalidInput, match="unknown_parent"):
        await inside(doors.move(eva, mies.uid, geheim.uid))
    with pytest.raises(InvalidInput, match="unknown_parent"):
        await inside(doors.move(eva, mies.uid, home))
    copied = await inside(doors.copy(eva, top.uid, top.uid))
    assert (copied.number, copied.left_out) == (3, 1)


async def _block(uid: str) -> None:
    await fetch("INSERT INTO blocked_branch (uid) VALUES ($1)", uid)


async def test_a_translator_renames_their_language_only(database: None) -> None:
    saved = await make("page", "Klok")
    tess = await someone("tess", "translator:en")

    assert await missing(doors.rename(tess, saved.uid, "nl", "uur")) is Permission.EDIT
    assert await missing(doors.move(tess, saved.uid, await make_home())) is Permission.EDIT
    made = await inside(doors.rename(tess, saved.uid, "en", "hour"))
    assert made.after.slugs["en"] == "hour"


async def test_whoever_copies_may_add_there(database: None) -> None:
    saved = await make("page", "Klok")
    rik, cas = await someone("rik", "reader"), await someone("cas", "contributor")

    assert await missing(doors.copy(rik, saved.uid, await make_home())) is Permission.EDIT
    made = await inside(doors.copy(cas, saved.uid, await make_home()))
    [row] = await fetch("SELECT created_by FROM node WHERE uid = $1", made.uid)
    assert row["created_by"] == "cas"


async def test_another_public_address_takes_publish_all_the_way_down(database: None) -> None:
    top = await make_published("page", "Top")
    below = await make_published("page", "Onder", parent=top.uid)
    lowest = await make_published("page", "Diep", parent=below.uid)
    place = await make_published("page", "Elders")
    bas = await someone("bas")
    for uid in (top.uid, place.uid):
        for role in ("editor", "reviewer"):
            await on_branch(bas, role, uid)
    await execute(
        "INSERT INTO blocked_branch (uid, blocked_by, blocked_at) VALUES ($1, 'x', now())",
        below.uid,
    )

    for act in (doors.move(bas, top.uid, place.uid), doors.rename(bas, top.uid, "nl", "nieuw")):
        with pytest.raises(DeniedBelow, match="2") as refused:
            await inside(act)
        assert refused.value.missing is Permission.PUBLISH
        assert "Onder" not in str(refused.value)
        assert "Diep" not in str(refused.value)
    await on_branch(bas, "reviewer", below.uid)
    made = await inside(doors.rename(bas, top.uid, "nl", "nieuw"))
    assert {uid for uid, _ in made.elsewhere} == {top.uid, below.uid, lowest.uid}
