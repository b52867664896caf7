"""How much may be asked at once."""

import time
from pathlib import Path

import pytest
from graphql import get_introspection_query

from cms.schema.enums import TypeName, values_of
from tests.builders import make_published
from tests.schema.client import ask, error_of, post, send
from tests.schema.live.serving import token_of
from tests.schema.registered.frontend import registered

BY_VARIABLE = """
query ($n: Int = 100) { pages(first: $n) { nodes { children(first: $n) { nodes { title path } } } } }
"""


def _parents(depth: int) -> str:
    return "{ parent " * depth + "{ title }" + " }" * depth


def tokens(number: int) -> str:
    """A document of so many."""
    return "{ site: pages(fallback: [" + "NL " * (number - 14) + "]) { totalCount } }"


@pytest.mark.parametrize(
    ("query", "limit"),
    [
        ("{ page(slug: \"x\") " + _parents(7) + " }", "depth"),
        ("{" + " ".join(f"a{n}: site {{ title }}" for n in range(11)) + "}", "root fields"),
        ("{ site {" + " ".join(f"a{n}: title" for n in range(101)) + "} }", "aliases"),
        ("{ pages(first: 100) { nodes { children(first: 100) { nodes { title path } } } } }", "cost"),
        ("{ pages(last: 99) { edges { node { children(first: 99) { edges { node { id uid } } } } } } }",
         "cost"),
        ("{ pages(size: 100) { nodes { children(first: 100) { nodes { title url } } } } }", "cost"),
        ("{ speakers(first: 100) { nodes { books { authors { books { authors { title } } } } } } }",
         "cost"),
        (BY_VARIABLE, "cost"),
        (tokens(1_001), "tokens"),
        ("{ site { title } }" + "#\n" * 51, "comments"),
        ("{ site { title } }" + " " * 19_983, "characters"),
    ],
)  # fmt: skip
async def test_over_a_limit_is_an_error_that_names_it(
    database: None, query: str, limit: str
) -> None:
    answer = await post(query)

    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("limit", limit)
    assert str(error["extensions"]["most"]) in error["message"]


async def test_a_variable_counts_as_its_value(database: None) -> None:
    query = BY_VARIABLE.replace(" = 100", "")

    assert (await error_of(query, n=100))["extensions"]["limit"] == "cost"
    assert (await ask(query, n=10))["pages"]["nodes"] == []


DEEP = """{ ... on Content { children(first: 100) { nodes { children(first: 100) {
  nodes { title } } } } } }"""


@pytest.mark.parametrize(
    ("query", "variables"),
    [
        ("query ($ids: [ID!]!) { nodes(ids: $ids) " + DEEP + " }", {"ids": ["x"] * 100}),
        ("query ($id: ID!) { nodes(ids: [" + "$id " * 100 + "]) " + DEEP + " }", {"id": "x"}),
        ("{ nodes(ids: [" + '"x" ' * 100 + "]) " + DEEP + " }", {}),
        ("query ($ids: [ID!]! = [" + '"x" ' * 100 + "]) { nodes(ids: $ids) " + DEEP + " }", {}),
        ("{ n: nodes(ids: [" + '"x" ' * 100 + "]) { ...C } } fragment C on Content " + DEEP, {}),
    ],
)
async def test_ids_count_as_often_as_they_are(
    database: None, query: str, variables: dict[str, list[str]]
) -> None:
    error = await error_of(query, **variables)

    asked = error["extensions"].pop("asked")
    assert error["extensions"] == {"code": "limit", "limit": "cost", "most": 10_000}
    assert asked > 10_000


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("query ($v: [Locale!]) { pages(fallback: $v) { totalCount } }", ["NL"] * 10_001),
        ("query ($v: [String!]) { pages(filter: { slug: { in: $v } }) { totalCount } }",
         ["x"] * 10_001),
        ("query ($v: PageFilter) { pages(filter: $v) { totalCount } }",
         {"or": [{"or": [{}] * 100}] * 100}),
    ],
)  # fmt: skip
async def test_what_is_in_variables_is_bounded(database: None, query: str, value: object) -> None:
    answer = await post(query, v=value)

    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert error["extensions"] == {"code": "limit", "limit": "values", "most": 10_000}


async def test_a_list_that_says_one_thing_often_says_it_once(database: None) -> None:
    await make_published("page", slug_nl="x")
    query = """query ($types: [ContentType!], $states: [TextState!]!) {
      search(text: "x", types: $types) { totalCount }
      pages(filter: { translation: { locale: NL, state: $states } }) { totalCount } }"""
    once = await ask(query, types=["PAGE"], states=["CURRENT"])

    assert await ask(query, types=["PAGE"] * 900, states=["CURRENT"] * 900) == once
    assert values_of([TypeName.PAGE, TypeName.PAGE]) == ("page",)


async def test_a_search_has_so_many_tags_and_no_more(database: None) -> None:
    query = 'query ($tags: [String!]) { search(text: "x", tags: $tags) { totalCount } }'

    assert (await error_of(query, tags=["a"] * 101))["extensions"] == {
        "code": "limit", "limit": "tags", "most": 100, "asked": 101,
    }  # fmt: skip
    assert (await ask(query, tags=["a"] * 100))["search"]["totalCount"] == 0


