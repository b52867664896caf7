"""``kill -9`` while editors write: all that was acknowledged stays, nothing is half, and it is back soon."""

from pathlib import Path

import pytest

from cms.database.embedded import erase
from tests.faults.standing import Embedded, Standing, Watched, standing
from tests.replicas import primary

SECONDS = {"server": 5, "backend": 5, "database": 15, "both": 15}
"""On a machine that does nothing else."""
FEW = (
    *2 * ("server", "backend", "database", "both"),
    *("server", "backend", "database", "backend", "database", "backend"),
    *3 * ("backend", "database"),
)
"""Those that start no process of Python come more often."""
MANY = 50 * ("server", "backend", "database", "both")
EDITORS = 3


async def stands(made: Standing, kills: tuple[str, ...]) -> None:
    """Kill one after the other, each as soon as the site was written to since the one before."""
    slowest = dict.fromkeys(SECONDS, 0.0)
    async with made.written_to(EDITORS):
        for what in kills:
            await made.acknowledged_again()
            took = await made.kill(what)
            slowest[what] = max(slowest[what], took)
            assert took <= SECONDS[what], (what, took)
        await made.acknowledged_again()
    await made.check()
    print({**slowest, "acknowledged": len(made.made) + len(made.published)})  # noqa: T201


@pytest.mark.slow
async def test_twenty_kills(tmp_path: Path) -> None:
    async with primary() as cluster, standing(Watched(cluster, tmp_path)) as made:
        await stands(made, FEW)


@pytest.mark.slow
@pytest.mark.timeout(3_600)
async def test_two_hundred_kills(tmp_path: Path) -> None:
    """As everybody runs it: the site starts its own database again."""
    try:
        async with standing(Embedded(tmp_path)) as made:
            await stands(made, MANY)
    finally:
        erase(tmp_path)
