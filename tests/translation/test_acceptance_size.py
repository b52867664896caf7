"""Large files: what they take grows as they do. `make bench ARGS=translation` tells how much."""

import asyncio
import gc
import os
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from bench import databases
from bench.translation import Took, run
from cms.translation.exchange.memory import Memory, Remembered
from cms.translation.exchange.proposing import propose
from cms.translation.po.po import MAX_BYTES, Catalogue, Entry, PoError, dump, parse
from cms.translation.rules.conventions import conventions
from tests.conftest import empty_all_tables

FUZZY = "… of which fuzzy, with their old text"
FOURFOLD = 6  # of four times as many; what is quadratic takes 16 times as long
HEADERS = {"Content-Type": "text/plain; charset=UTF-8"}


def cpu(rows: dict[str, Any]) -> float:
    return sum(took.cpu for took in rows.values() if isinstance(took, Took))


@pytest.mark.slow
@pytest.mark.usefixtures("database")
async def test_25_four_times_the_messages_take_four_times_as_long(tmp_path: Path) -> None:
    few = await run(tmp_path / "few", 400)
    await empty_all_tables()
    many = await run(tmp_path / "many", 1600)
    assert (few[FUZZY], many[FUZZY]) == (8, 32)
    assert cpu(many) <= FOURFOLD * cpu(few)


@pytest.mark.slow
@pytest.mark.usefixtures("database")
async def test_25_fifty_thousand_messages() -> None:
    """In processor time, as a machine may have other work; in a process of its own, as commands run."""
    url = databases.database().url
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bench", "translation",
        env={**os.environ, "CMS_BENCH_DATABASE_URL": url}, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    rows = orjson.loads((await process.communicate())[0])
    assert rows[FUZZY] == 500
    for step in ("export, new", "export, all translated", "export, nothing changed",
                 "import, nothing changed"):  # fmt: skip
        assert rows[step]["cpu"] <= 10, (step, rows)
    assert rows["export, some sources changed"]["cpu"] <= 15, rows
    assert rows["import, all new"]["cpu"] <= 30, rows
    assert rows["memory, MB"] <= 600, rows


def entries(count: int) -> list[Entry]:
    return [
        Entry(msgid=f"Zin {n} over {n * 7} en {n % 90}.", msgstr=f"Sentence {n}.", msgctxt=f"k{n}")
        for n in range(count)
    ]


def read_and_write(count: int) -> None:
    parse(dump(Catalogue(headers=HEADERS, entries=entries(count))))


def proposals(count: int) -> None:
    listed = entries(count)
    memory = Memory(Remembered(f"x{n}", one.msgid, one.msgstr) for n, one in enumerate(listed[::2]))
    for one in listed[1::2]:
        propose(Entry(msgid=one.msgid), memory, conventions())


@pytest.fixture
def no_collector() -> Iterator[None]:
    """The garbage collector looks at what other tests left, too."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("work", [read_and_write, proposals])
def test_25_each_part_grows_with_the_messages(work: Callable[[int], None]) -> None:
    def taken(count: int) -> float:
        start = time.process_time()
        work(count)
        return time.process_time() - start

    # Both within one breath, some times: what else the machine does slows one of them now and
    # then, but what is quadratic takes too long every time.
    assert any(taken(12_000) <= FOURFOLD * taken(3_000) for _ in range(5))


def test_25_a_file_too_large_is_refused_before_it_is_read() -> None:
    with pytest.raises(PoError, match=str(MAX_BYTES)):
        parse(b"#" * (MAX_BYTES + 1))
