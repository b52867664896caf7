"""Asking for a registered document by its hash, and asking for anything else."""

import asyncio
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from cms.access.actors import system
from cms.database.engine import writing
from cms.publishing.changes import Change
from cms.publishing.feed import Feed
from cms.schema.http.known import Documents
from cms.schema.registered import registry
from cms.schema.registered.lookup import Lookup
from tests.builders import make_published
from tests.schema.client import app, send
from tests.schema.editing_client import client_of
from tests.schema.registered.frontend import CARD, HOME, PAGES, WHERE, registered

OTHER = "{ contentTypes { name } }"


@pytest.fixture
def registered_only() -> Iterator[None]:
    app.documents = Documents(registered_only=True)
    yield
    app.documents = Documents()


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    app.documents.registered = Lookup()


def code_of(answer: httpx.Response) -> str:
    (error,) = answer.json()["errors"]
    return str(error["extensions"]["code"])


async def post(headers: dict[str, str] | None = None, **body: Any) -> httpx.Response:
    return await send(json=body, headers=headers)


async def test_a_document_is_asked_for_by_its_hash(database: None, tmp_path: Path) -> None:
    await make_published("page")
    (pages,) = await registered(tmp_path, pages=PAGES, card=CARD, where=WHERE)

    for name in (f"sha256:{pages.digest}", pages.digest):
        got = await send("GET", params={"documentId": name, "variables": '{"locale":"EN"}'})
        posted = await post(documentId=name, variables={"locale": "EN"})
        assert got.json() == posted.json()
        assert {"title": "Home en", "path": "/en"} in got.json()["data"]["pages"]["nodes"]
        assert got.headers["etag"]
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": pages.digest}}
    assert "data" in (await post(extensions=persisted)).json()
    assert "data" in (await post(documentId=pages.digest, query=pages.text)).json()
    assert code_of(await post(documentId=pages.digest, query=OTHER)) == "hash_mismatch"


@pytest.mark.parametrize(
    "name", ["0" * 64, f"sha256:{'0' * 64}", "x", "sha256:", "md5:0", "é" * 64]
)
async def test_an_unknown_document_is_404(database: None, name: str) -> None:
    for answer in (
        await send("GET", params={"documentId": name}),
        await post(documentId=name),
    ):
        assert (answer.status_code, code_of(answer)) == (404, "unknown_document")
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("name", [7, [], {}, True])
async def test_an_id_is_a_text(database: None, name: object) -> None:
    assert code_of(await post(documentId=name)) == "bad_request"


async def test_a_retired_document_is_unknown(database: None, tmp_path: Path) -> None:
    await make_published("page")
    (home,) = await registered(tmp_path, home=HOME)
    assert (await post(documentId=home.digest)).status_code == 200

    async with writing():
        await registry.retire(system("test"), "site", [home.digest])
    app.documents.registered = Lookup()  # as it is some seconds later

    assert code_of(await post(documentId=home.digest)) == "unknown_document"


async def test_who_hears_of_it_forgets_a_retired_document_at_once(
    database: None, tmp_path: Path
) -> None:
    await make_published("page")
    (home,) = await registered(tmp_path, home=HOME)
    feed = Feed()

    with feed.heard_by(app.documents.registered.hear):
        async with feed.running(), asyncio.timeout(5):
            while not feed.live:  # noqa: ASYNC110 - it begins to listen when it can
                await asyncio.sleep(0.01)
            assert (await post(documentId=home.digest)).status_code == 200
            async with writing():
                await registry.retire(system("test"), "site", [home.digest])
            await feed.caught_up()
            assert code_of(await post(documentId=home.digest)) == "unknown_document"


async def test_a_text_that_was_read_before_is_not_kept_after_the_news(
    database: None, tmp_path: Path
) -> None:
    (home,) = await registered(tmp_path, home=HOME)
    lookup = Lookup()
    reading = asyncio.create_task(lookup.text(home.digest))
    await asyncio.sleep(0)

    lookup.hear(Change("document", home.digest))

    assert await reading == home.text
    assert lookup.at_hand(home.digest) is None


async def test_only_what_is_registered_is_answered(
    database: None, registered_only: None, tmp_path: Path
) -> None:
    await make_published("page")
    (home,) = await registered(tmp_path, home=HOME)
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}

    assert (await post(documentId=home.digest)).status_code == 200
    assert (await post(query=home.text)).status_code == 200
    for refused in (
        await post(query=OTHER),
        await post(query=home.text + " "),
        await post(query="{"),
        await post(query="mutation { x }"),
        await post(extensions=persisted),
        await send("GET", params={"query": OTHER}),
        await post(query=OTHER, headers={"cookie": "id=1"}),
    ):
        assert (refused.status_code, code_of(refused)) == (403, "not_registered")


async def test_whoever_has_a_token_may_ask_anything(database: None, registered_only: None) -> None:
    own = {"authorization": f"Bearer {(await client_of()).token}"}
    digest = "0" * 64
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": digest}}

    assert (await post(query=OTHER, headers=own)).status_code == 200
    assert (await post(query=OTHER, headers={"authorization": "Bearer x"})).status_code == 401
    assert code_of(await post(extensions=persisted, headers=own)) == "PERSISTED_QUERY_NOT_FOUND"


async def test_what_a_token_taught_is_not_for_the_public(
    database: None, registered_only: None
) -> None:
    own = {"authorization": f"Bearer {(await client_of()).token}"}
    digest = sha256(OTHER.encode()).hexdigest()
    persisted = {"persistedQuery": {"version": 1, "sha256Hash": digest}}

    taught = await post(query=OTHER, extensions=persisted, headers=own)

    assert taught.status_code == 200
    assert (await post(extensions=persisted, headers=own)).status_code == 200
    assert code_of(await post(extensions=persisted)) == "not_registered"
