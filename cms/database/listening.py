"""What other processes say through the database: LISTEN on a connection of its own."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, suppress
from typing import Any
from uuid import uuid4

import asyncpg

from cms.database.background import in_background
from cms.database.engine import engine
from cms.database.outages import is_outage

BEAT_SECONDS = 5.0
PATIENCE_SECONDS = 3.0
RETRY_SECONDS = 0.5
BEAT = "beat "
LOST = "Other processes are not heard: until they are again, nothing that was kept is relied on"
BACK = "Other processes are heard again"

logger = logging.getLogger(__name__)


class Listener:
    """Hears a channel until it is stopped, and connects again whenever the connection is lost.

    ``heard`` is called with each payload, in order, as soon as it arrives; ``changed`` with True when
    nothing can be missed from now on, with False as soon as something may have been. What was said in
    between is lost: who keeps anything must forget it. Both are called in the event loop and must not
    wait for anything.
    """

    def __init__(
        self, channel: str, heard: Callable[[str], None], changed: Callable[[bool], None]
    ) -> None:
        self.channel = channel
        self.heard = heard
        self.changed = changed
        self.connection: Any = None
        self._name = uuid4().hex
        self._beats = 0
        self._beat = asyncio.Event()
        self._saying = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None
        self._told, self._mistaken = True, False  # that it works at first is no news

    def running(self) -> AbstractAsyncContextManager[object]:
        """Listen while the block runs."""
        return in_background(self._keep)

    async def caught_up(self) -> None:
        """Return when all that was said before is heard; at once while nothing can be heard.

        A connection on which it is not heard in time is given up, so after this nothing is relied on
        that may be missing something.
        """
        if self.connection is None:
            return
        if self._next is None:  # what was begun before may have been said before, too
            self._next = asyncio.create_task(self._catch_up())
        await asyncio.shield(self._next)

    async def _catch_up(self) -> None:
        async with self._saying:
            self._next, connection = None, self.connection
            if connection is None:
                return
            try:
                await self._confirm(connection)
            except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError):
                if connection is self.connection:
                    self._lost()
                connection.terminate()

    async def _keep(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # who stops listening for good keeps nothing from then on
                if not is_outage(error) and not self._mistaken:
                    self._mistaken = True
                    logger.exception("Listening stopped, and begins again")
            self._tell(heard=False)
            await asyncio.sleep(RETRY_SECONDS)

    async def _listen(self) -> None:
        gone = asyncio.Event()
        connection = await asyncio.wait_for(engine.get_new_connection(), PATIENCE_SECONDS)

        def end(_: Any) -> None:
            self._lost()
            gone.set()

        connection.add_termination_listener(end)
        try:
            await connection.add_listener(self.channel, self._hear)
            async with self._saying:
                await self._confirm(connection)
            self.connection = connection
            self.changed(True)
            self._tell(heard=True)
            while not gone.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(gone.wait(), BEAT_SECONDS)
                if not gone.is_set():
                    async with self._saying:
                        await self._confirm(connection)
        finally:
            self._lost()
            connection.terminate()

    async def _confirm(self, connection: Any) -> None:
        """Say something and hear it: a connection that is half dead, or pooled, does not pass."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            self._beats += 1  # one that comes late confirms nothing that was said since
            self._beat.clear()
            await connection.execute("SELECT pg_notify($1, $2)", self.channel, self._said)
            await self._beat.wait()

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: str) -> None:
        if payload == self._said:
            self._beat.set()
        elif not payload.startswith(BEAT):
            self.heard(payload)

    @property
    def _said(self) -> str:
        return f"{BEAT}{self._name} {self._beats}"

    def _tell(self, *, heard: bool) -> None:
        """Tell the log, but only what is new: what is lost may be lost for hours, and is tried all along."""
        if heard:
            self._mistaken = False
        if heard != self._told:
            self._told = heard
            if heard:
                logger.info(BACK)
            else:
                logger.warning(LOST)

    def _lost(self) -> None:
        if self.connection is not None:
            self.connection = None
            self.changed(False)
