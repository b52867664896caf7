"""The whole application on a real server on loopback, and clients of it by other hands."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import uvicorn
from websockets.asyncio.client import ClientConnection, connect

from cms.access import api_tokens
from cms.access.actors import load_actor
from cms.access.roles import Permission
from cms.commands.heads import BoundedHeads
from cms.commands.serving import Server
from cms.database.engine import writing
from cms.delivery.hot.cache import Cache
from cms.delivery.hot.front import Front
from cms.publishing.feed import Feed
from cms.schema.http.endpoint import GraphQLApp, graphql_app
from cms.schema.http.negotiation import VARIES
from cms.settings import Settings
from cms.translation.interface.catalogues import edition
from tests.listening import on_loopback
from tests.people import make_user

PROTOCOL = "graphql-transport-ws"
CHANGES = "subscription { contentChanged { kind uid path content { title } } }"


class Loopback(Server):
    """The test run keeps its own signal handlers."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@dataclass
class Door:
    """Where a process listens, and how to ask it there."""

    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/graphql"

    def socket(self, **options: Any) -> connect:
        """A WebSocket of the protocol."""
        options = {"subprotocols": [PROTOCOL], "proxy": None, **options}
        return connect(self.url.replace("http", "ws"), **options)

    @asynccontextmanager
    async def begun(self, **payload: Any) -> AsyncIterator[ClientConnection]:
        """One that was acknowledged."""
        async with self.socket() as connection:
            await say(connection, "connection_init", payload=payload)
            assert await hear(connection) == {"type": "connection_ack"}
            yield connection

    @asynccontextmanager
    async def told(self, query: str, **headers: str) -> AsyncIterator["Told"]:
        """Server-sent events."""
        headers = {"accept": "text/event-stream", **headers}
        async with (
            httpx.AsyncClient(timeout=10, trust_env=False) as client,
            client.stream("POST", self.url, json={"query": query}, headers=headers) as answer,
        ):
            yield Told(answer)


@dataclass
class Site(Door):
    """One process as it serves: its feed, its endpoint and its server."""

    feed: Feed
    graphql: GraphQLApp
    server: Loopback


class Told:
    """What a stream of events tells; comments are left out."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self.lines = answer.aiter_lines()

    async def event(self) -> tuple[str, Any]:
        """The next event and its data."""
        kind, data = "", ""
        async with asyncio.timeout(5):
            async for line in self.lines:
                name, _, value = line.partition(":")
                if name == "event":
                    kind = value.strip()
                elif name == "data":
                    data = value.strip()
                elif not line and kind:
                    return kind, json.loads(data) if data else None
        raise EOFError


@asynccontextmanager
async def site(feed: Feed | None = None, stuck_seconds: float = 30) -> AsyncIterator[Site]:
    """A process that serves while the block runs, until its feed is live."""
    feed = feed or Feed()
    cache = Cache(feed)
    graphql = graphql_app(Settings(base_url="https://example.org"), feed)
    app = Front(graphql, graphql, cache, "/graphql".__eq__, VARIES, edition)
    with on_loopback() as (listening, port):
        server = Loopback(
            uvicorn.Config(
                app, lifespan="off", log_level="warning", ws="wsproto", http=BoundedHeads
            )
        )
        server.stuck_seconds = stuck_seconds
        async with feed.running(), cache.running():
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            await until(lambda: feed.live and server.started)
            made = Site(port, feed, graphql, server)
            try:
                yield made
            finally:
                await graphql.streams.stop()
                server.should_exit = True
                await serving


async def until(holds: Any) -> None:
    async with asyncio.timeout(5):
        while not holds():  # noqa: ASYNC110 - nobody says it
            await asyncio.sleep(0.01)


async def say(connection: ClientConnection, kind: str, **message: Any) -> None:
    await connection.send(json.dumps({"type": kind, **message}))


async def subscribe(connection: ClientConnection, query: str, name: str = "1") -> None:
    await say(connection, "subscribe", id=name, payload={"query": query})


async def hear(connection: ClientConnection) -> Any:
    return json.loads(await asyncio.wait_for(connection.recv(), 5))


async def nothing(connection: ClientConnection) -> bool:
    """Whether nothing comes for a while."""
    try:
        await asyncio.wait_for(connection.recv(), 0.3)
    except TimeoutError:
        return True
    return False


async def subscribed(made: Site, number: int = 1) -> None:
    """Return when so many subscriptions hear the feed."""
    await until(lambda: len(made.graphql.streams.listeners) >= number)
    await asyncio.sleep(0.1)
    await made.feed.caught_up()


async def token_of(name: str, *roles: str) -> str:
    await make_user(name, *roles)
    async with writing():
        expires = datetime.now(UTC) + timedelta(days=1)
        return await api_tokens.create(await load_actor(name), "test", [*Permission], expires)
