"""A primary, a replica and two processes beside one process: what they answer, and what it costs."""

import asyncio
import os
import sys
from contextlib import AsyncExitStack

from bench import cpu
from bench.asking import Asker, Load, Order, asking
from bench.databases import Database, known
from bench.endurance import mixed
from bench.goals import Part
from bench.keeping import Keeper
from bench.questions import COUNTED, questions
from bench.serving import Served, served
from tests.database.neighbours import pids_of
from tests.replicas import Cluster, primary, replica

FILL = "import asyncio; from bench.databases import fill; asyncio.run(fill({share}))"
SECONDS, TOGETHER = 3.0, 64
Round = tuple[Load, list[float]]
"""What was answered, and the processor's seconds of the processes and of each server."""


async def part_scale(keeper: Keeper, rounds: int = 5, share: int = 1) -> Part:
    """The same questions to each set-up in turn, from the same client: kept after each round."""
    async with AsyncExitStack() as stack:
        keeper.say("A primary with the reference data", 0)
        first = await stack.enter_async_context(primary("shared_buffers=256MB"))
        await _fill(first, share)
        keeper.say("A replica of it, and three processes", 0)
        second = await stack.enter_async_context(replica(first, "shared_buffers=256MB"))
        url, replicas = first.url(), {"CMS_REPLICA_URLS": second.url()}
        alone = [await stack.enter_async_context(served("product", url))]
        two = [await stack.enter_async_context(served("product", url)) for _ in range(2)]
        both = [
            await stack.enter_async_context(served("product", url, **replicas)) for _ in range(2)
        ]
        asker = await stack.enter_async_context(asking())
        requests = mixed(questions(*await known(Database(url))))
        ways = {
            "1 process, 1 primary": alone,
            "2 processes, 1 primary": two,
            "2 processes, 1 primary, 1 replica": both,
        }
        found: dict[str, list[Round]] = {name: [] for name in ways}
        for each in range(rounds + 1):
            for name, processes in ways.items():
                measured = await _measured(asker, processes, requests, [first, second])
                found[name] += [measured] if each else []  # the first time all is new
                keeper.say(
                    f"{name}: {measured[0].a_second:,.0f} a second", (each + 1) / (rounds + 1)
                )
            if each:
                keeper.keep(_part(found))
    return _part(found)


async def _fill(first: Cluster, share: int) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", FILL.format(share=share),
        env={**os.environ, "CMS_DATABASE_URL": first.url()},
    )  # fmt: skip
    if await process.wait():
        raise RuntimeError("The reference data could not be loaded")


async def _measured(
    asker: Asker, processes: list[Served], requests: list[bytes], servers: list[Cluster]
) -> Round:
    of = [[one.pid for one in processes], *(pids_of(each.data) for each in servers)]
    before = [cpu.seconds_of(pids) for pids in of]
    ports = [one.port for one in processes]
    order = Order(ports, requests, SECONDS, 0.0, TOGETHER, COUNTED.encode())
    load = await asker.ask(order)
    return load, [cpu.seconds_of(pids) - was for pids, was in zip(of, before, strict=True)]


def _part(found: dict[str, list[Round]]) -> Part:
    made = Part(
        "Scale: one process, two, and two with a replica",
        ["", "answered a second", "p50 ms", "p99 ms", "errors", "CPU ms of processes",
         "of the primary", "of the replica"],
    )  # fmt: skip
    alone = 0.0
    for name, rounds in found.items():
        load, used = sorted(rounds, key=lambda one: one[0].a_second)[len(rounds) // 2]
        alone = alone or load.a_second
        spent = [f"{1000 * one / max(1, load.good):.3f}" for one in used]
        rate = f"{load.a_second:,.0f} = {load.a_second / alone:.2f} ×"
        cells = [rate, f"{load.p50:.1f}", f"{load.p99:.1f}", f"{load.errors + load.refused:,}"]
        made.rows.append([name, *cells, *spent])
    return made
