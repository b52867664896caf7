"""The heads of requests come in time and have a greatest size: uvicorn alone waits for ever, for any."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from cms.app import STOPPING

SECONDS = 5
MOST_BYTES = 200_000
"""More than any address and headers that the application refuses with words of its own."""


class BoundedHeads(HttpToolsProtocol):
    """uvicorn's protocol. What it costs the common request, whose head is one packet, is a comparison."""

    _waiting: asyncio.TimerHandle | None = None
    _received = 0

    @property
    def _own(self) -> list[tuple[bytes, bytes]]:
        """Headers of what uvicorn answers by itself; last among those that it puts on every answer."""
        return self.config.encoded_headers

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Called by the event loop."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        super().data_received(data)
        if self.cycle is not None and self.cycle.scope is self.scope:  # its head was read
            if self._waiting is not None:
                self._wait_no_more()
            return
        if self._waiting is None:
            self._wait()
        self._received += len(data)
        if self._received > MOST_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of this request is too large.")

    def on_headers_complete(self) -> None:
        """Called by the parser when it has read the head of a request."""
        refused = self._is_full()
        super().on_headers_complete()
        if STOPPING in self.app_state and self.cycle is not None:
            self.cycle.keep_alive = False
        if not refused and self.cycle is not None:  # what the application says, it says itself
            self.cycle.default_headers = self.cycle.default_headers[: -len(self._own) or None]

    def _is_full(self) -> bool:
        """Whether uvicorn refuses the request by itself, as it finds out next."""
        most = self.limit_concurrency
        return most is not None and max(len(self.connections), len(self.tasks)) >= most

    def connection_lost(self, exc: Exception | None) -> None:
        """Called by the event loop."""
        self._wait_no_more()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._received = 0
        self._waiting = self.loop.call_later(SECONDS, self._give_up)

    def _wait_no_more(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        if self.transport.get_protocol() is self:  # it may be a WebSocket by now
            self.transport.close()
