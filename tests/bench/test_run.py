"""The bench still runs: a hundredth of its data, for an instant."""

import asyncio
import os
import sys

import pytest

from bench import databases
from tests import owner

PARTS = ("cold", "hot", "fallback", "publications", "statements", "first", "visible")


@pytest.mark.slow
async def test_a_small_run_tells_all_its_goals(database: None) -> None:
    url = databases.database().url
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench", "reference", "--only", *PARTS,
        "--rounds", "1", "--seconds", "0.05", "--share", "50",
        env={**os.environ, "CMS_BENCH_DATABASE_URL": url},
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        out, errors = await process.communicate()
    finally:
        await owner.execute("DROP TABLE IF EXISTS plain_book")

    assert process.returncode == 0, errors.decode()
    told = out.decode()
    for goal in ("cold Q5", "hot Q1", "304", "executor Q5", "statements", "never seen", "visible"):
        assert goal in told, told
