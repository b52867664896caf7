"""The place of working copies: moving, ordering, renaming."""

import asyncio

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import placing, siblings, versions
from cms.editing.checks import MOST_LEVELS
from cms.editing.placing import Placed
from cms.editing.siblings import StaleOrder
from cms.editing.working_copy import load
from cms.errors import InvalidInput, NotFound
from tests.builders import ACTOR, make, make_home

PAGE = installed()["page"]


async def move(uid: str, parent: str, position: int | None = None, **more: object) -> Placed:
    async with writing():
        return await placing.move(uid, parent, position=position, actor=ACTOR, **more)  # type: ignore[arg-type]


async def order_under(parent: str) -> list[str]:
    return [one.uid for one in await siblings.children(parent)]


async def three(parent: str) -> list[str]:
    return [(await make("page", name, parent=parent)).uid for name in ("Aap", "Noot", "Mies")]


async def codes(attempt: object) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        await attempt  # type: ignore[misc]
    return [one.code for one in caught.value.problems]


async def test_without_an_order_siblings_come_by_title(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)

    assert await order_under(home) == [aap, mies, noot]
    assert (await make("page", "Lente")).uid == (await order_under(home))[1]


async def test_a_move_tells_where_it_came_from_and_can_be_undone(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)
    below = await make("page", "Onder", parent=aap)

    moved = await move(noot, aap, 0)
    assert await order_under(aap) == [noot, below.uid]
    assert (moved.before.parent, moved.before.position) == (home, 2)
    assert (moved.after.parent, moved.after.position) == (aap, 0)

    await move(noot, moved.before.parent or "", moved.before.position)
    assert await order_under(home) == [aap, mies, noot]


async def test_a_move_is_a_version_and_a_move_to_the_same_place_is_none(database: None) -> None:
    home = await make_home()
    aap, noot, _ = await three(home)

    moved = await move(noot, aap)
    again = await move(noot, aap)
    same = await move(noot, aap, 0)

    assert (moved.saved.revision, again.saved.revision, same.saved.revision) == (2, 2, 2)
    assert (await versions.load(noot, 2)).remark.operation == "move"


async def test_ordering_gives_few_numbers_and_each_is_a_version(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)
    await move(noot, home, 0)
    assert await order_under(home) == [noot, aap, mies]

    moved = await move(mies, home, 1)

    assert list(moved.numbers) == [mies]
    assert await order_under(home) == [noot, mies, aap]
    for uid in (aap, noot, mies):
        values = await load(PAGE, uid)
        kept = await versions.load(uid, values["revision"])
        assert kept.snapshot["position"] == values["position"]
        assert kept.snapshot["revision"] == values["revision"]
    newest = await versions.load(aap, (await load(PAGE, aap))["revision"])
    assert newest.remark.operation == "reorder"


async def test_what_comes_into_an_order_comes_last(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)
    async with writing():
        await placing.reorder(home, [mies, noot, aap], actor=ACTOR)
    inside = await make("page", "Binnen", parent=mies)

    await move(inside.uid, home)

    assert await order_under(home) == [mies, noot, aap, inside.uid]


async def test_an_order_that_was_not_seen_is_refused(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)
    seen = [aap, mies, noot]
    await move(noot, home, 0, if_order=seen)

    with pytest.raises(StaleOrder) as caught:
        await move(mies, home, 0, if_order=seen)
    assert caught.value.order == (noot, aap, mies)
    with pytest.raises(StaleOrder):
        async with writing():
            await placing.reorder(home, [mies, aap], actor=ACTOR)
    assert await order_under(home) == [noot, aap, mies]


async def test_of_two_who_order_at_once_one_is_told(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)
    seen = [aap, mies, noot]

    async def ordered(*order: str) -> None:
        async with writing():
            await placing.reorder(home, order, if_order=seen, actor=ACTOR)

    results = await asyncio.gather(
        ordered(mies, noot, aap), ordered(noot, aap, mies), return_exceptions=True
    )

    assert sorted(type(one).__name__ for one in results) == ["NoneType", "StaleOrder"]


async def test_what_somebody_does_not_see_keeps_its_place(database: None) -> None:
    home = await make_home()
    aap, noot, mies = await three(home)  # by title: aap, mies, noot

    async with writing():
        await placing.reorder(home, [noot, aap], actor=ACTOR, seen={aap, noot})
    assert await order_under(home) == [noot, aap, mies]

    await move(noot, home, 1, seen={aap, noot}, if_order=[noot, aap])
    assert await order_under(home) == [aap, mies, noot]


async def chain(parent: str, levels: int) -> list[str]:
    made = [parent]
    for _ in range(levels):
        made.append((await make("page", parent=made[-1])).uid)
    return made[1:]


async def test_entries_stand_at_most_so_many_levels_down(database: None) -> None:
    home = await make_home()
    deep, short = await chain(home, MOST_LEVELS), await chain(home, 2)

    assert await codes(make("page", parent=deep[-1])) == ["too_deep"]
    assert await codes(move(short[0], deep[-2])) == ["too_deep"]
    await move(short[0], deep[-3])


async def test_problems_have_names(database: None) -> None:
    home = await make_home()
    aap, noot, _ = await three(home)
    below = await make("page", "Onder", parent=aap, slug_nl="vast")
    await make("page", "Anders", parent=noot, slug_nl="vast")

    assert await codes(move(aap, below.uid)) == ["cycle"]
    assert await codes(move(aap, aap)) == ["cycle"]
    assert await codes(move(aap, "weg")) == ["unknown_parent"]
    assert await codes(move(home, aap)) == ["home_stays"]
    assert await codes(move(aap, noot, -1)) == ["bad_position"]
    assert await codes(move(below.uid, noot)) == ["slug_taken"]
    with pytest.raises(NotFound):
        await move("weg", home)


async def rename(uid: str, slug: str, locale: str = "nl") -> Placed:
    async with writing():
        return await placing.rename(uid, locale, slug, actor=ACTOR)


async def test_a_rename_is_of_one_language(database: None) -> None:
    saved = await make("page", "Klok")

    made = await rename(saved.uid, "uurwerk")

    values = await load(PAGE, saved.uid)
    assert (values["slug_nl"], values["slug_en"]) == ("uurwerk", "klok-en")
    assert made.before.slugs == {"nl": "klok-nl", "en": "klok-en"}
    assert (await versions.load(saved.uid, 2)).remark.operation == "rename"


async def test_a_rename_that_cannot_be(database: None) -> None:
    saved = await make("page", "Klok")
    await make("page", "Uur", slug_nl="bezet")
    home = await make_home()

    assert await codes(rename(saved.uid, "bezet")) == ["slug_taken"]
    assert await codes(rename(saved.uid, "Niet Zo")) == ["bad_slug"]
    assert await codes(rename(saved.uid, "")) == ["slug_missing"]
    assert await codes(rename(home, "huis")) == ["home_stays"]
    assert len(await fetch("SELECT FROM version WHERE uid = $1", saved.uid)) == 1
