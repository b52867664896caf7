"""Listening before there is a database: every question is answered 503, until there is one."""

import asyncio
import socket
from types import FrameType

import uvicorn
from starlette.types import Receive, Scope, Send

from cms.commands.server import configured
from cms.database.embedded import let_go
from cms.database.outages import RETRY_SECONDS
from cms.database.waiting import answers, until_it_answers
from cms.http.boundary import bounded
from cms.operation.ending import end_in_time
from cms.settings import Settings

_ALIVE = "/healthz"
_HEADERS = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"retry-after", b"%d" % RETRY_SECONDS),
]


async def absent(scope: Scope, receive: Receive, send: Send) -> None:
    """Say that there is no database yet; to who asks whether the process lives, that it does."""
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013})
    elif scope["type"] == "http":
        alive = scope["path"] == _ALIVE
        body = b"ok" if alive else b'{"ready":false,"reason":"database"}'
        length = (b"content-length", b"%d" % len(body))
        headers = [*_HEADERS, length]
        await send(
            {"type": "http.response.start", "status": 200 if alive else 503, "headers": headers}
        )
        await send({"type": "http.response.body", "body": body})


class _Waiting(uvicorn.Server):
    """Serves until the database answers, or until it is told to stop."""

    def __init__(self, config: uvicorn.Config, settings: Settings) -> None:
        super().__init__(config)
        self.settings = settings
        self.found = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Called when the process is told to stop."""
        end_in_time(let_go)
        super().handle_exit(sig, frame)

    async def main_loop(self) -> None:
        """Called by uvicorn once it listens."""
        waiting = asyncio.create_task(until_it_answers(self.settings))
        waiting.add_done_callback(self._stop)
        await super().main_loop()
        self.found = waiting.done()
        if self.found:
            await waiting  # what is wrong for good is told
        waiting.cancel()

    def _stop(self, _done: object) -> None:
        self.should_exit = True


def waited(settings: Settings, sockets: list[socket.socket]) -> bool:
    """Wait until the database answers, listening meanwhile. False if the process is to stop before that.

    Raises what asyncpg does if the database refuses us, and `DatabaseUnavailable` if the embedded server does
    not start again.
    """
    if asyncio.run(answers(settings)):
        return True
    config = configured(bounded(absent, settings), settings, lifespan="off")
    waiting = _Waiting(config, settings)
    waiting.run([one.dup() for one in sockets])  # it closes them, and we go on listening
    return waiting.found
