"""Bodies come in time, or not at all: nobody holds a place by sending a byte now and then."""

import asyncio
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.errors import N_, CmsError
from cms.http.refusing import refuse

SECONDS = 10
WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})


class TooSlow(CmsError):
    """A request whose body does not come."""

    code = "request_timeout"
    status = 408

    def __init__(self) -> None:
        super().__init__(
            N_("The request did not come in within {seconds} seconds."), seconds=SECONDS
        )


class BodiesInTime:
    """Wait `SECONDS` for the whole of a body, and refuse what is not there by then with 408.

    ``apart`` tells of requests that have other limits: files that are uploaded.
    """

    def __init__(self, app: ASGIApp, *, apart: Callable[[Scope], bool]) -> None:
        self.app = app
        self.apart = apart

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in WITHOUT_BODY or self.apart(scope):
            await self.app(scope, receive, send)
            return
        begun = False

        async def noting(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, _in_time(receive), noting)
        except TooSlow as error:
            if not begun:
                await refuse(error, scope, send, (b"connection", b"close"))


def _in_time(receive: Receive) -> Receive:
    until, whole = asyncio.get_running_loop().time() + SECONDS, False

    async def received() -> Message:
        nonlocal whole
        if whole:
            return await receive()
        try:
            async with asyncio.timeout_at(until):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        whole = not message.get("more_body")
        return message

    return received
