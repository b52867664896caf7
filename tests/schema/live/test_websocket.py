"""The protocol graphql-transport-ws, with a client by other hands: each message and each way to close."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from cms.schema.live import websocket
from tests.builders import make_published
from tests.schema.live.serving import (
    CHANGES,
    Site,
    hear,
    nothing,
    say,
    site,
    subscribe,
    subscribed,
    until,
)

INIT = {"type": "connection_init"}
SUBSCRIBE = {"type": "subscribe", "id": "1", "payload": {"query": CHANGES}}


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site() as made:
        yield made


async def closed_by(served: Site, *messages: Any, **options: Any) -> tuple[int, str]:
    """With which code and reason the server closes after some messages."""
    async with served.socket(**options) as connection:
        for one in messages:
            await connection.send(one if isinstance(one, str | bytes) else json.dumps(one))
        with suppress(ConnectionClosed):
            while True:
                await asyncio.wait_for(connection.recv(), 5)
    assert connection.close_code is not None
    return connection.close_code, connection.close_reason or ""


@pytest.mark.parametrize(
    ("messages", "code"),
    [
        ([INIT, INIT], 4429),
        ([SUBSCRIBE], 4401),
        ([INIT, SUBSCRIBE, SUBSCRIBE], 4409),
        (["{"], 4400),
        (["[]"], 4400),
        ([b"{}"], 4400),
        ([{"type": "start"}], 4400),
        ([{"id": "1"}], 4400),
        ([{"type": "connection_init", "payload": "x"}], 4400),
        ([{"type": "connection_init", "payload": {"Authorization": 1}}], 4400),
        ([{"type": "connection_init", "payload": {"authorization": "Bearer x\ny"}}], 4403),
        ([{"type": "connection_init", "payload": {"authorization": "Bearer x"}}], 4403),
        ([{"type": "connection_init", "payload": {"Cms-Preview": "x"}}], 4403),
        ([{"type": "ping", "payload": 1}], 4400),
        ([INIT, {"type": "subscribe", "payload": {"query": CHANGES}}], 4400),
        ([INIT, {"type": "subscribe", "id": 1, "payload": {"query": CHANGES}}], 4400),
        ([INIT, {"type": "subscribe", "id": "1"}], 4400),
        ([INIT, {"type": "subscribe", "id": "1", "payload": {}}], 4400),
        ([INIT, {"type": "subscribe", "id": "1", "payload": {"query": 1}}], 4400),
        ([INIT, {**SUBSCRIBE, "payload": {"query": CHANGES, "variables": []}}], 4400),
        ([INIT, {**SUBSCRIBE, "payload": {"query": CHANGES, "operationName": 1}}], 4400),
        ([INIT, {"type": "complete"}], 4400),
    ],
)
async def test_what_breaks_the_protocol_closes(
    served: Site, messages: list[Any], code: int
) -> None:
    found, reason = await closed_by(served, *messages)

    assert found == code, reason
    assert reason


async def test_who_says_nothing_is_closed(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "INIT_SECONDS", 0.1)

    assert await closed_by(served) == (4408, "Connection initialisation timeout")


async def test_another_protocol_is_closed(served: Site) -> None:
    assert await closed_by(served, subprotocols=["graphql-ws"]) == (
        4406,
        "Subprotocol not acceptable",
    )
    assert (await closed_by(served, subprotocols=None))[0] == 4406


async def test_pings_are_answered_even_before_the_beginning(served: Site) -> None:
    async with served.socket() as connection:
        assert connection.subprotocol == "graphql-transport-ws"
        await say(connection, "ping")
        assert await hear(connection) == {"type": "pong"}
        await say(connection, "pong")
        await say(connection, "ping", payload={"at": 1})
        assert await hear(connection) == {"type": "pong", "payload": {"at": 1}}


async def test_a_query_has_one_result(served: Site) -> None:
    async with served.begun() as connection:
        await subscribe(connection, "{ site { locales } }")
        found = await hear(connection)
        assert (found["id"], found["type"]) == ("1", "next")
        assert found["payload"]["data"]["site"]["locales"]
        assert await hear(connection) == {"id": "1", "type": "complete"}
        await subscribe(connection, "{ site { locales } }")  # its id is free again
        assert (await hear(connection))["type"] == "next"


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("subscription {", "graphql_parse_failed"),
        ("subscription { nothing }", "unknown_field"),
        ("subscription { seats }", "missing_argument"),
        ('subscription { seats(session: "x") }', "not_found"),
        ('subscription { preview(path: "/en") { __typename } }', "preview_needed"),
        ("subscription { contentChanged { uid } a: contentChanged { uid } }", None),
        ("subscription A { contentChanged { uid } } query B { me { name } }", "unknown_operation"),
        ("mutation { undo(token: 1) { __typename } }", None),
    ],
)
async def test_what_is_wrong_with_an_operation_is_its_error(
    served: Site, query: str, code: str | None
) -> None:
    async with served.begun(**{"Accept-Language": "en"}) as connection:
        await subscribe(connection, query)
        found = await hear(connection)
        if found["type"] == "error":
            [error, *_] = found["payload"]
            assert code in (None, error["extensions"]["code"]), error
        else:
            assert query.startswith("mutation")
            assert (await hear(connection))["type"] == "complete"
        await say(connection, "ping")
        assert (await hear(connection))["type"] == "pong"


async def test_who_completes_hears_no_more_and_leaves_nothing(served: Site) -> None:
    async with served.begun() as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        await make_published("page", "Een")
        assert (await hear(connection))["type"] == "next"
        await say(connection, "complete", id="1")
        await until(lambda: not served.graphql.streams.listeners)
        while not await nothing(connection):
            pass
        await make_published("page", "Twee")
        assert await nothing(connection)
        await subscribe(connection, CHANGES)
        await subscribed(served)
    await until(lambda: left_of(served) == (0, 0, 0, 0))


def left_of(served: Site) -> tuple[int, ...]:
    """What is kept of clients: listeners, broadcasts, places, and those who hear the feed."""
    streams = served.graphql.streams
    places = streams.places.taken.total() + served.graphql.sockets.places.taken.total()
    hearers = len(served.feed._hearers) - 1  # the cache
    return len(streams.listeners), len(streams.broadcasts.running), places, hearers


def tasks_since(before: set[asyncio.Task[Any]]) -> list[Any]:
    """What runs now and did not then, but for waiting for the feed's next beat."""
    found = [one.get_coro() for one in asyncio.all_tasks() - before]
    return [one for one in found if one.__qualname__ != "Event.wait"]  # type: ignore[union-attr]


