"""A git that hangs is stopped, with all that it started, and the checkout is as it was."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from cms.translation.interface.catalogues import render_error
from cms.translation.sync.programs import run
from cms.translation.sync.repository import GitTimedOut, Repository
from cms.translation.sync.sync import Sync
from tests.translation.checkouts import ROOT, Site, git, site, titles

# What hangs says who it is, and does not leave when it is asked to.
HANGS = "#!/bin/sh\ntrap '' TERM INT\necho $$ > {pid}\nsleep 600 & wait\nsleep 600\n"
SLOW = "#!/bin/sh\ntest -e {pid} && exit 0\necho $$ > {pid}\nsleep 9\n"
SECONDS = 5


def hook(made: Site, name: str, script: Path) -> Path:
    path = made.root / "site" / ".git" / "hooks" / name
    path.parent.mkdir(exist_ok=True)
    path.symlink_to(script)
    return path


def hangs_in_fetch(made: Site, script: Path) -> Callable[[], None]:
    folder = made.root / "site"
    git(folder, "config", "protocol.ext.allow", "always")
    git(folder, "remote", "set-url", "origin", f"ext::{script}")
    return lambda: git(folder, "remote", "set-url", "origin", str(made.root / "remote.git"))


def hangs_in_merge(made: Site, script: Path) -> Callable[[], None]:
    return hook(made, "pre-merge-commit", script).unlink


def hangs_in_push(made: Site, script: Path) -> Callable[[], None]:
    return hook(made, "pre-push", script).unlink


def is_running(number: int) -> bool:
    """Whether a process does anything yet; one that nobody waits for may be there as a name."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """Work on both sides; upstream nothing that takes a merge driver its time."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    made = await site(tmp_path / "office")
    made.here.edit("Ander", "Other")
    (made.root / "clone" / "README").write_text("A changed site.\n")
    made.hand_in()
    (made.root / "site" / "mine.txt").write_text("Not to be touched.\n")
    return made


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    ("command", "hang"),
    [("fetch", hangs_in_fetch), ("merge", hangs_in_merge), ("push", hangs_in_push)],
)
async def test_a_git_that_hangs_is_stopped_and_the_next_sync_does_all(
    office: Site,
    tmp_path: Path,
    command: str,
    hang: Callable[[Site, Path], Callable[[], None]],
) -> None:
    script, pid = tmp_path / "hangs", tmp_path / "pid"
    script.write_text(HANGS.format(pid=pid))
    script.chmod(0o755)
    mend = hang(office, script)
    with pytest.raises(GitTimedOut) as raised:
        await Sync(office.here.folder, Repository(office.here.folder, SECONDS)).run()
    assert raised.value.code == "git_timeout"
    assert f"git {command} was niet klaar" in render_error(raised.value, "nl")
    assert f"git {command} was not done after 5 seconds" in render_error(raised.value, "en")
    assert not is_running(int(pid.read_text()))
    assert list((office.root / "site" / ".git").rglob("*.lock")) == []
    assert not (office.root / "site" / ".git" / "MERGE_HEAD").exists()
    assert office.repository.git("status", "--porcelain") == "?? mine.txt"
    assert (await titles())["Ander"] == "Other"

    mend()
    done = await office.sync()
    assert (done.status, done.pushed, len(office.heads())) == (0, True, 1)
    assert await titles() == {"Denktank": "Think tank", "Ander": "Other"}


@pytest.mark.usefixtures("database")
async def test_the_git_of_a_sync_that_was_killed_is_waited_for(
    office: Site, tmp_path: Path
) -> None:
    script, pid = tmp_path / "slow", tmp_path / "pid"
    script.write_text(SLOW.format(pid=pid))
    script.chmod(0o755)
    hook(office, "pre-merge-commit", script)
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "cms.cli", "l10n", "sync", "--git"),
        cwd=ROOT,
        env=os.environ | {"CMS_LOCALES_DIR": str(office.here.folder)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    while not (pid.exists() and pid.read_text()):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.05)
    process.kill()
    await process.wait()
    assert is_running(int(pid.read_text()))

    done = await office.sync()
    assert not is_running(int(pid.read_text()))
    assert (done.status, len(office.heads())) == (0, 1)
    assert office.repository.git("status", "--porcelain") == "?? mine.txt"
    assert await titles() == {"Denktank": "Think tank", "Ander": "Other"}


def test_all_that_a_program_started_ends_with_it(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    started = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        run(["sh", "-c", f"sleep 600 & echo $! > {pid}; wait"], tmp_path, os.environ, 1)
    assert time.monotonic() - started < 60
    assert not is_running(int(pid.read_text()))


INTERRUPTED = """
import asyncio, os, pathlib
from cms.translation.sync.programs import run

async def hang():
    run(["sh", "-c", "echo $$ > pid; sleep 600"], pathlib.Path(), os.environ, 600)

asyncio.run(hang())
"""


async def test_who_presses_ctrl_c_does_not_wait_for_the_limit(tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", INTERRUPTED),
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=asyncio.subprocess.DEVNULL,
    )
    pid = tmp_path / "pid"
    while not (pid.exists() and pid.read_text()):  # noqa: ASYNC110 - another process
        await asyncio.sleep(0.05)
    process.send_signal(signal.SIGINT)
    await asyncio.wait_for(process.wait(), 60)
    assert process.returncode != 0
    assert not is_running(int(pid.read_text()))
