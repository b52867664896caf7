"""What a request costs, whether it says so, and how much one client may spend."""

import asyncio
import re
import time
from dataclasses import replace

import httpx
import pytest
from graphql import GraphQLList, GraphQLNonNull, OperationDefinitionNode, is_object_type, parse

from cms.schema.budgets import MOST_CLIENTS, SECONDS, Budgets, OverBudget
from cms.schema.build import built
from cms.schema.directives import Cost, directive_of
from cms.schema.http.endpoint import graphql_app
from cms.schema.limits import KNOWN, check_limits
from cms.settings import Settings
from tests.blocks.test_contract import QUERY as BLOCKS
from tests.schema.client import ACCEPT, SITE, post, send
from tests.schema.live.serving import token_of
from tests.test_docs import ROOT

SCHEMA = built().schema._schema
COST = {"cms-explain": "cost"}


async def cost_of(query: str, **variables: object) -> int:
    body = (await post(query, COST, **variables)).json()
    found: int = body["extensions"]["cost"]["asked"]
    return found


def examples() -> list[tuple[int, str]]:
    """The worked examples of the documentation."""
    text = (ROOT / "docs/reference/limits.md").read_text(encoding="utf-8")
    found = []
    for block in text.split("```graphql\n")[1:]:
        query = block.partition("```")[0]
        number = query.partition("# ")[2].partition(":")[0]
        found.append((int(number.replace(",", "")), query))
    return found


@pytest.mark.parametrize(("cost", "query"), examples())
async def test_the_documented_examples_cost_what_they_say(
    database: None, cost: int, query: str
) -> None:
    assert await cost_of(query) == cost


async def test_only_who_asks_is_told_what_it_costs(database: None) -> None:
    plain = await post("{ site { title } }")
    told = await post("{ site { title } }", COST)

    assert "extensions" not in plain.json()
    assert told.json() == plain.json() | {
        "extensions": {"cost": {"asked": 2, "limit": 10_000} | left_of(told)}
    }
    assert told.headers["cache-control"] == "private, no-store"
    assert "cms-explain" in plain.headers["vary"]


def left_of(answer: httpx.Response) -> dict[str, int]:
    told = answer.json()["extensions"]["cost"]
    assert 0 < told["left"] <= told["perSecond"] * SECONDS
    return {name: told[name] for name in ("left", "perSecond")}


async def test_what_cannot_be_explained_is_refused(database: None) -> None:
    answer = await post("{ site { title } }", {"cms-explain": "cost, everything"})

    (error,) = answer.json()["errors"]
    assert answer.status_code == 400
    assert (error["extensions"]["code"], error["extensions"]["name"]) == (
        "bad_argument",
        "everything",
    )


async def test_an_object_is_of_one_type_and_the_dearest_counts(database: None) -> None:
    book, page = "... on Book { isbn }", "... on Page { parent { title } path }"
    either = f"{{ node(id: 1) {{ id {book} {page} }} }}"
    spread = f"{{ node(id: 1) {{ id ...B {page} }} }} fragment B on Book {{ isbn }}"
    twice = f"{{ node(id: 1) {{ id {page} {page} }} }}"
    within = f"{{ node(id: 1) {{ id ... on Content {{ {book} {page} }} }} }}"

    costs = [await cost_of(one) for one in (either, spread, twice, within)]

    assert costs == [5, 5, 8, 5]


async def test_a_page_may_ask_for_blocks_of_every_kind_in_columns_too(database: None) -> None:
    assert await cost_of(BLOCKS, uid="x") < 10_000 * 2 / 3


async def test_of_a_listing_no_more_counts_than_it_ever_shows(database: None) -> None:
    costs = [
        await cost_of(BLOCKS.replace("items {", f"items(first: {number}) {{"), uid="x")
        for number in (5, 50, 100)
    ]

    assert costs[0] < costs[1] == costs[2]


