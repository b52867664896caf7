"""How a command ends that is stopped on its way, or cannot use a file: its status, and what it says."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from cms.database.engine import engine
from cms.database.roles import Role, acting_as
from tests.forking import ROOT, run_cms

pytestmark = pytest.mark.usefixtures("database")

WAITING = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


async def test_what_was_stopped_on_its_way_is_not_done() -> None:
    with acting_as(Role.OWNER):
        holding = await engine.get_new_connection()
    try:
        async with asyncio.timeout(60), holding.transaction():
            await holding.execute("LOCK TABLE migration")
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "cms.cli", "links", "check"), cwd=ROOT
            )
            while not await holding.fetch(WAITING):
                await asyncio.sleep(0.05)
                await holding.execute("SELECT pg_stat_clear_snapshot()")
            process.send_signal(signal.SIGTERM)
            assert await process.wait() == 128 + signal.SIGTERM
    finally:
        await holding.close()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")
    file = os.fspath(tmp_path / "taken" / "aliases.csv")

    done = run_cms("aliases", "export", file, language="nl_NL")

    assert (done.returncode, done.stdout) == (1, "")
    assert file in done.stderr
    assert "[file_unusable]" in done.stderr
    assert "kan niet worden gebruikt" in done.stderr
