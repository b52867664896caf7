"""Questions that arrive at their own pace, whether those before are answered or not.

With a pace of nothing each connection asks again as soon as it is answered. This is a process of its
own, which reads orders from its input and answers each with figures.
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
COUNTED = b"0000000000"
TURN = 0.002


@dataclass(frozen=True)
class Pace:
    """What arrives where, how often a second and for how long; ``a_second`` of 0 is as fast as can be."""

    ports: Sequence[int]
    requests: Sequence[bytes]
    seconds: float
    a_second: float = 0.0
    together: int = 400
    counted: bytes = COUNTED


@dataclass
class Met:
    """What came of it: answers by status, latencies of those that are 200 in milliseconds.

    ``unsent`` found no connection free, ``broken`` are connections that were lost.
    """

    statuses: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    unsent: int = 0
    broken: int = 0

    @property
    def good(self) -> int:
        """How many were answered."""
        return self.statuses.get("200", 0)

    @property
    def a_second(self) -> float:
        """How many were answered a second."""
        return self.good / self.seconds

    @property
    def errors(self) -> int:
        """All that was neither answered nor turned away."""
        others = (n for status, n in self.statuses.items() if status not in ("200", "503"))
        return self.broken + sum(others)


class _Crowd:
    """All connections, and what they were told."""

    def __init__(self, pace: Pace) -> None:
        self.pace, self.met = pace, Met()
        self.times: list[float] = []
        self.free: deque[_Connection] = deque()
        self.number, self.under_way, self.ends = 0, 0, False

    def next_request(self) -> bytes:
        self.number += 1
        request = self.pace.requests[self.number % len(self.pace.requests)]
        return request.replace(self.pace.counted, b"%010d" % (self.number + SINCE[0]))

    def answered(self, one: "_Connection", status: str, since: float) -> None:
        self.met.statuses[status] = self.met.statuses.get(status, 0) + 1
        self.under_way -= 1
        if status == "200":
            self.times.append(perf_counter() - since)
        if self.pace.a_second or self.ends:
            self.free.append(one)
        else:
            one.ask()


SINCE = [0]
"""No number twice in a process."""


class _Connection(asyncio.Protocol):
    def __init__(self, crowd: _Crowd) -> None:
        self.crowd = crowd
        self.data, self.missing, self.status, self.since = b"", -1, "", 0.0
        self.asking = False

    def connection_made(self, transport: Any) -> None:
        self.transport = transport

    def ask(self) -> None:
        self.asking, self.since = True, perf_counter()
        self.crowd.under_way += 1
        self.transport.write(self.crowd.next_request())

    def data_received(self, data: bytes) -> None:
        if self.missing < 0:
            self.data += data
            head, found, rest = self.data.partition(b"\r\n\r\n")
            if not found:
                return
            self.status = head[9:12].decode()
            _, _, after = head.lower().partition(b"content-length:")
            self.missing = int(after.partition(b"\r\n")[0]) - len(rest)
        else:
            self.missing -= len(data)
        if self.missing <= 0:
            self.data, self.missing, self.asking = b"", -1, False
            self.crowd.answered(self, self.status, self.since)

    def connection_lost(self, _: Exception | None) -> None:
        if self.asking or not self.crowd.ends:
            self.crowd.met.broken += 1
            self.crowd.under_way -= self.asking


async def _meet(pace: Pace) -> Met:
    crowd, loop = _Crowd(pace), asyncio.get_running_loop()
    made = []
    for number in range(pace.together):
        port = pace.ports[number % len(pace.ports)]
        _, one = await loop.create_connection(lambda: _Connection(crowd), HOST, port)
        made.append(one)
    start = perf_counter()
    if pace.a_second:
        crowd.free.extend(made)
        await _arrive(crowd, start)
    else:
        for one in made:
            one.ask()
        await asyncio.sleep(pace.seconds)
    crowd.met.seconds = perf_counter() - start
    crowd.ends = True
    async with asyncio.timeout(30):
        while crowd.under_way:  # noqa: ASYNC110 - what is under way is answered too
            await asyncio.sleep(0.01)
    for one in made:
        one.transport.close()
    SINCE[0] += crowd.number
    times = sorted(crowd.times) or [0.0]
    crowd.met.p50, crowd.met.p99 = (times[len(times) * part // 100] * 1000 for part in (50, 99))
    return crowd.met


async def _arrive(crowd: _Crowd, start: float) -> None:
    pace, sent = crowd.pace, 0
    while (now := perf_counter() - start) < pace.seconds:
        due = int(now * pace.a_second)
        for _ in range(due - sent):
            if crowd.free:
                crowd.free.popleft().ask()
            else:
                crowd.met.unsent += 1
        sent = due
        await asyncio.sleep(TURN)


class Crowd:
    """The process that asks."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process

    async def meet(self, pace: Pace) -> Met:
        """Ask at a pace, and tell what came of it."""
        assert self.process.stdin
        assert self.process.stdout
        told: Mapping[str, Any] = asdict(pace) | {
            "requests": [b64encode(one).decode() for one in pace.requests],
            "counted": pace.counted.decode(),
        }
        self.process.stdin.write(json.dumps(told).encode() + b"\n")
        line = await asyncio.wait_for(self.process.stdout.readline(), pace.seconds + 90)
        return Met(**json.loads(line))


@asynccontextmanager
async def crowd() -> AsyncIterator[Crowd]:
    """Have such a process while the block runs."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench.arriving",
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, limit=2**24,
    )  # fmt: skip
    try:
        yield Crowd(process)
    finally:
        assert process.stdin
        process.stdin.close()
        await process.wait()


def _main() -> None:
    for line in sys.stdin:
        told = json.loads(line)
        told["requests"] = [b64decode(one) for one in told["requests"]]
        met = uvloop.run(_meet(Pace(**told | {"counted": told["counted"].encode()})))
        sys.stdout.write(json.dumps(asdict(met)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _main()
