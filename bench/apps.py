"""What is served to be measured: the product, the product without a part of it, and the references."""

import json
import os
from base64 import b64decode
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import orjson
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bench.plain import plain
from bench.questions import HAND, arguments
from cms.app import create_app
from cms.database import engine
from cms.delivery.hot.front import Front
from cms.schema.http.endpoint import GraphQLApp
from cms.settings import settings

ANSWERS = "BENCH_ANSWERS"
"""The variable that names the file with what the raw application hands out."""


def product() -> ASGIApp:
    """The whole application."""
    return create_app(settings)


def executor() -> ASGIApp:
    """The whole application without its compiler: the executor answers all that is asked."""
    made = create_app(settings)
    within: Any = made
    while not isinstance(within, GraphQLApp):
        within = within.endpoint if isinstance(within, Front) else within.app
    within.answering.compiled = None
    return made


def raw() -> ASGIApp:
    """Reads the body of a request, and hands out bytes that it has: those of the product's answers."""
    told = json.loads(Path(os.environ[ANSWERS]).read_text())
    answers = {path: _messages(**answer) for path, answer in told.items()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await _lifespan(receive, send)
            return
        if scope["method"] == "POST":
            await _body(receive)
        start, body = answers[scope["path"]]
        await send(start)
        await send(body)

    return app


def _messages(headers: list[list[str]], body: str) -> tuple[Message, Message]:
    pairs = [(name.encode(), value.encode()) for name, value in headers]
    start = {"type": "http.response.start", "status": 200, "headers": pairs}
    return start, {"type": "http.response.body", "body": b64decode(body)}


def hand() -> ASGIApp:
    """One statement a question, which was written by hand, on connections of its own."""
    statements = {f"/{name.split()[0]}": sql for name, sql in HAND.items()}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            async with engine.pool(1):
                await _lifespan(receive, send)
            return
        asked = orjson.loads(await _body(receive))
        row = await engine.read_row(statements[scope["path"]], arguments(asked["variables"]))
        body = b'{"data":' + row["data"] + b"}"
        headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(body))]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


def static() -> ASGIApp:
    """Starlette's server of files, with the folder of all data."""
    files = StaticFiles(directory=settings.var)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (_lifespan(receive, send) if scope["type"] != "http" else files(scope, receive, send))

    return app


async def _body(receive: Receive) -> bytes:
    body, more = b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    return body


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message: Mapping[str, Any] = await receive()
        with suppress(Exception):
            await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


APPS: Mapping[str, Callable[[], ASGIApp]] = {
    "product": product,
    "executor": executor,
    "raw": raw,
    "hand": hand,
    "plain": plain,
    "static": static,
}
