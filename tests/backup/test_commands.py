"""`cms backup` and `cms restore` as an operator types them: from a site to an instance that has nothing."""

import asyncio
import json
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from cms.backup.archive import DUMP
from tests.backup.elsewhere import elsewhere
from tests.backup.sites import rewritten, small_site
from tests.forking import run_cms

pytestmark = pytest.mark.usefixtures("database")


async def cms(*arguments: str) -> CompletedProcess[str]:
    """`cms` of the site itself."""
    return await asyncio.to_thread(run_cms, *arguments)


async def test_a_site_comes_elsewhere_by_commands_alone(tmp_path: Path) -> None:
    await small_site(tmp_path)
    file = str(tmp_path / "site.tar")
    made = await cms("backup", "create", file, "--json")
    assert (made.returncode, made.stderr) == (0, "")
    told = json.loads(made.stdout)
    assert (told["file"], told["media"], told["missing"]) == (file, 1, [])

    read = await cms("backup", "verify", file)
    assert (read.returncode, read.stdout) == (0, "")
    assert f"Content hash: {told['hash']}" in read.stderr
    for part in (DUMP, "media"):
        damaged = rewritten(Path(file), tmp_path / f"{part}.tar", part)
        refused = await cms("backup", "verify", str(damaged))
        assert (refused.returncode, refused.stdout) == (1, "")
        assert "[bad_backup]" in refused.stderr

    async with elsewhere(tmp_path / "new") as new:
        restored = await new.cms("restore", file, "--json")
        assert (restored.returncode, restored.stderr) == (0, "")
        there = await new.cms("backup", "hash")
    here = await cms("backup", "hash")
    assert (there.stdout, there.returncode) == (here.stdout, 0)
    assert here.stdout.strip() == told["hash"]
