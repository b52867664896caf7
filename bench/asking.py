"""The load: connections that ask, in turn or at a pace, from a process of its own.

It reads orders from its input, a line of JSON each, and answers each with a line of figures. It knows
no more of HTTP than what the servers here answer: a length, and connections that stay open.
"""

import asyncio
import json
import sys
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from time import perf_counter
from typing import Any

import uvloop

HOST = "127.0.0.1"
TURN = 0.002
IDLE_SECONDS = 2.0
"""So long a connection may have lain idle to be asked on: the server closes it after 5."""
LEFT_SECONDS = 30.0
"""How long what is under way at the end is waited for; what is not answered then is lost."""


@dataclass(frozen=True)
class Order:
    """What to ask where, how often a second and for how long.

    With ``a_second`` of 0 each of the connections asks again as soon as it is answered; else questions
    arrive at their own pace, whether those before are answered or not. Where ``counted`` stands in a
    request, each gets a number of its own.
    """

    ports: Sequence[int]
    requests: Sequence[bytes]
    seconds: float
    a_second: float = 0.0
    together: int = 16
    counted: bytes = b""


@dataclass
class Load:
    """What came of it: answers by status, latencies in milliseconds of those that are no refusal.

    ``unsent`` found no connection free, ``broken`` are connections that were lost while they asked or
    could not be made; ``odd`` is what the last answer began with that was neither 200, 304 nor 503.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    unsent: int = 0
    broken: int = 0
    odd: str = ""

    @property
    def good(self) -> int:
        """How many were answered."""
        return self.statuses.get("200", 0) + self.statuses.get("304", 0)

    @property
    def refused(self) -> int:
        """How many were turned away."""
        return self.statuses.get("503", 0)

    @property
    def a_second(self) -> float:
        """How many were answered a second."""
        return self.good / self.seconds

    @property
    def errors(self) -> int:
        """All that was neither answered nor turned away."""
        return self.broken + sum(self.statuses.values()) - self.good - self.refused


class WrongAnswer(Exception):
    """A server said something else than it should."""


class _Crowd:
    """All connections, and what they were told."""

    def __init__(self, order: Order, since: int) -> None:
        self.order, self.load, self.number = order, Load(), since
        self.times: list[float] = []
        self.free: deque[_Connection] = deque()
        self.under_way, self.ends = 0, False

    def next_request(self) -> bytes:
        self.number += 1
        request = self.order.requests[self.number % len(self.order.requests)]
        counted = self.order.counted
        return request.replace(counted, b"%010d" % self.number) if counted else request

    def answered(self, one: "_Connection", status: str, said: bytes) -> None:
        self.load.statuses[status] = self.load.statuses.get(status, 0) + 1
        self.under_way -= 1
        if status != "503":
            self.times.append(perf_counter() - one.since)
        if status not in ("200", "304", "503"):
            self.load.odd = said[:2_000].decode(errors="replace")
        self.rests(one)

    def rests(self, one: "_Connection") -> None:
        """It has nothing to do any more."""
        if self.order.a_second or self.ends:
            self.free.append(one)
        else:
            one.ask()

    def lost(self, one: "_Connection") -> None:
        """Nothing came of a question."""
        self.load.broken += 1
        self.under_way -= 1
        asyncio.get_running_loop().call_later(0.1, self.rests, one)


class _Connection(asyncio.Protocol):
    """One that is made again whenever it was closed."""

    def __init__(self, crowd: _Crowd, port: int) -> None:
        self.crowd, self.port = crowd, port
        self.transport: Any = None
        self.data, self.missing, self.status, self.since = b"", -1, "", 0.0
        self.asking = False
        self.making: asyncio.Task[None] | None = None

    def ask(self) -> None:
        now = perf_counter()
        stale = now - self.since > IDLE_SECONDS
        self.crowd.under_way += 1
        self.asking, self.since = True, now
        if self.transport is None or stale or self.transport.is_closing():
            self.making = asyncio.create_task(self._connect())
        else:
            self.transport.write(self.crowd.next_request())

    async def _connect(self) -> None:
        self.close()
        self.data, self.missing = b"", -1
        try:
            loop = asyncio.get_running_loop()
            self.transport, _ = await loop.create_connection(lambda: self, HOST, self.port)
            self.transport.write(self.crowd.next_request())
        except OSError:
            self._loses()

    def close(self) -> None:
        """Hang up."""
        transport, self.transport = self.transport, None
        if transport is not None:
            transport.abort()

    def data_received(self, data: bytes) -> None:
        """Called by the event loop."""
        if self.missing < 0:
            self.data += data
            head, found, rest = self.data.partition(b"\r\n\r\n")
            if not found:
                return
            self.status = head[9:12].decode()
            self.missing = _length(head) - len(rest)
        else:
            self.missing -= len(data)
        if self.missing <= 0:
            said, self.data, self.missing, self.asking = self.data, b"", -1, False
            self.crowd.answered(self, self.status, said)

    def connection_lost(self, _: Exception | None) -> None:
        """Called by the event loop. One that lies idle may be closed, and is made again."""
        if self.making is None or self.making.done():
            self.transport = None
            self._loses()

    def _loses(self) -> None:
        if self.asking:
            self.asking = False
            self.crowd.lost(self)


def _length(head: bytes) -> int:
    _, found, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0]) if found else 0


async def _load(order: Order, since: int) -> Load:
    crowd = _Crowd(order, since)
    made = [_Connection(crowd, order.ports[n % len(order.ports)]) for n in range(order.together)]
    start = perf_counter()
    if order.a_second:
        crowd.free.extend(made)
        await _arrive(crowd, start)
    else:
        for one in made:
            one.ask()
        await asyncio.sleep(order.seconds)
    crowd.ends = True
    until = perf_counter() + LEFT_SECONDS
    while crowd.under_way and perf_counter() < until:  # noqa: ASYNC110 - nobody says it
        await asyncio.sleep(0.001)
    load, times = crowd.load, sorted(crowd.times) or [0.0]
    load.broken += crowd.under_way
    load.seconds = perf_counter() - start
    load.p50, load.p99 = (times[len(times) * part // 100] * 1000 for part in (50, 99))
    for one in made:
        one.asking = False
        one.close()
    return load


async def _arrive(crowd: _Crowd, start: float) -> None:
    order, sent = crowd.order, 0
    while (now := perf_counter() - start) < order.seconds:
        due = int(now * order.a_second)
        for _ in range(due - sent):
            if crowd.free:
                crowd.free.popleft().ask()
            else:
                crowd.load.unsent += 1
        sent = due
        await asyncio.sleep(TURN)


class Asker:
    """The process that asks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ask(self, order: Order) -> Load:
        """Carry out an order. Raises `WrongAnswer` if the process has no figures."""
        assert self.process.stdin
        assert self.process.stdout
        told: Mapping[str, Any] = asdict(order) | {
            "requests": [b64encode(one).decode() for one in order.requests],
            "counted": order.counted.decode(),
        }
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        async with asyncio.timeout(order.seconds + LEFT_SECONDS + 60):
            line = await self.process.stdout.readline()
        if not line:
            raise WrongAnswer("The process that asks ended")
        return Load(**json.loads(line))


@asynccontextmanager
async def asking() -> AsyncIterator[Asker]:
    """Have such a process while the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.asking",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    try:
        yield Asker(process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


def _order(line: str) -> Order:
    told = json.loads(line)
    told["requests"] = [b64decode(one) for one in told["requests"]]
    return Order(**told | {"counted": told["counted"].encode()})


def _main() -> None:
    since = 0
    for line in sys.stdin:
        load = uvloop.run(_load(_order(line), since))
        since += 10_000_000  # no number twice
        sys.stdout.write(json.dumps(asdict(load)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
