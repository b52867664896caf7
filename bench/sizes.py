"""How publishing and reading grow with what is published: the same questions to ever larger databases."""

import asyncio
import os
import sys
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import cpu, reference
from bench.asking import asking
from bench.databases import Database, copied, fill, known
from bench.delivery import cold
from bench.goals import Part
from bench.growth import drawn
from bench.keeping import RESULTS, Keeper
from bench.measuring import Measuring
from bench.publisher import Publisher
from bench.questions import questions
from bench.serving import served
from cms.database.engine import pool

SHARE = 8
A_TIME, UPTO = 1_000, 200_000
TIMES = (1, 5, 10, 50, 100, 200)
"""How many thousands of publications."""
ASKED = ("Q1", "Q2", "Q4", "Q5", "Q6")
PICTURE = Path(__file__).parents[1] / "docs/images/growth.svg"
DRAWN = "Sizes: milliseconds of the processor, by publications"
PUBLISHED = 20
PUBLISH = "import asyncio; from bench.sizes import publish; asyncio.run(publish())"


async def part_sizes(keeper: Keeper, upto: int = UPTO, seconds: float = 1.0) -> Part:
    """A row for each size up to so many publications: kept, and drawn, after each of them."""
    keeper.say(f"The first {A_TIME:,} publications", 0)
    small = await fill(SHARE)
    times = [one for one in TIMES if one * A_TIME <= upto] or [TIMES[0]]
    sized = ("process MB", "database MB", "filled in s")
    made = Part(DRAWN, ["publications", *ASKED, "publishing", *sized])
    lines: dict[str, list[tuple[int, float]]] = {}
    work, done = sum(map(_work, times)), 0.0
    async with asking() as asker:
        for each in times:
            keeper.say(f"Filling {each * A_TIME:,} publications", done / work)
            since = perf_counter()
            # The smallest is a copy too: publishing would add to what others are copied from.
            database = await copied(small, f"x{each}", partial(reference.multiply, times=each))
            filled = perf_counter() - since
            measuring = Measuring(asker, [database], 3, seconds)
            async with pool(most=3):  # not while a database is copied: nobody else may use it then
                count, found, memory, size = await _measured(measuring, database)
            found["publishing"] = await _publishing(database)
            for name, value in found.items():
                lines.setdefault(name, []).append((count, value))
            cells = [f"{value:.2f}" for value in found.values()]
            made.rows.append(
                [f"{count:,}", *cells, f"{memory:.0f}", f"{size:.0f}", f"{filled:.0f}"]
            )
            done += _work(each)
            keeper.keep(made)
            if keeper.into == RESULTS:
                PICTURE.write_text(drawn(DRAWN, lines), "utf-8")
            keeper.say(
                ", ".join(f"{name} {value:.2f} ms" for name, value in found.items()), done / work
            )
    return made


def _work(times: int) -> float:
    """What a size takes, roughly in seconds: measuring, and what is in proportion to it."""
    return 60 + 1.2 * times


async def _measured(
    measuring: Measuring, database: Database
) -> tuple[int, dict[str, float], float, float]:
    """Publications, milliseconds of the processor a question, MB of the process and of the database."""
    pages, words = await known(database)
    found = {}
    async with served("product", database.url) as product:
        for one in questions(pages, words):
            if one.short in ASKED:
                figures = await measuring.compared({"": cold(one, product)})
                found[one.short] = figures[""].cpu / 1000
        memory = cpu.megabytes(product.pid)
    async with database.connected() as connection:
        count = await connection.fetchval("SELECT count(*) FROM publication")
        size = await connection.fetchval("SELECT pg_database_size(current_database()) / 1e6")
    return count, found, memory, float(size)


async def _publishing(database: Database) -> float:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PUBLISH, stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "CMS_DATABASE_URL": database.url},
    )  # fmt: skip
    out, _ = await process.communicate()
    if process.returncode:
        raise RuntimeError("Nothing could be published")
    return float(out)


async def publish() -> None:
    """Print how many milliseconds it takes, in the middle, to save and publish an entry once more."""
    publisher, took = Publisher(), []
    async with pool(most=2):
        for _ in range(PUBLISHED + 1):
            since = perf_counter()
            await publisher.publish("page")
            took.append(1000 * (perf_counter() - since))
    sys.stdout.write(f"{median(took[1:]):.3f}\n")
