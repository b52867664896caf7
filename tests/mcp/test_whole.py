"""The tools where they are served: behind all that holds for every request to the site."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import Any

import httpx
import pytest
from starlette.types import ASGIApp

from cms.app import TOOLS, create_app
from cms.schema.http.requests import LARGEST_BODY
from cms.settings import Settings
from tests.safety.test_boundary import asking

ADDRESS = "https://cms.example.org"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
ACCEPT = {"accept": "application/json, text/event-stream"}


@asynccontextmanager
async def running(app: ASGIApp) -> AsyncIterator[None]:
    """The application between its start and its stop, as a server tells it of both."""
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    said: asyncio.Queue[Any] = asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
    going = asyncio.create_task(app(scope, told.get, said.put))  # type: ignore[arg-type]
    await told.put({"type": "lifespan.startup"})
    assert (await said.get())["type"] == "lifespan.startup.complete"
    try:
        yield
    finally:
        await told.put({"type": "lifespan.shutdown"})
        await going


def safe(answer: httpx.Response) -> bool:
    """Whether it says of itself all that answers to programs say."""
    said = answer.headers
    return (
        said["strict-transport-security"].startswith("max-age=")
        and "default-src 'none'" in said["content-security-policy"]
        and said["x-content-type-options"] == "nosniff"
        and said["cache-control"] == "no-store"
    )


async def test_the_site_serves_its_tools(migrated: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.app.pool", nullcontext)  # the one of the tests is open already
    app = create_app(Settings(base_url=ADDRESS, production=True))
    large = b'"' + b"x" * LARGEST_BODY + b'"'
    json = {"content-type": "application/json"} | ACCEPT
    async with running(app), asking(app, ADDRESS) as client:
        listed = await client.post(TOOLS, json=LIST, headers=ACCEPT)
        own = await client.post(TOOLS, json=LIST, headers=ACCEPT | {"origin": ADDRESS})
        foreign = await client.post(TOOLS, json=LIST, headers=ACCEPT | {"origin": "https://a.org"})
        too_large = await client.post(TOOLS, content=large, headers=json)
        got = await client.get(TOOLS)
        elsewhere = await client.post(TOOLS, json=LIST, headers=ACCEPT | {"host": "a.org"})
    stopped = (await _after(app)).json()

    assert "read" in [one["name"] for one in listed.json()["result"]["tools"]]
    answers = (own, foreign, too_large, got, elsewhere)
    assert [one.status_code for one in answers] == [200, 403, 413, 405, 421]
    assert all(map(safe, (listed, foreign, too_large, got)))
    assert stopped["error"]["data"]["code"] == "tools_not_served"


async def _after(app: ASGIApp) -> httpx.Response:
    async with asking(app, ADDRESS) as client:
        return await client.post(TOOLS, json=LIST, headers=ACCEPT)
