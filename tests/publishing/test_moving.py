"""Moves, renames and orders of what is public: addresses follow, and old ones lead there."""

import asyncio
from functools import partial
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cms.content.discovery import installed
from cms.database.clashing import whole
from cms.database.engine import fetch, writing
from cms.database.outages import is_outage
from cms.editing import saving, siblings
from cms.editing.working_copy import load
from cms.errors import CmsError, InvalidInput
from cms.publishing.publishing import publish, retract
from cms.publishing.tree import moving
from cms.publishing.tree.moving import Moved
from cms.reading.publications import past_of
from cms.reading.view import View
from tests.builders import ACTOR, make, make_home, make_published
from tests.conftest import empty_all_tables

PAGE = installed()["page"]


async def move(uid: str, parent: str, position: int | None = None) -> Moved:
    async with writing():
        return await moving.move(uid, parent, position=position, actor=ACTOR)


async def rename(uid: str, slug: str, locale: str = "nl") -> Moved:
    async with writing():
        return await moving.rename(uid, locale, slug, actor=ACTOR)


async def paths(locale: str = "nl") -> dict[str, str]:
    rows = await fetch(
        "SELECT uid, path FROM publication WHERE locale = $1 AND valid @> statement_timestamp()",
        locale,
    )
    return {row["uid"]: row["path"] for row in rows}


async def leads(path: str) -> str | None:
    """The address that an old one leads to, by the rule of the public."""
    past = await past_of(path, View("nl"))
    return (await paths()).get(past.uid) if past else None


async def test_a_branch_moves_with_all_that_is_public_in_each_language(database: None) -> None:
    above = await make_published("page", "Boven")
    top = await make_published("page", "Top")
    below = await make_published("page", "Onder", parent=top.uid)
    draft = await make("page", "Concept", parent=top.uid)
    dutch = await make_published("page", "Alleen", locales=("nl",), parent=below.uid)

    made = await move(top.uid, above.uid)

    nl, en = await paths("nl"), await paths("en")
    assert nl[dutch.uid] == "/nl/boven-nl/top-nl/onder-nl/alleen-nl"
    assert (en[below.uid], en.get(dutch.uid)) == ("/en/boven-en/top-en/onder-en", None)
    assert draft.uid not in nl
    assert {(one.uid, one.locale) for one in made.addresses} == {
        (top.uid, "nl"), (top.uid, "en"), (below.uid, "nl"), (below.uid, "en"), (dutch.uid, "nl"),
    }  # fmt: skip
    assert await leads("/nl/top-nl/onder-nl/alleen-nl") == nl[dutch.uid]
    steps = await fetch("SELECT name FROM transition WHERE uid = $1 AND locale = 'nl'", dutch.uid)
    assert [row["name"] for row in steps][-1] == "move"


async def test_unpublished_changes_stay_unpublished(database: None) -> None:
    above = await make_published("page", "Boven")
    saved = await make_published("page", "Top")
    async with writing():
        await saving.save(
            PAGE, saved.uid, {"summary_nl": "Geheim", "slug_nl": "nieuw"}, revision=1, actor=ACTOR
        )

    await move(saved.uid, above.uid)

    [row] = await fetch(
        "SELECT path, data FROM publication WHERE uid = $1 AND locale = 'nl'"
        " AND valid @> statement_timestamp()",
        saved.uid,
    )
    assert row["path"] == "/nl/boven-nl/top-nl"
    assert "Geheim" not in row["data"]
    assert (await load(PAGE, saved.uid))["slug_nl"] == "nieuw"


async def test_there_and_back_leaves_only_the_live_address(database: None) -> None:
    home = await make_home()
    above = await make_published("page", "Boven")
    saved = await make_published("page", "Top")
    inside = await make_published("page", "Binnen", parent=saved.uid)

    there = await move(saved.uid, above.uid)
    back = await move(saved.uid, there.before.parent or "", there.before.position)

    assert (await paths())[inside.uid] == "/nl/top-nl/binnen-nl"
    assert [one.new for one in back.addresses if one.locale == "nl"] == [
        "/nl/top-nl", "/nl/top-nl/binnen-nl",
    ]  # fmt: skip
    for old in ("/nl/boven-nl/top-nl", "/nl/boven-nl/top-nl/binnen-nl"):
        assert await leads(old) == old.replace("/boven-nl", "")
    assert (await load(PAGE, saved.uid))["parent"] == home


