"""The endpoint: what HTTP and JSON can get wrong, and what errors tell."""

import json
import logging
from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from cms.database.engine import engine
from cms.database.readers import Readers
from cms.schema.errors import OverLimit
from cms.translation.interface.catalogues import render_error
from tests import owner
from tests.builders import make_published
from tests.schema.client import ask, error_of, post, send
from tests.schema.live.serving import token_of

QUERY = "{ contentTypes { name } }"
JSON = {"content-type": "application/json"}
DEEP = b"[" * 30_000 + b"]" * 30_000
DEEP_FILTER = b'{"not":' * 300 + b"{}" + b"}" * 300


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"\xff\xfe", "bad_json"),
        (b'{"query": "\\ud800"}', "bad_json"),
        (b'{"query": "{ site { title } }", "variables": {"n": ' + b"9" * 5000 + b"}}", "bad_json"),
        (DEEP, "bad_json"),
        (b'{"query": ' + DEEP + b"}", "bad_json"),
        (b'"text"', "bad_request"),
        (b"7", "bad_request"),
        (b"null", "bad_request"),
        (b"true", "bad_request"),
        (b"[]", "bad_request"),
        (b'[{"query": "{ site { title } }"}]', "bad_request"),
        (b"{}", "bad_request"),
        (b'{"query": null}', "bad_request"),
        (b'{"query": ""}', "bad_request"),
        (b'{"query": "  "}', "bad_request"),
        (b'{"query": 7}', "bad_request"),
        (b'{"query": {"a": 1}}', "bad_request"),
        (b'{"query": "{ site { title } }", "variables": []}', "bad_request"),
        (b'{"query": "{ site { title } }", "variables": "{}"}', "bad_request"),
        (b'{"query": "{ site { title } }", "extensions": 1}', "bad_request"),
        (b'{"query": "{ site { title } }", "operationName": 7}', "bad_request"),
        (b'{"query": "{ site { title } }", "operationName": "Other"}', "unknown_operation"),
        (b'{"query": "query A { site { title } } query B { site { title } }"}', "unknown_operation"),
        (b'{"query": "fragment A on Site { title }"}', "unknown_operation"),
        (b'{"query": "# nothing"}', "graphql_parse_failed"),
        (b'{"query": "{ site { title }"}', "graphql_parse_failed"),
        (b'{"query": "\\u0000"}', "graphql_parse_failed"),
        (b'{"query": "{ site { nope } }"}', "unknown_field"),
        (b'{"query": "{ search(text: 7) { totalCount } }"}', "wrong_type"),
        (b'{"query": "mutation { x }"}', "unknown_field"),
        (b'{"query": "subscription { x }"}', "unsupported_operation"),
        (b'{"query": "query ($n: Int) { pages(first: $n) { totalCount } }", "variables": {"n": 1e30}}',
         "wrong_type"),
        (b'{"query": "query ($n: Int) { pages(first: $n) { totalCount } }", "variables": {"n": "1"}}',
         "wrong_type"),
        (b'{"query": "query ($n: Int) { site { title } }", "variables": {"n": 9999999999}}',
         "graphql_validation_failed"),
        (b'{"query": "query ($t: String!) { search(text: $t) { totalCount } }"}',
         "missing_argument"),
        (b'{"query": "query ($t: String!) { site { title } }", "variables": {"t": "a\\u0000"}}',
         "bad_request"),
        (b'{"query": "{ search(text: \\"a\\\\u0000\\") { totalCount } }"}', "bad_request"),
        (b'{"query": "query ($f: PageFilter) { pages(filter: $f) { totalCount } }",'
         b' "variables": {"f": ' + DEEP_FILTER + b"}}", "limit"),
    ],
)  # fmt: skip
async def test_what_cannot_be_read_is_400_with_a_code(
    database: None, body: bytes, code: str
) -> None:
    answer = await send(content=body, headers=JSON)

    (error,) = answer.json()["errors"][:1]
    assert (answer.status_code, error["extensions"]["code"]) == (400, code)
    assert error["message"]
    assert "data" not in answer.json()


