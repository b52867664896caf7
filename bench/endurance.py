"""What a process holds: long at 70 % of its peak, and three times its peak."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

from bench import cpu
from bench.arriving import Crowd, Met, Pace, crowd
from bench.databases import fill, known
from bench.goals import Goal, Part
from bench.measuring import GRAPHQL, post
from bench.questions import COUNTED, Question, questions
from bench.serving import Served, served

SHARE, TIMES = 0.7, 3
PEAK_SECONDS, OVER_SECONDS, AFTER_SECONDS = 4.0, 10.0, 5.0
GUESSING = 16
"""Connections that ask without a pause, to guess the peak."""
STEPS = (0.5, 0.7, 0.85, 1.0, 1.2, 1.5)
MOST_REFUSED = 0.01
MIX = ("Q1", "Q2", "Q4", "Q8")


@dataclass
class Endured:
    """The figures of a run."""

    peak: Met
    spans: list[Met] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    over: Met = field(default_factory=Met)
    after: Met = field(default_factory=Met)

    @property
    def growth(self) -> float:
        """How many MB the second half of the time has on average more than the quarter before it."""
        half = len(self.megabytes) // 2
        late, early = self.megabytes[half:], self.megabytes[half // 2 : half] or self.megabytes[:1]
        return sum(late) / len(late) - sum(early) / len(early)


def mixed(asked: Sequence[Question]) -> list[bytes]:
    """Requests for what nobody asked before, so that none is answered from what is kept."""
    chosen = [one for one in asked if one.short in MIX]
    return [post(GRAPHQL, body) for one in chosen for body in one.bodies()[:50]]


async def endure(served: Served, requests: list[bytes], minutes: float) -> Endured:
    """Find the peak, hold 70 % of it for so long, press three times as much, and look whether it is over."""
    async with crowd() as asking:
        found = Endured(await _peak(asking, served, requests))
        steady = found.peak.a_second * SHARE
        spans = max(4, round(minutes * 4))
        for _ in range(spans):
            pace = _pace(served, requests, minutes * 60 / spans, steady)
            found.spans.append(await asking.meet(pace))
            found.megabytes.append(cpu.megabytes(served.pid))
        await _press(asking, served, requests, found, steady)
    return found


async def _peak(asking: Crowd, served: Served, requests: list[bytes]) -> Met:
    """The highest pace that is kept, with the client and the connections of all that follows.

    So many connections that ask again at once would be refused most of the time: a guess comes first.
    """
    guess = 0.0
    for _ in range(2):  # the first time all is new
        guessing = Pace([served.port], requests, PEAK_SECONDS, together=GUESSING)
        guess = (await asking.meet(guessing)).a_second
    best = Met(seconds=1)
    for step in STEPS:
        met = await asking.meet(_pace(served, requests, PEAK_SECONDS, guess * step))
        kept = met.statuses.get("503", 0) + met.unsent <= MOST_REFUSED * met.good
        if kept and met.a_second > best.a_second:
            best = met
        await asyncio.sleep(1)
    return best


async def _press(
    asking: Crowd, served: Served, requests: list[bytes], found: Endured, steady: float
) -> None:
    much = found.peak.a_second * TIMES
    found.over = await asking.meet(_pace(served, requests, OVER_SECONDS, much))
    await asyncio.sleep(1)
    found.after = await asking.meet(_pace(served, requests, AFTER_SECONDS, steady))


def _pace(served: Served, requests: list[bytes], seconds: float, a_second: float = 0.0) -> Pace:
    return Pace([served.port], requests, seconds, a_second, counted=COUNTED.encode())


async def part_endurance(minutes: float, share: int = 1) -> Part:
    """Of a process with the reference data."""
    database = await fill(share)
    requests = mixed(questions(*await known(database)))
    async with served("product", database.url) as product:
        return part(await endure(product, requests, minutes), minutes)


def part(found: Endured, minutes: float) -> Part:
    """As a table."""
    made = Part(
        f"Endurance: {minutes:g} minutes at 70 % of the peak, then three times the peak",
        ["", "200 a second", "p50 ms", "p99 ms", "200", "503", "errors", "MB"],
    )
    worst = max(found.spans, key=lambda one: one.p99)
    rows = [("peak", found.peak, ""), ("70 %: first span", found.spans[0], found.megabytes[0]),
            ("70 %: span of the highest p99", worst, ""),
            ("70 %: last span", found.spans[-1], found.megabytes[-1]),
            ("three times the peak", found.over, ""), ("70 %, a second later", found.after, "")]  # fmt: skip
    for name, met, size in rows:
        shown = f"{size:.0f}" if isinstance(size, float) else ""
        refused = f"{met.statuses.get('503', 0):,}"
        made.rows.append([name, f"{met.a_second:,.0f}", f"{met.p50:.1f}", f"{met.p99:.1f}",
                          f"{met.good:,}", refused, f"{met.errors:,}", shown])  # fmt: skip
    failed = sum(one.errors + one.statuses.get("503", 0) for one in found.spans)
    made.goals = [
        Goal("70 % of the peak, errors and refusals", failed, 0, ""),
        Goal("70 % of the peak, growth in MB", found.growth, 2, " MB"),
        Goal("three times the peak, errors", found.over.errors, 0, ""),
        Goal("three times the peak, p99 of what is answered", found.over.p99, 1_000, " ms"),
        Goal("three times the peak, refusals", found.over.statuses.get("503", 0), 1, "", least=True),
        Goal("a second later, errors and refusals",
             found.after.errors + found.after.statuses.get("503", 0), 0, ""),
    ]  # fmt: skip
    return made
