"""Ways to answer the same question, beside each other: in turn, several rounds, and the medians."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import quote

from bench import cpu
from bench.asking import Asker, Load, Order, WrongAnswer
from bench.databases import Database, backends
from bench.serving import Served

GRAPHQL = "/graphql"
_HEAD = "{method} {path} HTTP/1.1\r\nhost: bench\r\naccept: application/json\r\n{more}\r\n"


@dataclass(frozen=True)
class Way:
    """What is asked of which server."""

    served: Served
    requests: Sequence[bytes]
    counted: bytes = b""
    status: int = 200


@dataclass(frozen=True)
class Figures:
    """What a request takes: microseconds of the processor, and milliseconds of waiting."""

    a_second: float
    p50: float
    p99: float
    server: float
    database: float

    @property
    def cpu(self) -> float:
        """Of the server and of the database."""
        return self.server + self.database

    def cells(self) -> list[str]:
        """As a table shows them."""
        ms = f"{self.cpu / 1000:.3f} ({self.server / 1000:.3f} + {self.database / 1000:.3f})"
        return [f"{self.a_second:,.0f}", f"{self.p50:.2f}", f"{self.p99:.2f}", ms]


def post(path: str, body: bytes) -> bytes:
    """A request as it goes over the wire."""
    more = f"content-type: application/json\r\ncontent-length: {len(body)}\r\n"
    return _HEAD.format(method="POST", path=path, more=more).encode() + body


def get(query: str, etag: str = "", path: str = GRAPHQL) -> bytes:
    """A query as an address, with what the client has already."""
    more = f"if-none-match: {etag}\r\n" if etag else ""
    return _HEAD.format(method="GET", path=f"{path}?query={quote(query)}", more=more).encode()


def plain_get(path: str) -> bytes:
    """A file as a browser asks for it."""
    return _HEAD.format(method="GET", path=path, more="").encode()


class Measuring:
    """Measures with one process that asks. ``seconds`` is how long a way is asked in a round."""

    def __init__(self, asker: Asker, databases: Sequence[Database], rounds: int, seconds: float):
        self.asker = asker
        self.databases = {one.url: one for one in databases}
        self.rounds, self.seconds = rounds, seconds
        self.loads: list[float] = []

    async def compared(self, ways: Mapping[str, Way]) -> Mapping[str, Figures]:
        """The medians of each way. Each is asked once before, so that nothing is new."""
        found: dict[str, list[Figures]] = {name: [] for name in ways}
        for way in ways.values():
            await self.once(way, self.seconds / 4)
        for _ in range(self.rounds):
            for name, way in ways.items():
                found[name].append(await self.once(way, self.seconds))
        return {name: _median(some) for name, some in found.items()}

    async def once(self, way: Way, seconds: float) -> Figures:
        """Ask for so long."""
        self.loads.append(os.getloadavg()[0])
        served = way.served
        pids = await backends(self.databases[served.database])
        before = cpu.seconds(served.pid), cpu.seconds_of(pids)
        load = await self.ask(way, seconds)
        used = cpu.seconds(served.pid) - before[0], cpu.seconds_of(pids) - before[1]
        server, database = (1e6 * one / load.good for one in used)
        return Figures(load.a_second, load.p50, load.p99, server, database)

    async def ask(self, way: Way, seconds: float) -> Load:
        """Ask for so long, and look at nothing else. Raises `WrongAnswer`."""
        order = Order([way.served.port], way.requests, seconds, counted=way.counted)
        load = await self.asker.ask(order)
        if set(load.statuses) != {str(way.status)} or load.broken:
            raise WrongAnswer(f"{load.statuses}, {load.broken} broken: {load.odd}")
        return load


def _median(some: Sequence[Figures]) -> Figures:
    def middle(name: str) -> float:
        return median(getattr(one, name) for one in some)

    return Figures(*map(middle, ("a_second", "p50", "p99", "server", "database")))
