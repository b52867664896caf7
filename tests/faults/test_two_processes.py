"""Two processes on one database: what is published through one is served by the other within a second."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from cms.database.engine import fetch
from tests.builders import make_published
from tests.schema.live.processes import Process, process
from tests.schema.live.serving import token_of

TITLE = "query ($uid: ID!) { entry(uid: $uid, locale: NL) { title etag } }"
RENAME = """mutation ($uid: ID!, $title: String!) {
    savePage(input: {uid: $uid, title: {nl: $title}}) { __typename }
    transition(uids: [$uid], to: PUBLISHED, locales: [NL]) { __typename } }"""
LISTENERS = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE query ILIKE '%pg_notify%' AND datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.fixture
async def two(database: None, tmp_path: Path) -> AsyncIterator[tuple[Process, Process]]:
    async with process(tmp_path / "a") as first, process(tmp_path / "b") as second:
        yield first, second


async def ask(at: Process, query: str, token: str = "", **variables: str) -> Any:
    headers = {"authorization": f"Bearer {token}"} if token else {}
    async with httpx.AsyncClient(trust_env=False, headers=headers, timeout=10) as client:
        answer = await client.post(at.url, json={"query": query, "variables": variables})
    assert "errors" not in answer.json(), answer.text
    return answer.json()["data"]


@pytest.mark.slow
@pytest.mark.parametrize("cut", [False, True], ids=["listening", "cut"])
async def test_an_edit_is_served_by_the_other(two: tuple[Process, Process], cut: bool) -> None:
    first, second = two
    page = await make_published("page", "Oud")
    token = await token_of("eva", "administrator")
    for number in range(5):
        for _ in range(3):  # from now on it is kept
            await ask(second, TITLE, uid=page.uid)
        if cut:
            assert await fetch(LISTENERS)
        await ask(first, RENAME, token, uid=page.uid, title=f"Nieuw {number}")
        since = monotonic()
        while (await ask(second, TITLE, uid=page.uid))["entry"]["title"] != f"Nieuw {number}":
            assert monotonic() - since < 1
            await asyncio.sleep(0.01)
