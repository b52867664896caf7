"""Blocks where pages are merged, copied, restored and checked for links, as related rows are."""

from typing import Any

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import copying
from cms.editing.conflicts import conflict_of
from cms.editing.working_copy import load
from cms.publishing.bin.restoring import restore
from cms.publishing.links.links import edited_referring_to
from cms.publishing.tags import uses
from tests.blocks.pages import block, every_kind, related
from tests.builders import ACTOR, change, make, make_home, make_published, remove
from tests.schema.made import make_tags

PAGE = installed()["page"]


async def _rows(uid: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await load(PAGE, uid))["blocks"]
    return found


async def test_what_two_people_did_to_blocks_is_put_together(database: None) -> None:
    saved = await make("page", blocks=[block("text", "aaaa"), block("text", "bbbb")])
    first, second = saved.values["blocks"]
    await change("page", saved.uid, blocks=[first | {"body_nl": "<p>Zij</p>"}, second])

    mine = [first, second | {"hidden": True}, block("facts", "cccc"), block("fact", "dddd", "cccc")]
    found = await conflict_of(PAGE, saved.uid, 1, {"blocks": mine})

    assert found.fields == ()
    merged = {row["key"]: row for row in found.merged["blocks"]}
    assert list(merged) == ["aaaa", "bbbb", "cccc", "dddd"]
    assert (merged["aaaa"]["body_nl"], merged["bbbb"]["hidden"]) == ("<p>Zij</p>", True)


async def test_what_one_put_into_a_block_that_the_other_removed_is_a_conflict(
    database: None,
) -> None:
    saved = await make("page", blocks=[block("facts", "aaaa"), block("text", "bbbb")])
    holder, text = saved.values["blocks"]
    await change("page", saved.uid, blocks=[text])

    found = await conflict_of(
        PAGE, saved.uid, 1, {"blocks": [holder, block("fact", "cccc", "aaaa"), text]}
    )

    assert [one.name for one in found.fields] == ["blocks"]


async def test_a_copy_has_blocks_of_its_own(database: None) -> None:
    home, typed = await make_home(), every_kind(await related())
    uid = (await make("page", blocks=typed)).uid

    async with writing():
        copied = (await copying.copy(uid, home, actor=ACTOR)).uid

    before, after = await _rows(uid), await _rows(copied)
    assert [row["kind"] for row in after] == [row["kind"] for row in before]
    assert not {row["key"] for row in before} & {row["key"] for row in after}
    places = {row["key"]: place for place, row in enumerate(after)}
    assert [places.get(row["within"]) for row in after] == [
        {row["key"]: place for place, row in enumerate(before)}.get(row["within"]) for row in before
    ]


async def test_blocks_come_back_from_the_bin(database: None) -> None:
    uid = (await make("page", blocks=every_kind(await related()))).uid
    before = await _rows(uid)
    (deleted,) = await remove(uid)

    async with writing():
        await restore(system(ACTOR), deleted.bin_id)

    assert await _rows(uid) == before


async def test_a_link_in_a_block_counts(database: None) -> None:
    target = (await make_published("event", "Doel")).uid
    html = f'<p><a href="uid:{target}">daar</a></p>'
    uid = (await make("page", blocks=[block("text", "aaaa", body_en=html)])).uid

    assert await edited_referring_to([target]) == {uid}


async def test_a_tag_that_a_listing_asks_for_is_in_use(database: None) -> None:
    await make_tags(groen=("Groen", "Green"))
    await make("page", blocks=[block("listing", "aaaa", tags=["groen"])])

    assert await uses("groen") == 1
