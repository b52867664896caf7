"""Who writes and then reads, sees what they wrote: on a real process, through its cache."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from cms.access import sessions
from cms.access.actors import load_actor
from cms.database import listening
from cms.publishing.feed import Feed
from tests import owner
from tests.builders import make_published
from tests.schema.live.processes import Process, process
from tests.schema.live.serving import token_of, until

TITLE = "query ($uid: ID!) { entry(uid: $uid, locale: NL) { title } }"
RETRACT = """mutation ($uid: ID!) {
    transition(uids: [$uid], to: RETIRED, locales: [NL]) { __typename } }"""
LISTENERS = """
SELECT pid FROM pg_stat_activity WHERE query ILIKE '%pg_notify%' AND state = 'idle'
AND datname = current_database() AND pid <> pg_backend_pid()"""


@pytest.fixture
async def served(database: None, tmp_path: Path) -> AsyncIterator[Process]:
    async with process(tmp_path) as made:
        yield made


@contextmanager
def deaf(listeners: list[int]) -> Iterator[None]:
    """Nothing that is said reaches a process, because the server's own processes for it stand still."""
    for pid in listeners:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in listeners:
            os.kill(pid, signal.SIGCONT)


@dataclass
class Reader:
    """Somebody who looks at the public site while others change it."""

    client: httpx.AsyncClient
    uid: str

    async def ask(self, query: str, token: str = "", **variables: Any) -> Any:
        headers = {"authorization": f"Bearer {token}"} if token else {}
        sent = {"query": query, "variables": {"uid": self.uid, **variables}}
        answer = (await self.client.post("/graphql", json=sent, headers=headers)).json()
        assert "errors" not in answer, answer
        return answer["data"]

    async def sees(self) -> bool:
        return (await self.ask(TITLE))["entry"] is not None

    async def check_that_own_writes_are_seen(self, act: Callable[[], Awaitable[object]]) -> None:
        """What is kept says otherwise, and the process hears late of the act."""
        before = [await self.sees() for _ in range(3)]
        with deaf([row["pid"] for row in await owner.fetch(LISTENERS)]):
            acting = asyncio.ensure_future(act())
            await asyncio.sleep(0.7)
            assert not acting.done()
            assert await self.sees() is before[0]  # kept: others need not wait for who writes
        await acting
        assert await self.sees() is not before[0]


async def test_who_publishes_sees_it(served: Process) -> None:
    uid = (await make_published("page", "Proef")).uid
    token = await token_of("eva", "editor", "reviewer")
    address = f"http://127.0.0.1:{served.port}"
    async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
        reader = Reader(client, uid)
        client.cookies.set("id", await sessions.begin((await load_actor("eva")).user_id))
        client.cookies.set("csrftoken", "token")
        client.headers["X-CSRFToken"] = "token"

        async def retract_with_a_mutation() -> None:
            assert await reader.ask(RETRACT, token) == {
                "transition": {"__typename": "Transitioned"}
            }

        async def publish_in_the_panel() -> None:
            answer = await client.post(f"/admin/entries/{uid}/publish/nl/", json={"revision": 1})
            assert answer.status_code == 200, answer.text

        await publish_in_the_panel()  # it reads its words, and what was kept by others goes
        await reader.check_that_own_writes_are_seen(retract_with_a_mutation)
        await reader.check_that_own_writes_are_seen(publish_in_the_panel)


async def test_many_who_wait_at_once_wait_for_two_beats_at_most(database: None) -> None:
    feed = Feed()
    async with feed.running():
        await until(lambda: feed.live)
        said = 0
        confirm = feed._listener._confirm

        async def counted(connection: Any) -> None:
            nonlocal said
            said += 1
            await confirm(connection)

        feed._listener._confirm = counted  # type: ignore[method-assign]
        await asyncio.gather(*(feed.caught_up() for _ in range(100)))
        assert 1 <= said <= 2


async def test_a_listener_that_hears_nothing_is_given_up(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listening, "PATIENCE_SECONDS", 0.3)
    feed = Feed()
    async with feed.running():
        await until(lambda: feed.live)
        first = feed._listener.connection
        await first.remove_listener(feed._listener.channel, feed._listener._hear)
        since = monotonic()
        await feed.caught_up()
        assert monotonic() - since < 1
        assert not feed.live
        await feed.caught_up()  # at once: nothing is heard, so nothing is kept
        assert monotonic() - since < 1
        await until(lambda: feed.live)
        assert feed._listener.connection is not first
