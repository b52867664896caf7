"""Keeps processes serving: starts again what ended or hangs, and replaces all in turn when told.

One that holds more memory than it may is replaced in time, before the system kills whatever it likes.

There is always somebody to hear a signal: nothing here blocks the event loop, and every process that
was started is in ``children`` from that moment until it has ended.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from time import monotonic
from typing import Any

from cms.supervising.child import Child

SECONDS_TO_START = 300
"""Migrations are a part of it."""
SHORTEST_LIFE = 60
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LOOK_SECONDS = 5.0
"""So often it is looked how much memory a process holds."""
logger = logging.getLogger(__name__)


class NeverStarted(Exception):
    """A process did not get as far as serving, when none had before."""


class Supervisor:
    """``processes`` of a command on the same sockets.

    A process may hold ``most_memory`` bytes (0: as many as it likes), and be silent for ``patience``
    seconds.
    """

    def __init__(
        self,
        command: Sequence[str],
        sockets: list[socket.socket],
        processes: int,
        *,
        most_memory: int = 0,
        patience: float = 60.0,
        on_told: Callable[[], None] = lambda: None,
    ) -> None:
        self.command, self.on_told = command, on_told
        self.most_memory, self.patience = most_memory, patience
        self.sockets = sockets
        self.children: set[Child] = set()
        self.renew = [asyncio.Event() for _ in range(processes)]
        self.pauses = [0.0] * processes
        self.turn = asyncio.Lock()
        self.stopped = asyncio.Event()

    async def run(self) -> bool:
        """Serve until told to stop. Whether it served at all."""
        self._listen_to_signals()
        seats = [asyncio.create_task(self._keep(seat)) for seat in range(len(self.renew))]
        stopped = asyncio.create_task(self.stopped.wait())
        try:
            await asyncio.wait([stopped, *seats], return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (stopped, *seats):
                task.cancel()
            ended = await asyncio.gather(*seats, return_exceptions=True)
            await asyncio.gather(*(child.stop() for child in self.children))
        failed = [one for one in ended if isinstance(one, Exception)]
        if failed and not isinstance(failed[0], NeverStarted):
            raise failed[0]
        return not failed

    def _listen_to_signals(self) -> None:
        loop = asyncio.get_running_loop()
        from_terminal = sys.stdin is not None and sys.stdin.isatty()

        def stop() -> None:
            self.on_told()
            self.stopped.set()

        def renew() -> None:
            if from_terminal and not os.isatty(0):  # it was closed
                stop()
            for one in self.renew:
                one.set()

        loop.add_signal_handler(signal.SIGTERM, stop)
        loop.add_signal_handler(signal.SIGINT, stop)
        loop.add_signal_handler(signal.SIGHUP, renew)

    async def _keep(self, seat: int) -> None:
        """Have one process serve, whatever becomes of it."""
        child = await self._launched(seat)
        if child is None:
            raise NeverStarted
        while True:
            if await self._renewal_or_end(seat, child):
                async with self.turn:
                    child = await self._renewed(seat, child)
            else:
                child = await self._replaced(seat, child)

    async def _renewal_or_end(self, seat: int, child: Child) -> bool:
        """Wait until there is something to be done about a child; whether that is to renew it."""
        hangs = asyncio.create_task(child.falls_silent(self.patience))
        events = (self.renew[seat].wait(), child.gone.wait(), self._outgrown(child))
        ways: list[asyncio.Task[Any]] = [hangs, *map(asyncio.create_task, events)]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
            if hangs.done() and not child.gone.is_set():
                logger.error("Process %s hangs: it is killed.", child.process.pid)
                child.kill()
                await child.gone.wait()
        finally:
            for task in ways:
                task.cancel()
        return not child.gone.is_set()

    async def _outgrown(self, child: Child) -> None:
        """Return when a process holds too much, but leave it alone for a while first.

        So what cannot be replaced just now is not tried again at once.
        """
        if not self.most_memory:
            await asyncio.Event().wait()
        await asyncio.sleep(SHORTEST_LIFE)
        await child.outgrows(self.most_memory, LOOK_SECONDS)
        logger.warning(
            "Process %s holds %d MB of memory: it is renewed.",
            *(child.process.pid, child.memory() // 2**20),
        )

    async def _launched(self, seat: int) -> Child | None:
        """A process that serves, or nothing, if it does not come to that."""
        self.renew[seat].clear()  # what starts from now on is as new as it can be
        child = Child(self.command, seat, self.sockets)
        self.children.add(child)
        if await child.ready(SECONDS_TO_START):
            logger.info("Process %s serves.", child.process.pid)
            return child
        await self._ended(child)
        return None

    async def _renewed(self, seat: int, old: Child) -> Child:
        """Another process in the place of one that served until then, if the other can serve."""
        fresh = await self._launched(seat)
        if fresh is None:
            logger.error("A new process does not start: process %s goes on.", old.process.pid)
            for one in self.renew:
                one.clear()
            return old
        await self._ended(old)
        return fresh

    async def _replaced(self, seat: int, old: Child) -> Child:
        """Another process for one that ended by itself; one that ends soon again is waited longer for."""
        logger.error("Process %s ended with %s.", old.process.pid, old.process.returncode)
        await self._ended(old)
        if monotonic() - old.begun > SHORTEST_LIFE:
            self.pauses[seat] = 0.0
        while True:
            await asyncio.sleep(self.pauses[seat])
            self.pauses[seat] = min(max(FIRST_PAUSE, self.pauses[seat] * 2), LONGEST_PAUSE)
            fresh = await self._launched(seat)
            if fresh:
                return fresh

    async def _ended(self, child: Child) -> None:
        await child.stop()
        self.children.discard(child)
