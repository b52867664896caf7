"""GraphQL over WebSocket: the protocol ``graphql-transport-ws``, to the letter.

Whoever says who they are says so in the message that begins the connection, or in a header of the
handshake. A cookie never counts: a browser would send it along from any page.
"""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing, suppress
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope, Send

from cms.access.networks import network_of
from cms.database.outages import Unavailable, is_outage
from cms.errors import CmsError
from cms.schema.errors import OverLimit
from cms.schema.http.answers import told
from cms.schema.http.bearer import address_of
from cms.schema.http.incoming import Incoming
from cms.schema.http.previewing import HEADER
from cms.schema.http.requests import Sent, sent_of
from cms.schema.live.broadcasts import Ended
from cms.schema.live.places import Places, TooManyOpen
from cms.schema.live.streams import Streams
from cms.translation.interface.negotiation import negotiate

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 5.0
MOST_OPERATIONS = 20
MOST_EACH = 100
LARGEST_MESSAGE = 65_536
"""Bytes; the server cuts who sends more."""
MOST = 1_000
MOST_HEADER = 2_000
SAID = ("authorization", HEADER, "accept-language")
"""The headers that the message which begins a connection may have, in its payload."""
GOING_AWAY, TRY_LATER = 1001, 1013
BAD, UNAUTHORIZED, FORBIDDEN, NO_PROTOCOL = 4400, 4401, 4403, 4406
TIMEOUT, DUPLICATE, TOO_MANY_INITS = 4408, 4409, 4429
_LONGEST_REASON = 123


class Closed(Exception):
    """The connection is to be closed, with a code and a reason."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Sockets:
    """An ASGI application for WebSockets alone. Each socket serves any number of operations."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self.places = Places(MOST_EACH, MOST)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (await receive())["type"] != "websocket.connect":
            return
        offered = PROTOCOL in scope.get("subprotocols", ())
        await send({"type": "websocket.accept", "subprotocol": PROTOCOL if offered else None})
        if not offered:
            await _close(send, Closed(NO_PROTOCOL, "Subprotocol not acceptable"))
            return
        try:
            with self.places.place(network_of(address_of(_request(scope, {})))):
                await Socket(scope, receive, send, self.streams).serve()
        except TooManyOpen:
            await _close(send, Closed(TRY_LATER, "Too many connections"))


