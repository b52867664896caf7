"""The parts of the bench that press and grow still run: little of them."""

import asyncio
import importlib
import os
import pkgutil
import sys
from pathlib import Path

import pytest

import bench
from bench.asking import Order, asking
from bench.goals import Goal, Part
from bench.growth import drawn
from bench.keeping import PAGE, Keeper, block, tell_page


def test_every_part_can_be_loaded() -> None:
    for part in pkgutil.iter_modules(bench.__path__, "bench."):
        if not part.name.endswith("__main__"):
            importlib.import_module(part.name)


def test_a_picture_has_a_line_for_each_figure() -> None:
    made = drawn("Growth", {"Q1": [(1_000, 0.2), (10_000, 0.3)], "Q2": [(1_000, 2), (10_000, 20)]})
    assert made.count("<polyline") == 2
    assert "10,000" in made


def test_what_there_is_is_kept_and_told(tmp_path: Path) -> None:
    results, page = tmp_path / "RESULTS.md", tmp_path / "page.md"
    page.write_text(PAGE.read_text())
    for name in ("sizes", "scale"):
        keeper = Keeper(name, "Here.", results)
        part = Part(f"All {name}", ["", "ms"], [["first", "1"]])
        keeper.keep(part)
        part.rows.append(["second", "2"])
        part.goals.append(Goal("little", 3, 2, " ms"))
        keeper.keep(part, "done.")
    kept = block(results.read_text(), "sizes")
    assert kept.count("| second | 2 |") == 1
    assert "**missed**" in kept
    assert "After 0:00 minutes: done." in kept
    assert not block(results.read_text(), "endurance")
    tell_page(results, page)
    tell_page(results, page)
    assert page.read_text().count("### All sizes") == 1
    assert page.read_text().count("| second | 2 |") == 2


async def test_a_connection_that_the_server_closed_is_made_again() -> None:
    async def once(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(once, "127.0.0.1", 0)
    order = Order([server.sockets[0].getsockname()[1]], [b"GET / HTTP/1.1\r\n\r\n"], 1.0, 20.0, 4)
    async with server, asking() as asker:
        load = await asker.ask(order)
    assert load.good > 4
    assert load.errors == 0


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
    for goal in ("70 % of the peak, errors", "three times the peak, errors", "normal again"):
        lines = [one for one in told.splitlines() if one.startswith(f"| {goal}")]
        assert lines
        assert not any("missed" in line for line in lines), told


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_sizes_are_measured() -> None:
    told = await _ran("sizes", "--upto", "1000", "--seconds", "0.1")
    assert "| publishing | process MB |" in told


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_two_processes_and_a_replica_answer() -> None:
    told = await _ran("scale", "--rounds", "1", "--share", "20")
    assert "2 processes, 1 primary, 1 replica" in told
