"""What a compiled statement could get wrong, and what the executor must answer."""

import logging
import time
from datetime import UTC, datetime
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.publishing.publishing import publish
from tests.builders import ACTOR, change, make_published
from tests.schema.client import ask, error_of, post
from tests.schema.compiled.both import Both
from tests.schema.made import make_tags


@pytest.mark.parametrize(
    "query",
    [
        "{ pages { r: nodes { r: title t1: uid p: path o: slug } } }",
        "{ pages { nodes { title @skip(if: true) } } }",
        "{ pages { nodes { title } nodes { uid ... { title slug } } totalCount } }",
        '{ page(slug: "voorbeeld-nl") { parent { __typename ... on Page { title } } } }',
        "{ pages(first: 0) { nodes { title } totalCount } }",
        "{ pages(last: 2) { edges { cursor node { title } } pageInfo { hasPreviousPage } } }",
        '{ pages(filter: { title: { contains: "\\u0027 OR 1=1 --" } }) { totalCount } }',
    ],
)
async def test_both_ways_agree(database: None, query: str) -> None:
    await make_published("page")
    both = Both()

    await both.ask(query)

    assert both.compared == 1, both.left


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("{ pages { nodes { " + "a" * 64 + ": title } } }", "a long alias"),
        ("{ __schema { queryType { name } } }", "introspection"),
        ("{ pages(first: 101) { nodes { title } } }", "limit"),
        ('{ pages(after: "x") { nodes { title } } }', "bad_cursor"),
        ("{ pages { titel } }", "no valid query"),
        ("{ me { name } }", "Query.me"),
    ],
)
async def test_the_executor_answers_what_is_left(database: None, query: str, why: str) -> None:
    await make_published("page")
    both = Both()

    await both.ask(query)

    assert both.left == {query: why}


@pytest.mark.parametrize(
    ("order", "code"),
    [("[{ relevance: DESC }]", "bad_argument"), ("[" + "{ title: ASC } " * 9 + "]", "limit")],
)
async def test_what_is_wrong_with_a_list_of_an_entry_is_told_and_is_no_news(
    database: None, caplog: pytest.LogCaptureFixture, order: str, code: str
) -> None:
    await make_published("event")
    query = "{ events { nodes { sessions(order: %s) { nodes { title } } } } }"

    error = await error_of(query % order)

    assert error["extensions"]["code"] == code
    assert error["path"] == ["events", "nodes", 0, "sessions"]
    assert not [one for one in caplog.records if one.levelno > logging.INFO]


async def test_one_plan_serves_other_values(database: None) -> None:
    both = Both()
    query = """query ($title: String, $first: Int, $skip: Boolean!) {
      pages(filter: { title: { eq: $title } }, first: $first) {
        nodes { title uid @skip(if: $skip) } totalCount } }"""
    for name in ("Een", "Twee"):
        await make_published("page", name)

    for title in ("Een nl", "Twee nl", None):
        for first in (1, 20):
            for skip in (True, False):
                await both.ask(query, {"title": title, "first": first, "skip": skip})

    assert both.compared == 12, both.left


async def test_what_is_in_no_enumeration_the_executor_tells(database: None) -> None:
    await make_published("event")
    await execute("""UPDATE publication SET data = data || '{"kind": "party"}'""")

    answer = await post("{ events { nodes { title kind } } }")

    (error,) = answer.json()["errors"]
    assert error["path"] == ["events", "nodes", 0, "kind"]


async def test_what_is_published_is_read_at_once(database: None) -> None:
    query = "{ pages { totalCount } }"
    await make_published("page", "Een")
    before = await ask(query)
    await make_published("page", "Twee")

    assert (await ask(query))["pages"]["totalCount"] == before["pages"]["totalCount"] + 1


async def test_what_would_grow_without_end_is_left_in_time(database: None) -> None:
    await make_published("page")
    query = "{ title }"
    for _ in range(10):
        query = "{ ... on Page { uid } ... on Book { path } parent " + query + " }"
    both, start = Both(), time.process_time()

    await both.ask('{ page(slug: "voorbeeld-nl") ' + query + " }")

    assert both.left
    assert time.process_time() - start < 5


async def test_a_variable_that_is_not_only_compared_is_compiled_in(database: None) -> None:
    await make_published("page")
    query = """query ($locale: Locale!) {
      pages(filter: { translation: { locale: $locale, state: [CURRENT] } }) { totalCount } }"""
    both = Both()

    for locale in ("NL", "EN"):
        await both.ask(query, {"locale": locale})

    assert both.compared == 2, both.left


async def test_a_source_that_the_public_never_read_stays_unknown(database: None) -> None:
    foreign = await make_published("page", "Vreemd", locales=("en",))
    both = Both()
    query = """query ($uid: ID!) { entry(uid: $uid, locale: EN) {
      translations { isSource } localization { fields { name source } } } }"""

    answer = await both.ask(query, {"uid": foreign.uid})

    assert both.compared == 1
    assert answer["data"]["entry"]["translations"] == [{"isSource": False}, {"isSource": False}]


async def test_since_when_a_source_says_something_else(database: None) -> None:
    page = await make_published("page", "Oud")
    await change("page", page.uid, title_nl="Nieuw")
    async with writing():
        await publish(installed()["page"], page.uid, "nl", actor=ACTOR)
    both = Both()

    answer = await both.ask("""{ pages(locale: EN) { nodes { localization {
      isStale fields { state since: sourceChangedAt source name __typename } } } } }""")

    assert both.compared == 1, both.left
    fields = answer["data"]["pages"]["nodes"][-1]["localization"]["fields"]
    assert any(one["since"] for one in fields if one["state"] == "STALE")


