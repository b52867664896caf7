"""An agent: the client of the protocol's own authors, and a server for it to talk to."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import uvicorn
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from starlette.applications import Starlette
from starlette.routing import Route

from cms.mcp.http import McpApp
from cms.publishing.feed import Feed
from cms.schema.http.endpoint import graphql_app
from cms.settings import Settings
from tests.schema.live.serving import Loopback, until


@asynccontextmanager
async def served() -> AsyncIterator[str]:
    """The address of a running server with the tools, while the block runs."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        address = f"http://127.0.0.1:{listening.getsockname()[1]}"
        settings = Settings(base_url=address)
        tools = McpApp(graphql_app(settings, Feed()).answering, settings.public_url)
        app = Starlette(routes=[Route("/mcp", tools)])
        server = Loopback(uvicorn.Config(app, lifespan="off", log_level="warning"))
        async with tools.running():
            serving = asyncio.create_task(server.serve(sockets=[listening]))
            await until(lambda: server.started)
            try:
                yield f"{address}/mcp"
            finally:
                server.should_exit = True
                await serving


@asynccontextmanager
async def agent(address: str, token: str = "", mode: str = "auto") -> AsyncIterator[Client]:
    """A client, with a token or none."""
    headers = {"accept-language": "en"} | ({"authorization": f"Bearer {token}"} if token else {})
    async with httpx2.AsyncClient(headers=headers, timeout=30) as http:
        transport = streamable_http_client(address, http_client=http)
        async with Client(transport, mode=mode) as client:
            yield client


async def used(client: Client, tool: str, **given: Any) -> Any:
    """What a tool answered when nothing was wrong."""
    found = await client.call_tool(tool, given)
    assert not found.is_error, found.structured_content
    return found.structured_content


async def refused(client: Client, tool: str, **given: Any) -> Any:
    """The error that a tool answered."""
    found = await client.call_tool(tool, given)
    assert found.is_error, found.structured_content
    assert found.structured_content
    return found.structured_content["error"]


async def confirmed(client: Client, tool: str, **given: Any) -> Any:
    """What came of something that was tried first."""
    tried = await used(client, tool, **given)
    assert tried["done"] is False
    return (await used(client, tool, **given, confirm=tried["confirm"]))["result"]
