"""Clients that do not read what they are sent: what waits for them is bounded, and so is how long."""

import asyncio
import base64
import os
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import orjson
import pytest

from cms.schema.live.broadcasts import MOST_WAITING, MOST_WAITING_BYTES, Ended, Event, Listener
from tests.builders import make_published
from tests.schema.live.serving import CHANGES, PROTOCOL, Site, site, subscribed, until

LARGE = Event(b'{"data":"%s"}' % (b"x" * 100_000))


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site(stuck_seconds=1) as made:
        yield made


def framed(message: dict[str, object]) -> bytes:
    """A text frame of a client, masked with nothing."""
    text = orjson.dumps(message)
    assert len(text) < 65_536
    length = bytes([0x80 | len(text)]) if len(text) < 126 else b"\xfe" + len(text).to_bytes(2)
    return b"\x81" + length + bytes(4) + text


def over_websocket() -> list[bytes]:
    """What a client says, one after the other; it hears something in between."""
    key = base64.b64encode(os.urandom(16)).decode()
    lines = (
        "GET /graphql HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13",
        f"Sec-WebSocket-Protocol: {PROTOCOL}",
    )  # fmt: skip
    subscribe = {"type": "subscribe", "id": "1", "payload": {"query": CHANGES}}
    head = "\r\n".join([*lines, "", ""]).encode()
    return [head, framed({"type": "connection_init"}), framed(subscribe)]


def over_events() -> list[bytes]:
    """The same with one request."""
    body = orjson.dumps({"query": CHANGES})
    lines = (
        "POST /graphql HTTP/1.1", "Host: localhost", "Content-Type: application/json",
        "Accept: text/event-stream", f"Content-Length: {len(body)}",
    )  # fmt: skip
    return ["\r\n".join([*lines, "", ""]).encode() + body]


TRANSPORTS = pytest.mark.parametrize("asked", [over_websocket, over_events])


@asynccontextmanager
async def silent(served: Site, asked: list[bytes]) -> AsyncIterator[socket.socket]:
    """A client that has asked, and does not read; what the system reads for it is little."""
    loop = asyncio.get_running_loop()
    with socket.socket() as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        one.setblocking(False)
        await loop.sock_connect(one, ("127.0.0.1", served.port))
        *first, last = asked
        for each in first:
            await loop.sock_sendall(one, each)
            await loop.sock_recv(one, 1_000)
        await loop.sock_sendall(one, last)
        await subscribed(served)
        yield one


async def read(one: socket.socket) -> bytes:
    """All that comes within a moment."""
    loop, found = asyncio.get_running_loop(), b""
    while True:
        try:
            async with asyncio.timeout(0.5):
                part = await loop.sock_recv(one, 1_000_000)
        except (TimeoutError, ConnectionError):
            return found
        if not part:
            return found
        found += part


@TRANSPORTS
async def test_who_reads_too_late_is_told_so(
    served: Site, asked: Callable[[], list[bytes]]
) -> None:
    async with silent(served, asked()) as one:
        [broadcast] = served.graphql.streams.broadcasts.running.values()
        for _ in range(MOST_WAITING * 3):
            broadcast.tell(LARGE)
            await asyncio.sleep(0)
        told = await read(one)
        assert told.count(LARGE.body) < MOST_WAITING
        assert b"too_slow" in told
        await until(lambda: not served.graphql.streams.listeners)


@TRANSPORTS
async def test_who_never_reads_is_cut_off(served: Site, asked: Callable[[], list[bytes]]) -> None:
    streams = served.graphql.streams
    async with silent(served, asked()):
        [broadcast] = streams.broadcasts.running.values()
        for _ in range(MOST_WAITING * 3):
            broadcast.tell(LARGE)
            await asyncio.sleep(0)
        async with asyncio.timeout(20):
            while served.server.server_state.connections:  # noqa: ASYNC110 - nobody says it
                await asyncio.sleep(0.1)
    await until(lambda: not (streams.listeners or streams.places.taken or streams.sockets))


@TRANSPORTS
async def test_others_hear_in_time_whoever_sleeps(
    served: Site, asked: Callable[[], list[bytes]]
) -> None:
    async with silent(served, asked()), served.told(CHANGES) as stream:
        await subscribed(served, 2)
        [broadcast] = served.graphql.streams.broadcasts.running.values()
        for _ in range(MOST_WAITING + 50):
            broadcast.tell(LARGE)
            await stream.event()
        uid = (await make_published("page", "Een")).uid
        heard = [(await stream.event())[1]["data"]["contentChanged"]["uid"] for _ in range(4)]
        assert uid in heard


async def left(listener: Listener) -> list[bytes | str]:
    """What a client would be told, and how it ends."""
    found: list[bytes | str] = []
    try:
        async with asyncio.timeout(0.1):
            async for body in listener.events():
                found.append(body)  # noqa: PERF401 - what came is told, however it ends
    except Ended as ended:
        found.append(ended.errors[0]["extensions"]["code"])
    except TimeoutError:
        pass
    return found


async def test_so_many_events_wait_and_no_more() -> None:
    listener = Listener("en", lambda: None)
    for _ in range(MOST_WAITING):
        listener.hear(Event(b"{}"))
    assert await left(listener) == [b"{}"] * MOST_WAITING
    for _ in range(MOST_WAITING + 1):
        listener.hear(Event(b"{}"))
    assert await left(listener) == ["too_slow"]


async def test_so_many_bytes_wait_and_no_more() -> None:
    listener = Listener("en", lambda: None)
    large = Event(b"x" * (MOST_WAITING_BYTES // 3 + 1))
    for _ in range(3):
        listener.hear(large)
        listener.hear(large)
        assert await left(listener) == [large.body] * 2
    for _ in range(3):
        listener.hear(large)
    assert await left(listener) == ["too_slow"]
    alone = Listener("en", lambda: None)
    alone.hear(Event(b"x" * (MOST_WAITING_BYTES + 1)))
    assert len((await left(alone))[0]) > MOST_WAITING_BYTES