async def test_a_text_is_written_anew_when_what_it_links_to_moves(database: None) -> None:
    target = await make_published("page", "Doel")
    text = f'<p>Zie <a href="uid:{target.uid}">daar</a>.</p>'
    page = await make_published("page", "Bron", body_nl=text)
    query = "query ($uid: ID!) { entry(uid: $uid) { ... on Page { body { html markdown text } } } }"
    both, told = Both(), []

    for slug in ("doel", "elders"):
        await change("page", target.uid, slug_nl=slug)
        async with writing():
            await publish(installed()["page"], target.uid, "nl", actor=ACTOR)
        told.append((await both.ask(query, {"uid": page.uid}))["data"]["entry"]["body"])

    assert both.compared == 2, both.left
    assert told[0]["text"] == told[1]["text"]
    assert all(
        one["html"].count(f'/{slug}"') == 1
        for one, slug in zip(told, ("doel", "elders"), strict=True)
    )


PAGES = """query ($after: String, $before: String, $first: Int, $last: Int) {
  sessions(order: [{startsAt: ASC}, {position: DESC}], after: $after, before: $before,
           first: $first, last: $last) {
    edges { cursor node { title startsAt } } pageInfo { hasNextPage hasPreviousPage endCursor } } }"""


async def test_one_plan_serves_every_cursor_of_a_shape(database: None) -> None:
    for number in range(4):
        starts = datetime(2026, 1, number + 1, tzinfo=UTC) if number < 2 else None
        await make_published("session", f"Sessie {number}", starts_at=starts)
    both = Both()

    found = await both.ask(PAGES, {"first": 10})
    edges = found["data"]["sessions"]["edges"]
    for edge in edges:
        await both.ask(PAGES, {"first": 1, "after": edge["cursor"]})
        await both.ask(PAGES, {"last": 2, "before": edge["cursor"]})

    assert both.compared == 9, both.left
    assert both.plans(PAGES) == 5  # from the start; after and before, with and without a moment


@pytest.mark.parametrize(
    "wrong", [{"first": 101}, {"first": -1}, {"after": "x"}, {"after": "WyJhIiwiYSJd"}]
)
async def test_what_one_asks_wrong_leaves_the_plan_to_others(
    database: None, wrong: dict[str, Any]
) -> None:
    await make_published("page")
    query = """query ($first: Int = 1, $after: String) {
      pages(first: $first, after: $after) { nodes { title } pageInfo { endCursor } } }"""
    both = Both()

    await both.ask(query, wrong)
    first = await both.ask(query, {"first": 1})
    await both.ask(query, {"after": first["data"]["pages"]["pageInfo"]["endCursor"]})

    assert both.compared == 2


async def test_a_cursor_that_comes_as_a_variable_beside_a_size_that_does_not(
    database: None,
) -> None:
    query = """query ($after: String) { pages(after: $after, first: 1) {
      nodes { children(first: 2, after: $after) { totalCount nodes { uid } } } } }"""
    await make_published("page")
    both = Both()

    for after in (None, ""):
        await both.ask(query, {"after": after})

    assert both.compared == 2, both.left


async def test_what_was_meant_is_found_after_an_empty_cursor_too(database: None) -> None:
    await make_published("page", "Boekenkast")
    query = """query ($after: String, $before: DateTime) {
      a: search(text: "boekenkats", after: $after, published: { before: $before }) {
        didYouMean totalCount pageInfo { hasPreviousPage } nodes { highlight } }
      b: search(text: "boekenkits") { nodes { content { title } } didYouMean }
      c: search(text: "xyzzyqwerty") { nodes { content { title } } didYouMean }
      d: search(text: "boekenkast") { nodes { content { title } } didYouMean } }"""
    both = Both()

    for after in ("", None):
        answer = await both.ask(query, {"after": after, "before": "2100-01-01T00:00:00Z"})

    assert both.compared == 2, both.left
    found = answer["data"]
    assert [found[key]["didYouMean"] for key in "abcd"] == ["boekenkast", "boekenkast", None, None]


async def test_subjects_are_told_alike(database: None) -> None:
    await make_tags(web=("Web", "The web"), armoede=("armoede", ""))
    for name, tags in (("Een", ["web"]), ("Twee", ["armoede", "web"]), ("Drie", [])):
        await make_published("page", name, tags=tags)
    both = Both()

    answer = await both.ask(
        "{ tags(locale: EN) { n: totalCount label key labels { locale text } } }"
    )

    assert both.compared == 1, both.left
    assert [(one["label"], one["n"]) for one in answer["data"]["tags"]] == [
        ("armoede", 1),
        ("The web", 2),
    ]


async def test_what_the_executor_reads_and_does_not_show_needs_no_key(database: None) -> None:
    """A part of a list of which only the type is asked, of entries that are shown in another language."""
    speaker = await make_published("speaker", "Ann")
    session = await make_published("session", "Gesprek", moderator=speaker.uid)
    both = Both()

    answer = await both.ask(
        f"""{{ a: entry(uid: "{session.uid}", locale: NL) {{ uid }}
        b: entry(uid: "{speaker.uid}", locale: EN) {{ backlinks {{ __typename }} }} }}"""
    )

    assert answer["data"]["a"]
    assert both.compared == 1, both.left
