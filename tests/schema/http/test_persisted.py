"""Automatic persisted queries, as casual clients use them, and what bounds them."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import httpx
import orjson
import pytest

from cms.schema.http.remembered import (
    MOST_CLIENT_BYTES,
    MOST_CLIENT_QUERIES,
    Remembered,
)
from tests.builders import make_published
from tests.schema.client import app, send

QUERY = "query Title($l: Locale) { site(locale: $l) { title } }"


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    app.documents.remembered = Remembered()
    yield
    app.documents.remembered = Remembered()


def digest_of(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def extension(digest: str = "", **values: Any) -> dict[str, Any]:
    asked = {"version": 1, "sha256Hash": digest or digest_of(QUERY), **values}
    return {"persistedQuery": asked}


async def by_post(query: str | None = None, accept: str = "*/*", **values: Any) -> httpx.Response:
    body = {"variables": {"l": "EN"}, "extensions": extension(**values)}
    return await send(json=body | ({"query": query} if query else {}), headers={"accept": accept})


async def by_get(query: str | None = None, **values: Any) -> httpx.Response:
    params = {"variables": '{"l":"EN"}', "extensions": orjson.dumps(extension(**values)).decode()}
    return await send("GET", params=params | ({"query": query} if query else {}))


def code_of(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


async def test_a_query_is_sent_once(database: None) -> None:
    await make_published("page")

    for first, again in ((by_post, by_get), (by_get, by_post)):
        app.documents.remembered = Remembered()
        missed, sent, known = await first(), await first(QUERY), await again()
        assert missed.json()["errors"][0]["message"] == "PersistedQueryNotFound"
        assert code_of(missed) == "PERSISTED_QUERY_NOT_FOUND"
        assert missed.headers["cache-control"] == "no-store"
        assert sent.json() == known.json() == {"data": {"site": {"title": "Home en"}}}
    assert (await by_get()).headers["etag"]


async def test_a_miss_is_no_failure_of_the_transport(database: None) -> None:
    assert (await by_post(accept="application/json")).status_code == 200
    assert (await by_post(accept="application/graphql-response+json")).status_code == 400


async def test_a_hash_is_that_of_its_query(database: None) -> None:
    answer = await by_post(QUERY + " ")

    assert code_of(answer) == "hash_mismatch"
    assert code_of(await by_post()) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "bad_request"),
        ("text", "bad_request"),
        ([], "bad_request"),
        ({"sha256Hash": 7}, "bad_request"),
        ({"sha256Hash": "0"}, "bad_request"),
        ({"sha256Hash": "G" * 64}, "bad_request"),
        ({"sha256Hash": "A" * 64}, "bad_request"),
        ({"version": 2, "sha256Hash": "0" * 64}, "PERSISTED_QUERY_NOT_SUPPORTED"),
        ({"version": 1, "sha256Hash": "0" * 64}, "PERSISTED_QUERY_NOT_FOUND"),
    ],
)
async def test_what_is_no_hash_is_refused(database: None, asked: Any, code: str) -> None:
    assert code_of(await send(json={"extensions": {"persistedQuery": asked}})) == code


def test_whoever_brings_many_loses_only_their_own() -> None:
    kept = Remembered()
    kept.put("theirs", "x", "192.0.2.1")

    for number in range(MOST_CLIENT_QUERIES + 10):
        kept.get("0")
        kept.put(str(number), "x", "192.0.2.2")

    assert kept.get("theirs") == "x"
    assert kept.get("0") == "x"  # used lately
    assert kept.get("1") is None
    assert len(kept.texts) == MOST_CLIENT_QUERIES + 1


def test_long_ones_count_by_their_length() -> None:
    kept = Remembered(most_bytes=2 * MOST_CLIENT_BYTES)

    for client in range(4):
        for number in range(30):
            text = "é" * 25_000
            kept.put(f"{client}.{number}", text, f"192.0.2.{client}")
        own = kept.clients[f"192.0.2.{client}"]
        assert own.total <= MOST_CLIENT_BYTES

    assert kept.total == sum(len(text.encode()) for text, _ in kept.texts.values())
    assert kept.total <= kept.most_bytes


def test_a_network_of_one_is_one_client() -> None:
    kept = Remembered()
    for number in range(MOST_CLIENT_QUERIES + 1):
        kept.put(str(number), "x", f"2001:db8::{number}")

    assert len(kept.clients) == 1
    assert len(kept.texts) == MOST_CLIENT_QUERIES
