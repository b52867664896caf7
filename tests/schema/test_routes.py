"""Addresses: what lives there, what moved, what is gone."""

from typing import Any

import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving
from cms.publishing.aliases import aliases
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, make, make_published
from tests.schema.client import SITE, ask

QUERY = """
query ($path: String!) {
  content(path: $path) {
    __typename
    ... on ContentRoute { canonical content { uid title locale } alternates { locale path isSource } }
    ... on Redirect { to status uid }
    ... on Gone { path since suggestions { title locale path } }
  }
}
"""


async def at(path: str) -> Any:
    return (await ask(QUERY, path=path))["content"]


async def _rename(uid: str, revision: int, slug: str) -> None:
    page = installed()["page"]
    async with writing():
        await saving.save(page, uid, {"slug_nl": slug}, revision=revision, actor=ACTOR)
        await publish(page, uid, "nl", actor=ACTOR)


@pytest.mark.parametrize(
    "path",
    [
        "/nl/denktank",
        "/nl/denktank/",
        "nl/denktank",
        "//nl//denktank",
        "/nl/denktank?page=2",
        "/nl/denktank#top",
        "/nl/denk%74ank",
        "/%6el/denktank",
    ],
)
async def test_an_address_in_any_spelling(database: None, path: str) -> None:
    saved = await make_published("page", slug_nl="denktank", slug_en="think-tank")

    assert await at(path) == {
        "__typename": "ContentRoute",
        "canonical": f"{SITE}/nl/denktank",
        "content": {"uid": saved.uid, "title": "Voorbeeld nl", "locale": "NL"},
        "alternates": [
            {"locale": "NL", "path": "/nl/denktank", "isSource": True},
            {"locale": "EN", "path": "/en/think-tank", "isSource": False},
        ],
    }


@pytest.mark.parametrize(
    "path",
    ["/nl/nooit", "/fr", "/fr/denktank", "/nl/%00", "/nl/%ff", "/NL", "/nl/" + "a" * 5000, "%"],
)
async def test_an_address_where_never_anything_was_is_null(database: None, path: str) -> None:
    await make_published("page", slug_nl="denktank")

    assert await at(path) is None


async def test_the_root_leads_to_the_default_language(database: None) -> None:
    assert await at("/") is None
    await make_published("page")

    found = await at("/")

    assert (found["to"], found["status"]) == ("/nl", 302)


async def test_an_old_address_leads_to_the_new_one_without_chains(database: None) -> None:
    saved = await make_published("page", slug_nl="een")
    await _rename(saved.uid, 1, "twee")
    await _rename(saved.uid, 2, "drie")

    for path in ("/nl/een", "/nl/twee"):
        assert await at(path) == {
            "__typename": "Redirect",
            "to": "/nl/drie",
            "status": 301,
            "uid": saved.uid,
        }


async def test_what_stood_below_moved_along(database: None) -> None:
    above = await make_published("page", "Boven", slug_nl="een")
    await make_published("page", "Onder", slug_nl="onder", parent=above.uid)
    await _rename(above.uid, 1, "twee")

    assert (await at("/nl/een/onder"))["to"] == "/nl/twee/onder"


async def test_an_address_taken_over_shows_who_lives_there_now(database: None) -> None:
    saved = await make_published("page", slug_nl="een")
    await _rename(saved.uid, 1, "twee")
    other = await make_published("page", "Ander", slug_nl="een")

    assert (await at("/nl/een"))["content"]["uid"] == other.uid


async def test_a_redirect_outlives_what_came_after_it(database: None) -> None:
    first = await make_published("page", "Eerst", slug_nl="een")
    await _rename(first.uid, 1, "twee")
    second = await make_published("page", "Daarna", slug_nl="een")
    await _rename(second.uid, 1, "drie")
    third = await make_published("page", "Laatst", slug_nl="een")
    page = installed()["page"]

    async def retracted(uid: str) -> Any:
        async with writing():
            await retract(page, uid, "nl", actor=ACTOR)
        return await at("/nl/een")

    assert (await retracted(third.uid))["to"] == "/nl/drie"
    assert (await retracted(second.uid))["to"] == "/nl/twee"
    assert (await retracted(first.uid))["__typename"] == "Gone"


async def test_what_was_retracted_is_gone_with_something_else_to_read(database: None) -> None:
    above = await make_published("page", "Boven", slug_nl="boven")
    saved = await make_published("page", "Weg", slug_nl="weg", parent=above.uid)
    async with writing():
        await retract(installed()["page"], saved.uid, "nl", actor=ACTOR)

    found = await at("/nl/boven/weg")

    assert found.pop("since").endswith("Z")
    assert found == {
        "__typename": "Gone",
        "path": "/nl/boven/weg",
        "suggestions": [
            {"title": "Weg en", "locale": "EN", "path": "/en/boven-en/weg-en"},
            {"title": "Boven nl", "locale": "NL", "path": "/nl/boven"},
            {"title": "Home nl", "locale": "NL", "path": "/nl"},
        ],
    }


async def test_a_draft_and_a_plan_are_as_if_never_there(database: None) -> None:
    await make_published("page", "Openbaar")
    await make("page", slug_nl="geheim")
    later = await make_published("page", "Later", slug_nl="later")
    await execute(
        "UPDATE publication SET valid = tstzrange(now() + interval '1 day', NULL) WHERE uid = $1",
        later.uid,
    )

    assert await at("/nl/geheim") is None
    assert await at("/nl/later") is None


async def _alias(path: str, target: str, status: int = 301) -> None:
    async with writing():
        await aliases.save(system("eva"), {"path": path, "target": target, "status": str(status)})


async def test_what_lives_wins_over_an_alias_and_that_over_the_past(database: None) -> None:
    saved = await make_published("page", slug_nl="denktank")
    await _alias("/nl/denktank", "https://example.org/")
    assert (await at("/nl/denktank"))["__typename"] == "ContentRoute"

    await _rename(saved.uid, 1, "club")

    assert await at("/nl/denktank") == {
        "__typename": "Redirect", "to": "https://example.org/", "status": 301, "uid": None,
    }  # fmt: skip


async def test_an_alias_answers_for_any_path(database: None) -> None:
    saved = await make_published("page", slug_nl="denktank")
    draft = await make("page", "Klad")
    await _alias("/Oud/Adres", f"uid:{saved.uid}", 308)
    await _alias("/weg", "", 410)
    await _alias("/klad", f"uid:{draft.uid}")

    moved, gone = await at("/Oud//Adres/?x=1"), await at("/weg")

    assert (moved["to"], moved["status"], moved["uid"]) == ("/nl/denktank", 308, saved.uid)
    assert (gone["__typename"], gone["path"]) == ("Gone", "/weg")
    assert [await at("/klad"), await at("/oud/adres")] == [None, None]
