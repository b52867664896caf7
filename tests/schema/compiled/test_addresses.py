"""Addresses at which nothing lives any more, and slugs that nothing has any more."""

import pytest

from cms.access.actors import system
from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving
from cms.publishing.aliases import aliases
from cms.publishing.publishing import publish, retract
from tests.builders import ACTOR, make_published
from tests.schema.compiled.both import Both

QUERY = """
query ($path: String!) {
  content(path: $path) {
    __typename
    ... on ContentRoute { canonical content { id title ... on Page { body { html } } } }
    ... on Redirect { to status uid }
    ... on Gone { path since suggestions { id title path __typename parent { id } } }
  }
}
"""


@pytest.mark.parametrize("rich", [True, False])
async def test_what_moved_what_is_gone_and_what_never_was(database: None, rich: bool) -> None:
    query = QUERY if rich else QUERY.replace("... on Page { body { html } }", "")
    above = await make_published("page", "Boven", slug_nl="boven", slug_en="above")
    gone = await make_published("page", "Weg", slug_nl="weg", slug_en="away", parent=above.uid)
    moved = await make_published("page", "Verhuisd", slug_nl="oud", slug_en="old")
    page, both = installed()["page"], Both()
    async with writing():
        await retract(page, gone.uid, "nl", actor=ACTOR)
        await saving.save(page, moved.uid, {"slug_nl": "nieuw"}, revision=1, actor=ACTOR)
        await publish(page, moved.uid, "nl", actor=ACTOR)

    found = {
        path: (await both.ask(query, {"path": path}))["data"]["content"]
        for path in ("/nl/boven", "/nl/boven/weg", "/nl/oud", "/", "/nl/niets", "/xx/niets", "/nl")
    }

    assert both.compared == 7, both.left
    assert found["/nl/boven/weg"]["suggestions"][0]["path"] == "/en/above/away"
    assert found["/nl/boven/weg"]["suggestions"][1]["path"] == "/nl/boven"
    assert found["/nl/oud"] == {
        "__typename": "Redirect", "to": "/nl/nieuw", "status": 301, "uid": moved.uid,
    }  # fmt: skip
    assert found["/"]["to"] == "/nl"
    assert found["/nl/niets"] is None


async def test_where_aliases_lead(database: None) -> None:
    page = await make_published("page", "Weg", slug_nl="weg", slug_en="away")
    both, query = Both(), QUERY.replace("content(path", "led: content(path")
    leads = {
        "/nl/kort": ("https://example.com/", "301"),
        "/fr/court": ("/en/away", "302"),
        "/nl/kort/keten": ("/fr/court?a=1#b", "301"),
        "/nl/weg": ("https://example.com/", "301"),
        "/nl/nergens": ("/nl/niets", "301"),
        "/nl/weg/voorgoed": ("", "410"),
        "/xx/weg": ("", "410"),
    }
    async with writing():
        for path, (target, status) in leads.items():
            said = {"path": path, "target": target, "status": status}
            await aliases.save(system("test"), said)

    found = {
        path: (await both.ask(query, {"path": path}))["data"]["led"]
        for path in (*leads, "/nl/weg/voorgoed/verder")
    }

    assert both.compared == len(found), both.left
    assert found["/nl/kort"]["to"] == "https://example.com/"
    assert found["/fr/court"] == {
        "__typename": "Redirect", "to": "/en/away", "status": 302, "uid": page.uid,
    }  # fmt: skip
    assert found["/nl/weg"]["__typename"] == "ContentRoute"
    assert found["/nl/nergens"] is None
    assert found["/nl/weg/voorgoed"]["suggestions"][0]["path"] == "/nl/weg"
    assert both.plans(query) == 7  # two for each language, and one for each way an alias leads


async def test_a_slug_that_an_entry_had(database: None) -> None:
    moved = await make_published("page", slug_nl="oud", slug_en="old")
    page, both = installed()["page"], Both()
    async with writing():
        await saving.save(page, moved.uid, {"slug_nl": "nieuw"}, revision=1, actor=ACTOR)
        await publish(page, moved.uid, "nl", actor=ACTOR)
    query = """query ($slug: String!, $fallback: [Locale!]) {
      page(slug: $slug, fallback: $fallback) { id slug } }"""

    found = [
        (await both.ask(query, {"slug": slug, "fallback": fallback}))["data"]["page"]
        for slug in ("oud", "nieuw", "old", "niets")
        for fallback in ([], ["EN"])
    ]

    assert both.compared == 8, both.left
    assert [bool(one) for one in found] == [True, True, True, True, False, True, False, False]
