"""Saving asks for what really changes: one language, the source language, or everything else."""

import asyncio
from typing import Any

import pytest

from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import authorised, checks, placing, saving, siblings
from cms.editing.working_copy import load
from tests.builders import ACTOR, make, make_home
from tests.people import someone

ROWS = [{"text_nl": "Een", "text_en": "One"}, {"text_nl": "Twee", "text_en": "Two"}]


async def rows_of(uid: str) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = (await load(installed()["mission_text"], uid))["statements"]
    return rows


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"title_en": "New"}, None),
        ({"slug_en": "new", "seo_title_en": "New"}, None),
        ({"title_nl": "Voorbeeld nl"}, None),  # as it was
        ({"title_nl": "Nieuw"}, Permission.EDIT),
        ({"title_en": "New", "title_nl": "Nieuw"}, Permission.EDIT),
        ({"position": 7}, Permission.EDIT),
        ({"tags": []}, None),
        ({"source_locale": "en"}, Permission.EDIT),
        ({"statements": []}, Permission.EDIT),
    ],
)
async def test_a_translator_changes_texts_in_their_language(
    database: None, change: dict[str, Any], missing: Permission | None
) -> None:
    saved = await make("mission_text", statements=ROWS)
    tess = await someone("tess", "translator:en")

    async def save() -> None:
        async with writing():
            await authorised.save(tess, installed()["mission_text"], saved.uid, change, revision=1)

    if missing is None:
        await save()
        return
    with pytest.raises(Denied) as denied:
        await save()
    assert denied.value.missing is missing
    assert (await load(installed()["mission_text"], saved.uid))["revision"] == 1


async def test_a_translator_has_nothing_to_do_in_another_language(database: None) -> None:
    saved = await make("mission_text", source_locale="en")
    tess = await someone("tess", "translator:en")

    for change, missing in (
        ({"title_en": "New"}, Permission.EDIT),  # the source language
        ({"title_nl": "Nieuw"}, Permission.TRANSLATE),
    ):
        with pytest.raises(Denied) as denied:
            async with writing():
                await authorised.save(
                    tess, installed()["mission_text"], saved.uid, change, revision=1
                )
        assert denied.value.missing is missing


async def test_a_translator_writes_in_rows_and_leaves_them_in_place(database: None) -> None:
    saved = await make("mission_text", statements=ROWS)
    tess = await someone("tess", "translator:en")
    one, two = await rows_of(saved.uid)

    async with writing():
        await authorised.save(
            tess,
            installed()["mission_text"],
            saved.uid,
            {"statements": [one | {"text_en": "First"}, two]},
            revision=1,
        )
    assert [row["text_en"] for row in await rows_of(saved.uid)] == ["First", "Two"]

    for rows in (
        [two, one],
        [one],
        [one, two, {"text_en": "Three"}],
        [one | {"text_nl": "X"}, two],
    ):
        with pytest.raises(Denied):
            async with writing():
                await authorised.save(
                    tess, installed()["mission_text"], saved.uid, {"statements": rows}, revision=2
                )


async def test_what_is_new_comes_last_where_editors_made_an_order(database: None) -> None:
    eva, home = await someone("eva", "editor"), await make_home()
    page = installed()["page"]
    made = [(await make("page", name)).uid for name in ("Aap", "Noot")]
    async with writing():
        await placing.reorder(home, made[::-1], actor=ACTOR)
        new = await authorised.create(eva, page, {"title_nl": "Mies", "position": 0})
        below = await authorised.create(eva, page, {"title_nl": "Wim", "parent": new.uid})

    assert [one.uid for one in await siblings.children(home)] == [*made[::-1], new.uid]
    assert below.values["position"] == 0


async def test_another_parent_in_the_form_is_another_order(database: None) -> None:
    eva, home, page = await someone("eva", "editor"), await make_home(), installed()["page"]
    above = (await make("page", "Boven")).uid
    made = [(await make("page", name, parent=above)).uid for name in ("Aap", "Noot")]
    moved = (await make("page", "Mies", parent=home)).uid
    async with writing():
        await placing.reorder(above, made[::-1], actor=ACTOR)
        change = {"parent": above, "position": 0}
        await authorised.save(eva, page, moved, change, revision=1)

    assert [one.uid for one in await siblings.children(above)] == [*made[::-1], moved]


async def test_who_saves_an_entry_does_not_stop_who_refers_to_it(database: None) -> None:
    page = installed()["page"]
    moved, place = (await make("page", "Klok")).uid, (await make("page", "Muur")).uid
    holding = asyncio.Event()

    async def refer() -> None:
        async with writing():
            await checks.lock_tree()
            holding.set()
            await asyncio.sleep(0.2)  # meanwhile the other waits for the tree
            await make("session", "Zitting", challenge=moved)

    async def move() -> None:
        await holding.wait()
        async with writing():
            await saving.save(page, moved, {"parent": place}, revision=1, actor=ACTOR)

    await asyncio.gather(refer(), move())
    assert (await load(page, moved))["parent"] == place
