"""Servers of others, and other users of the machine."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cms.database.binaries import find_programs
from cms.database.embedded import (
    Server,
    running,
)
from cms.database.ownership import locate
from tests.database.neighbours import (
    KNOCKING,
    USING,
    Neighbour,
    Visitor,
    eventually,
    first_pid,
    kill_9,
    pids_of,
    server_user,
)
from tests.database.talking import AS_ROOT, as_root, on_linux, refusal, value

pytestmark = on_linux


# --- strangers


def _started_by_hand(var: Path, sockets: Path) -> "subprocess.Popen[bytes]":
    programs = find_programs(locate(var).account, None)
    command = [programs["postgres"], "-D", str(var / "postgres"), "-k", str(sockets), "-h", ""]
    return subprocess.Popen(command, cwd="/", stderr=subprocess.DEVNULL, **server_user(var))


def test_a_server_started_by_hand_is_left_alone(used_var: Path, ground: Path) -> None:
    sockets = ground / "by-hand"
    sockets.mkdir(mode=0o777)
    sockets.chmod(0o777)
    stranger = _started_by_hand(used_var, sockets)
    try:
        eventually((sockets / ".s.PGSQL.5432").exists)
        pid_file = (used_var / "postgres" / "postmaster.pid").read_text()
        assert f"process {stranger.pid}" in refusal(used_var)
        assert stranger.poll() is None
        assert (used_var / "postgres" / "postmaster.pid").read_text()[:20] == pid_file[:20]
    finally:
        stranger.send_signal(signal.SIGINT)
        stranger.wait()


def test_a_server_that_hangs_is_named(used_var: Path) -> None:
    with running(used_var):
        first = first_pid(used_var / "postgres")
        os.kill(first, signal.SIGSTOP)
        try:
            assert f"process {first}" in refusal(used_var)
        finally:
            os.kill(first, signal.SIGCONT)


def test_a_folder_with_something_else_in_it(var: Path) -> None:
    (var / "postgres").mkdir(parents=True)
    if AS_ROOT:
        os.chown(var / "postgres", 65534, 65534)
    (var / "postgres" / "letter.txt").write_text("dear")
    assert "holds no PostgreSQL database" in refusal(var)
    assert (var / "postgres" / "letter.txt").read_text() == "dear"


def test_a_folder_we_may_not_write_in() -> None:
    assert "CMS_VAR" in refusal(Path("/proc/klankbord"))


# --- several users of the machine


@as_root
def test_a_normal_user_and_who_may_connect(visitors: list[Visitor]) -> None:
    owner, other = visitors
    var = owner.home / "var"
    neighbour = owner.runs(var)
    server = Server(neighbour.hear("ready"))
    assert (var / "postgres").owner() == owner.name
    assert value(server, "SELECT 1") == 1  # root may, being root
    with running(var) as ours:  # and uses the same server
        assert ours == server
    door = Path(server.host) / ".s.PGSQL.5432"
    assert owner.runs(door, KNOCKING).hear("answer") == "00000"
    assert other.runs(door, KNOCKING).hear("answer") == ""
    Path(server.host).chmod(0o777)
    door.chmod(0o777)
    assert other.runs(door, KNOCKING).hear("answer") == "28000"
    Path(server.host).chmod(0o700)
    assert "belongs to another user" in other.runs(var).hear("refused")
    neighbour.leave()
    assert "belongs to another user" in other.runs(var).hear("refused")
    with running(var) as server:  # root runs it as the data's owner
        assert value(server, "SELECT 1") == 1
    again = owner.runs(var)
    again.hear("ready")
    again.leave()


@as_root
def test_the_server_of_root_is_for_root_alone(var: Path, visitors: list[Visitor]) -> None:
    with running(var) as server:
        door = Path(server.host) / ".s.PGSQL.5432"
        for visitor in visitors:
            assert visitor.runs(door, KNOCKING).hear("answer") in ("", "28000")


@as_root
def test_two_users_at_once_have_a_server_each(visitors: list[Visitor]) -> None:
    neighbours = [visitor.runs(visitor.home / "var") for visitor in visitors]
    assert len({neighbour.hear("ready") for neighbour in neighbours}) == 2
    for neighbour in neighbours:
        neighbour.leave()


@as_root
@pytest.mark.parametrize("mode", [0o755, 0o700], ids=["open", "closed"])
def test_root_without_the_right_to_trace(var: Path, mode: int) -> None:
    """As in most containers: root cannot look at another user's process."""
    bound = ("setpriv", "--bounding-set", "-sys_ptrace", "--inh-caps", "-sys_ptrace")
    if subprocess.run([*bound, "true"], check=False).returncode:
        pytest.skip("this machine has no setpriv")
    var.parent.chmod(mode)
    data = var / "postgres"
    neighbour = Neighbour(var, command=(*bound, sys.executable))
    neighbour.hear("ready")
    kill_9(pids_of(data))
    neighbour.kill()
    again, more = (Neighbour(var, command=(*bound, sys.executable)) for _ in range(2))
    again.hear("ready")
    more.hear("ready")
    again.leave()
    assert pids_of(data)
    more.leave()
    assert not pids_of(data)


@as_root
def test_a_root_that_may_not_become_another_user(var: Path) -> None:
    """As in a container that maps no user but its own."""
    alone = ("unshare", "--user", "--map-root-user")
    if subprocess.run([*alone, "true"], check=False).returncode:
        pytest.skip("this machine does not let us make user namespaces")
    var.mkdir()
    said = Neighbour(var, command=(*alone, sys.executable)).hear("refused")
    assert "Start as a normal user" in said


@as_root
def test_a_user_without_a_name(ground: Path, visitors: list[Visitor]) -> None:
    nameless = visitors[0]
    folder = ground / "nameless"
    folder.mkdir()
    os.chown(folder, 54321, 54321)
    command, code = (str(nameless.python),), str(nameless.code)
    options = nameless.options | {"user": 54321, "group": 54321}
    said = Neighbour(folder / "var", USING, command, code, **options).hear("refused")
    assert "CMS_DATABASE_URL" in said
