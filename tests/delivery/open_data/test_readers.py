"""How many files one client may be taking at once: each costs as much as the site is large."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Message, Scope

from cms.delivery.open_data.routes import MOST_AT_ONCE, open_data
from tests.builders import make_published
from tests.delivery.reading import SITE

DATA = open_data(SITE)


class Reader:
    """A client that takes the beginning of a file, and then no more until it is let go."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.status = 0
        self.retry_after = b""
        self.begun, self.goes_on = asyncio.Event(), asyncio.Event()

    async def take(self) -> None:
        path = "/nl/book.jsonl"
        scope: Scope = {
            "type": "http", "asgi": {"spec_version": "2.4"}, "method": "GET", "path": path,
            "raw_path": path.encode(), "root_path": "", "query_string": b"", "headers": [],
            "client": (self.address, 1), "server": ("localhost", 80), "scheme": "http",
        }  # fmt: skip
        await DATA(scope, self._receive, self._send)

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": b""}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.retry_after = dict(message["headers"]).get(b"retry-after", b"")
            return
        self.begun.set()
        await self.goes_on.wait()


@asynccontextmanager
async def taking(address: str) -> AsyncIterator[Reader]:
    """A client in the middle of a file, or refused one."""
    reader = Reader(address)
    task = asyncio.create_task(reader.take())
    await asyncio.wait_for(reader.begun.wait(), 10)
    yield reader
    reader.goes_on.set()
    await task


async def test_a_client_takes_so_many_files_at_once(database: None) -> None:
    await make_published("book")
    readers = [Reader("192.0.2.1") for _ in range(MOST_AT_ONCE)]
    tasks = [asyncio.create_task(one.take()) for one in readers]
    for one in readers:
        await asyncio.wait_for(one.begun.wait(), 10)

    async with taking("192.0.2.1") as beyond, taking("192.0.2.2") as other:
        assert (beyond.status, other.status) == (429, 200)
        assert int(beyond.retry_after) > 0
    readers[0].goes_on.set()
    await tasks[0]
    tasks[1].cancel()  # as a client that goes away in the middle
    await asyncio.wait(tasks[1:2])
    async with taking("192.0.2.1") as again, taking("192.0.2.1") as also:
        assert (again.status, also.status) == (200, 200)

    for one in readers:
        one.goes_on.set()
    await asyncio.gather(*tasks, return_exceptions=True)
