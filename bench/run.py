"""The parts of the bench in turn, on databases that are made for it."""

import asyncio
import platform
import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from importlib.metadata import version
from os import cpu_count
from pathlib import Path
from time import perf_counter

from bench import calendars, compiling, cpu, delivery, pictures, servers
from bench.asking import asking
from bench.databases import enlarged, fill, known
from bench.delivery import Bench
from bench.goals import Part, table
from bench.measuring import Measuring
from bench.questions import questions
from bench.serving import served
from cms.database.engine import fetch, pool

RESULTS = Path(__file__).with_name("RESULTS.md")
TIMES = 20
MADE = ("piccolo", "strawberry-graphql", "graphql-core", "starlette", "uvicorn", "uvloop",
        "httptools", "asyncpg", "orjson")  # fmt: skip
PARTS: Mapping[str, Callable[[Bench], Awaitable[Part]]] = {
    "cold": delivery.part_cold,
    "hot": delivery.part_hot,
    "fallback": delivery.part_fallback,
    "publications": delivery.part_publications,
    "calendar": calendars.part_calendar,
    "growth": delivery.part_growth,
    "memory": delivery.part_memory,
    "visible": delivery.part_visible,
    "statements": compiling.part_statements,
    "renditions": pictures.part_made,
    "again": pictures.part_sent,
    "share": compiling.part_share,
    "first": compiling.part_first,
    "servers": servers.part_servers,
}
SELDOM = ("servers",)
"""Parts that run when they are named."""


def say(text: str) -> None:
    """A line of progress."""
    sys.stderr.write(f"{text}\n")


async def run(
    folder: Path, chosen: Sequence[str], rounds: int, seconds: float, share: int = 1
) -> str:
    """The report of the parts that are named, or of all; ``share`` makes the data smaller."""
    began = perf_counter()
    chosen = chosen or [name for name in PARTS if name not in SELDOM]
    say("Reference data")
    small = await fill(share)
    large = await enlarged(small, TIMES) if "growth" in chosen else None
    month = await calendars.filled(small) if "calendar" in chosen else None
    pages, words = await known(small)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(pool(most=3))
        asker = await stack.enter_async_context(asking())
        databases = [one for one in (small, large, month) if one]
        measuring = Measuring(asker, databases, rounds, seconds)
        product = await stack.enter_async_context(served("product", small.url))
        bench = Bench(measuring, questions(pages, words), small, folder, product, large, month)
        parts = []
        for name in chosen:
            say(f"{perf_counter() - began:5.0f} s  {name}")
            parts.append(await PARTS[name](bench))
        return _report(
            parts,
            measuring,
            await asyncio.to_thread(_versions, await _postgres()),
            perf_counter() - began,
        )


def _report(parts: Sequence[Part], measuring: Measuring, machine: str, took: float) -> str:
    goals = [goal.cells() for part in parts for goal in part.goals]
    load = f"{min(measuring.loads):.1f} to {max(measuring.loads):.1f}" if measuring.loads else "-"
    said = (
        f"Medians of {measuring.rounds} rounds of {measuring.seconds:g} s a way, one after the other, 16"
        f" connections; the load of the machine was {load}, and the run took {took:.0f} s. Read the ratios:"
        " requests/s follow what else the machine does.\n"
    )
    shown = f"## Goals\n\n{table(['', 'goal', 'found', ''], goals)}" if goals else ""
    return "\n".join(["# Figures\n", machine, said, shown, *(part.text() for part in parts)])


async def _postgres() -> str:
    [row] = await fetch("SELECT split_part(version(), ' ', 2) AS version")
    return str(row["version"])


def machine() -> str:
    """The commit and the machine."""
    commit = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607 - whichever git there is
        capture_output=True, text=True, check=False, cwd=Path(__file__).parent,
    ).stdout.strip()  # fmt: skip
    return f"Commit {commit or 'unknown'}. {cpu_count()} cores of {cpu.model()}."


def _versions(postgres: str) -> str:
    made = ", ".join(f"{name} {version(name)}" for name in MADE)
    return (
        f"{machine()} {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Linux {platform.release()}. Python"
        f" {platform.python_version()}, PostgreSQL {postgres}, {made}.\n"
    )
