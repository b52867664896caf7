"""Two processes on one database: what is published through one is served by the other within a second."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from tests import owner
from tests.builders import make_published
from tests.schema.live.processes import process
from tests.schema.live.serving import Door, site, token_of

TITLE = "query ($uid: ID!) { entry(uid: $uid, locale: NL) { title etag } }"
RENAME = """mutation ($uid: ID!, $title: String!, $seen: String!) {
    savePage(input: {uid: $uid, title: {nl: $title}}, ifMatch: $seen) { ... on Saved { etag } }
    transition(uids: [$uid], to: PUBLISHED, locales: [NL]) { __typename } }"""
AS_MADE = "w1"
WITHIN = 1.0
LISTENING = """
FROM pg_stat_activity
WHERE query ILIKE '%pg_notify%' AND datname = current_database() AND pid <> pg_backend_pid()"""


@asynccontextmanager
async def both(folder: Path) -> AsyncIterator[tuple[Door, Door]]:
    """Two processes as `cms serve` starts them."""
    async with process(folder / "a") as first, process(folder / "b") as second:
        yield first, second


async def ask(at: Door, query: str, token: str = "", **variables: str) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(trust_env=False, headers=headers, timeout=10) as client:
        answer = await client.post(at.url, json={"query": query, "variables": variables})
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


async def cut_listeners() -> None:
    """End the connections on which both hear of changes, once both have one."""
    async with asyncio.timeout(10):
        while (await owner.fetch(f"SELECT count(*) AS n {LISTENING}"))[0]["n"] < 2:  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.02)
    await owner.execute(f"SELECT pg_terminate_backend(pid) {LISTENING}")


async def edit_and_look(first: Door, second: Door, *, cut: bool, times: int) -> None:
    uid = (await make_published("page", "Oud")).uid
    token, seen = await token_of("eva", "administrator"), AS_MADE
    for number in range(times):
        for _ in range(3):  # from now on it is kept
            shown = await ask(second, TITLE, uid=uid)
        title = f"Nieuw {number}"
        if cut:
            await cut_listeners()
        done = await ask(first, RENAME, token, uid=uid, title=title, seen=seen)
        since = monotonic()
        seen = done["savePage"]["etag"]
        assert done["transition"]["__typename"] == "Transitioned"
        assert shown["entry"]["title"] != title
        while (await ask(second, TITLE, uid=uid))["entry"]["title"] != title:
            assert monotonic() - since < WITHIN
            await asyncio.sleep(0.01)


@pytest.mark.parametrize("cut", [False, True], ids=["listening", "cut"])
async def test_an_edit_is_served_by_another_server(database: None, cut: bool) -> None:
    """Two servers within this process, each with a cache, a feed and a listener of its own."""
    async with site() as first, site() as second:
        await edit_and_look(first, second, cut=cut, times=2)


@pytest.mark.slow
@pytest.mark.parametrize("cut", [False, True], ids=["listening", "cut"])
async def test_an_edit_is_served_by_the_other(database: None, tmp_path: Path, cut: bool) -> None:
    async with both(tmp_path) as (first, second):
        await edit_and_look(first, second, cut=cut, times=5)
