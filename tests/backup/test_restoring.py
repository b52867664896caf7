"""What is in a backup comes back, all of it or nothing, into an instance that had nothing."""

import asyncio
import json
from io import BytesIO
from pathlib import Path

import asyncpg
import pytest

from cms.backup import dumping
from cms.backup.archive import verified
from cms.backup.dumping import ContentDiffers
from cms.backup.making import back_up
from cms.backup.programs import DumpFailed
from cms.backup.restoring import InUse, NotEmpty, TooNew
from cms.media.keys import original_key
from cms.media.refusals import DiskFull
from cms.media.storage import storage
from cms.settings import settings
from tests.backup.elsewhere import Elsewhere, elsewhere
from tests.backup.sites import mixed, rewritten, small_site
from tests.builders import make
from tests.demo_site import stand_demo
from tests.media.files import forget_all, no_file_larger_than

_WAITING = "SELECT count(*) AS n FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
_PSQL = """
SELECT count(*) AS n FROM pg_stat_activity
WHERE application_name = 'psql' AND datname = current_database()
"""
NEWEST = "2026-11-22T21:21:00:000000"
"""The migration that made the table `purge`, and nothing else."""


async def test_an_older_backup_comes_into_nothing_and_is_brought_up(
    tmp_path: Path, other: Elsewhere, small: Path
) -> None:
    await other.restored(small)
    await other.fetch("DROP TABLE purge")
    await other.fetch(f"DELETE FROM migration WHERE name = '{NEWEST}'")
    older = await back_up(other.settings, tmp_path / "older.tar")
    assert not [one for one in older.manifest.migrations if NEWEST in one]

    async with elsewhere(tmp_path / "new") as new:
        restored = await new.cms("restore", str(tmp_path / "older.tar"), "--json")
        assert (restored.returncode, restored.stderr) == (0, "")
        assert json.loads(restored.stdout)["hash"] == verified(small).hash
        assert (await new.cms("backup", "hash")).stdout.strip() == verified(small).hash
        assert await new.fetch("SELECT count(*) AS n FROM purge") == [{"n": 0}]
        held = await new.fetch("SELECT digest FROM asset")
        file = new.var / "media" / original_key(str(held[0]["digest"]))
        assert file.stat().st_size == verified(small).media[str(held[0]["digest"])]


@pytest.mark.slow
@pytest.mark.usefixtures("database")
async def test_the_whole_demo_has_the_same_content_hash(tmp_path: Path, other: Elsewhere) -> None:
    forget_all()
    await stand_demo()
    made = await back_up(settings, tmp_path / "site.tar")
    await other.restored(tmp_path / "site.tar")
    assert await other.content_hash() == made.manifest.hash


@pytest.mark.usefixtures("database")
async def test_what_turns_out_to_differ_changes_nothing(
    tmp_path: Path, other: Elsewhere, small: Path
) -> None:
    await other.having(small)
    before = await other.content_hash()
    assert before == verified(small).hash
    with pytest.raises(NotEmpty):
        await other.restored(small, replace_it=False)

    await small_site(tmp_path)
    await make("page", "Nog een")
    await back_up(settings, tmp_path / "two.tar")
    mixed(small, tmp_path / "two.tar", tmp_path / "lying.tar")
    verified(tmp_path / "lying.tar")
    with pytest.raises(ContentDiffers, match="page"):
        await other.restored(tmp_path / "lying.tar")

    assert await other.content_hash() == before
    await other.restored(tmp_path / "two.tar")
    assert await other.content_hash() == verified(tmp_path / "two.tar").hash


@pytest.mark.parametrize("change", ["newer", "newer server"])
async def test_a_backup_of_a_newer_version_is_refused(
    tmp_path: Path, other: Elsewhere, small: Path, change: str
) -> None:
    with pytest.raises(TooNew):
        await other.restored(rewritten(small, tmp_path / "newer.tar", change))


async def test_a_database_in_use_is_left_alone(other: Elsewhere, small: Path) -> None:
    there = await asyncpg.connect(other.url, server_settings={"application_name": "klankbord"})
    try:
        with pytest.raises(InUse):
            await other.restored(small)
    finally:
        await there.close()


async def test_a_table_that_is_held_is_told_and_nothing_changed(
    other: Elsewhere, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dumping, "_LOCK_SECONDS", 0.2)
    await other.having(small)
    reader = await asyncpg.connect(other.url)
    begun = reader.transaction()
    await begun.start()
    await reader.fetch("SELECT FROM page")
    with pytest.raises(DumpFailed, match="lock timeout"):
        await other.restored(small)
    await begun.rollback()
    await reader.close()
    assert await other.content_hash() == verified(small).hash


def test_an_older_server_is_not_told_what_it_does_not_know() -> None:
    said, heard = BytesIO(b"SET a = 1;\nSET transaction_timeout = 0;\nSET b = 1;\n"), BytesIO()
    dumping.handed_on(said, heard)
    assert heard.getvalue() == b"SET a = 1;\nSET b = 1;\n"


async def test_bytes_that_are_damaged_here_are_mended(other: Elsewhere, small: Path) -> None:
    await other.having(small)
    key = original_key(next(iter(verified(small).media)))
    if await storage().size(key) is None:
        await other.restored(small)
    path = await storage().local(key)
    whole = path.read_bytes()
    path.write_bytes(b"x" * len(whole))
    assert (await other.restored(small)).files == 1
    assert path.read_bytes() == whole
    assert (await other.restored(small)).files == 0


async def test_a_full_disk_changes_nothing(other: Elsewhere, small: Path) -> None:
    await other.having(small)
    before = await other.content_hash()
    with no_file_larger_than(1000), pytest.raises(DiskFull):
        await other.restored(small)
    assert await other.content_hash() == before
    assert [*other.var.glob("restore-*")] == []


async def test_killed_halfway_nothing_changed_and_it_can_be_done_again(
    other: Elsewhere, small: Path
) -> None:
    await other.having(small)
    before = await other.content_hash()
    reader = await asyncpg.connect(other.url)
    begun = reader.transaction()
    await begun.start()
    await reader.fetch("SELECT FROM page")  # so that the restore waits, within its transaction
    process = await other.begun("restore", "--replace", str(small))
    await _until(other, _WAITING, 1)
    process.kill()
    await process.wait()
    await begun.rollback()
    await reader.close()
    await _until(other, _PSQL, 0)
    assert await other.content_hash() == before
    await other.restored(small)
    assert await other.content_hash() == before


async def _until(other: Elsewhere, sql: str, number: int) -> None:
    async with asyncio.timeout(60):
        while (await other.fetch(sql))[0]["n"] != number:  # noqa: ASYNC110 - only the database knows
            await asyncio.sleep(0.02)
