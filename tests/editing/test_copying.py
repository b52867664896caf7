"""Copies of a branch: drafts that stand on their own and refer to each other."""

from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.editing import copying, saving, siblings, text_store
from cms.editing.copying import BranchTooLarge, Copied
from cms.editing.working_copy import content_type_of, load
from cms.errors import InvalidInput
from tests.builders import ACTOR, make, make_home, make_published

PAGE = installed()["page"]


async def copy(uid: str, parent: str, **more: Any) -> Copied:
    async with writing():
        return await copying.copy(uid, parent, actor="kopieerder", **more)


async def values_of(uid: str) -> dict[str, Any]:
    return await load(await content_type_of(uid), uid)


async def below(uid: str) -> list[str]:
    return [one.uid for one in await siblings.children(uid)]


async def test_a_branch_of_drafts_by_whoever_copied_it(database: None) -> None:
    home = await make_home()
    top = await make_published("page", "Boven", slug_nl="vast")
    middle = await make_published("page", "Midden", parent=top.uid)
    await make("event", "Diep", parent=middle.uid)
    elsewhere = await make("page", "Elders")

    made = await copy(top.uid, elsewhere.uid)

    assert (made.number, made.left_out) == (3, 0)
    assert await below(elsewhere.uid) == [made.uid]
    values = await values_of(made.uid)
    assert (values["title_nl"], values["slug_nl"], values["slug_en"]) == (
        "Boven nl", "vast", "boven-en",
    )  # fmt: skip
    assert (values["state_nl"], values["state_en"]) == ("private", "private")
    assert (values["created_by"], values["revision"]) == ("kopieerder", 1)
    [inner] = await below(made.uid)
    [deepest] = await below(inner)
    assert (await content_type_of(deepest)).name == "event"
    assert not await fetch("SELECT FROM publication WHERE uid = $1", made.uid)
    assert set(await below(home)) == {top.uid, elsewhere.uid}


async def test_beside_its_original_it_has_a_number(database: None) -> None:
    home = await make_home()
    saved = await make("page", title_nl="Contact", title_en="Contact us", slug_en="reach")

    first = await values_of((await copy(saved.uid, home)).uid)
    second = await values_of((await copy(first["uid"], home)).uid)

    assert (first["title_nl"], first["slug_nl"]) == ("Contact (2)", "contact-2")
    assert (first["title_en"], first["slug_en"]) == ("Contact us (2)", "reach-2")
    assert (second["title_nl"], second["slug_nl"]) == ("Contact (3)", "contact-3")


async def test_what_refers_into_the_branch_refers_to_the_copies(database: None) -> None:
    outside = await make("page", "Buiten")
    top = await make("page", "Boven")
    inside = await make("page", "Binnen", parent=top.uid)
    text = (
        f'<p><a href="uid:{inside.uid}#deel">in</a> <a href="uid:{outside.uid}">uit</a>'
        f" &quot;uid:{inside.uid}&quot;</p>"
    )
    async with writing():
        await saving.save(PAGE, top.uid, {"body_nl": text}, revision=1, actor=ACTOR)

    made = await copy(top.uid, outside.uid)

    [copied] = await below(made.uid)
    body = (await values_of(made.uid))["body_nl"]
    assert f'"uid:{copied}#deel"' in body
    assert f'"uid:{outside.uid}"' in body
    assert body.count(inside.uid) == 1  # as text it says what it said


async def test_relations_lead_to_copies_whichever_is_made_first(database: None) -> None:
    top = await make("page", "Boven")
    event = await make("event", "Avond", parent=top.uid)
    speaker = await make("speaker", "Zij", parent=event.uid)
    values = {"event": event.uid, "interlocutors": [{"speaker": speaker.uid}]}
    session = await make("session", "Aan het begin", parent=top.uid, **values)

    made = await copy(top.uid, await make_home())

    copies = {(await content_type_of(uid)).name: uid for uid in await below(made.uid)}
    [member] = await below(copies["event"])
    copied = await values_of(copies["session"])
    assert copied["event"] == copies["event"]
    assert [row["speaker"] for row in copied["interlocutors"]] == [member]
    assert copied["interlocutors"][0]["key"] != session.values["interlocutors"][0]["key"]
    original = await values_of(session.uid)
    assert (original["event"], original["revision"]) == (event.uid, 1)


async def test_a_translation_that_lags_behind_does_so_in_the_copy(database: None) -> None:
    saved = await make("page", summary_nl="Een zin.", summary_en="A sentence.")
    async with writing():
        await saving.save(PAGE, saved.uid, {"summary_nl": "Iets nieuws."}, revision=1, actor=ACTOR)

    made = await copy(saved.uid, await make_home())

    for uid in (saved.uid, made.uid):
        texts = await text_store.load(uid)
        bases = {one.field: one.base for one in texts.translations.values()}
        assert bases["summary"] == "Een zin."


async def test_what_cannot_be_seen_is_left_out_and_counted(database: None) -> None:
    home = await make_home()
    top = await make("page", "Boven")
    hidden = await make("page", "Geheim", parent=top.uid)
    await make("page", "Eronder", parent=hidden.uid)
    seen = await make("page", "Gewoon", parent=top.uid)

    made = await copy(top.uid, home, seen={home, top.uid, seen.uid})

    assert (made.number, made.left_out) == (2, 2)
    assert len(await below(made.uid)) == 1


async def test_a_branch_can_be_copied_into_itself(database: None) -> None:
    top = await make("page", "Boven")
    inside = await make("page", "Binnen", parent=top.uid)

    made = await copy(top.uid, inside.uid)

    assert made.number == 2
    assert await below(inside.uid) == [made.uid]


async def test_a_copy_that_cannot_be_changes_nothing(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    top = await make("page", "Boven")
    await make("page", "Binnen", parent=top.uid)
    before = await fetch("SELECT uid FROM node ORDER BY uid")

    with pytest.raises(InvalidInput, match="unknown_parent"):
        await copy(top.uid, "weg")
    monkeypatch.setattr(copying, "MOST", 1)
    with pytest.raises(BranchTooLarge):
        await copy(top.uid, await make_home())

    assert await fetch("SELECT uid FROM node ORDER BY uid") == before
