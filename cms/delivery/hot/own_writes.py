"""Whoever publishes something and then looks at it must not be given what was kept from before."""

from collections.abc import Awaitable, Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

READING = frozenset({"GET", "HEAD", "OPTIONS"})
FAILED = 500
"""From this status on nobody was told that anything was written: there is nothing to wait for."""


class OwnWrites:
    """An ASGI application around another, in which people write.

    What answers them is sent when this process has heard of all that was committed before: then the
    cache has dropped what it concerns. ``caught_up`` says so, and never waits for long.
    """

    def __init__(self, app: ASGIApp, caught_up: Callable[[], Awaitable[None]]) -> None:
        self.app = app
        self.caught_up = caught_up

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in READING:
            await self.app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start" and message["status"] < FAILED:
                await self.caught_up()
            await send(message)

        await self.app(scope, receive, sent)
