"""What caches are told, what they need not be sent again, and in which coding answers travel."""

import gzip
from collections.abc import Callable
from typing import Any

import httpx
import pytest
import zstandard
from starlette.types import Receive, Scope, Send

from cms.http.caching import FRESH_FOR, public
from cms.http.negotiation import coding_of
from cms.http.representations import SMALLEST, matches
from cms.schema.http.negotiation import GRAPHQL_JSON
from tests.builders import make_published
from tests.schema.client import app, post, send
from tests.schema.editing_client import client_of

SMALL = "{ site { title } }"
LARGE = "{ __schema { types { name description fields { name } } } }"
CODINGS = ["identity", "gzip", "zstd"]


async def get(query: str, method: str = "GET", **headers: str) -> httpx.Response:
    given = {"accept-encoding": "identity"}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    return await send(method, params={"query": query}, headers=given)


@pytest.mark.parametrize(
    ("fresh_for", "expected"),
    [
        (3600, "public, max-age=10, stale-while-revalidate=50"),
        (60, "public, max-age=10, stale-while-revalidate=50"),
        (59.9, "public, max-age=10, stale-while-revalidate=49"),
        (10.5, "public, max-age=10"),
        (7, "public, max-age=7"),
        (0.9, "public, no-cache"),
        (-1, "public, no-cache"),
    ],
)
def test_nothing_is_kept_beyond_what_is_planned(fresh_for: float, expected: str) -> None:
    assert public(fresh_for) == expected


async def test_an_answer_for_everybody_may_be_kept(database: None) -> None:
    await make_published("page")

    answer = await get(SMALL)

    assert answer.headers["cache-control"] == "public, no-cache"
    varies = "accept, authorization, cms-preview, cms-explain, cms-tags"
    assert answer.headers["vary"] == varies
    assert answer.headers["etag"].startswith('"')


@pytest.mark.parametrize(
    ("planned", "expected"),
    [
        (None, "public, max-age=10, stale-while-revalidate=50"),
        (20.0, "public, max-age=10, stale-while-revalidate=10"),
        (0.0, "public, no-cache"),
    ],
)
async def test_a_cache_in_front_says_what_is_planned(
    database: None, planned: float | None, expected: str
) -> None:
    await make_published("page")

    async def front(scope: Scope, receive: Receive, send: Send) -> None:
        await app({**scope, FRESH_FOR: lambda _reads: planned}, receive, send)

    transport = httpx.ASGITransport(app=front)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.get("/graphql", params={"query": SMALL})

    assert answer.headers["cache-control"] == expected


@pytest.mark.parametrize(
    "query", ["{ nope }", "{", '{ site { title } node(id: "x") { id } }', "mutation { x }"]
)
async def test_an_error_is_kept_by_nobody(database: None, query: str) -> None:
    await make_published("page")

    answer = await get(query, accept="application/json")

    assert answer.headers["cache-control"] == "no-store"
    assert "accept-language" in answer.headers["vary"]
    assert "etag" not in answer.headers


async def test_what_is_asked_with_a_key_is_kept_by_nobody(database: None) -> None:
    await make_published("page")
    bearer = f"Bearer {(await client_of()).token}"

    for answer in (
        await get(SMALL, authorization=bearer),
        await get(SMALL, authorization="Bearer nonsense"),
        await get(SMALL, cms_preview="nonsense"),
        await post(SMALL, headers={"authorization": bearer}),
    ):
        assert answer.headers["cache-control"] == "private, no-store"
        assert "etag" not in answer.headers
    assert (await post(SMALL)).headers["cache-control"] == "no-store"


async def test_what_a_client_has_is_not_sent_again(database: None) -> None:
    await make_published("page")
    first = await get(SMALL)
    etag = first.headers["etag"]

    for header in (etag, f"W/{etag}", f'"other", {etag}', "*", f'W/"x",W/{etag}'):
        again = await get(SMALL, if_none_match=header)
        assert (again.status_code, again.content) == (304, b"")
        assert "content-type" not in again.headers
        for name in ("etag", "cache-control", "vary"):
            assert again.headers[name] == first.headers[name]
    for header in ('"other"', etag.strip('"'), "", "W/", etag * 200):
        assert (await get(SMALL, if_none_match=header)).status_code == 200
    assert (await post(SMALL, headers={"if-none-match": "*"})).status_code == 200
    assert (await get("{ nope }", if_none_match="*")).status_code == 400


async def test_another_answer_has_another_tag(database: None) -> None:
    await make_published("page")
    query = "{ pages { totalCount } }"
    tags = [(await get(query, accept=kind)).headers["etag"] for kind in ("*/*", GRAPHQL_JSON)]
    same = (await get(query)).headers["etag"]

    await make_published("page", "Elders")
    tags.append((await get(query)).headers["etag"])

    assert len(set(tags)) == 3
    assert same in tags


async def test_head_is_get_without_its_body(database: None) -> None:
    await make_published("page")

    for query in (SMALL, LARGE, "{ nope }"):
        for coding in CODINGS:
            whole = await get(query, accept_encoding=coding)
            head = await get(query, "HEAD", accept_encoding=coding)
            assert head.headers == whole.headers
            assert (head.status_code, head.content) == (whole.status_code, b"")
    etag = (await get(SMALL)).headers["etag"]
    assert (await get(SMALL, "HEAD", if_none_match=etag)).status_code == 304


