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


async def test_what_an_alias_says_the_executor_tells(database: None) -> None:
    await make_published("page", "Weg", slug_nl="weg")
    both = Both()
    async with writing():
        for path in ("/nl/kort", "/fr/court", "/nl/weg"):
            await aliases.save(
                system("test"), {"path": path, "target": "https://example.com/", "status": "301"}
            )

    for path in ("/nl/kort", "/fr/court", "/nl/weg"):
        await both.ask(QUERY, {"path": path})

    assert both.compared == 1
    assert both.left == {QUERY: "not found"}


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
