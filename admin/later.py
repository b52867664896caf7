"""What takes long to make and is not needed for a process to be ready."""

from collections.abc import Callable

from anyio import to_thread
from starlette.types import ASGIApp, Receive, Scope, Send


class Later:
    """An ASGI application that is made beside the event loop, once somebody asks something of it."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._app is None:
            self._app = await to_thread.run_sync(self._make)
        await self._app(scope, receive, send)
