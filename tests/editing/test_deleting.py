"""Deleting: only what nobody reads and nothing hangs on, and a version stays."""

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing.deleting import InUse, delete, referring_to
from cms.editing.saving import create
from cms.errors import NotFound
from cms.publishing.publishing import retract
from tests.builders import make, make_home, make_published

EVERY_TYPE = pytest.mark.parametrize("name", list(installed()))


async def remove(name: str, uid: str) -> None:
    async with writing():
        await delete(installed()[name], uid, actor="eva")


@EVERY_TYPE
async def test_a_draft_is_deleted_and_its_last_version_kept(database: None, name: str) -> None:
    saved = await make(name)

    await remove(name, saved.uid)

    assert await fetch("SELECT 1 FROM node WHERE uid = $1", saved.uid) == []
    assert await fetch(f'SELECT 1 FROM "{name}" WHERE uid = $1', saved.uid) == []
    versions = await fetch(
        "SELECT operation, revision, actor, snapshot->>'uid' AS uid FROM version"
        " WHERE uid = $1 ORDER BY revision DESC LIMIT 1",
        saved.uid,
    )
    assert [tuple(row.values()) for row in versions] == [("delete", 2, "eva", saved.uid)]


async def test_an_entry_that_comes_back_goes_on_from_its_last_version(database: None) -> None:
    saved = await make("page", body_nl="<p>Eerst.</p>", body_en="<p>First.</p>")
    await remove("page", saved.uid)

    async with writing():
        again = await create(
            installed()["page"], {"title_nl": "Terug"}, uid=saved.uid, actor="import"
        )

    assert again.revision == 3
    versions = await fetch(
        "SELECT operation, revision FROM version WHERE uid = $1 ORDER BY revision", saved.uid
    )
    assert [tuple(row.values()) for row in versions] == [
        ("create", 1),
        ("delete", 2),
        ("create", 3),
    ]


async def test_rows_go_with_their_entry(database: None) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een"}])

    await remove("mission_text", saved.uid)

    assert await fetch("SELECT 1 FROM mission_text_statement") == []


async def test_what_is_published_is_retracted_first(database: None) -> None:
    saved = await make_published("page", locales=("en",))

    with pytest.raises(InUse, match="en"):
        await remove("page", saved.uid)
    async with writing():
        await retract(installed()["page"], saved.uid, "en", actor="eva")
    await remove("page", saved.uid)

    assert await fetch("SELECT 1 FROM node WHERE uid = $1", saved.uid) == []


async def test_what_has_entries_under_it_stays(database: None) -> None:
    above = await make("page", "Boven")
    below = await make("event", "Onder", parent=above.uid)

    with pytest.raises(InUse, match="Onder"):
        await remove("page", above.uid)
    with pytest.raises(InUse):
        await remove("page", await make_home())
    await remove("event", below.uid)
    await remove("page", above.uid)


async def test_what_others_refer_to_stays(database: None) -> None:
    person = await make("speaker")
    session = await make("session", "Gesprek", moderator=person.uid)
    book = await make("book", "Boek", authors=[{"speaker": person.uid}])
    page = await make("page", "Tekst", body_nl=f'<p><a href="uid:{person.uid}">zij</a></p>')

    with pytest.raises(InUse, match="Gesprek"):
        await remove("speaker", person.uid)

    assert set(await referring_to(person.uid)) == {session.uid, book.uid, page.uid}
    for name, uid in [("session", session.uid), ("book", book.uid), ("page", page.uid)]:
        await remove(name, uid)
    await remove("speaker", person.uid)


async def test_what_refers_to_itself_may_go(database: None) -> None:
    saved = await make("page")
    async with writing():
        await fetch(
            "UPDATE page SET body_nl = $2 WHERE uid = $1",
            saved.uid,
            f'<p><a href="uid:{saved.uid}">hier</a></p>',
        )

    await remove("page", saved.uid)


async def test_what_is_not_there_cannot_be_deleted(database: None) -> None:
    with pytest.raises(NotFound):
        await remove("page", "nope")
