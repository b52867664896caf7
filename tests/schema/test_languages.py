"""Languages: which is asked, which is served, and which text lags behind."""

from types import SimpleNamespace
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.editing import saving
from cms.publishing.publishing import publish, retract
from cms.schema.build import built
from cms.schema.compiled.objects import Objects
from cms.schema.context import Context
from cms.schema.enums import Locale
from cms.schema.views import view_of
from tests.builders import ACTOR, make_published
from tests.schema.client import SITE, ask, error_of
from tests.schema.made import make_tags

LIST = """
query ($locale: Locale, $fallback: [Locale!], $filter: PageFilter, $order: [PageOrder!]) {
  pages(locale: $locale, fallback: $fallback, filter: $filter, order: $order) {
    totalCount nodes { title locale localization { requested served isFallback } }
  }
}
"""


async def listed(**variables: Any) -> list[str]:
    data = await ask(LIST, **variables)
    return [one["title"] for one in data["pages"]["nodes"] if "Home" not in one["title"]]


async def test_each_language_lists_what_is_published_in_it(database: None) -> None:
    await make_published("page", "Beide")
    await make_published("page", "Dutch", locales=("nl",))
    await make_published("page", "English", locales=("en",))

    assert await listed(locale="NL") == ["Beide nl", "Dutch nl"]
    assert await listed(locale="EN") == ["Beide en", "English en"]
    assert await listed() == ["Beide nl", "Dutch nl"]


async def test_a_fallback_serves_what_is_missing_once_and_sorted_as_served(database: None) -> None:
    await make_published("page", "Beide")
    await make_published("page", "Aap", locales=("nl",))
    await make_published("page", "Zee", locales=("en",))

    data = await ask(LIST, locale="EN", fallback=["NL"], order=[{"title": "ASC"}])

    nodes = data["pages"]["nodes"]
    assert [one["title"] for one in nodes] == ["Aap nl", "Beide en", "Home en", "Zee en"]
    assert [one["locale"] for one in nodes] == ["NL", "EN", "EN", "EN"]
    assert data["pages"]["totalCount"] == 4
    assert nodes[0]["localization"] == {"requested": "EN", "served": "NL", "isFallback": True}


async def test_a_filter_looks_at_what_is_served(database: None) -> None:
    await make_published("page", "x", title_nl="Denktank", title_en="Think tank")

    async def found(title: str) -> list[str]:
        return await listed(locale="EN", fallback=["NL"], filter={"title": {"eq": title}})

    assert await found("Think tank") == ["Think tank"]
    assert await found("Denktank") == []


async def test_relations_keep_the_view(database: None) -> None:
    dutch = await make_published("speaker", given_name="Anna", family_name="A", locales=("nl",))
    both = await make_published("speaker", given_name="Bob", family_name="B")
    book = await make_published(
        "book", "Boek", authors=[{"speaker": dutch.uid}, {"speaker": both.uid}]
    )
    session = await make_published("session", "Sessie", moderator=dutch.uid)
    query = """query ($book: ID!, $session: ID!, $locale: Locale, $fallback: [Locale!]) {
      book: entry(uid: $book, locale: $locale, fallback: $fallback) {
        ... on Book { authors { title locale books { locale } } } }
      session: entry(uid: $session, locale: $locale, fallback: $fallback) {
        ... on Session { moderator { title locale sessions { totalCount nodes { locale } } } } }
    }"""
    uids = {"book": book.uid, "session": session.uid}

    strict = await ask(query, **uids, locale="EN")
    lenient = await ask(query, **uids, locale="EN", fallback=["NL"])

    assert strict == {
        "book": {"authors": [{"title": "Bob B", "locale": "EN", "books": [{"locale": "EN"}]}]},
        "session": {"moderator": None},
    }
    assert [one["locale"] for one in lenient["book"]["authors"]] == ["NL", "EN"]
    assert lenient["session"]["moderator"] == {
        "title": "Anna A",
        "locale": "NL",
        "sessions": {"totalCount": 1, "nodes": [{"locale": "EN"}]},
    }


