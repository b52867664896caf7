"""Files that mean harm: refused or made harmless, soon, and nothing of them is left about."""

import time
import unicodedata
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

import pytest

from cms.access.actors import system
from cms.content import Asset
from cms.database.engine import fetch
from cms.errors import CmsError, InvalidInput
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library import authorised as library
from cms.publishing.library import janitor
from tests.media.files import put
from tests.media.hostile import MARK, Hostile, corpus

SYSTEM = system("test")
SECONDS = 5.0
MOST_GROWN_KB = 200_000
REFUSED = {
    "file_not_accepted", "broken_file", "too_many_pixels", "too_many_frames", "file_too_complex",
    "file_too_large", "empty_file", "has_macros",
}  # fmt: skip
SAMPLE = 14
"""One of so many is tried each time."""


async def tried(folder: Path, one: Hostile) -> str:
    """What became of it: accepted, or the code of the refusal."""
    sent = put(folder, one.content)
    begun = time.monotonic()
    try:
        made = await library.receive(sent, one.name, actor=SYSTEM, again=True)
    except InvalidInput as refused:
        [problem] = refused.problems
        assert problem.code in REFUSED, one.about
        return problem.code
    finally:
        assert time.monotonic() - begun < SECONDS + 1, one.about
    name = made["name"]
    assert 0 < len(name) <= 200, one.about
    assert not set(name) & set('/\\\0\r\n<>"'), one.about
    assert unicodedata.is_normalized("NFC", name), one.about
    kept = await storage().local(original_key(made["digest"]))
    assert not (one.clean and MARK in kept.read_bytes()), one.about
    return "accepted"


def resident_kb() -> int:
    """What this process has in memory now: what it had at most says nothing of who took it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line[:6] == "VmRSS:")


async def check_all(folder: Path, hostile: Iterable[Hostile]) -> dict[str, int]:
    """Try them, and look at what is left; how often there was each outcome."""
    before = resident_kb()
    outcomes: dict[str, int] = {}
    for one in hostile:
        try:
            outcome = await tried(folder, one)
        except CmsError as error:
            raise AssertionError(one.about) from error
        outcomes[outcome] = outcomes.get(outcome, 0) + 1
    assert resident_kb() - before < MOST_GROWN_KB
    assert [path.name for path in folder.iterdir()] == ["sent"]
    await janitor.clean(grace=timedelta())
    assert {key async for key, _since in storage().keys("originals")} == {
        original_key(row["digest"]) for row in await fetch("SELECT digest FROM asset")
    }
    found = await janitor.check()
    assert (found.gaps, found.orphans, found.files) == ((), 0, await Asset.count())
    return outcomes


async def test_some_hostile_files(database: None, tmp_path: Path) -> None:
    some = [one for number, one in enumerate(corpus()) if number % SAMPLE == 0]
    outcomes = await check_all(tmp_path, some)
    assert sum(outcomes.values()) >= 40
    assert outcomes["accepted"] >= 5


@pytest.mark.slow
async def test_all_hostile_files(database: None, tmp_path: Path) -> None:
    outcomes = await check_all(tmp_path, corpus())
    assert sum(outcomes.values()) >= 500
    assert len(outcomes) >= 7
