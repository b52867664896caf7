"""What the real server does by its own settings: whom it believes, and how long and how large it waits."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp
from websockets.exceptions import ConnectionClosed

from cms.app import create_app
from cms.commands.server import configured
from cms.delivery.hot import front
from cms.schema.http import requests
from cms.schema.http.endpoint import graphql_app
from cms.settings import BadSetting, Settings, read_settings
from tests.schema.live.serving import Door, Loopback, until


@asynccontextmanager
async def serving(app: ASGIApp, settings: Settings) -> AsyncIterator[Door]:
    """The application as `cms serve` serves it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        server = Loopback(configured(app, settings, lifespan="off"))
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            await until(lambda: server.started)
            yield Door(listening.getsockname()[1])
        finally:
            server.should_exit = True
            await running


async def _who(request: Request) -> Response:
    assert request.client
    return PlainTextResponse(f"{request.client.host} {request.url.scheme}")


SAID = {"x-forwarded-for": "203.0.113.9", "x-forwarded-proto": "https"}


async def _told(door: Door, address: str) -> str:
    """Who somebody at an address is taken for, if they say that they are 203.0.113.9."""
    transport = httpx.AsyncHTTPTransport(local_address=address)
    async with httpx.AsyncClient(transport=transport) as client:
        return (await client.get(door.url, headers=SAID)).text


@pytest.mark.parametrize(
    ("proxies", "first", "second"),
    [
        ({}, "203.0.113.9 https", "127.0.0.2 http"),
        ({"CMS_PROXIES": "127.0.0.2"}, "127.0.0.1 http", "203.0.113.9 https"),
        ({"CMS_PROXIES": "10.0.0.1,127.0.0.0/24"}, "203.0.113.9 https", "203.0.113.9 https"),
        ({"CMS_PROXIES": "10.0.0.0/8"}, "127.0.0.1 http", "127.0.0.2 http"),
    ],
)
async def test_the_proxies_alone_say_whom_a_request_comes_from(
    proxies: dict[str, str], first: str, second: str
) -> None:
    app = Starlette(routes=[Route("/graphql", _who)])
    async with serving(app, read_settings(proxies)) as door:
        assert [await _told(door, one) for one in ("127.0.0.1", "127.0.0.2")] == [first, second]


@pytest.mark.parametrize("proxies", ["*", "0.0.0.0/0", "::/0", "proxy", "10.0.0.1/8"])
def test_not_everybody_is_a_proxy(proxies: str) -> None:
    with pytest.raises(BadSetting):
        read_settings({"CMS_PROXIES": proxies})


def _init(size: int) -> str:
    """The first message of the protocol, of so many bytes."""
    message = {"type": "connection_init", "payload": {"x": ""}}
    message["payload"] = {"x": "y" * (size - len(json.dumps(message)))}
    return json.dumps(message)


async def test_a_message_of_a_socket_has_a_greatest_size() -> None:
    settings = Settings()
    async with serving(graphql_app(settings), settings) as door:
        async with door.socket() as connection:
            await connection.send(_init(65_536))
            assert json.loads(await connection.recv()) == {"type": "connection_ack"}
        async with door.socket() as connection:
            await connection.send(_init(65_537))
            with pytest.raises(ConnectionClosed):
                await asyncio.wait_for(connection.recv(), 5)

    assert connection.close_code == 1009


async def test_a_question_that_drips_is_not_waited_for(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(front, "SECONDS", 0.1)
    monkeypatch.setattr(requests, "BODY_SECONDS", 0.2)
    settings, head = (
        Settings(),
        b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json",
    )
    async with serving(create_app(settings), settings) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(head + b"\r\ncontent-length: 60000\r\nconnection: close\r\n\r\n{")

        async def drip() -> None:
            while True:
                writer.write(b" ")
                await writer.drain()
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        try:
            async with asyncio.timeout(5):
                answer = await reader.readuntil(b"}]}")
        finally:
            dripping.cancel()
            writer.close()

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"request_timeout"' in answer
