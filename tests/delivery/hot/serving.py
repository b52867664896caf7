"""The API behind a cache, as one process of several has it."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.types import Receive, Scope, Send

from cms.database.engine import replicas
from cms.delivery.hot.cache import MOST_BYTES, Cache
from cms.delivery.hot.front import Front
from cms.publishing.feed import Feed, News
from cms.schema.http.endpoint import graphql_app
from cms.schema.http.negotiation import VARIES
from cms.settings import Settings
from cms.translation.interface.catalogues import edition

API = graphql_app(Settings(base_url="https://example.org"))


class Process:
    """An application with a feed and a cache of its own; ``asked`` counts what reaches the API."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self.feed = Feed()
        self.cache = Cache(self.feed, most_bytes)
        self.asked = 0
        self.gate: asyncio.Event | None = None
        self.front = Front(self._api, self._api, self.cache, "/graphql".__eq__, VARIES, edition)

    def hear(self, _: News) -> None:
        """Replicas that lack what was told answer no more, as in a process that serves."""
        replicas.told(hears=self.feed.live)

    async def _api(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked += 1
        gate = self.gate

        async def held(message: Any) -> None:
            if gate:
                await gate.wait()
            await send(message)

        await API(scope, receive, held)

    async def send(self, method: str = "POST", **request: Any) -> httpx.Response:
        """Any request."""
        transport = httpx.ASGITransport(app=self.front)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            return await client.request(method, "/graphql", **request)

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer, from the cache if it is kept."""
        answer = await self.send(json={"query": query, "variables": variables})
        body = json.loads(answer.content)
        assert "errors" not in body, body
        return body["data"]

    async def warm(self, query: str, **variables: Any) -> Any:
        """The same, asked until it is worth keeping."""
        await self.ask(query, **variables)
        return await self.ask(query, **variables)

    async def heard(self) -> None:
        """Return when all changes that were committed before have arrived, and what they plan is known."""
        await self.feed.caught_up()
        await until(lambda: self.cache.schedule.knows_ends)


@asynccontextmanager
async def process(most_bytes: int = MOST_BYTES) -> AsyncIterator[Process]:
    """A process that serves while the block runs."""
    made = Process(most_bytes)
    with made.feed.heard_by(made.hear):
        async with made.feed.running(), made.cache.running():
            await until_it_works(made)
            yield made


async def until_it_works(made: Process) -> None:
    """Wait for the feed."""
    await until(lambda: made.cache.works)


async def until(holds: Callable[[], bool]) -> None:
    """Look at every turn of the event loop whether something holds."""
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0)
