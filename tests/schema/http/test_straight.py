"""The straight road and the general one: whatever is asked, both say the same."""

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from cms.database.engine import engine
from cms.database.readers import Readers
from cms.database.roles import Role, acting_as
from cms.reading.surrogates import BODY, READS, Reads
from cms.schema.budgets import Budgets
from cms.schema.http import answering
from cms.schema.http.known import Documents
from tests.builders import make_home, make_published
from tests.schema.client import app
from tests.schema.registered.frontend import HOME, registered

Pairs = dict[str, str]
Said = list[dict[str, Any]]
SITE = "{ site { title } }"
PATH = """query ($path: String!) { content(path: $path) {
    __typename ... on ContentRoute { content { title } } } }"""
LONG = "{" + " ".join(f"a{n}: site {{ title url }}" for n in range(10)) + "}"
JSON = {"content-type": "application/json"}


def scope_of(pairs: Pairs, query_string: bytes = b"", **more: Any) -> dict[str, Any]:
    return {
        "type": "http",
        "method": "POST",
        "path": "/graphql",
        "query_string": query_string,
        "client": ("192.0.2.7", 4000),
        "headers": [(name.encode(), value.encode()) for name, value in pairs.items()],
        **more,
    }


async def _never() -> Any:
    await asyncio.Event().wait()


async def sent(scope: dict[str, Any], body: bytes) -> Said:
    """What the endpoint sends."""
    said: Said = []
    messages = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        return messages.pop() if messages else await _never()

    async def send(message: Any) -> None:
        said.append(dict(message))

    await app(scope, receive, send)
    return said


async def both(body: bytes, pairs: Pairs = JSON, **more: Any) -> tuple[Said, bool]:
    """What is said both ways, which is the same, and whether the straight road was to its end."""
    general = await sent(scope_of(pairs, **more), body)
    straight = await sent(scope_of(pairs, **more) | {BODY: body}, body)
    assert straight == general
    scope = scope_of(pairs, **more) | {BODY: body}
    return general, await app.straight.answer(app.documents, scope, _never, _nowhere)


async def _nowhere(_message: Any) -> None:
    pass


def asking(query: Any = SITE, **more: Any) -> bytes:
    return orjson.dumps({"query": query, **more})


@pytest.fixture
async def site(database: None) -> None:
    await make_home()
    await make_published("page", "Over ons")


@pytest.fixture
def common() -> Iterator[None]:
    """What a test changes is as it was afterwards."""
    documents, budgets = app.documents, app.answering.budgets
    yield
    app.documents = documents
    app.answering.budgets = budgets


STRAIGHT = {
    "a query": (asking(), JSON),
    "with nothing": (asking(variables=None, operationName=None, extensions=None), JSON),
    "with empty ones": (asking(variables={}, operationName="", extensions={}), JSON),
    "with more": (asking(extensions={"n": 1}, other=[1]), JSON),
    "a variable": (asking(PATH, variables={"path": "/nl"}), JSON),
    "a redirect or none": (asking(PATH, variables={"path": "/nergens"}), JSON),
    "a variable too many": (asking(variables={"n": {"a": [1]}}), JSON),
    "of two operations": (
        asking("query A { site { title } } query B { site { url } }", operationName="B"),
        JSON,
    ),
    "in utf-8": (asking(), {"content-type": "Application/JSON; charset=UTF-8"}),
    "for all": (asking(), JSON | {"accept": "*/*", "accept-language": "nl", "cookie": "a=b"}),
    "for graphql": (asking(), JSON | {"accept": "application/graphql-response+json"}),
    "for json first": (asking(), JSON | {"accept": "text/event-stream;q=0.1, application/json"}),
    "a short one in a coding": (asking(), JSON | {"accept-encoding": "gzip"}),
    "a long one": (asking(LONG), JSON),
    "a long one as it is": (asking(LONG), JSON | {"accept-encoding": "identity"}),
    "a long one in gzip": (asking(LONG), JSON | {"accept-encoding": "gzip, br"}),
    "a long one in zstd": (asking(LONG), JSON | {"accept-encoding": "zstd, gzip"}),
    "with an origin": (asking(), JSON | {"origin": "https://other.example", "if-none-match": "*"}),
}


