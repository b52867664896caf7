"""A primary, a replica and two processes beside one process: what they answer, and what it costs."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack

from bench import cpu
from bench.arriving import Crowd, Met, Pace, crowd
from bench.databases import Database, known
from bench.endurance import mixed
from bench.goals import Part
from bench.questions import COUNTED, questions
from bench.serving import Served, served
from tests.database.neighbours import pids_of
from tests.replicas import Cluster, primary, replica

FILL = "import asyncio; from bench.databases import fill; asyncio.run(fill({share}))"
ROUNDS, SECONDS, TOGETHER = 3, 3.0, 64


async def part_scale(share: int = 1) -> Part:
    """The same questions to each set-up in turn, several rounds, from the same client."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(primary("shared_buffers=256MB"))
        await _fill(first, share)
        second = await stack.enter_async_context(replica(first, "shared_buffers=256MB"))
        alone = await stack.enter_async_context(served("product", first.url()))
        both = [
            await stack.enter_async_context(
                served("product", first.url(), CMS_REPLICA_URLS=second.url())
            )
            for _ in range(2)
        ]
        asking = await stack.enter_async_context(crowd())
        requests = mixed(questions(*await known(Database(first.url()))))
        ways = {"1 process, 1 primary": [alone], "2 processes, 1 primary, 1 replica": both}
        found: dict[str, list[tuple[Met, list[float]]]] = {name: [] for name in ways}
        for each in range(ROUNDS + 1):
            for name, processes in ways.items():
                met = await _measured(asking, processes, requests, [first, second])
                found[name] += [met] if each else []  # the first time all is new
    return _part(found)


async def _fill(first: Cluster, share: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FILL.format(share=share),
        env={**os.environ, "CMS_DATABASE_URL": first.url()},
    )  # fmt: skip
    if await process.wait():
        raise RuntimeError("The reference data could not be loaded")


async def _measured(
    asking: Crowd, processes: list[Served], requests: list[bytes], servers: list[Cluster]
) -> tuple[Met, list[float]]:
    """What came of it, and the processor's seconds of the processes and of each server."""
    of = [[one.pid for one in processes], *(pids_of(each.data) for each in servers)]
    before = [cpu.seconds_of(pids) for pids in of]
    ports = [one.port for one in processes]
    pace = Pace(ports, requests, SECONDS, 0.0, TOGETHER, COUNTED.encode())
    met = await asking.meet(pace)
    return met, [cpu.seconds_of(pids) - was for pids, was in zip(of, before, strict=True)]


def _part(found: dict[str, list[tuple[Met, list[float]]]]) -> Part:
    made = Part(
        "Scale: one process, and two with a replica",
        ["", "requests/s", "p50 ms", "p99 ms", "CPU ms of processes", "of the primary", "of the replica"],
    )  # fmt: skip
    rates = []
    for name, rounds in found.items():
        met, used = sorted(rounds, key=lambda one: one[0].a_second)[len(rounds) // 2]
        rates.append(met.a_second)
        spent = [f"{1000 * one / max(1, met.good):.3f}" for one in used]
        made.rows.append([name, f"{met.a_second:,.0f}", f"{met.p50:.1f}", f"{met.p99:.1f}", *spent])
    made.rows[-1][1] += f" = {rates[1] / rates[0]:.2f} ×"
    return made
