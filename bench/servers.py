"""Servers, loops, parsers and the garbage collector beside each other, for the same application."""

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


async def part_servers(bench: Bench) -> Part:
    """Each set-up beside the first: an answer that is kept, one that is not, and the executor's."""
    part = Part("Servers", COLUMNS)
    asked = bench.asked("Q1", "Q5")
    for setup in SETUPS[1:]:
        if setup.server == "granian" and not find_spec("granian"):
            continue
        for app, way in (("product", hot), ("product", cold), ("executor", cold)):
            async with (
                served(app, bench.database.url, setup) as tried,
                served(app, bench.database.url, SETUPS[0]) as first,
            ):
                for one in asked:
                    ways = {setup.name: way(one, tried), SETUPS[0].name: way(one, first)}
                    found = await bench.measuring.compared(ways)
                    ratio = found[setup.name].cpu / found[SETUPS[0].name].cpu
                    part.compare(f"{app}, {way.__name__}, {one.short}", found, ratio)
    return part