async def test_a_variable_and_its_default_count_as_their_value(database: None) -> None:
    query = "query ($n: Int = 7) { pages(first: $n) { nodes { uid } } }"

    assert await cost_of(query) == await cost_of("{ pages(first: 7) { nodes { uid } } }") == 2 + 7
    assert await cost_of(query, n=50) == 2 + 50


async def test_each_facet_is_paid_for(database: None) -> None:
    query = "query ($by: [EventFacet!]!) { events { facets(by: $by) { by } } }"

    assert await cost_of(query, by=["KIND", "TAGS", "SPEAKERS"]) == 1 + 3 * 21
    assert await cost_of(query, by="KIND") == 1 + 21
    assert await cost_of("{ events { facets(by: KIND) { by } } }") == 1 + 21


async def test_aliases_fragments_and_repetitions_cost_as_often_as_they_are_asked(
    database: None,
) -> None:
    one = await cost_of("{ pages { nodes { uid } } }")
    two = await cost_of(
        "{ a: pages { ...N } b: pages { ...N } } fragment N on PageConnection { nodes { uid } }"
    )

    assert two == 2 * one


async def test_a_bomb_of_fragments_is_measured_in_linear_time_and_refused(database: None) -> None:
    def bomb(number: int) -> str:
        spread = "".join(
            f"fragment F{n} on Content {{ parent {{ uid }} ...F{n + 1} ...F{n + 1} }} "
            for n in range(number)
        )
        return f'{{ page(slug: "x") {{ ...F0 }} }} {spread} fragment F{number} on Content {{ uid }}'

    started = time.process_time()
    answer = await post(bomb(60))

    assert time.process_time() - started < 1
    (error,) = answer.json()["errors"]
    assert (error["extensions"]["limit"], error["extensions"]["asked"] > 2**60) == ("cost", True)


async def test_twice_the_document_takes_about_twice_the_time(database: None) -> None:
    unbounded = replace(KNOWN, characters=10**9, tokens=10**9)

    def measured(number: int) -> float:
        fields = " ".join("... { ...on Page { uid title path } }" for _ in range(number))
        query = f'{{ page(slug: "x") {{ {fields} }} }}'
        document = parse(query)
        (operation,) = document.definitions
        assert isinstance(operation, OperationDefinitionNode)
        best = 1.0
        for _ in range(20):
            started = time.process_time()
            check_limits(SCHEMA, document, operation, {}, unbounded)
            best = min(best, time.process_time() - started)
        return best

    assert measured(2000) < 20 * measured(200)


def test_what_comes_in_parts_is_counted_by_the_item() -> None:
    """Whoever adds a list with `first` or `ids` cannot forget it."""
    for name, one in SCHEMA.type_map.items():
        for field_name, field in one.fields.items() if is_object_type(one) else ():
            sized = {"first", "size", "ids"} & set(field.args)
            inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            if sized and (
                isinstance(inner, GraphQLList) or "pageInfo" in getattr(inner, "fields", {})
            ):
                cost = directive_of(field, Cost)
                assert bool(cost and cost.per_item), f"{name}.{field_name}"


# Budgets

DEAR = "{ pages(first: 99) { nodes { uid path } } }"  # 200


@pytest.fixture
def poor() -> httpx.AsyncClient:
    """A site where each client may spend 10 points a second."""
    app = graphql_app(Settings(base_url=SITE, graphql_budget=10))
    transport = httpx.ASGITransport(app=app)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


async def _post(client: httpx.AsyncClient, query: str, **headers: str) -> httpx.Response:
    return await client.post("/graphql", json={"query": query}, headers=ACCEPT | headers)


async def test_who_spent_their_budget_must_wait_and_is_told_how_long(
    database: None, poor: httpx.AsyncClient
) -> None:
    first, second = await _post(poor, DEAR), await _post(poor, DEAR)

    assert (first.status_code, second.status_code) == (200, 429)
    (error,) = second.json()["errors"]
    assert error["extensions"]["code"] == "over_budget"
    assert int(second.headers["retry-after"]) == error["extensions"]["seconds"] == 10
    assert error["message"] == "Je vroeg meer dan jouw deel: wacht 10 seconden."


