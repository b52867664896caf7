"""Files of the library in an entry's fields."""

from typing import Any

import pytest

from cms.access.actors import system
from cms.content import Asset
from cms.content.assets import AssetKind
from cms.content.discovery import installed
from cms.database.engine import engine, writing
from cms.editing import reverting, saving, working_copy
from cms.errors import InvalidInput
from cms.publishing.bin.restoring import restore
from cms.publishing.links.links import referring_to
from tests.builders import ACTOR, change, make, make_asset, remove


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("nosuchfile", "unknown_file"),
        ("x" * 500, "unknown_file"),
        ("nul\0", "bad_character"),
        (7, "wrong_type"),
        (["a"], "wrong_type"),
    ],
)
async def test_what_is_no_file_is_refused(database: None, value: Any, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await make("page", image=value)

    assert [(one.field, one.code) for one in refused.value.problems] == [("image", code)]


async def test_an_image_is_a_picture(database: None) -> None:
    drawing = await make_asset("logo.svg", kind=AssetKind.DRAWING, media_type="image/svg+xml")
    report = await make_asset("verslag.pdf", kind=AssetKind.FILE, media_type="application/pdf")

    assert (await make("page", image=drawing)).values["image"] == drawing
    with pytest.raises(InvalidInput) as refused:
        await make("page", image=report)
    assert refused.value.problems[0].code == "file_not_taken"


async def test_a_deleted_file_does_not_come_back(database: None) -> None:
    image = await make_asset()
    saved = await make("page", image=image)
    await change("page", saved.uid, image=None)
    async with writing():
        await Asset.delete().where(Asset.uid == image)

    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await reverting.revert(installed()["page"], saved.uid, 1, revision=2, actor=ACTOR)

    assert [(one.field, one.code) for one in refused.value.problems] == [("image", "unknown_file")]


async def test_an_entry_comes_back_from_the_bin_without_it(database: None) -> None:
    image, kept = await make_asset(), await make_asset()
    gone, whole = await make("page", image=image), await make("page", image=kept)
    binned = await remove(gone.uid, whole.uid)
    async with writing():
        await Asset.delete().where(Asset.uid == image)
    clashes = {}
    async with writing():
        for one in binned:
            restored = await restore(system(ACTOR), one.bin_id)
            clashes[one.uid] = [clash.code for clash in restored.clashes]

    page = installed()["page"]
    assert clashes == {gone.uid: ["relation_gone"], whole.uid: []}
    assert (await working_copy.load(page, gone.uid))["image"] is None
    assert (await working_copy.load(page, whole.uid))["image"] == kept


async def test_it_is_known_where_a_file_is_used(database: None) -> None:
    image = await make_asset()
    field = await make("book", image=image)
    text = await make("page", body_nl=f'<p>Zie <img src="uid:{image}" alt="haven"></p>')
    await make("page")

    assert await referring_to([image]) == {field.uid, text.uid}


async def test_a_file_that_only_a_text_names_cannot_go_while_it_is_saved(database: None) -> None:
    shown, linked = await make_asset(), await make_asset()
    html = f'<p><img src="uid:{shown}" alt="x"> <a href="uid:{linked}">y</a> <a href="uid:zz">z</a></p>'
    async with writing():
        await saving.create(installed()["page"], {"title_nl": "T", "body_nl": html}, actor=ACTOR)
        connection = await engine.get_new_connection()
        try:
            free = await connection.fetch("SELECT uid FROM asset FOR UPDATE SKIP LOCKED")
        finally:
            await connection.close()
    assert free == []


async def test_what_comes_back_tells_which_pictures_are_gone(database: None) -> None:
    image = await make_asset()
    page = await make("page", body_nl=f'<p><img src="uid:{image}" alt="x"></p>')
    (binned,) = await remove(page.uid)
    async with writing():
        await Asset.delete().where(Asset.uid == image)
        restored = await restore(system(ACTOR), binned.bin_id)

    assert [one.code for one in restored.clashes] == ["picture_gone"]