async def test_large_answers_are_compressed_for_whoever_takes_it(database: None) -> None:
    plain = (await get(LARGE)).content
    tags = set()
    for coding in CODINGS:
        for answer in (
            await get(LARGE, accept_encoding=coding),
            await post(LARGE, headers={"accept-encoding": coding}),
        ):
            assert answer.headers.get("content-encoding", "identity") == coding
            assert "accept-encoding" in answer.headers["vary"]
            assert answer.content == plain
        tags.add((await get(LARGE, accept_encoding=coding)).headers["etag"])
    assert len(tags) == 3


async def travelled(method: str, coding: str) -> tuple[dict[bytes, bytes], bytes]:
    """What is handed to the server, beside a client that decodes it, or drops what must not be there."""
    sent: list[Any] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def keep(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": "/graphql",
        "query_string": b"query=" + LARGE.replace(" ", "+").encode(),
        "headers": [(b"accept-encoding", coding.encode())],
    }
    await app(scope, receive, keep)
    start, body = sent
    return dict(start["headers"]), body["body"]


@pytest.mark.parametrize(
    ("coding", "decoded"),
    [("gzip", gzip.decompress), ("zstd", zstandard.ZstdDecompressor().decompress)],
)
async def test_the_bytes_are_those_of_the_coding(
    database: None, coding: str, decoded: Callable[[bytes], bytes]
) -> None:
    plain = (await get(LARGE)).content

    headers, body = await travelled("GET", coding)
    head, nothing = await travelled("HEAD", coding)

    assert decoded(body) == plain
    assert headers[b"content-length"] == str(len(body)).encode()
    assert len(body) < len(plain) / 2
    assert (head, nothing) == (headers, b"")


async def test_small_answers_travel_as_they_are(database: None) -> None:
    await make_published("page")

    answer = await get(SMALL, accept_encoding="gzip, zstd")

    assert len(answer.content) < SMALLEST
    assert "content-encoding" not in answer.headers
    assert "accept-encoding" not in answer.headers["vary"]


@pytest.mark.parametrize(
    ("header", "coding"),
    [
        ("gzip", "gzip"),
        ("gzip, deflate", "gzip"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("GZIP;Q=0.5", "gzip"),
        ("gzip;q=0.5, identity;q=0", "gzip"),
        ("gzip;q=0.5, identity;q=0.6", "identity"),
        ("gzip;q=0", "identity"),
        ("gzip;q=nan", "identity"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("zstd;q=0, *", "gzip"),
        ("br", "identity"),
        ("", "identity"),
        ("identity", "identity"),
        (",,;q=1", "identity"),
    ],
)
def test_the_coding_is_what_the_client_would_rather_have(header: str, coding: str) -> None:
    assert coding_of(header) == coding


def test_a_tag_that_only_begins_alike_is_another() -> None:
    assert not matches('"abcd"', '"abc"')
    assert not matches('"abc', '"abc"')
    assert matches('W/"a", W/"abc"', '"abc"')


@pytest.mark.parametrize(
    ("headers", "params", "status", "code"),
    [
        ({"x-long": "y" * 20_000}, {"query": SMALL}, 431, "headers_too_large"),
        ({}, {"query": SMALL, "extensions": "x" * 61_000}, 414, "uri_too_long"),
        ({}, [("query", SMALL), ("query", "{ nope }")], 400, "bad_request"),
        ({}, b"query=%ff", 400, "bad_request"),
        ({}, [(f"p{number}", "") for number in range(50)], 400, "bad_request"),
    ],
)
async def test_what_is_too_long_or_unreadable_says_so(
    database: None, headers: dict[str, str], params: object, status: int, code: str
) -> None:
    path = b"/graphql?" + params if isinstance(params, bytes) else b"/graphql"
    url = httpx.URL("/graphql").copy_with(raw_path=path)
    given = None if isinstance(params, bytes) else params

    answer = await send("GET", url, params=given, headers=headers)  # type: ignore[arg-type]

    assert answer.status_code == status
    assert answer.json()["errors"][0]["extensions"]["code"] == code
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("coding", ["gzip", "br", "gzip, identity", "nonsense"])
async def test_a_compressed_question_is_refused(database: None, coding: str) -> None:
    headers = {"content-type": "application/json", "content-encoding": coding}

    answer = await send(content=gzip.compress(b'{"query":"{ a }"}'), headers=headers)

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["extensions"]["code"]) == (415, "unsupported_content_coding")
    assert answer.headers["accept-encoding"] == "identity"


async def test_a_list_may_come_in_several_lines(database: None) -> None:
    await make_published("page")
    etag = (await get(SMALL)).headers["etag"]
    lines = [("if-none-match", '"other"'), ("if-none-match", etag), ("accept", "text/plain")]

    answer = await send("GET", params={"query": SMALL}, headers=[*lines, ("accept", GRAPHQL_JSON)])
    twice = await send(
        json={"query": SMALL},
        headers=[("authorization", "Bearer a"), ("authorization", "Bearer b")],
    )

    assert answer.status_code == 304
    assert twice.status_code == 401
