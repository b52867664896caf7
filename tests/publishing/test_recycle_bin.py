"""The bin itself: who sees what of it, how long it keeps, and who empties it."""

import pytest

from cms.access.actors import Actor, load_actor, system
from cms.access.permissions import Denied
from cms.database.engine import execute, fetch, writing
from cms.editing.tables import SourceText
from cms.errors import NotFound
from cms.publishing.bin import recycle_bin
from tests.builders import make, make_home, remove
from tests.people import give, make_user, someone

SYSTEM = system("eva")


async def test_the_bin_forgets_after_its_days(database: None) -> None:
    old, new = await make("page", body_nl="<p>Oud</p>"), await make("page", body_nl="<p>Nieuw</p>")
    await remove(old.uid)
    await remove(new.uid)
    await execute(
        "UPDATE binned_branch SET deleted_at = now() - interval '31 days' WHERE uid = $1", old.uid
    )

    async with writing():
        purged = await recycle_bin.purge_old(SYSTEM, 30)

    assert purged == 1
    assert [one.uid for one in (await recycle_bin.bin_page(SYSTEM)).items] == [new.uid]
    texts = await SourceText.select(SourceText.uid)
    assert {one["uid"] for one in texts} == {new.uid} | {await make_home()}
    assert await fetch("SELECT FROM version WHERE uid = $1", old.uid)
    assert await fetch("SELECT actor FROM audit WHERE act = 'purge'") == [{"actor": "eva"}]


async def test_purging_by_hand_is_for_administrators(database: None) -> None:
    page = await make("page")
    (done,) = await remove(page.uid)
    editor, ada = await someone("mo", "editor"), await someone("ada", "administrator")

    with pytest.raises(Denied):
        async with writing():
            await recycle_bin.purge(editor, done.bin_id)
    async with writing():
        await recycle_bin.purge(ada, done.bin_id)

    with pytest.raises(NotFound):
        await recycle_bin.binned(ada, done.bin_id)


async def test_each_sees_their_part_of_the_bin(database: None) -> None:
    open_, shut = await make("page", "Open"), await make("page", "Dicht")
    inside = await make("page", "Binnen", parent=open_.uid)
    secret = await make("page", "Geheim", parent=open_.uid)
    outside = await make("page", "Buiten", parent=shut.uid)
    await execute("INSERT INTO blocked_branch (uid, blocked_by) VALUES ($1, 'x')", secret.uid)
    await remove(inside.uid, secret.uid, outside.uid)
    mo = await make_user("mo")
    await give("editor", user_id=mo, uid=open_.uid)

    async def seen(actor: Actor) -> set[str]:
        return {one.uid for one in (await recycle_bin.bin_page(actor)).items}

    assert await seen(await load_actor("mo")) == {inside.uid}
    assert await seen(await someone("lies", "reader")) == set()
    assert await seen(await someone("ada", "editor")) == {inside.uid, secret.uid, outside.uid}


async def test_the_bin_is_read_in_parts(database: None) -> None:
    pages = [await make("page", f"Pagina {number}") for number in range(5)]
    for one in pages:
        await remove(one.uid)

    first = await recycle_bin.bin_page(SYSTEM, 2)
    second = await recycle_bin.bin_page(SYSTEM, 2, first.next)
    third = await recycle_bin.bin_page(SYSTEM, 2, second.next)

    read = [one.uid for part in (first, second, third) for one in part.items]
    assert read == [one.uid for one in reversed(pages)]
    assert (first.total, third.next) == (5, "")
    with pytest.raises(recycle_bin.BadCursor):
        await recycle_bin.bin_page(SYSTEM, 2, "x' OR 1=1")