class Socket:
    """One connection."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, streams: Streams) -> None:
        self.scope = scope
        self.receive = receive
        self.send = send
        self.streams = streams
        self.request = _request(scope, {})
        self.begun = False
        self.acknowledged = False
        self.operations: dict[str, asyncio.Task[None]] = {}
        self.tasks: set[asyncio.Task[None]] = set()
        self.closing: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Serve until either side has had enough."""
        if self.streams.stopping:
            self.stop()
        self.streams.sockets.add(self.stop)
        timer = asyncio.get_running_loop().call_later(INIT_SECONDS, self._miss_init)
        reading = asyncio.create_task(self._read())
        try:
            await asyncio.wait({reading, self.closing}, return_when=asyncio.FIRST_COMPLETED)
            ended = self.closing if self.closing.done() else reading
            error = ended.exception()
        finally:
            timer.cancel()
            await self._release(reading)
        if isinstance(error, Closed):
            await _close(self.send, error)
        elif error:
            raise error

    async def _release(self, reading: asyncio.Task[None]) -> None:
        self.closing.cancel()
        tasks = [reading, *self.tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.streams.sockets.discard(self.stop)

    def stop(self) -> None:
        """Close because the process stops: the client connects again, and subscribes to the same."""
        self._close_with(GOING_AWAY, "The site is being restarted")

    def _miss_init(self) -> None:
        if not self.begun:
            self._close_with(TIMEOUT, "Connection initialisation timeout")

    def _close_with(self, code: int, reason: str) -> None:
        if not self.closing.done():
            self.closing.set_exception(Closed(code, reason))

    async def _read(self) -> None:
        while True:
            message = await self.receive()
            if message["type"] == "websocket.disconnect":
                return
            await self._take(_message(message))

    async def _take(self, message: Mapping[str, Any]) -> None:
        match message:
            case {"type": "connection_init"}:
                await self._init(message.get("payload"))
            case {"type": "ping"}:
                payload = _object(message.get("payload"), "payload")
                pong = {"type": "pong", **({"payload": payload} if payload is not None else {})}
                await self._send(orjson.dumps(pong))
            case {"type": "pong"}:
                _object(message.get("payload"), "payload")
            case {"type": "subscribe", "id": str(name), "payload": dict(payload)} if name:
                await self._subscribe(name, payload)
            case {"type": "complete", "id": str(name)}:
                task = self.operations.pop(name, None)
                if task:
                    task.cancel()
            case _:
                raise Closed(BAD, "Invalid message")

    async def _init(self, payload: Any) -> None:
        if self.begun:
            raise Closed(TOO_MANY_INITS, "Too many initialisation requests")
        self.begun = True
        self.request = _request(self.scope, _object(payload, "payload") or {})
        try:
            await self.streams.answering.asker(self.request)
        except CmsError as error:
            raise Closed(FORBIDDEN, f"Forbidden: {error.code}") from None
        except Exception as error:
            if is_outage(error):
                raise Closed(TRY_LATER, Unavailable.code) from None
            raise
        self.acknowledged = True
        await self._send(b'{"type":"connection_ack"}')

    async def _subscribe(self, name: str, payload: Mapping[str, Any]) -> None:
        if not self.acknowledged:
            raise Closed(UNAUTHORIZED, "Unauthorized")
        if name in self.operations:
            raise Closed(DUPLICATE, f"Subscriber for {name} already exists")
        _check_shape(payload)
        if len(self.operations) >= MOST_OPERATIONS:
            error = told(OverLimit("subscriptions", MOST_OPERATIONS), self.locale)
            await self._send(_framed("error", name, orjson.dumps([error])))
            return
        task = self.operations[name] = asyncio.create_task(self._serve(name, payload))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    @property
    def locale(self) -> str:
        """The language in which errors are told."""
        return negotiate(self.request.headers.get("accept-language"))

    async def _serve(self, name: str, payload: Mapping[str, Any]) -> None:
        with suppress(OSError):  # whoever is gone is told nothing
            await self._run(name, payload)

    async def _run(self, name: str, payload: Mapping[str, Any]) -> None:
        """Tell of one operation until it ends; then its name is free again, before the client hears so."""
        try:
            events = self.streams.events(_sent(payload), self.request, self.locale)
            async with aclosing(events):
                async for body in events:
                    await self._send(_framed("next", name, body))
            last = _framed("complete", name)
        except Ended as ended:
            last = _framed("error", name, orjson.dumps(ended.errors, default=str))
        self.operations.pop(name, None)
        await self._send(last)

    async def _send(self, text: bytes) -> None:
        await self.send({"type": "websocket.send", "text": text.decode()})


def _sent(payload: Mapping[str, Any]) -> Sent | CmsError:
    try:
        return sent_of(payload)
    except CmsError as error:
        return error


def _framed(kind: str, name: str, payload: bytes | None = None) -> bytes:
    """A message whose payload is JSON already."""
    head = orjson.dumps({"id": name, "type": kind})
    return head if payload is None else head[:-1] + b',"payload":' + payload + b"}"


def _message(message: Message) -> Mapping[str, Any]:
    text = message.get("text")
    try:
        found = orjson.loads(text) if text is not None else None
    except orjson.JSONDecodeError:
        found = None
    if not isinstance(found, dict):
        raise Closed(BAD, "Messages are JSON objects, sent as text")
    return found


def _object(value: Any, name: str) -> Any:
    if not isinstance(value, dict | None):
        raise Closed(BAD, f"{name} must be an object")
    return value


def _check_shape(payload: Mapping[str, Any]) -> None:
    """What the protocol says of an operation; instead of its text a registered one may be named."""
    query = payload.get("query")
    if not isinstance(query, str) and (query is not None or not payload.get("documentId")):
        raise Closed(BAD, "query must be a text")
    for name in ("operationName", "documentId"):
        if not isinstance(payload.get(name), str | None):
            raise Closed(BAD, f"{name} must be a text")
    for name in ("variables", "extensions"):
        _object(payload.get(name), name)


def _request(scope: Scope, payload: Mapping[str, Any]) -> Incoming:
    """What a connection said, as the request that would say the same over HTTP."""
    said = {name.lower(): value for name, value in payload.items() if name.lower() in SAID}
    for name, value in said.items():
        if not isinstance(value, str) or len(value) > MOST_HEADER or not value.isascii():
            raise Closed(BAD, f"{name} must be a short text")
    headers = [
        (raw, value)
        for raw, value in scope["headers"]
        if raw.decode("latin-1") in SAID and raw.decode("latin-1") not in said
    ]
    headers += [(name.encode(), value.encode()) for name, value in said.items()]
    return Incoming(
        {
            "type": "http", "method": "POST", "path": scope["path"], "query_string": b"",
            "client": scope.get("client"), "headers": headers,
        },
        _nothing,
    )  # fmt: skip


async def _nothing() -> Message:
    """Whether the client is there is seen elsewhere."""
    never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
    return await never


async def _close(send: Send, closed: Closed) -> None:
    reason = closed.reason.encode()[:_LONGEST_REASON].decode(errors="ignore")
    await send({"type": "websocket.close", "code": closed.code, "reason": reason})
