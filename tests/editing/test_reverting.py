"""Bringing back what an entry was."""

from typing import Any

import pytest

from cms.content import Tag
from cms.content.discovery import installed
from cms.database.engine import as_json, fetch, writing
from cms.editing import saving, versions, working_copy
from cms.editing.reverting import revert
from cms.editing.saving import Saved
from cms.editing.versions import Remark, snapshot
from cms.errors import Conflict, InvalidInput, NotFound
from cms.publishing import tags
from tests.builders import ACTOR, make, make_published, remove
from tests.editing.test_saving import everything

pytestmark = pytest.mark.usefixtures("database")

BOOK = installed()["book"]
PAGE = installed()["page"]
OWN = {"revision", "parent", "position"}


async def save(saved: Saved, name: str, revision: int, **values: Any) -> Saved:
    async with writing():
        return await saving.save(
            installed()[name], saved.uid, values, revision=revision, actor=ACTOR
        )


async def back(uid: str, to: int, *, revision: int, name: str = "page", **asked: Any) -> Saved:
    async with writing():
        return await revert(installed()[name], uid, to, revision=revision, actor="eva", **asked)


async def problems(uid: str, to: int, revision: int, name: str = "page") -> dict[str | None, str]:
    before = await everything()
    with pytest.raises(InvalidInput) as caught:
        await back(uid, to, revision=revision, name=name)
    assert await everything() == before
    return {one.field: one.code for one in caught.value.problems}


@pytest.mark.parametrize("name", list(installed()))
async def test_every_type_can_be_reverted(name: str) -> None:
    content_type = installed()[name]
    saved = await make(name, "Eerst", summary_nl="Toen", tags=[], slug_nl="met-de-hand")
    emptied = {rows.name: [] for rows in content_type.rows}
    await save(saved, name, 1, summary_nl="Nu", title_en="Other", slug_nl="", **emptied)

    made = await back(saved.uid, 1, revision=2, name=name)

    first, third = await versions.load(saved.uid, 1), await versions.load(saved.uid, 3)
    assert third.remark == Remark("#1", operation="revert")
    assert (third.actor, made.revision) == ("eva", 3)
    different = {key for key in first.snapshot if first.snapshot[key] != third.snapshot[key]}
    assert different == {"revision"}
    values = await working_copy.load(content_type, saved.uid)
    assert as_json(snapshot(content_type, values)) == as_json(third.snapshot)


async def test_related_rows_relations_and_tags_come_back_with_their_keys() -> None:
    await Tag.insert(Tag(key="water", label_nl="Water", label_en="Water"))
    speaker = await make("speaker", "Sanne")
    book = await make(
        "book", tags=["water"], authors=[{"speaker": speaker.uid}],
        printings=[{"number": 1, "note_nl": "Eerste"}, {"number": 2}], published="2009-12-04",
    )  # fmt: skip
    keys = [row["key"] for row in book.values["printings"]]
    await save(
        book, "book", 1, tags=[], authors=[], published=None,
        printings=[{"key": keys[1], "number": 9}],
    )  # fmt: skip

    made = await back(book.uid, 1, revision=2, name="book")

    values = made.values
    assert [row["key"] for row in values["printings"]] == keys
    assert [row["number"] for row in values["printings"]] == [1, 2]
    assert [row["speaker"] for row in values["authors"]] == [speaker.uid]
    assert (values["tags"], values["published"].isoformat()) == (["water"], "2009-12-04")


async def test_what_others_decided_stays() -> None:
    above = await make("page", "Boven")
    saved = await make_published("page", "Klok", locales=("nl",))
    await save(saved, "page", 1, parent=above.uid, position=7, title_nl="Anders")
    published = await fetch("SELECT * FROM publication WHERE uid = $1", saved.uid)

    kept = await back(saved.uid, 1, revision=2)
    moved = await back(saved.uid, 1, revision=3, place=True, note="ook de plaats")

    assert kept.changed == ("title_nl",)
    assert (kept.values["parent"], kept.values["position"]) == (above.uid, 7)
    assert (kept.values["state_nl"], kept.values["state_en"]) == ("published", "private")
    assert moved.changed == ("parent", "position")
    assert (await versions.load(saved.uid, 4)).remark.note == "#1 – ook de plaats"
    assert await fetch("SELECT * FROM publication WHERE uid = $1", saved.uid) == published


async def test_what_is_gone_or_taken_is_named_and_nothing_changes() -> None:
    await Tag.insert(Tag(key="water", label_nl="Water", label_en="Water"))
    speaker = await make("speaker", "Sanne")
    book = await make(
        "book", "Boek", slug_nl="oud", tags=["water"], authors=[{"speaker": speaker.uid}]
    )
    await save(book, "book", 1, slug_nl="nieuw", tags=[], authors=[])
    await make("page", "Ander", slug_nl="oud")
    async with writing():
        await tags.delete_tag("water")
    await remove(speaker.uid)

    assert await problems(book.uid, 1, 2, "book") == {
        "slug_nl": "slug_taken",
        "tags": "unknown_tag",
        "authors.0.speaker": "unknown_reference",
    }


async def test_columns_that_came_and_went() -> None:
    saved = await make("page", "Eerst")
    await save(saved, "page", 1, title_nl="Later", summary_nl="Nieuwer dan de kolom")
    await fetch(
        "UPDATE version SET snapshot = snapshot - 'summary_nl' || '{\"colour\": \"red\"}'"
        " WHERE uid = $1 AND revision = 1",
        saved.uid,
    )

    made = await back(saved.uid, 1, revision=2)

    assert made.changed == ("title_nl", "slug_nl")


async def test_a_value_that_is_no_choice_any_more_is_named() -> None:
    saved = await make("event")
    await save(saved, "event", 1, title_nl="Later")
    await fetch(
        'UPDATE version SET snapshot = snapshot || \'{"kind": "party"}\' WHERE uid = $1'
        " AND revision = 1",
        saved.uid,
    )
    assert await problems(saved.uid, 1, 2, "event") == {"kind": "not_a_choice"}


async def test_only_what_was_seen_is_reverted() -> None:
    saved = await make("page")
    await save(saved, "page", 1, title_nl="Anders")
    with pytest.raises(Conflict):
        await back(saved.uid, 1, revision=1)
    with pytest.raises(NotFound):
        await back(saved.uid, 9, revision=2)
    with pytest.raises(NotFound):
        await back(saved.uid, 1, revision=2, name="event")


async def test_going_back_to_what_is_makes_no_version() -> None:
    saved = await make("page")
    assert (await back(saved.uid, 1, revision=1)).revision == 1
