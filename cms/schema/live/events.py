"""GraphQL over server-sent events, by its protocol's mode of distinct connections.

One request, one operation, one stream: ``next`` for each result, errors too, and ``complete`` at the end.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress

import orjson
from starlette.requests import Request
from starlette.types import Send

from cms.http.negotiation import accepted
from cms.schema.http.negotiation import EVENTS, answer_type
from cms.schema.live.broadcasts import Ended

ALIVE_SECONDS = 12.0
"""Proxies close what was quiet for a minute, some for half of one."""
METHODS = ("GET", "POST")
_COMMENT = b":\n\n"
_COMPLETE = b"event: complete\ndata:\n\n"


def wants_events(request: Request) -> bool:
    """Whether the client would rather have events than any other answer."""
    header = request.headers.get("accept", "")
    return (
        request.method in METHODS and EVENTS in accepted(header) and answer_type(header) == EVENTS
    )


async def send_events(
    request: Request, send: Send, events: AsyncGenerator[bytes, None], headers: dict[str, str]
) -> None:
    """Send results until there are no more, or the client goes away. The request's body must be read."""
    fields = {"content-type": f"{EVENTS}; charset=utf-8", "x-accel-buffering": "no", **headers}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in fields.items()]
    await send({"type": "http.response.start", "status": 200, "headers": raw})
    tasks = [
        asyncio.create_task(_send_all(events, send)),
        asyncio.create_task(_stay_alive(send)),
        asyncio.create_task(_watch(request)),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    with suppress(OSError):
        await send({"type": "http.response.body", "body": b""})


async def _send_all(events: AsyncGenerator[bytes, None], send: Send) -> None:
    async with aclosing(events):
        try:
            async for body in events:
                await _send(send, _next(body))
        except Ended as ended:
            await _send(send, _next(orjson.dumps({"errors": ended.errors}, default=str)))
    await _send(send, _COMPLETE)


async def _stay_alive(send: Send) -> None:
    """Say nothing at once, so that the client knows that it is heard, and every now and then."""
    while True:
        await _send(send, _COMMENT)
        await asyncio.sleep(ALIVE_SECONDS)


async def _watch(request: Request) -> None:
    """Return when the client is gone; its body was read, so at most one more message is no news."""
    for _ in range(2):
        if (await request.receive())["type"] == "http.disconnect":
            return
    await asyncio.get_running_loop().create_future()


async def _send(send: Send, body: bytes) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": True})


def _next(body: bytes) -> bytes:
    return b"event: next\ndata: " + body + b"\n\n"  # JSON of ours has no line breaks
