"""What a process holds: 70 % of its peak for long, three times as much, hundreds who ask again at once."""

import asyncio
import os
import signal
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import cpu
from bench.asking import Asker, Load, Order, asking
from bench.databases import fill, known
from bench.goals import Goal, Part
from bench.keeping import Keeper
from bench.measuring import GRAPHQL, post
from bench.questions import COUNTED, Question, questions
from bench.serving import Served, served

SHARE, TIMES = 0.7, 3
PEAK_SECONDS, OVER_SECONDS, LOOK_SECONDS = 8.0, 10.0, 1.0
PAUSE_SECONDS = 0.5
"""For which a machine may stand still that others share: nobody is turned away for that."""
GUESSING, TOGETHER = 16, 400
"""Connections that ask without a pause to guess the peak, and those of all that follows."""
STEPS = (0.5, 0.7, 0.85, 1.0, 1.15, 1.3, 1.5, 1.75, 2.0)
MISSES = 2
"""So many steps in a row that are not kept are the end: one may have met a pause of the machine."""
MOST_REFUSED = 0.01
MOST_P99, MOST_OVER_P99 = 250, 1_000
LOOKS = 10
A_MINUTE = 4
"""Spans of which each has figures."""
LEVEL_AFTER = 10
"""Minutes after which memory may be expected to be level."""
MIX = ("Q1", "Q2", "Q4", "Q8")


