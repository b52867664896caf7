"""Saving asks for what really changes: one language, the source language, or everything else."""

from typing import Any

import pytest

from cms.access.permissions import Denied
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import authorised
from cms.editing.working_copy import load
from tests.builders import make
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
