"""The contract of every content type."""

import asyncpg
import pytest

from cms.content import LOCALES, Asset, localised
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import reverting, saving
from cms.editing.working_copy import load
from cms.errors import Conflict, InvalidInput
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, make, make_asset, make_published, sample

EVERY_TYPE = pytest.mark.parametrize("name", list(installed()))


@EVERY_TYPE
async def test_a_draft_is_not_public(database: None, name: str) -> None:
    saved = await make(name)

    assert saved.revision == 1
    assert await fetch("SELECT 1 FROM publication WHERE uid = $1", saved.uid) == []


@EVERY_TYPE
async def test_publishing_one_language_leaves_the_other_alone(database: None, name: str) -> None:
    saved = await make_published(name, locales=("nl",))

    rows = await fetch("SELECT locale, path FROM publication WHERE uid = $1", saved.uid)
    values = await load(installed()[name], saved.uid)

    assert [row["locale"] for row in rows] == ["nl"]
    assert (values["state_nl"], values["state_en"]) == ("published", "private")


@EVERY_TYPE
async def test_an_edit_is_not_public_until_published(database: None, name: str) -> None:
    content_type = installed()[name]
    saved = await make_published(name)
    async with writing():
        changed = await saving.save(
            content_type, saved.uid, {"summary_nl": "Nieuw"}, revision=saved.revision, actor=ACTOR
        )

    async def public() -> list[str]:
        found = await fetch(
            "SELECT data->>'summary' AS summary FROM publication"
            " WHERE uid = $1 AND locale = 'nl' AND valid @> statement_timestamp()",
            saved.uid,
        )
        return [row["summary"] for row in found]

    assert changed.changed == ("summary_nl",)
    assert await public() == [None]
    async with writing():
        await publish(content_type, saved.uid, "nl", actor=ACTOR)
    assert await public() == ["Nieuw"]
    async with writing():
        await retract(content_type, saved.uid, "nl", actor=ACTOR)
    assert await public() == []


@EVERY_TYPE
async def test_every_save_keeps_a_version(database: None, name: str) -> None:
    saved = await make(name)
    async with writing():
        await saving.save(
            installed()[name], saved.uid, {"summary_en": "Once"}, revision=1, actor="someone"
        )

    versions = await fetch(
        "SELECT revision, actor, operation, snapshot->>'summary_en' AS summary FROM version"
        " WHERE uid = $1 ORDER BY revision",
        saved.uid,
    )

    assert [tuple(row.values()) for row in versions] == [
        (1, ACTOR, "create", ""),
        (2, "someone", "save", "Once"),
    ]


@EVERY_TYPE
async def test_a_stale_form_is_refused_whole(database: None, name: str) -> None:
    content_type = installed()[name]
    saved = await make(name)
    async with writing():
        await saving.save(content_type, saved.uid, {"summary_nl": "Eerst"}, revision=1, actor="a")

    with pytest.raises(Conflict):
        async with writing():
            await saving.save(
                content_type, saved.uid, {"summary_nl": "Later"}, revision=1, actor="b"
            )

    values = await load(content_type, saved.uid)
    assert (values["summary_nl"], values["revision"], values["updated_by"]) == ("Eerst", 2, "a")


@EVERY_TYPE
async def test_server_owned_columns_cannot_be_written(database: None, name: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        await make(name, uid="mine", state_nl="published", revision=7, unheard_of=1)

    fields = {problem.field: problem.code for problem in refused.value.problems}
    expected = ("uid", "state_nl", "revision", "unheard_of")
    assert fields == dict.fromkeys(expected, "unknown_field")
    assert (
        await fetch("SELECT 1 FROM node WHERE content_type = $1 AND title_nl <> 'Home nl'", name)
        == []
    )


@EVERY_TYPE
async def test_the_gate_names_each_missing_field(database: None, name: str) -> None:
    content_type = installed()[name]
    required = {
        one.column_in("en")
        for one in content_type.plain_fields
        if one.required and one.translated and one.column_in("en") in sample(content_type)
    }
    emptied = dict.fromkeys(required, "")
    saved = await make_published(name, locales=(), **emptied)
    if all(saved.values[column] for column in required):
        pytest.skip("its titles follow from other fields")

    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await publish(content_type, saved.uid, "en", actor=ACTOR)

    assert {problem.field for problem in refused.value.problems} == required
    assert {problem.code for problem in refused.value.problems} == {"required_to_publish"}


@EVERY_TYPE
async def test_every_entry_has_an_image(database: None, name: str) -> None:
    content_type, image = installed()[name], await make_asset()
    saved = await make_published(name, image=image)
    async with writing():
        await saving.save(content_type, saved.uid, {"image": None}, revision=1, actor=ACTOR)
        await reverting.revert(content_type, saved.uid, 1, revision=2, actor=ACTOR)

    rows = await fetch(
        "SELECT data->>'image' AS image, refs FROM publication WHERE uid = $1", saved.uid
    )

    assert (await load(content_type, saved.uid))["image"] == image
    assert [(row["image"], row["refs"]) for row in rows] == [(image, [image])] * 2
    with pytest.raises(asyncpg.ForeignKeyViolationError):
        async with writing():
            await Asset.delete().where(Asset.uid == image)


@EVERY_TYPE
async def test_choices_are_enforced_by_the_database(database: None, name: str) -> None:
    content_type = installed()[name]
    choices = [one for one in content_type.plain_fields if one.choices]
    constraints = await fetch(
        "SELECT pg_get_constraintdef(oid) AS text FROM pg_constraint"
        " WHERE conrelid = $1::text::regclass AND contype = 'c'",
        f'"{content_type.table._meta.tablename}"',
    )
    text = " ".join(row["text"] for row in constraints)

    for one in choices:
        assert one.column_name in text
    for locale in LOCALES:
        assert localised("state", locale) in text
