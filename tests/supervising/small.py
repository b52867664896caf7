"""A small site of several processes: a supervisor and servers that say their number and process.

``python -m tests.supervising.small PORT PROCESSES FOLDER``. While FOLDER has a file ``broken``, no
process comes to serve; while it has ``slow``, none does. Each that serves makes a file of its number.
"""

import asyncio
import os
import sys
import time
from pathlib import Path

from cms.supervising.seat import Seat, read_seat
from cms.supervising.sockets import taken
from cms.supervising.supervisor import Supervisor


async def _serve(seat: Seat, folder: Path) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = b"%d %d" % (seat.number, os.getpid())
        head = b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: %d\r\n\r\n" % len(body)
        writer.write(head + body)
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
    served = asyncio.run(Supervisor(command, taken("127.0.0.1", port), processes).run())
    return 0 if served else 3


if __name__ == "__main__":
    sys.exit(main())