async def test_everybody_has_a_budget_of_their_own(database: None, poor: httpx.AsyncClient) -> None:
    for _ in range(2):
        spent = await _post(poor, DEAR)
    token = await token_of("eva")
    other = await _post(poor, "{ site { title } }", authorization=f"Bearer {token}")

    assert spent.status_code == 429
    assert other.status_code == 200


REFUSED = {
    "nothing that can be read": "{ nonsense",
    "too much": "{" + " ".join(f"a{number}: site {{ title }}" for number in range(200)) + "}",
    "no such operation": "fragment F on Page { uid }",
}


@pytest.mark.parametrize("accept", [{}, {"accept": "text/event-stream"}], ids=["json", "events"])
@pytest.mark.parametrize("query", REFUSED.values(), ids=REFUSED)
async def test_what_is_refused_costs_too(
    database: None, poor: httpx.AsyncClient, query: str, accept: dict[str, str]
) -> None:
    codes = [await _code(poor, query, **accept) for _ in range(3)]

    assert "over_budget" not in codes[:2]
    assert codes[2] == "over_budget"


@pytest.mark.parametrize("accept", [{}, {"accept": "text/event-stream"}], ids=["json", "events"])
async def test_for_tokens_that_nobody_has_their_address_pays(
    database: None, poor: httpx.AsyncClient, accept: dict[str, str]
) -> None:
    codes = [
        await _code(poor, "{ nonsense", authorization=f"Bearer {number}", **accept)
        for number in range(3)
    ]

    assert codes == ["bad_token", "bad_token", "over_budget"]
    assert await _code(poor, "{ site { title } }", **accept) == "over_budget"


async def _code(client: httpx.AsyncClient, query: str, **headers: str) -> str:
    text = (await _post(client, query, **headers)).text
    found = re.search('"code":"([a-z_]+)"', text)
    return found[1] if found else text


async def test_a_budget_fills_up_again(database: None) -> None:
    budgets = Budgets(1000)
    budgets.account(None, "192.0.2.1").spend(10_050)
    with pytest.raises(Exception, match="wait 1 second"):
        budgets.account(None, "192.0.2.1")
    await asyncio.sleep(0.1)

    assert budgets.account(None, "192.0.2.1").left >= 0


def test_a_request_pays_once_and_a_network_of_ipv6_is_one_client() -> None:
    budgets = Budgets(10)
    one = budgets.account(None, "2001:db8::1")
    one.spend(60)
    one.spend(60)

    assert budgets.account(None, "2001:db8::ffff").left in (40, 41)
    assert budgets.account(None, "2001:db8:0:1::1").left == 100
    assert budgets.account(None, "::ffff:192.0.2.1").client == "192.0.2.1"
    assert budgets.account("secret", "2001:db8::1").left == 100
    assert "secret" not in repr(budgets.buckets) + budgets.account("secret", "").client


def test_a_crowd_of_strangers_empties_no_full_bucket() -> None:
    budgets = Budgets(1)
    budgets.account(None, "192.0.2.1").spend(1_000_000)
    for number in range(2 * MOST_CLIENTS):
        budgets.account(None, f"198.51.100.{number}").spend(20)

    assert len(budgets.buckets.levels) <= MOST_CLIENTS
    with pytest.raises(OverBudget):
        budgets.account(None, "192.0.2.1")


async def test_without_a_budget_there_is_no_limit(database: None) -> None:
    app = graphql_app(Settings(base_url=SITE, graphql_budget=0))
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://testserver")

    told = (
        await client.post("/graphql", json={"query": "{ site { title } }"}, headers=COST)
    ).json()

    assert told["extensions"]["cost"] == {"asked": 2, "limit": 10_000}
    assert (await send("GET", "/graphql?query={site{title}}")).status_code == 200
