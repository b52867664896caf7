"""A process's seat among several: what it was given by the one that started it, and the line between them.

The line says one thing, again and again: that the process serves. And each end hears when the other is
gone, however it went.
"""

import asyncio
import os
import signal
import socket
import threading
import time
from dataclasses import dataclass

from cms.operation.ending import END_SECONDS

READY = b"+"
BEAT_SECONDS = 2.0
"""So often a process that serves says so: one whose event loop hangs says nothing."""
SECONDS_TO_STOP = END_SECONDS + 0.5
"""How long a process may take to stop; it has ended by itself before that, if it can do anything at all."""


@dataclass(frozen=True)
class Seat:
    """The number of a process among its siblings, its line, and the sockets that all of them share."""

    number: int
    line: socket.socket
    sockets: list[socket.socket]

    def written(self) -> str:
        """As a command's argument."""
        files = [one.fileno() for one in (self.line, *self.sockets)]
        return ",".join(map(str, [self.number, *files]))

    def sit(self) -> None:
        """Stop when whoever started this process is gone; nobody else would stop it."""
        threading.Thread(target=self._watch, name="supervisor", daemon=True).start()

    def say_ready(self) -> None:
        """Requests are answered from now on, and as long as the running event loop turns."""
        try:
            self.line.send(READY, socket.MSG_DONTWAIT)
        except BlockingIOError:
            pass  # nobody listens, as the supervisors of before did not
        except OSError:
            return  # whoever listened is gone, which is noticed elsewhere
        asyncio.get_running_loop().call_later(BEAT_SECONDS, self.say_ready)

    def _watch(self) -> None:
        try:
            while self.line.recv(1):
                pass
        except OSError:
            pass
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(SECONDS_TO_STOP)
        os._exit(1)


def read_seat(written: str) -> Seat:
    """The seat that this process was given: descriptors, open in it already."""
    number, *files = map(int, written.split(","))
    for file in files:
        os.set_inheritable(file, False)  # they are not for the programs that this one starts
    line, *sockets = (socket.socket(fileno=file) for file in files)
    return Seat(number, line, sockets)
