"""A client that goes away stops its statement."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import orjson
import pytest

from cms.database.engine import engine
from tests import owner
from tests.builders import make_published
from tests.schema.client import app

WAITING = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND wait_event_type = 'Lock'
"""


class Gone:
    """A client that asks by POST, and goes away when it is told to."""

    def __init__(self, query: str) -> None:
        self.query = query
        self.read = False
        self.left = asyncio.Event()
        self.sent: list[Any] = []

    async def receive(self) -> dict[str, Any]:
        if not self.read:
            self.read = True
            return {"type": "http.request", "body": orjson.dumps({"query": self.query})}
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        self.sent.append(message)

    async def ask(self) -> None:
        headers = [(b"content-type", b"application/json")]
        scope = {"type": "http", "method": "POST", "path": "/graphql", "query_string": b"",
                 "headers": headers}  # fmt: skip
        await app(scope, self.receive, self.send)


@asynccontextmanager
async def locked() -> AsyncIterator[None]:
    """Nobody reads what is published meanwhile."""
    holder = await asyncpg.connect(**engine.config)
    async with holder.transaction():
        await holder.execute("LOCK TABLE publication IN ACCESS EXCLUSIVE MODE")
        yield
    await holder.close()


async def until_waiting(number: int) -> None:
    for _ in range(100):
        if len(await owner.fetch(WAITING)) == number:
            return
        await asyncio.sleep(0.05)
    raise AssertionError(f"{await owner.fetch(WAITING)} wait, not {number}")


@pytest.mark.parametrize(
    "query",
    [
        "{ pages { nodes { title } } }",
        "{ me { name } pages { nodes { title } } }",
        '{ search(text: "niets") { totalCount nodes { highlight } } }',
    ],
    ids=["compiled", "executed", "search"],
)
async def test_a_client_that_goes_away_stops_its_statement(database: None, query: str) -> None:
    await make_published("page")
    client = Gone(query)
    async with locked():
        asking = asyncio.create_task(client.ask())
        await until_waiting(1)
        client.left.set()
        await asyncio.wait_for(asking, 2)
        await until_waiting(0)  # while the lock is still held: it did not just get through


async def test_a_client_that_stays_is_answered(database: None) -> None:
    await make_published("page")
    client = Gone("{ pages { nodes { title } } }")
    async with locked():
        asking = asyncio.create_task(client.ask())
        await until_waiting(1)
        await asyncio.sleep(0.1)
    await asyncio.wait_for(asking, 2)

    assert client.sent[0]["status"] == 200
    assert b"Voorbeeld" in client.sent[1]["body"]
