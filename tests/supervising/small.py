"""A small site of several processes: a supervisor and servers that say their number and process.

``python -m tests.supervising.small PORT PROCESSES FOLDER``. While FOLDER has a file ``broken``, no
process comes to serve; while it has ``slow``, none does. Each that serves makes a file of its number.
Whoever asks for ``/hang`` is never answered, and nobody after him; ``/grow`` takes 100 MB.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from cms.supervising import supervisor
from cms.supervising.seat import Seat, read_seat
from cms.supervising.sockets import taken

MOST_MEMORY = 100 * 2**20


async def _serve(seat: Seat, folder: Path) -> None:
    taken_up: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        if b" /hang " in head:
            time.sleep(60)  # noqa: ASYNC251 - nothing else goes on, which is what is wanted
        if b" /grow " in head:
            taken_up.append(b"x" * 100 * 2**20)
        body = b"%d %d" % (seat.number, os.getpid())
        told = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        writer.write(told + body)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, sock=seat.sockets[0])
    seat.say_ready()
    (folder / str(os.getpid())).touch()
    await server.serve_forever()


def main() -> int:
    """Be one or the other."""
    port, processes, folder = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3])
    if "--seat" in sys.argv:
        seat = read_seat(sys.argv[-1])
        seat.sit()
        if (folder / "broken").exists():
            return 1
        while (folder / "slow").exists():
            time.sleep(0.02)
        asyncio.run(_serve(seat, folder))
    command = [sys.executable, "-m", "tests.supervising.small", *sys.argv[1:4]]
    # A process is renewed for its memory no sooner than it is worth it: here that is at once.
    supervisor.SHORTEST_LIFE, supervisor.LOOK_SECONDS = 0, 0.1
    above = supervisor.Supervisor(
        command, taken("127.0.0.1", port), processes, most_memory=MOST_MEMORY, patience=4
    )
    served = asyncio.run(above.run())
    return 0 if served else 3


if __name__ == "__main__":
    sys.exit(main())