async def test_who_vanishes_leaves_nothing(served: Site) -> None:
    before = asyncio.all_tasks()
    async with served.begun() as connection:
        for number in range(5):
            await subscribe(connection, CHANGES, str(number))
        await subscribed(served, 5)
        assert len(served.graphql.streams.broadcasts.running) == 1
        connection.transport.abort()
    await until(lambda: left_of(served) == (0, 0, 0, 0))
    await until(lambda: not tasks_since(before))


async def test_there_are_only_so_many(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(websocket, "MOST_OPERATIONS", 1)
    served.graphql.streams.places.each = 2
    served.graphql.sockets.places.each = 3
    async with served.begun() as one, served.begun() as two, served.begun() as three:
        await subscribe(one, CHANGES)
        await subscribe(one, CHANGES, "2")
        found = await hear(one)
        assert (found["id"], found["type"]) == ("2", "error")
        assert found["payload"][0]["extensions"]["code"] == "limit"
        await subscribe(two, CHANGES)
        await subscribed(served, 2)
        await subscribe(three, CHANGES)
        assert (await hear(three))["payload"][0]["extensions"]["code"] == "too_many_open"
        assert (await closed_by(served))[0] == 1013


async def test_a_network_of_ipv6_is_one_client(served: Site) -> None:
    served.graphql.sockets.places.each = 1
    async with _connected(served, "2001:db8::1"), _connected(served, "2001:db8:0:1::1") as other:
        assert (await other.get())["type"] == "websocket.accept"
        async with _connected(served, "2001:db8::ffff") as same:
            assert (await same.get())["type"] == "websocket.accept"
            assert (await same.get())["code"] == 1013


@asynccontextmanager
async def _connected(served: Site, address: str) -> AsyncIterator[asyncio.Queue[Any]]:
    """What a client at an address is sent, who says nothing but that it is there."""
    said: asyncio.Queue[Any] = asyncio.Queue()
    heard = iter([{"type": "websocket.connect"}])
    scope = {
        "type": "websocket", "path": "/graphql", "headers": [], "client": (address, 4000),
        "subprotocols": [websocket.PROTOCOL],
    }  # fmt: skip

    async def receive() -> Any:
        return next(heard, None) or await asyncio.Event().wait()

    serving = asyncio.create_task(served.graphql(scope, receive, said.put))
    await until(lambda: not said.empty())
    yield said
    serving.cancel()
    await asyncio.wait([serving])


async def test_the_server_says_that_it_goes(served: Site) -> None:
    async with served.begun() as connection:
        await subscribe(connection, CHANGES)
        await subscribed(served)
        await served.graphql.streams.stop()
        with pytest.raises(ConnectionClosed) as caught:
            await hear(connection)
    assert caught.value.rcvd
    assert caught.value.rcvd.code == 1001
