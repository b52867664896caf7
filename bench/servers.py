"""Servers, loops, parsers and the garbage collector beside each other, for the same application."""

import asyncio
from contextlib import AsyncExitStack
from importlib.util import find_spec

from bench.delivery import COLUMNS, Bench, cold, hot
from bench.goals import Part
from bench.serving import Setup, served

SETUPS = (
    Setup(collector="as it is"),
    Setup(),
    Setup(collector="seldom"),
    Setup(collector="frozen and seldom"),
    Setup(loop="asyncio"),
    Setup(http="h11"),
    Setup(server="granian"),
)
"""The first is what the others are compared with."""


async def part_servers(bench: Bench) -> Part:
    """Answers that are kept and that are not, and the executor's, from each set-up in turn."""
    part = Part("Servers", [*COLUMNS, "CPU against the first"])
    for app, kinds in (("product", (hot, cold)), ("executor", (cold,))):
        async with AsyncExitStack() as stack:
            starting = (served(app, bench.database.url, one) for one in _setups())
            tried = await asyncio.gather(*map(stack.enter_async_context, starting))
            for kind in kinds:
                for one in bench.asked("Q1", "Q5"):
                    ways = {each.setup.name: kind(one, each) for each in tried}
                    found = await bench.measuring.compared(ways)
                    first = found[SETUPS[0].name].cpu
                    for name, figures in found.items():
                        told = f"{app}, {kind.__name__}, {one.short}: {name}"
                        part.rows.append([told, *figures.cells(), f"{figures.cpu / first:.2f} ×"])
    return part


def _setups() -> list[Setup]:
    """Those whose server is installed."""
    return [one for one in SETUPS if find_spec(one.server)]
