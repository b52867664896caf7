"""What is measured of the compiler within one process: statements, shares, and documents never seen."""

import gc
import re
import time
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import median

import pytest

from bench import answers, cpu
from bench.databases import backends
from bench.delivery import Bench
from bench.goals import Goal, Part
from cms.schema.asked import Asked
from cms.schema.build import built
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.plans import Compiled
from tests.schema.compiled.documents import Documents, Known
from tests.schema.compiled.test_corpus import known
from tests.schema.statements import counted

SITE = "https://example.org"
GUIDE = Path(__file__).parents[1] / "docs" / "how-to" / "frontend.md"
SEED = 2009


async def part_statements(bench: Bench) -> Part:
    """Statements for one answer."""
    part = Part("Statements", ["", "statements"])
    compiled, most = Compiled(built(), SITE), 0
    for one in bench.questions:
        with pytest.MonkeyPatch.context() as patch:
            async with counted(patch) as sent:
                await compiled.answer(Asked(one.query, dict(one.variables[0]), None))
        most = max(most, len(sent))
        part.rows.append([one.name, str(len(sent))])
    part.goals.append(Goal("statements per operation, most of Q1 to Q8", most, 1, ""))
    return part


async def part_share(bench: Bench) -> Part:
    """How many operations compile: those of the how-to and of the demo, and random ones."""
    part = Part("Share that compiles", ["", "compiled", "of"])
    compiled, number = Compiled(built(), SITE), 100 * bench.measuring.rounds
    written = re.findall(r"```graphql\n(.*?)```", GUIDE.read_text(), re.S)
    plans = [_compiles(compiled, query) for query in [*written, *answers.QUERIES.values()]]
    part.rows.append(["how-to and demo", str(sum(plans)), str(len(plans))])
    documents = Documents(built().schema._schema, await _known(), Random(SEED))  # noqa: S311, SLF001
    made = [documents.make() for _ in range(number)]
    found = [
        await compiled.answer(Asked(one.query, dict(one.variables), None)) is not None
        for one in made
    ]
    part.rows.append(["random documents", str(sum(found)), str(number)])
    part.goals += [
        Goal(
            "share of how-to and demo that compiles",
            100 * sum(plans) / len(plans),
            95,
            " %",
            least=True,
        ),
        Goal(
            "share of random documents that compiles",
            100 * sum(found) / number,
            95,
            " %",
            least=True,
        ),
    ]
    return part


async def _known() -> Known:
    """What the reference data have; of what they lack, something that is not there."""
    found = await known()
    slugs = {name: some or ["niets"] for name, some in found.slugs.items()}
    return replace(found, slugs=slugs, tags=found.tags or ["niets"])


def _compiles(compiled: Compiled, query: str) -> bool:
    try:
        compiled.find(Asked(query, {}, None))
    except Uncompiled:
        return False
    return True


async def part_first(bench: Bench) -> Part:
    """The first answer to a document that nobody asked before: each has an alias of its own."""
    part = Part("A document never seen", ["", "ms of CPU (this process + database)"])
    compiled, [question] = Compiled(built(), SITE), bench.asked("Q3")
    gc.collect()
    gc.freeze()  # as servers do
    found = []
    for number in range(10 * bench.measuring.rounds):
        query = question.query.replace("{ title", f"{{ a{number}: title", 1)
        pids = await backends(bench.database)
        own, theirs = time.process_time(), cpu.seconds_of(pids)
        answer = await compiled.answer(Asked(query, dict(question.variables[0]), None))
        assert answer
        found.append((time.process_time() - own, cpu.seconds_of(pids) - theirs))
    ours, others = (1000 * median(one[place] for one in found) for place in (0, 1))
    part.rows.append([question.name, f"{ours:.2f} + {others:.2f}"])
    part.goals.append(Goal("first answer to a document never seen, Q3", ours, 5, " ms"))
    return part