async def test_breadcrumbs_are_the_parents_that_the_view_serves(database: None) -> None:
    above = await make_published("page", "Boven", locales=("nl",))
    middle = await make_published("page", "Midden", parent=above.uid, locales=("nl",))
    below = await make_published("page", "Onder", parent=middle.uid, locales=("nl",))
    query = """query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {
      entry(uid: $uid, locale: $locale, fallback: $fallback) {
        breadcrumbs { title path uid } parent { title breadcrumbs { title } } } }"""

    async def crumbs(**view: Any) -> list[str]:
        found = (await ask(query, uid=below.uid, **view))["entry"]
        titles = [one["title"] for one in found["breadcrumbs"]]
        assert titles[-1] == found["parent"]["title"]
        assert titles[:-1] == [one["title"] for one in found["parent"]["breadcrumbs"]]
        return [f"{one['title']} {one['path']}" for one in found["breadcrumbs"]]

    assert await crumbs(locale="NL") == [
        "Home nl /nl", "Boven nl /nl/boven-nl", "Midden nl /nl/boven-nl/midden-nl",
    ]  # fmt: skip
    assert await crumbs(locale="EN", fallback=["NL"]) == [
        "Home en /en", "Boven nl /nl/boven-nl", "Midden nl /nl/boven-nl/midden-nl",
    ]  # fmt: skip


async def test_breadcrumbs_never_go_round(database: None) -> None:
    above = await make_published("page", "Boven")
    below = await make_published("page", "Onder", parent=above.uid)
    await execute("UPDATE publication SET parent_uid = $1 WHERE uid = $2", below.uid, above.uid)

    data = await ask(
        "query ($uid: ID!) { entry(uid: $uid) { breadcrumbs { title } } }", uid=below.uid
    )

    assert data["entry"]["breadcrumbs"] == [{"title": "Boven nl"}]


async def test_two_languages_in_one_query_do_not_mix(database: None) -> None:
    await make_published("page", "Boven", slug_nl="boven", slug_en="above")

    data = await ask(
        """{ nl: page(slug: "boven", locale: NL) { title parent { title } en: in(locale: EN) {
               title parent { title } nl: in(locale: NL) { title } } }
             en: page(slug: "above", locale: EN) { title parent { title } } }"""
    )

    assert data == {
        "nl": {
            "title": "Boven nl",
            "parent": {"title": "Home nl"},
            "en": {
                "title": "Boven en",
                "parent": {"title": "Home en"},
                "nl": {"title": "Boven nl"},
            },
        },
        "en": {"title": "Boven en", "parent": {"title": "Home en"}},
    }


async def test_another_language_is_never_replaced(database: None) -> None:
    saved = await make_published("page", locales=("nl",))

    data = await ask(
        "query ($uid: ID!) { entry(uid: $uid, locale: NL, fallback: [EN]) { in(locale: EN) { title } } }",
        uid=saved.uid,
    )

    assert data["entry"]["in"] is None


STATES = """
query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {
  entry(uid: $uid, locale: $locale, fallback: $fallback) {
    translations { locale state text path isSource content { locale } }
    localization { isFallback isStale complete fields { name state source } }
  }
}
"""


async def states(uid: str, locale: str, *fallback: str) -> Any:
    return (await ask(STATES, uid=uid, locale=locale, fallback=list(fallback)))["entry"]


def by_name(entry: Any) -> dict[str, str]:
    return {one["name"]: one["state"] for one in entry["localization"]["fields"]}


async def test_a_translation_is_stale_when_its_source_was_published_since(database: None) -> None:
    page = installed()["page"]
    saved = await make_published("page", summary_nl="Oud", summary_en="Old")
    before = await states(saved.uid, "EN")
    async with writing():
        await saving.save(page, saved.uid, {"summary_nl": "Nieuw"}, revision=1, actor=ACTOR)
        unpublished = await states(saved.uid, "EN")
        await publish(page, saved.uid, "nl", actor=ACTOR)

    after = await states(saved.uid, "EN")

    assert before["localization"]["isStale"] is unpublished["localization"]["isStale"] is False
    assert after["localization"]["isStale"] is True
    assert by_name(after)["summary"] == "STALE"
    assert by_name(after)["title"] == "CURRENT"
    assert [one["text"] for one in after["translations"]] == ["CURRENT", "STALE"]
    assert set(by_name(await states(saved.uid, "NL")).values()) == {"CURRENT"}


async def test_a_field_without_translation_is_missing(database: None) -> None:
    saved = await make_published("page", summary_nl="Kort", body_nl="<p>Lang</p>")

    entry = await states(saved.uid, "EN")

    assert by_name(entry) == {
        "title": "CURRENT",
        "summary": "MISSING",
        "body": "MISSING",
    }
    assert entry["localization"]["complete"] is False
    assert entry["localization"]["isStale"] is False


