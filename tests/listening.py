"""Where a server of a test listens."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def on_loopback() -> Iterator[tuple[socket.socket, int]]:
    """A socket that listens while the block runs, and its port.

    It says that it speaks TCP: of one that does not asyncio leaves small packets waiting, 40 ms an answer.
    """
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening, int(listening.getsockname()[1])