async def test_few_ids_may_be_asked_a_lot(database: None) -> None:
    await make_published("page")
    ids = [one["id"] for one in (await ask("{ pages { nodes { id } } }"))["pages"]["nodes"]]
    query = "query ($ids: [ID!]!) { nodes(ids: $ids) " + DEEP.replace("100", "40", 1) + " }"

    assert len((await ask(query, ids=ids))["nodes"]) == 2


@pytest.mark.parametrize(
    "query",
    [
        tokens(1_000),
        "{ site { title } }" + "#\n" * 50,
        "{ site { title } }" + " " * 19_982,
    ],
    ids=["tokens", "comments", "characters"],
)
async def test_as_long_as_it_may_be_is_answered(database: None, query: str) -> None:
    assert "site" in await ask(query)


async def test_within_the_limits_is_answered(database: None) -> None:
    await make_published("page", slug_nl="x")

    data = await ask('{ page(slug: "x") ' + _parents(6) + " }")
    await ask("{ pages(first: 100) { nodes { title children(first: 20) { nodes { title } } } } }")

    assert data["page"]["parent"]["parent"] is None


DEEP_PAGE = '{ page(slug: "x") ' + _parents(13) + " }"
DEAR = "{ pages(first: 100) { nodes { children(first: 100) { nodes { title } } } } }"  # 10,202
LONG = tokens(1_990) + " " * 30_000 + "#\n" * 100
MANY = "{" + " ".join(f"a{n}: site {{ title }}" for n in range(20)) + "}"
BEYOND = {
    "depth": '{ page(slug: "x") ' + _parents(14) + " }",
    "cost": DEAR.replace("title", "title path"),
    "root fields": MANY.replace("{ title }", "{ title } b: site { title }", 1),
}


@pytest.mark.parametrize(
    "query", [DEEP_PAGE, DEAR, MANY, LONG], ids=["depth", "cost", "root fields", "long"]
)
async def test_who_sends_a_token_and_what_is_registered_may_ask_more(
    database: None, tmp_path: Path, query: str
) -> None:
    token = {"authorization": f"Bearer {await token_of('eva')}"}
    (operation,) = await registered(tmp_path, f=f"query Q {query}")

    public = await post(query)
    known = await post(query, token)
    named = await send(json={"documentId": operation.digest})
    unknown = await post(query, {"authorization": "Bearer made-up"})

    assert public.json()["errors"][0]["extensions"]["code"] == "limit"
    assert "errors" not in known.json() | named.json()
    assert unknown.json()["errors"][0]["extensions"]["code"] == "bad_token"


@pytest.mark.parametrize("limit", BEYOND)
async def test_a_token_opens_no_more_than_that(database: None, limit: str) -> None:
    token = {"authorization": f"Bearer {await token_of('eva')}"}

    (error,) = (await post(BEYOND[limit], token)).json()["errors"]

    assert error["extensions"]["limit"] == limit


async def test_tools_can_ask_for_the_schema(database: None) -> None:
    for query in (
        get_introspection_query(),
        get_introspection_query(
            specified_by_url=True,
            directive_is_repeatable=True,
            schema_description=True,
            input_value_deprecation=True,
            one_of=True,
        ),
    ):
        data = await ask(query)
        assert len(data["__schema"]["types"]) > 50


async def test_fragments_within_fragments_are_measured_once(database: None) -> None:
    number = 60
    fragments = "".join(
        f"fragment F{n} on Page {{ ...F{n + 1} ...F{n + 1} }} " for n in range(number)
    )
    query = f'{{ page(slug: "x") {{ ...F0 }} }} {fragments} fragment F{number} on Page {{ title }}'

    started = time.process_time()
    answer = await post(query)

    assert time.process_time() - started < 2
    assert answer.status_code in (200, 400)


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...A }",
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        '{ page(slug: "x") { ...A } } fragment A on Page { parent { ...A } }',
        "{ ...Missing }",
    ],
)
async def test_fragments_without_an_end_are_refused(database: None, query: str) -> None:
    error = (await post(query)).json()["errors"][0]

    assert error["extensions"]["code"] == "graphql_validation_failed"


@pytest.mark.parametrize(
    "query",
    [
        "{" + "a " * 2001 + "}",
        "{ site { title } }" + "#\n" * 200,
        "{ site { title } }" + " " * 60_000,
        "{ site " * 5000 + "}" * 5000,
        "{ pages(filter: " + "{ not: " * 400 + "{}" + " }" * 400 + ") { totalCount } }",
        '{ "' + "Expected x, found " * 2_500 + '\\nx" }',
        '{ "' + "Unexpected x " * 3_500 + '\\nx" }',
        '{ """' + "Expected x, found " * 2_500 + '\nx""" }',
    ],
)
async def test_a_document_has_a_greatest_size(database: None, query: str) -> None:
    started = time.process_time()
    answer = await post(query)

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"]["code"] in ("graphql_parse_failed", "limit")
    assert time.process_time() - started < 2


async def test_a_deep_filter_is_refused(database: None) -> None:
    query = "{ pages(filter: " + "{ not: " * 25 + "{}" + " }" * 25 + ") { totalCount } }"

    assert (await error_of(query))["extensions"]["limit"] == "nesting"


async def test_introspection_cannot_go_round_in_circles(database: None) -> None:
    query = "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }"

    assert (await post(query)).status_code == 400