async def test_what_is_served_instead_is_fallback(database: None) -> None:
    saved = await make_published("page", locales=("nl",))

    entry = await states(saved.uid, "EN", "NL")

    assert set(by_name(entry).values()) == {"FALLBACK"}
    assert entry["localization"]["complete"] is False
    assert entry["translations"] == [
        {
            "locale": "NL",
            "state": "PUBLISHED",
            "text": "CURRENT",
            "path": "/nl/voorbeeld-nl",
            "isSource": True,
            "content": {"locale": "NL"},
        },
        {
            "locale": "EN",
            "state": "PRIVATE",
            "text": "MISSING",
            "path": None,
            "isSource": False,
            "content": None,
        },
    ]


async def test_what_was_retracted_is_retired(database: None) -> None:
    saved = await make_published("page")
    async with writing():
        await retract(installed()["page"], saved.uid, "en", actor=ACTOR)

    entry = await states(saved.uid, "NL")

    assert [(one["state"], one["text"], one["path"]) for one in entry["translations"]] == [
        ("PUBLISHED", "CURRENT", "/nl/voorbeeld-nl"),
        ("RETIRED", "MISSING", None),
    ]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("MISSING", ["Dutch nl"]),
        ("STALE", ["Stale nl"]),
        ("CURRENT", ["Beide nl"]),
        ("FALLBACK", []),
    ],
)
async def test_a_list_of_what_has_no_good_translation(
    database: None, state: str, expected: list[str]
) -> None:
    page = installed()["page"]
    await make_published("page", "Beide")
    await make_published("page", "Dutch", locales=("nl",))
    stale = await make_published("page", "Stale", summary_nl="Oud", summary_en="Old")
    async with writing():
        await saving.save(page, stale.uid, {"summary_nl": "Nieuw"}, revision=1, actor=ACTOR)
        await publish(page, stale.uid, "nl", actor=ACTOR)

    found = await listed(filter={"translation": {"locale": "EN", "state": [state]}})

    assert found == expected


async def test_tags_are_labelled_in_the_language_of_the_view(database: None) -> None:
    await make_tags(web=("Het web", "The web"), open=("Open data", ""))
    saved = await make_published("page", tags=["web", "open"])
    query = "query ($uid: ID!, $l: Locale) { entry(uid: $uid, locale: $l) { tags { key label } } }"

    async def tags(locale: str) -> list[tuple[str, str]]:
        data = await ask(query, uid=saved.uid, l=locale)
        return [(one["key"], one["label"]) for one in data["entry"]["tags"]]

    assert await tags("NL") == [("web", "Het web"), ("open", "Open data")]
    assert await tags("EN") == [("web", "The web"), ("open", "Open data")]


async def test_an_unknown_language_is_named(database: None) -> None:
    literal = await error_of("{ pages(locale: FR) { nodes { title } } }")
    variable = await error_of(
        "query ($l: Locale) { pages(locale: $l) { nodes { title } } }", l="FR"
    )

    for error in (literal, variable):
        assert error["extensions"]["code"] == "unknown_locale"
        assert "FR" in error["message"]
        assert "Did you mean" not in error["message"]


async def test_rows_and_places_have_a_state_as_a_whole(database: None) -> None:
    rows = [{"text_nl": "Een", "text_en": "One"}]
    saved = await make_published("mission_text", statements=rows)
    content_type = installed()["mission_text"]
    key = saved.values["statements"][0]["key"]
    changed = [{"key": key, "text_nl": "Eén", "text_en": "One"}]
    async with writing():
        await saving.save(content_type, saved.uid, {"statements": changed}, revision=1, actor=ACTOR)
        await publish(content_type, saved.uid, "nl", actor=ACTOR)

    assert by_name(await states(saved.uid, "EN"))["statements"] == "STALE"


def test_a_fallback_counts_once_however_often_it_is_said() -> None:
    """A view is looked up by all that it says, again for everything that is read."""
    said = [Locale("en"), Locale("nl")] * 1000
    made = built()
    info: Any = SimpleNamespace(context=Context(made.classes, SITE))

    views = view_of(info, None, said), Objects(made, {}, SITE, {}).view({"fallback": said})

    assert [one.fallback for one in views] == [("en", "nl")] * 2