async def test_old_addresses_lead_straight_to_where_it_is_now(database: None) -> None:
    saved = await make_published("page", "Een")
    for slug in ("twee", "drie", "vier"):
        await rename(saved.uid, slug)

    for old in ("een-nl", "twee", "drie"):
        assert await leads(f"/nl/{old}") == "/nl/vier"
    assert (await paths("en"))[saved.uid] == "/en/een-en"


async def test_what_is_planned_moves_along(database: None) -> None:
    from_, to = await make_published("page", "Van"), await make_published("page", "Naar")
    saved = await make("page", "Later", parent=from_.uid)
    [soon] = await fetch("SELECT now() + interval '1 day' AS at")
    async with writing():
        await publish(PAGE, saved.uid, "nl", actor=ACTOR, at=soon["at"])

    made = await move(saved.uid, to.uid)

    rows = await fetch(
        "SELECT path FROM publication WHERE uid = $1 AND valid @> $2::timestamptz",
        saved.uid,
        soon["at"],
    )
    assert [row["path"] for row in rows] == ["/nl/naar-nl/later-nl"]
    assert (made.addresses, made.public) == ((), ("nl",))


async def refused(attempt: Any) -> list[tuple[str, str]]:
    before = await fetch("SELECT * FROM publication ORDER BY id"), await fetch("SELECT * FROM node")
    with pytest.raises(InvalidInput) as caught:
        await attempt
    after = await fetch("SELECT * FROM publication ORDER BY id"), await fetch("SELECT * FROM node")
    assert before == after
    return [(one.code, str(one.message)[:2]) for one in caught.value.problems]


async def test_what_stands_in_the_way_is_named_with_its_language(database: None) -> None:
    draft = await make("page", "Concept")
    above = await make_published("page", "Boven")
    saved = await make_published("page", "Top")
    other = await make_published("page", "Ander", parent=above.uid)
    async with writing():  # a new slug that the public does not know yet
        values = {"slug_nl": "anders", "slug_en": "others"}
        await saving.save(PAGE, other.uid, values, revision=1, actor=ACTOR)
    await rename(saved.uid, "ander-nl")

    assert await refused(move(saved.uid, draft.uid)) == [
        ("parent_not_published", "NL"),
        ("parent_not_published", "EN"),
    ]
    assert await refused(move(saved.uid, above.uid)) == [("address_taken", "NL")]
    assert await refused(move(above.uid, other.uid)) == [("cycle", "An")]
    assert await refused(rename(saved.uid, "boven-nl")) == [("slug_taken", "An")]


async def public_order(parent: str, at: Any = None) -> list[str]:
    rows = await fetch(
        "SELECT uid FROM publication WHERE parent_uid = $1 AND locale = 'nl'"
        " AND valid @> coalesce($2, clock_timestamp()) ORDER BY position, title",
        parent,
        at,
    )
    return [row["uid"] for row in rows]


