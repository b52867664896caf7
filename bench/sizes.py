"""How publishing and reading grow with what is published: the same questions to ever larger databases."""

import asyncio
import os
import sys
from collections.abc import Sequence
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
from bench.measuring import Measuring
from bench.publisher import Publisher
from bench.questions import questions
from bench.serving import served
from cms.database.engine import pool

SHARE = 8
TIMES = (1, 10, 50, 200)
ASKED = ("Q1", "Q2", "Q4", "Q5", "Q6")
PICTURE = Path(__file__).parents[1] / "docs/images/growth.svg"
PUBLISHED = 20
PUBLISH = "import asyncio; from bench.sizes import publish; asyncio.run(publish())"


async def part_sizes(times: Sequence[int] = TIMES, seconds: float = 1.0) -> Part:
    """A row for each size; the picture is drawn for documentation."""
    small = await fill(SHARE)
    made = Part("Sizes", ["publications", *ASKED, "publishing", "process MB", "database MB"])
    drawings: dict[str, list[tuple[int, float]]] = {}
    made_of = {1: small}
    for each in times:
        if each not in made_of:
            made_of[each] = await copied(small, f"x{each}", partial(reference.multiply, times=each))
    async with pool(most=3), asking() as asker:
        for each in times:
            database = made_of[each]
            measuring = Measuring(asker, [database], 3, seconds)
            count, found, memory, size = await _measured(measuring, database)
            found["publishing"] = await _publishing(database)
            for name, value in found.items():
                drawings.setdefault(name, []).append((count, value))
            cells = [f"{value:.2f}" for value in found.values()]
            sys.stderr.write(f"{count:,}: {found}, {memory:.0f} and {size:.0f} MB\n")
            made.rows.append([f"{count:,}", *cells, f"{memory:.0f}", f"{size:.0f}"])
    if times == TIMES:
        PICTURE.write_text(drawn("Milliseconds of the processor, by publications", drawings))
    return made


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
