"""The vocabulary of tags."""

import asyncio

import pytest

from cms.content import Tag
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving
from cms.errors import InvalidInput, NotFound
from cms.publishing.bin.deleting import InUse
from cms.publishing.publishing import publish, retract
from cms.publishing.tags import create_tag, delete_tag, save_tag, uses
from tests.builders import ACTOR, make, make_published


async def made(key: str = "open-data") -> None:
    async with writing():
        await create_tag(key, {"label_nl": "Open data", "label_en": "Open data"})


async def test_a_tag_is_made_renamed_and_deleted(database: None) -> None:
    await made()
    async with writing():
        await save_tag("open-data", {"label_nl": " Open  gegevens "})

    assert await Tag.select() == [
        {"key": "open-data", "label_nl": "Open gegevens", "label_en": "Open data"}
    ]
    async with writing():
        await delete_tag("open-data")
    assert await Tag.count() == 0


async def test_a_tag_in_use_stays(database: None) -> None:
    await made()
    await make("page", tags=["open-data"])
    await make("speaker", expertise=["open-data"])

    assert await uses("open-data") == 2
    with pytest.raises(InUse):
        async with writing():
            await delete_tag("open-data")


@pytest.mark.parametrize(("name", "column"), [("page", "tags"), ("speaker", "expertise")])
async def test_a_tag_that_the_public_reads_stays(database: None, name: str, column: str) -> None:
    await made()
    content_type = installed()[name]
    saved = await make_published(name, **{column: ["open-data"]})
    async with writing():
        await saving.save(content_type, saved.uid, {column: []}, revision=1, actor=ACTOR)
        await publish(content_type, saved.uid, "nl", actor=ACTOR)

    assert await uses("open-data") == 1
    with pytest.raises(InUse):
        async with writing():
            await delete_tag("open-data")
    async with writing():
        await retract(content_type, saved.uid, "en", actor=ACTOR)
        await delete_tag("open-data")
    assert await Tag.count() == 0


async def test_a_tag_is_not_deleted_while_a_save_gives_it(database: None) -> None:
    await made()
    saved = await make("page")
    given = asyncio.Event()

    async def give() -> None:
        async with writing():
            values = {"tags": ["open-data"]}
            await saving.save(installed()["page"], saved.uid, values, revision=1, actor=ACTOR)
            given.set()
            await asyncio.sleep(0.2)

    async def delete() -> None:
        await given.wait()
        async with writing():
            await delete_tag("open-data")

    gave, deleted = await asyncio.gather(give(), delete(), return_exceptions=True)

    assert gave is None
    assert isinstance(deleted, InUse)


async def test_a_tag_is_not_given_while_it_is_deleted(database: None) -> None:
    await made()
    saved = await make("page")
    gone = asyncio.Event()

    async def delete() -> None:
        async with writing():
            await delete_tag("open-data")
            gone.set()
            await asyncio.sleep(0.2)

    async def give() -> None:
        await gone.wait()
        async with writing():
            values = {"tags": ["open-data"]}
            await saving.save(installed()["page"], saved.uid, values, revision=1, actor=ACTOR)

    deleted, gave = await asyncio.gather(delete(), give(), return_exceptions=True)

    assert deleted is None
    assert isinstance(gave, InvalidInput)
    assert [problem.code for problem in gave.problems] == ["unknown_tag"]


@pytest.mark.parametrize("key", ["", "Open Data", "x" * 61, "a--b", 1, None, "a\0"])
async def test_a_bad_key_is_refused(database: None, key: object) -> None:
    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await create_tag(key, {"label_nl": "x"})  # type: ignore[arg-type]

    assert [problem.field for problem in refused.value.problems] == ["key"]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "label_nl"),
        ({"label_nl": "", "label_en": " "}, "label_nl"),
        ({"label_nl": "x" * 81}, "label_nl"),
        ({"label_en": "a\0b"}, "label_en"),
        ({"label_nl": "x", "nope": 1}, "nope"),
        ({"label_nl": ["x"], "label_en": "x"}, "label_nl"),
    ],
)
async def test_bad_labels_are_refused(
    database: None, values: dict[str, object], field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        async with writing():
            await create_tag("open-data", values)

    assert field in [problem.field for problem in refused.value.problems]
    assert await Tag.count() == 0


async def test_a_key_is_given_once(database: None) -> None:
    await made()

    with pytest.raises(InvalidInput):
        await made()
    with pytest.raises(NotFound):
        await save_tag("nope", {"label_nl": "x"})
    with pytest.raises(NotFound):
        await delete_tag("nope")
