"""Data folders for servers that tests start, share and kill."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from cms.database.embedded import erase, running
from tests.database.neighbours import Visitor, eventually, kill_9, pids_of


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A short folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="kb-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def var(ground: Path) -> Iterator[Path]:
    """A data folder that is not there yet, within anybody's reach."""
    yield from _fresh(Path(tempfile.mkdtemp(dir=ground)), 0o755)


@pytest.fixture
def closed_var(ground: Path) -> Iterator[Path]:
    """One in a folder that only its owner may enter."""
    yield from _fresh(Path(tempfile.mkdtemp(dir=ground)), 0o700)


def _fresh(parent: Path, mode: int) -> Iterator[Path]:
    parent.chmod(mode)
    yield parent / "var"
    if (parent / "var").exists():
        kill_9(pids_of(parent / "var" / "postgres"))
        erase(parent / "var")


@pytest.fixture(scope="session")
def old_var(ground: Path) -> Iterator[Path]:
    """A data folder with a database from before, whose server does not run. Tests leave it so."""
    folder = ground / "old"
    with running(folder):
        pass
    yield folder
    erase(folder)


@pytest.fixture
def used_var(old_var: Path) -> Iterator[Path]:
    yield old_var
    kill_9(pids_of(old_var / "postgres"))
    eventually(lambda: not pids_of(old_var / "postgres"))


@pytest.fixture
def visitors(ground: Path) -> Iterator[list[Visitor]]:
    folder = Path(tempfile.mkdtemp(dir=ground))
    folder.chmod(0o755)
    found = [Visitor(name, folder) for name in ("nobody", "daemon")]
    if not all(visitor.python for visitor in found):
        pytest.skip("other users of this machine can reach no Python of version 3.11 or newer")
    yield found
    for visitor in found:
        kill_9(pids_of(visitor.home / "var" / "postgres"))
