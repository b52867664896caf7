"""A process that serves, as seen by the one that started it."""

import asyncio
import os
import signal
import socket
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from time import monotonic

from cms.supervising.seat import BEAT_SECONDS, READY, SECONDS_TO_STOP, Seat


class Child:
    """A process that serves: starts when this is made. To be made within an event loop."""

    def __init__(self, command: Sequence[str], seat: int, sockets: list[socket.socket]) -> None:
        self.begun = monotonic()
        self.gone = asyncio.Event()
        self.line, theirs = socket.socketpair()
        self.line.setblocking(False)
        given = Seat(seat, theirs, sockets)
        files = [one.fileno() for one in (theirs, *sockets)]
        with theirs:
            # A session of its own: what the terminal sends to all is for the one above to pass on.
            self.process = subprocess.Popen(  # noqa: S603 - our own command
                [*command, "--seat", given.written()], pass_fds=files, start_new_session=True
            )
        loop = asyncio.get_running_loop()
        threading.Thread(target=self._wait, args=(loop,), daemon=True).start()

    async def ready(self, seconds: float) -> bool:
        """Whether it serves, within so many seconds; not if it ends or is told to stop before."""
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(seconds):
                return await loop.sock_recv(self.line, 1) == READY
        except (TimeoutError, OSError):
            return False

    async def falls_silent(self, seconds: float) -> None:
        """Return once it has said nothing for so long, after it said that it serves.

        Only looks count, not the clock: when both of us stood still it is given time to speak.
        """
        silent = 0.0
        while silent <= seconds:
            await asyncio.sleep(BEAT_SECONDS)
            try:
                if not self.line.recv(64):
                    break
                silent = 0.0
            except BlockingIOError:
                silent += BEAT_SECONDS
            except OSError:
                break
        else:
            return
        await asyncio.Event().wait()  # the line is cut: that it is gone is heard otherwise

    async def outgrows(self, most: int, every: float) -> None:
        """Return once it holds more than ``most`` bytes of memory, looked at each ``every`` seconds."""
        while self.memory() <= most:  # noqa: ASYNC110 - the system tells nobody when it grows
            await asyncio.sleep(every)

    def memory(self) -> int:
        """How many bytes of memory it holds; 0 where the system does not say."""
        try:
            pages = Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]
        except OSError:
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def kill(self) -> None:
        """End it at once: it no longer hears what it is told."""
        self._tell(signal.SIGKILL)

    async def stop(self) -> None:
        """Let it finish what is under way; it is killed if that takes too long."""
        self._tell(signal.SIGTERM)
        try:
            async with asyncio.timeout(SECONDS_TO_STOP):
                await self.gone.wait()
        except TimeoutError:
            self._tell(signal.SIGKILL)
            await self.gone.wait()
        self.line.close()

    def _tell(self, number: int) -> None:
        if not self.gone.is_set():  # it may have ended nonetheless: then Popen knows better
            self.process.send_signal(number)

    def _wait(self, loop: asyncio.AbstractEventLoop) -> None:
        self.process.wait()
        with suppress(RuntimeError):  # nobody waits any more
            loop.call_soon_threadsafe(self.gone.set)