async def test_a_body_has_a_greatest_length(database: None) -> None:
    token = {"authorization": f"Bearer {await token_of('eva')}"}

    async def chunks(query: bytes) -> Any:
        yield query[:1000]
        yield query[1000:]

    async def told(size: int, headers: Mapping[str, str]) -> set[tuple[int, str, Any]]:
        body = {"query": QUERY, "variables": {"x": ""}}
        body["variables"] = {"x": "y" * (size - len(json.dumps(body)))}
        query = json.dumps(body).encode()
        assert len(query) == size
        answers = [
            await send(content=one, headers=JSON | headers) for one in (query, chunks(query))
        ]
        said = [answer.json().get("errors", [{}])[0].get("extensions", {}) for answer in answers]
        return {
            (answer.status_code, one.get("code", ""), one.get("most"))
            for answer, one in zip(answers, said, strict=True)
        }

    assert await told(64_000, {}) == {(200, "", None)}
    assert await told(64_001, {}) == {(413, "too_large", 64_000)}
    assert await told(64_001, {"authorization": "Basic eDp5"}) == {(413, "too_large", 64_000)}
    assert await told(64_001, {"authorization": "Bearer made-up"}) == {(401, "bad_token", None)}
    assert await told(1_000_000, token) == {(200, "", None)}
    assert await told(1_000_001, token) == {(413, "too_large", 1_000_000)}


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("POST", {}, 415),
        ("POST", {"content-type": "text/plain"}, 415),
        ("POST", {"content-type": "multipart/form-data; boundary=x"}, 401),
        ("POST", {"content-type": "application/json; charset=utf-16"}, 415),
        ("POST", {"content-type": "application/json; charset=UTF-8"}, 200),
        ("POST", {**JSON, "accept": "text/plain"}, 406),
        ("POST", {**JSON, "accept": "application/json;q=0"}, 406),
        ("POST", {**JSON, "accept": "text/plain, */*;q=0.1"}, 200),
        ("PUT", JSON, 405),
        ("DELETE", JSON, 405),
        ("PATCH", JSON, 405),
    ],
)
async def test_what_http_says(
    database: None, method: str, headers: dict[str, str], status: int
) -> None:
    answer = await send(method, content=json.dumps({"query": QUERY}).encode(), headers=headers)

    assert answer.status_code == status
    assert ("allow" in answer.headers) is (status == 405)
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("application/graphql-response+json", "application/graphql-response+json"),
        ("application/graphql-response+json, application/json;q=0.9",
         "application/graphql-response+json"),
        ("application/graphql-response+json;q=0.1, application/json", "application/json"),
        ("text/html, application/*;q=0.5", "application/json"),
    ],
)  # fmt: skip
async def test_the_answer_is_what_the_client_takes(database: None, accept: str, kind: str) -> None:
    answer = await post(QUERY, headers={"accept": accept})

    assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
    assert "accept" in answer.headers["vary"]


async def test_a_query_can_be_sent_with_get(database: None) -> None:
    await make_published("page")
    query = "query A($l: Locale) { site(locale: $l) { title } }"

    good = await send(
        "GET", params={"query": query, "variables": '{"l": "EN"}', "operationName": "A"}
    )
    bad = await send("GET", params={"query": query, "variables": "{"})
    mutation = await send("GET", params={"query": "mutation { x }"})
    nothing = await send("GET")

    assert good.json() == {"data": {"site": {"title": "Home en"}}}
    assert (bad.status_code, bad.json()["errors"][0]["extensions"]["code"]) == (400, "bad_json")
    assert (mutation.status_code, mutation.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert nothing.status_code == 400


async def test_an_unexpected_error_is_masked_and_logged_without_the_query(
    database: None, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await owner.execute("ALTER TABLE publication RENAME TO elsewhere")
    try:
        answer = await post(
            '{ secret: search(text: "hunter2", locale: EN) { totalCount } page(slug: "x") { title } }'
        )
    finally:
        await owner.execute("ALTER TABLE elsewhere RENAME TO publication")
    body = answer.json()

    masked = {tuple(error["path"]): error for error in body["errors"]}
    error = masked["secret",]
    assert answer.status_code == 200
    assert error["extensions"]["code"] == "internal"
    assert error["extensions"]["id"] in error["message"]
    assert set(error) == {"message", "extensions", "path", "locations"}
    assert "publication" not in answer.text
    assert error["extensions"]["id"] in caplog.text
    assert "UndefinedTableError" in caplog.text
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize(
    "query", ["{ site { title } }", "{ site { title } contentTypes { name } }"]
)
async def test_without_the_database_the_answer_is_unavailable(
    database: None, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    async with asyncpg.create_pool(**{**engine.config, "min_size": 1}) as pool:
        await pool.close()
        monkeypatch.setattr(engine, "pool", pool)
        for name in ("readers", "public_readers"):
            monkeypatch.setattr(f"cms.database.engine.{name}", Readers(pool.acquire))
        answers = [
            await post(query, headers={"accept-language": "en"}),
            await post(QUERY, headers={"authorization": "Bearer x"}),
        ]
    for answer in answers:
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
        (error,) = answer.json()["errors"]
        assert error["extensions"]["code"] == "unavailable"
        assert "data" not in answer.json()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ site { titel } }", "titel"),
        ("{ pages(fist: 2) { totalCount } }", "fist"),
        ("{ sitee { title } }", "sitee"),
        ("{ pages(locale: NLL) { totalCount } }", "NLL"),
        ('{ pages(filter: { titel: { eq: "x" } }) { totalCount } }', "titel"),
        ("query ($l: Lokale) { pages(locale: $l) { totalCount } }", "Lokale"),
        ("{ ... on Pagee { title } }", "Pagee"),
        ("{ ...missing }", "missing"),
        ("{ site @skipp(if: true) { title } }", "skipp"),
    ],
)
async def test_nothing_is_suggested(database: None, query: str, told: str) -> None:
    answer = await post(query)

    assert answer.status_code == 400
    assert told in answer.text
    assert "Did you mean" not in answer.text