@pytest.mark.parametrize(("body", "headers"), STRAIGHT.values(), ids=STRAIGHT)
async def test_common_questions_go_straight(site: None, body: bytes, headers: Pairs) -> None:
    said, straight = await both(body, headers)

    assert straight
    assert said[0]["status"] == 200
    if b"content-encoding" not in dict(said[0]["headers"]):
        assert orjson.loads(said[1]["body"]).keys() == {"data"}


DEEP = b'{"query": "{ site { title } }", "variables": {"a": ' + b"[" * 40 + b"]" * 40 + b"}}"
GENERAL = {
    "nothing": (b"", JSON),
    "no json": (b"{", JSON),
    "no utf-8": (b"\xff", JSON),
    "half a character": (b'{"query": "\\ud800"}', JSON),
    "no object": (b"[]", JSON),
    "no query": (b"{}", JSON),
    "an empty query": (asking(""), JSON),
    "a blank query": (asking("  "), JSON),
    "a number as query": (asking(7), JSON),
    "variables that are none": (asking(variables=[]), JSON),
    "variables that are nothing": (asking(variables=0), JSON),
    "extensions that are none": (asking(extensions="a"), JSON),
    "a number as name": (asking(operationName=7), JSON),
    "a false name": (asking(operationName=False), JSON),
    "another operation": (asking(operationName="Other"), JSON),
    "a document": (asking(documentId="sha256:0"), JSON),
    "an empty document": (asking(documentId=""), JSON),
    "a number as document": (asking(documentId=0), JSON),
    "a hash": (asking(None, extensions={"persistedQuery": {"sha256Hash": "0" * 64}}), JSON),
    "a wrong hash": (asking(extensions={"persistedQuery": {"sha256Hash": "0" * 64}}), JSON),
    "a hash that is none": (asking(extensions={"persistedQuery": None}), JSON),
    "nul in a variable": (asking(PATH, variables={"path": "/\0"}), JSON),
    "nul in a name": (asking(variables={"\0": 1}), JSON),
    "nul in the query": (asking('{ search(text: "\0") { totalCount } }'), JSON),
    "deep variables": (DEEP, JSON),
    "a syntax error": (asking("{ site { title }"), JSON),
    "an unknown field": (asking("{ site { nope } }"), JSON | {"accept-language": "nl"}),
    "a missing variable": (asking(PATH), JSON),
    "a wrong variable": (asking(PATH, variables={"path": 7}), JSON),
    "too much": (asking("{ pages(first: 1000000) { totalCount } }"), JSON),
    "too many aliases": (
        asking("{" + " ".join(f"a{n}: site {{ title }}" for n in range(200)) + "}"),
        JSON,
    ),
    "a mutation": (asking("mutation { nope }"), JSON),
    "a subscription": (asking("subscription { changes { kind } }"), JSON),
    "introspection": (asking("{ __schema { queryType { name } } }"), JSON),
    "no media type": (asking(), {}),
    "another media type": (asking(), {"content-type": "text/plain"}),
    "another charset": (asking(), {"content-type": "application/json; charset=latin-1"}),
    "a coding": (asking(), JSON | {"content-encoding": "gzip"}),
    "nothing that we have": (asking(), JSON | {"accept": "image/png"}),
    "a long header": (asking(), JSON | {"accept": "application/json" + " " * 600}),
    "long headers": (asking(), JSON | {"cookie": "a" * 17_000}),
    "a length that is none": (asking(), JSON | {"content-length": "1e3"}),
    "a length that is too much": (asking(), JSON | {"content-length": "1000001"}),
    "a token": (asking(), JSON | {"authorization": "Bearer nonsense"}),
    "a password": (asking(), JSON | {"authorization": "Basic bm9uc2Vuc2U="}),
    "a preview": (asking(), JSON | {"cms-preview": "nonsense"}),
    "its cost": (asking(), JSON | {"cms-explain": "cost"}),
    "nonsense to explain": (asking(), JSON | {"cms-explain": "nonsense"}),
    "tags": (asking(), JSON | {"cms-tags": "1"}),
}


