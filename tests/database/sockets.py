"""How many sockets a process has open to servers of this machine, as the system tells everybody."""

import asyncio
from collections.abc import Awaitable
from contextlib import suppress
from pathlib import Path

_PAUSE = 0.02
_SOCKET = "socket:["
_INODE, _PATH = 6, 7


def _nameless() -> set[str]:
    """Sockets within this machine that have no address: those of clients, and pairs."""
    lines = Path("/proc/net/unix").read_text().splitlines()[1:]
    return {part[_INODE] for part in map(str.split, lines) if len(part) == _PATH}


def open_within(pid: int) -> int:
    """How many of these a process has open."""
    held = set()
    for one in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            held.add(one.readlink().name)
    nameless = _nameless()
    return sum(one.startswith(_SOCKET) and one[len(_SOCKET) : -1] in nameless for one in held)


async def most_open_while(pid: int, happens: Awaitable[object]) -> int:
    """The most that a process had open at any time while something happens."""
    under_way = asyncio.ensure_future(happens)
    most = open_within(pid)
    while not under_way.done():
        await asyncio.wait([under_way], timeout=_PAUSE)
        most = max(most, open_within(pid))
    await under_way
    return most