async def test_an_error_of_one_field_leaves_the_others(database: None) -> None:
    await make_published("page")

    answer = await post('{ site { title } node(id: "x") { id } }')

    assert answer.status_code == 200
    assert answer.json()["data"] == {"site": {"title": "Home nl"}, "node": None}
    assert answer.json()["errors"][0]["path"] == ["node"]


async def test_an_error_names_the_field_and_the_limit(database: None) -> None:
    error = await error_of("{ pages(page: 0) { totalCount } }")
    assert error["extensions"] == {"code": "bad_argument", "field": "page"}
    error = await error_of("{ pages(first: 1000) { totalCount } }")
    assert error["extensions"] == {
        "code": "limit",
        "limit": "first",
        "most": 100,
        "asked": 1000,
    }


async def test_operations_are_chosen_by_name(database: None) -> None:
    await make_published("page")
    body = {
        "query": "query A { site { title } } query B { site(locale: EN) { title } }",
        "operationName": "B",
    }

    assert (await send(json=body)).json() == {"data": {"site": {"title": "Home en"}}}


async def test_introspection_answers(database: None) -> None:
    data = await ask(
        '{ __schema { types { name } queryType { name } } __type(name: "Book") { fields { name } } }'
    )

    assert data["__schema"]["queryType"] == {"name": "Query"}
    assert {"name": "printings"} in data["__type"]["fields"]


@pytest.mark.parametrize(
    ("query", "variables", "header", "locale"),
    [
        ("{ pages(first: 101) { totalCount } }", {}, "nl", "nl"),
        ("{ pages(first: 101) { totalCount } }", {}, "en-GB, nl;q=0.5", "en"),
        ("{ pages(first: 101, locale: NL) { totalCount } }", {}, "en", "nl"),
        ("{ pages(first: 101, locale: EN) { totalCount } }", {}, "nl", "en"),
        ("query ($l: Locale) { pages(first: 101, locale: $l) { totalCount } }", {"l": "EN"}, "nl", "en"),
        ("query ($l: Locale = EN) { pages(first: 101, locale: $l) { totalCount } }", {}, "nl", "en"),
        ("{ site { title } ...A } fragment A on Query { x: pages(first: 101, locale: EN) { totalCount } }",
         {}, "nl", "en"),
    ],
)  # fmt: skip
async def test_an_error_is_told_in_the_language_of_what_was_asked(
    database: None, query: str, variables: dict[str, str], header: str, locale: str
) -> None:
    await make_published("page")

    answer = await post(query, headers={"accept-language": header}, **variables)

    (error,) = answer.json()["errors"]
    assert error["message"] == render_error(OverLimit("first", 100), locale)


async def test_a_page_of_another_site_may_ask(database: None) -> None:
    origin = {"origin": "https://frontend.example"}
    wish = {
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type,x-client-name",
    }

    preflight = await send("OPTIONS", headers=origin | wish)
    answers = [
        await post(QUERY, headers=origin),
        await post(QUERY, headers=origin | {"cookie": "id=1"}),
        await send("GET", params={"query": QUERY}, headers=origin),
        await post("{ nope }", headers=origin),
        await send("PUT", headers=origin),
    ]

    allowed = {one.strip() for one in preflight.headers["access-control-allow-methods"].split(",")}
    assert preflight.is_success
    assert {"GET", "POST"} <= allowed
    assert "x-client-name" in preflight.headers["access-control-allow-headers"]
    for answer in (preflight, *answers):
        assert answer.headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in answer.headers
    assert [one.status_code for one in answers] == [200, 200, 200, 400, 405]
