"""The parts of the bench that press and grow still run: little of them."""

import asyncio
import os
import sys

import pytest

from bench.growth import drawn


def test_a_picture_has_a_line_for_each_figure() -> None:
    made = drawn("Growth", {"Q1": [(1_000, 0.2), (10_000, 0.3)], "Q2": [(1_000, 2), (10_000, 20)]})
    assert made.count("<polyline") == 2
    assert "10,000" in made


async def _ran(*arguments: str) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench", *arguments,
        env={**os.environ, "CMS_BENCH_DATABASE_URL": ""}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    assert process.returncode == 0
    return out.decode()


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_a_process_endures() -> None:
    told = await _ran("endurance", "--minutes", "1", "--share", "10")
    for goal in ("70 % of the peak, errors", "three times the peak, errors", "a second later"):
        [line] = [one for one in told.splitlines() if one.startswith(f"| {goal}")]
        assert "missed" not in line, told


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_two_processes_and_a_replica_answer() -> None:
    told = await _ran("scale", "--share", "20")
    assert "2 processes, 1 primary, 1 replica" in told
