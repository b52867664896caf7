"""Broadcasts: what several clients asked alike is made once, and told to each."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Hashable
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from cms.errors import N_, CmsError
from cms.schema.http.answers import told

MOST_WAITING = 100
MOST_WAITING_BYTES = 4_000_000
"""A single event may be larger: it is made anyway."""


class Ended(Exception):
    """A stream ends before its time; ``errors`` are what its client is told."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.errors = errors


class TooSlow(CmsError):
    """A client that does not read what it is sent."""

    code = "too_slow"
    status = 503

    def __init__(self) -> None:
        super().__init__(
            N_("Too many events waited for you. Read everything anew, and subscribe again.")
        )


@dataclass(frozen=True)
class Event:
    """A whole result as JSON; ``lasting`` if it tells how things are until the next one comes."""

    body: bytes
    lasting: bool = False


class Listener:
    """One client at a broadcast. ``pay`` is called for each event; what it raises is told, in ``locale``."""

    def __init__(self, locale: str, pay: Callable[[], object]) -> None:
        self.locale = locale
        self.pay = pay
        self._waiting: asyncio.Queue[bytes | Ended | None] = asyncio.Queue()
        self._bytes = 0
        self._ended = False

    def hear(self, event: Event) -> None:
        """Let an event wait for the client; one that does not read is told no more."""
        try:
            self.pay()
        except CmsError as error:
            self.refuse(error)
        if self._is_full(event):
            self.refuse(TooSlow())
        if not self._ended:
            self._waiting.put_nowait(event.body)
            self._bytes += len(event.body)

    def _is_full(self, event: Event) -> bool:
        waiting = self._waiting.qsize()
        too_large = self._bytes + len(event.body) > MOST_WAITING_BYTES
        return waiting >= MOST_WAITING or (waiting > 0 and too_large)

    def refuse(self, error: CmsError) -> None:
        """Tell of nothing but an error any more."""
        while not (self._ended or self._waiting.empty()):
            self._waiting.get_nowait()
        self.end(Ended([told(error, self.locale)]))

    def end(self, ended: Ended | None = None) -> None:
        """Tell what waits, and nothing more."""
        if not self._ended:
            self._ended = True
            self._waiting.put_nowait(ended)

    async def events(self) -> AsyncIterator[bytes]:
        """What there is to tell. Raises `Ended`."""
        while True:
            found = await self._waiting.get()
            if isinstance(found, Ended):
                raise found
            if found is None:
                return
            self._bytes -= len(found)
            yield found


@dataclass(eq=False)
class Broadcast:
    """What is told to all who listen, and its last event, if that lasts."""

    listeners: set[Listener] = field(default_factory=set)
    last: Event | None = None
    task: asyncio.Task[None] | None = None

    def add(self, listener: Listener) -> None:
        """Let one more listen."""
        self.listeners.add(listener)
        if self.last:
            listener.hear(self.last)

    def tell(self, event: Event) -> None:
        """Tell all, unless nothing is otherwise than before."""
        if event.lasting and event == self.last:
            return
        self.last = event if event.lasting else None
        for one in tuple(self.listeners):
            one.hear(event)


class Broadcasts:
    """Those that run: each as long as somebody listens."""

    def __init__(self) -> None:
        self.running: dict[Hashable, Broadcast] = {}

    @asynccontextmanager
    async def heard(
        self, key: Hashable, make: Callable[[], AsyncGenerator[Event, None]], listener: Listener
    ) -> AsyncIterator[None]:
        """Listen while the block runs to what ``make`` makes, or already made for others with this key.

        What it makes must raise nothing but `Ended`.
        """
        broadcast = self.running.get(key)
        if broadcast is None:
            broadcast = self.running[key] = Broadcast()
            broadcast.task = asyncio.create_task(self._run(key, broadcast, make()))
        broadcast.add(listener)
        try:
            yield
        finally:
            broadcast.listeners.discard(listener)
            if not broadcast.listeners and broadcast.task:
                self._forget(key, broadcast)
                broadcast.task.cancel()
                await asyncio.gather(broadcast.task, return_exceptions=True)

    async def _run(
        self, key: Hashable, broadcast: Broadcast, events: AsyncGenerator[Event, None]
    ) -> None:
        ended = None
        try:
            async with aclosing(events):
                async for event in events:
                    broadcast.tell(event)
        except Ended as error:
            ended = error
        finally:
            self._forget(key, broadcast)
            for one in broadcast.listeners:
                one.end(ended)

    def _forget(self, key: Hashable, broadcast: Broadcast) -> None:
        if self.running.get(key) is broadcast:
            del self.running[key]
