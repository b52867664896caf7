"""``kill -9`` while editors write: all that was acknowledged stays, nothing is half, and it is back soon."""

import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from statistics import median

import asyncpg
import httpx
import pytest

from cms.database.embedded import erase
from tests.faults.heard import all_is_heard
from tests.faults.standing import Embedded, Standing, standing

SECONDS = {"server": 5, "backend": 2, "database": 15, "both": 15}
"""On a machine that does nothing else."""
FEW = (
    *2 * ("server", "backend", "database", "both"),
    *6 * ("backend", "database"),
)
"""Those that start a process come first: what such a one held is another's after a while only."""
EACH = 50
MANY = EACH * ("server", "backend", "database", "both")
IMPORTS_IN = 10
"""Of the many starts one in so many is the command's own."""
EDITORS = 3
ROLES = """
SELECT DISTINCT usename FROM pg_stat_activity
WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
"""


@asynccontextmanager
async def served(folder: Path) -> AsyncIterator[Standing]:
    """As everybody runs it: on an empty folder, with a database that the site starts itself."""
    folder.mkdir()
    try:
        async with standing(Embedded(folder / "var"), folder) as made:
            yield made
    finally:
        erase(folder / "var")


def crowded() -> float:
    """How many want each processor of this machine; at least one."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


async def stands(made: Standing, kills: tuple[str, ...], patience: float = 1.0) -> None:
    """Kill one after the other, each as soon as the site was written to since the one before.

    It may take ``patience`` times as long as on a machine that does nothing else.
    """
    took: dict[str, list[float]] = {what: [] for what in SECONDS}
    async with made.written_to(EDITORS):
        for what in kills:
            await made.acknowledged_again()
            took[what].append(await made.kill(what))
        await made.acknowledged_again()
    for what, each in took.items():
        print(f"{what}: ready in {median(each):.1f} s, {max(each):.1f} s at most ({len(each)})")  # noqa: T201
    await made.check()
    events = await all_is_heard(made.database.url, made.receiver)
    print(f"{len(made.made) + len(made.published)} acknowledged, {events} events heard")  # noqa: T201
    for what, most in SECONDS.items():
        assert max(took[what]) <= most * patience, (what, took[what])


async def starts_in_silence(made: Standing) -> None:
    """Before the first migration there are no roles, which nobody need hear of; after it they are used."""
    async with httpx.AsyncClient(trust_env=False) as reader:
        asked = {"query": "{ site { title } }"}
        assert (await reader.post(made.address("/graphql"), json=asked)).status_code == 200
        await reader.get(made.address("/readyz"))
    connection = await asyncpg.connect(made.database.url)
    try:
        users = {row["usename"] for row in await connection.fetch(ROLES)}
    finally:
        await connection.close()
    assert users == {"cms_editor", "cms_public"}
    assert "stands in" not in made.log.read_text()
    assert "Traceback" not in made.log.read_text()


async def test_twenty_kills(tmp_path: Path) -> None:
    async with served(tmp_path / "site") as made:
        await starts_in_silence(made)
        await stands(made, FEW, 2 * crowded())  # others are tested beside it
    said = made.log.read_text()
    assert "connection floor" not in said
    assert " cms.errors: " not in said, "a database that is away was taken for a mistake of ours"


@pytest.mark.slow
@pytest.mark.timeout(3_600)
async def test_two_hundred_kills(tmp_path: Path) -> None:
    assert Counter(MANY) == dict.fromkeys(SECONDS, EACH)
    async with served(tmp_path / "site") as made:
        made.imports_in = IMPORTS_IN
        await stands(made, MANY)
    assert made.starts >= 2 * EACH
