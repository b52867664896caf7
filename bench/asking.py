"""The load: so many connections that ask in turn, in a process of its own.

It reads orders from its input, a line of JSON each, and answers each with a line of figures. It knows
no more of HTTP than what the servers here answer: a length, and connections that stay open.
"""

import asyncio
import json
import sys
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import uvloop

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Order:
    """What to ask. Where ``counted`` stands in a request, each gets a number of its own."""

    port: int
    requests: Sequence[bytes]
    seconds: float
    together: int = 16
    counted: bytes = b""
    status: int = 200


@dataclass(frozen=True)
class Load:
    """What came of it: latencies in milliseconds."""

    asked: int
    seconds: float
    p50: float
    p99: float

    @property
    def a_second(self) -> float:
        return self.asked / self.seconds


class WrongAnswer(Exception):
    """A server said something else than it should."""


class _Connection(asyncio.Protocol):
    def __init__(self, order: Order, number: int, until: float) -> None:
        self.order, self.number, self.until = order, number, until
        self.expected = b"HTTP/1.1 %d" % order.status
        self.times: list[float] = []
        self.data, self.missing, self.began = b"", -1, 0.0
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        self.ask()

    def ask(self) -> None:
        order = self.order
        request = order.requests[self.number % len(order.requests)]
        if order.counted:
            request = request.replace(order.counted, b"%010d" % self.number)
        self.number += order.together
        self.began = perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.data += data
            head, found, rest = self.data.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(self.expected):
                self.end(WrongAnswer((head + rest)[:2_000].decode()))
                return
            self.missing = _length(head) - len(rest)
        else:
            self.missing -= len(data)
        if self.missing <= 0:
            self.answered()

    def answered(self) -> None:
        now = perf_counter()
        self.times.append(now - self.began)
        self.data, self.missing = b"", -1
        if now < self.until:
            self.ask()
        else:
            self.end()

    def end(self, error: Exception | None = None) -> None:
        self.transport.close()
        if not self.done.done():
            self.done.set_exception(error) if error else self.done.set_result(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self.end(exc or WrongAnswer("hung up"))


def _length(head: bytes) -> int:
    _, found, after = head.lower().partition(b"content-length:")
    return int(after.partition(b"\r\n")[0]) if found else 0


async def _load(order: Order, since: int) -> Load:
    loop, start = asyncio.get_running_loop(), perf_counter()
    made = [
        _Connection(order, since + number, start + order.seconds)
        for number in range(order.together)
    ]
    for one in made:
        await loop.create_connection(lambda one=one: one, HOST, order.port)
    await asyncio.gather(*(one.done for one in made))
    times = sorted(time for one in made for time in one.times)
    at = [times[len(times) * part // 100] * 1000 for part in (50, 99)]
    return Load(len(times), perf_counter() - start, at[0], at[1])


class Asker:
    """The process that asks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def ask(self, order: Order) -> Load:
        """Carry out an order. Raises `WrongAnswer`."""
        assert self.process.stdin
        assert self.process.stdout
        told = asdict(order) | {
            "requests": [b64encode(one).decode() for one in order.requests],
            "counted": order.counted.decode(),
        }
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        said = json.loads(await self.process.stdout.readline())
        if isinstance(said, str):
            raise WrongAnswer(said)
        return Load(**said)


@asynccontextmanager
async def asking() -> AsyncIterator[Asker]:
    """Have such a process while the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.asking",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
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
        try:
            load = uvloop.run(_load(_order(line), since))
            since += 1_000_000  # no number twice
            said = json.dumps(asdict(load))
        except WrongAnswer as error:
            said = json.dumps(str(error))
        sys.stdout.write(said + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
