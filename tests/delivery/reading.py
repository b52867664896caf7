"""A program that reads the site's files, through ASGI, with and without the cache in front."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from starlette.types import ASGIApp

from cms.delivery.hot.cache import Cache
from cms.delivery.hot.front import Front
from cms.delivery.public_files import VARIES, asked_plainly, public_files
from cms.http.addresses import is_file
from cms.publishing.feed import Feed
from cms.settings import Settings
from cms.translation.interface.catalogues import edition
from tests.delivery.hot.serving import until

SITE = "https://example.org"
FILES = public_files(Settings(base_url=SITE))


async def read(path: str, method: str = "GET", app: ASGIApp = FILES, **more: Any) -> httpx.Response:
    """Whatever is at an address."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url=SITE) as client:
        return await client.request(method, path, **more)


async def body(path: str, **more: Any) -> bytes:
    """The body of a file that must be there."""
    answer = await read(path, **more)
    assert answer.status_code == 200, answer.text
    return answer.content


class Kept:
    """The files behind a cache, as the application has them."""

    def __init__(self) -> None:
        self.feed = Feed()
        self.cache = Cache(self.feed)
        front = Front(FILES, FILES, self.cache, is_file, VARIES, edition)
        self.front = asked_plainly(front)

    async def read(self, path: str, **more: Any) -> httpx.Response:
        """Whatever is at an address, or is kept of it."""
        return await read(path, app=self.front, **more)

    def __len__(self) -> int:
        return len(self.cache.store)


@asynccontextmanager
async def kept() -> AsyncIterator[Kept]:
    """A cache that works while the block runs."""
    made = Kept()
    async with made.feed.running(), made.cache.running():
        await until(lambda: made.cache.works)
        yield made