@dataclass
class Endured:
    """The figures of a run as far as it came."""

    minutes: float
    peak: Load = field(default_factory=Load)
    spans: list[Load] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    paused: Load | None = None
    over: Load | None = None
    again: Load | None = None
    recovered: list[float] = field(default_factory=list)

    @property
    def slope(self) -> float:
        """MB an hour by which memory grows in the last two thirds, by least squares."""
        late = self.megabytes[len(self.megabytes) // 3 :]
        hours = [number / A_MINUTE / 60 for number in range(len(late))]
        middle, mean = sum(hours) / len(hours), sum(late) / len(late)
        spread = sum((one - middle) ** 2 for one in hours) or 1.0
        return sum((x - middle) * (y - mean) for x, y in zip(hours, late, strict=True)) / spread


def mixed(asked: Sequence[Question]) -> list[bytes]:
    """Requests for what nobody asked before, so that none is answered from what is kept."""
    chosen = [one for one in asked if one.short in MIX]
    return [post(GRAPHQL, body) for one in chosen for body in one.bodies()[:50]]


class Pressing:
    """One process that answers and one that asks."""

    def __init__(self, asker: Asker, product: Served, requests: list[bytes]) -> None:
        self.asker, self.product, self.requests = asker, product, requests

    async def ask(self, seconds: float, a_second: float = 0.0, together: int = TOGETHER) -> Load:
        """Ask for so long; without a pace as fast as the connections are answered."""
        counted = COUNTED.encode()
        ports = [self.product.port]
        return await self.asker.ask(
            Order(ports, self.requests, seconds, a_second, together, counted)
        )

    async def peak(self) -> Load:
        """The highest pace that is kept, with the client and the connections of all that follows.

        Raises `RuntimeError` if nothing is answered.
        """
        for _ in range(2):  # the first time all is new
            guess = (await self.ask(PEAK_SECONDS, together=GUESSING)).a_second
        tried: list[Load] = []
        for step in STEPS:
            tried.append(await self.ask(PEAK_SECONDS, guess * step))
            await asyncio.sleep(LOOK_SECONDS)
            if len(tried) > MISSES and not any(map(_keeps, tried[-MISSES:])):
                break
        if not any(one.good for one in tried):
            raise RuntimeError("Nothing was answered")
        kept = [one for one in tried if _keeps(one)]
        return max(kept or tried[:1], key=lambda one: one.a_second)

    async def through_a_pause(self, a_second: float) -> Load:
        """Ask at this pace one that stands still for a moment."""
        asked = asyncio.create_task(self.ask(OVER_SECONDS, a_second))
        await asyncio.sleep(OVER_SECONDS / 2)
        os.kill(self.product.pid, signal.SIGSTOP)
        await asyncio.sleep(PAUSE_SECONDS)
        os.kill(self.product.pid, signal.SIGCONT)
        return await asked

    async def recover(self, a_second: float) -> float:
        """Seconds until a second of this pace goes by in which all are answered in time."""
        for number in range(LOOKS):
            load = await self.ask(LOOK_SECONDS, a_second)
            if not load.refused + load.errors and load.p99 <= MOST_P99:
                return number * LOOK_SECONDS
        return LOOKS * LOOK_SECONDS


def _keeps(load: Load) -> bool:
    """Whether that pace was answered."""
    return load.good > 0 and load.refused + load.unsent <= MOST_REFUSED * load.good


async def part_endurance(keeper: Keeper, minutes: float, share: int = 1) -> Part:
    """Of a process with the reference data: kept after each span."""
    keeper.say("Reference data", 0)
    database = await fill(share)
    requests = mixed(questions(*await known(database)))
    found, spans = Endured(minutes), max(4, round(minutes * A_MINUTE))
    steps = spans + 8  # the peak before and what comes after take as long as so many spans
    async with served("product", database.url) as product, asking() as asker:
        pressing = Pressing(asker, product, requests)
        keeper.say("Looking for the peak", 0)
        found.peak = await pressing.peak()
        steady = found.peak.a_second * SHARE
        for number in range(spans):
            found.spans.append(await pressing.ask(minutes * 60 / spans, steady))
            found.megabytes.append(cpu.megabytes(product.pid))
            keeper.keep(part(found))
            last = found.spans[-1]
            said = f"{last.a_second:,.0f} a second, p99 {last.p99:.0f} ms, {found.megabytes[-1]:.1f} MB"
            keeper.say(said, (number + 4) / steps)
        found.paused = await pressing.through_a_pause(steady)
        found.over = await pressing.ask(OVER_SECONDS, found.peak.a_second * TIMES)
        found.recovered.append(await pressing.recover(steady))
        keeper.keep(part(found))
        found.again = await pressing.ask(OVER_SECONDS)
        found.recovered.append(await pressing.recover(steady))
    return part(found)


def part(found: Endured) -> Part:
    """As a table."""
    made = Part(
        f"Endurance: {len(found.spans) / A_MINUTE:g} minutes at 70 % of the peak, then more than it holds",
        ["", "answered a second", "p50 ms", "p99 ms", "answered", "503", "errors", "MB"],
    )
    worst = max(found.spans, key=lambda one: one.p99)
    made.rows = [
        _row("peak", found.peak),
        _row("70 %: first span", found.spans[0], found.megabytes[0]),
        _row("70 %: span of the highest p99", worst),
        _row("70 %: last span", found.spans[-1], found.megabytes[-1]),
    ]
    made.goals = [
        Goal("70 % of the peak, errors", sum(one.errors for one in found.spans), 0, ""),
        Goal("70 % of the peak, turned away", sum(one.refused for one in found.spans), 0, ""),
        Goal("70 % of the peak, p99 of the worst span", worst.p99, MOST_P99, " ms"),
    ]
    if len(found.spans) >= LEVEL_AFTER * A_MINUTE:
        made.goals.append(Goal("70 % of the peak, memory an hour", found.slope, 1, " MB"))
    if found.paused:
        name = f"70 %, standing still for {PAUSE_SECONDS:g} s"
        made.rows.append(_row(name, found.paused))
        made.goals += [
            Goal(f"{name}: errors", found.paused.errors, 0, ""),
            Goal(f"{name}: turned away", found.paused.refused, 0, ""),
        ]
    for name, load in (("three times the peak", found.over),
                       (f"{TOGETHER} who ask again at once", found.again)):  # fmt: skip
        if load:
            made.rows.append(_row(name, load))
            made.goals += [
                Goal(f"{name}, errors", load.errors, 0, ""),
                Goal(f"{name}, refusals", load.refused, 1, "", least=True),
                Goal(f"{name}, p99 of what is answered", load.p99, MOST_OVER_P99, " ms"),
                Goal(f"{name}, answered of the peak",
                     load.a_second / found.peak.a_second, 0.5, "×", least=True),
            ]  # fmt: skip
    for seconds in found.recovered:
        made.goals.append(Goal("normal again afterwards, seconds", seconds, 5, " s"))
    return made


def _row(name: str, load: Load, megabytes: float | None = None) -> list[str]:
    size = "" if megabytes is None else f"{megabytes:.1f}"
    return [name, f"{load.a_second:,.0f}", f"{load.p50:.1f}", f"{load.p99:.1f}",
            f"{load.good:,}", f"{load.refused:,}", f"{load.errors:,}", size]  # fmt: skip