async def test_the_public_order_follows_and_the_past_keeps_its_own(database: None) -> None:
    home = await make_home()
    aap, mies, noot = [(await make_published("page", name)).uid for name in ("Aap", "Mies", "Noot")]
    draft = await make("page", "Concept")
    [before] = await fetch("SELECT clock_timestamp() AS at")

    async with writing():
        await moving.reorder(home, [noot, draft.uid, aap, mies], actor=ACTOR)

    assert await public_order(home) == [noot, aap, mies]
    assert await public_order(home, before["at"]) == [aap, mies, noot]
    assert (await paths())[noot] == "/nl/noot-nl"
    kinds = await fetch("SELECT DISTINCT kind FROM outbox WHERE uid = $1", aap)
    assert "changed" in {row["kind"] for row in kinds}
    [data] = await fetch(
        "SELECT (data->>'position')::int AS said, position FROM publication"
        " WHERE uid = $1 AND locale = 'en' AND valid @> clock_timestamp()",
        mies,
    )
    assert data["said"] == data["position"]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move", "rename", "publish", "retract", "order"]),
        st.integers(0, 5),
        st.integers(0, 6),
        st.integers(0, 3),
    ),
    max_size=14,
)
NAMES = ("aap", "noot", "mies", "wim")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
async def test_whatever_is_moved_the_tree_stays_a_tree(
    database: None, steps: list[tuple[str, int, int, int]]
) -> None:
    await empty_all_tables()
    home = await make_home()
    uids = [(await make_published("page", f"P{number}")).uid for number in range(4)]
    uids += [(await make("page", f"D{number}", parent=uids[0])).uid for number in range(2)]
    for step in steps:
        try:
            async with writing():
                await _take(step, home, uids)
        except CmsError:
            pass
        await _check_tree(home)


async def _take(step: tuple[str, int, int, int], home: str, uids: list[str]) -> None:
    act, one, other, number = step
    uid, target = uids[one], [*uids, home][other]
    if act == "move":
        await moving.move(uid, target, position=number or None, actor=ACTOR)
    elif act == "rename":
        await moving.rename(uid, ("nl", "en")[other % 2], NAMES[number], actor=ACTOR)
    elif act == "publish":
        await publish(PAGE, uid, "nl", actor=ACTOR)
    elif act == "retract":
        await retract(PAGE, uid, "nl", actor=ACTOR)
    else:
        order = [one.uid for one in await siblings.children(target)]
        await moving.reorder(target, order[::-1], actor=ACTOR)


async def _check_tree(home: str) -> None:
    reached = await fetch(
        "WITH RECURSIVE below AS (SELECT $1::varchar AS uid UNION ALL"
        " SELECT n.uid FROM node n JOIN below b ON n.parent = b.uid) SELECT count(*) FROM below",
        home,
    )
    nodes = await fetch("SELECT count(*) FROM node")
    assert reached == nodes
    rows = await fetch(
        "SELECT p.path, a.path AS above, p.data->>'slug' AS slug, p.position, p.parent_uid,"
        " (p.data->>'position')::int AS said, p.data->>'parent' AS parent"
        " FROM publication p LEFT JOIN publication a ON a.uid = p.parent_uid"
        " AND a.locale = p.locale AND a.valid @> statement_timestamp()"
        " WHERE p.valid @> statement_timestamp()"
    )
    for row in rows:
        if row["parent_uid"] is not None:
            assert row["path"] == f"{row['above']}/{row['slug']}"
        assert (row["said"], row["parent"]) == (row["position"], row["parent_uid"])
    slugs = await fetch(
        "SELECT FROM node WHERE slug_nl <> '' GROUP BY parent, slug_nl HAVING count(*) > 1"
    )
    assert slugs == []
    twice = await fetch(
        "SELECT FROM publication WHERE valid @> statement_timestamp()"
        " GROUP BY locale, path HAVING count(*) > 1"
    )
    assert twice == []


async def test_many_who_rearrange_at_once_do_not_wait_for_each_other_forever(
    database: None,
) -> None:
    home = await make_home()
    uids = [(await make_published("page", f"P{number}")).uid for number in range(4)]

    async def act(number: int) -> None:
        async with writing():
            uid = uids[number % 4]
            if number % 4 == 0:
                await moving.reorder(home, uids[:: 1 if number % 8 else -1], actor=ACTOR)
            elif number % 3 == 0:
                await publish(PAGE, uid, "nl", actor=ACTOR)
            elif number % 5 == 0:
                await saving.save(PAGE, uid, {"summary_nl": f"{number}"}, revision=1, actor=ACTOR)
            else:
                await moving.move(uid, [*uids, home][number % 5], position=0, actor=ACTOR)

    results = await asyncio.gather(
        *(whole(partial(act, number)) for number in range(32)), return_exceptions=True
    )

    odd = [one for one in results if one is not None and not isinstance(one, CmsError)]
    assert [one for one in odd if not is_outage(one)] == []
    await _check_tree(home)