@pytest.mark.parametrize(("body", "headers"), GENERAL.values(), ids=GENERAL)
async def test_all_others_are_left_to_the_general_road(
    site: None, body: bytes, headers: Pairs, common: None
) -> None:
    app.answering.budgets = Budgets(0)  # else each asking leaves less
    app.answering.bad_tokens = type(app.answering.bad_tokens)()

    _, straight = await both(body, headers)

    assert not straight


async def test_too_large_a_body_is_refused(site: None) -> None:
    said, straight = await both(asking(SITE + " " * 1_000_000))

    assert said[0]["status"] == 413
    assert not straight


async def test_an_address_that_is_too_long_is_refused(site: None) -> None:
    said, straight = await both(asking(), query_string=b"a" * 60_001)

    assert said[0]["status"] == 414
    assert not straight


async def test_a_header_in_two_lines_is_one_list(site: None) -> None:
    lines = [(b"content-type", b"application/json"), (b"accept", b"image/png"), (b"accept", b"*/*")]

    said, straight = await both(asking(), JSON, headers=lines)

    assert said[0]["status"] == 200
    assert not straight


async def test_only_what_is_registered_may_be_all(site: None, common: None) -> None:
    app.documents = Documents(registered_only=True)

    said, straight = await both(asking())

    assert b"not_registered" in said[1]["body"]
    assert not straight


async def test_a_registered_document_goes_straight(
    site: None, common: None, tmp_path: Path
) -> None:
    (home,) = await registered(tmp_path, home=HOME)
    for registered_only in (False, True):
        app.documents = Documents(registered_only=registered_only)
        for name in (home.digest, f"sha256:{home.digest}"):
            said, straight = await both(orjson.dumps({"documentId": name}))

            assert straight
            assert orjson.loads(said[1]["body"]).keys() == {"data"}
    for name in (f"sha256:sha256:{home.digest}", home.digest.upper(), "0" * 64):
        said, straight = await both(orjson.dumps({"documentId": name}))
        assert said[0]["status"] == 404
        assert not straight


async def test_a_question_is_paid_for_once(site: None, common: None) -> None:
    """What is compiled, what the executor answers in the end, and what is over the budget."""
    for query in (SITE, "{ __schema { queryType { name } } }"):
        levels = []
        for road in ({}, {BODY: asking(query)}):
            app.answering.budgets = Budgets(1_000)
            await sent(scope_of(JSON) | road, asking(query))
            [(level, _)] = app.answering.budgets.buckets.levels.values()
            levels.append(level)
        assert levels[0] == levels[1] > 0

    app.answering.budgets = Budgets(1_000_000)
    app.answering.budgets.buckets.add("192.0.2.7", 20_000_000)
    said, straight = await both(asking())
    assert said[0]["status"] == 429
    assert not straight


async def test_whoever_keeps_answers_hears_the_same(site: None) -> None:
    heard = []
    for road in ({}, {BODY: asking("{ pages { nodes { title } } }")}):
        reads = Reads()
        await sent(scope_of(JSON) | road | {READS: reads}, asking("{ pages { nodes { title } } }"))
        heard.append(reads)

    assert heard[0] == heard[1]
    assert heard[0].whole
    assert "page.nl" in heard[0].keys


async def test_a_database_that_is_away_is_told(site: None, monkeypatch: pytest.MonkeyPatch) -> None:
    async def refused() -> Any:
        raise ConnectionRefusedError

    monkeypatch.setattr("cms.database.engine.public_readers", Readers(refused))

    said, straight = await both(asking())

    assert said[0]["status"] == 503
    assert (b"retry-after", b"5") in said[0]["headers"]
    assert not straight


async def test_what_takes_too_long_is_not_tried_again(
    site: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answering, "PUBLIC_SECONDS", 0.1)
    with acting_as(Role.OWNER):
        blocking = await engine.get_new_connection()
    async with blocking.transaction():
        await blocking.execute("LOCK TABLE publication IN ACCESS EXCLUSIVE MODE")
        said, straight = await both(asking(PATH, variables={"path": "/nl"}))
    await blocking.close()

    assert said[0]["status"] == 503
    assert b'"timeout"' in said[1]["body"]
    assert not straight
