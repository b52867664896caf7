"""One server for several processes, and what happens when any of them is killed."""

import subprocess
import time
from pathlib import Path

import pytest

from cms.database.embedded import (
    DatabaseUnavailable,
    ensure,
    erase,
    location,
    running,
)
from tests.database.neighbours import (
    Neighbour,
    eventually,
    first_pid,
    kill_9,
    pids_of,
    server_user,
)
from tests.database.talking import on_linux, rows, value, words, write

pytestmark = on_linux


# --- several processes


def test_many_first_starts_make_one_database(var: Path) -> None:
    neighbours = [Neighbour(var) for _ in range(5)]
    hosts = {neighbour.hear("ready") for neighbour in neighbours}
    assert len(hosts) == 1
    said = [line for neighbour in neighbours for line in neighbour.printed]
    assert said.count("Creating the database…") == 1
    assert said.count("Starting the database…") == 1
    for neighbour in neighbours:
        assert pids_of(var / "postgres")
        neighbour.leave()
    assert not pids_of(var / "postgres")


def test_the_last_one_out_stops_it_whoever_was_killed(used_var: Path) -> None:
    killed, first, last = (Neighbour(used_var) for _ in range(3))
    for neighbour in (killed, first, last):
        neighbour.hear("ready")
    killed.kill()
    first.leave()
    assert pids_of(used_var / "postgres")
    last.leave()
    assert not pids_of(used_var / "postgres")


def test_an_orphan_is_found_again(used_var: Path) -> None:
    neighbour = Neighbour(used_var)
    neighbour.hear("ready")
    neighbour.kill()
    before = first_pid(used_var / "postgres")
    with running(used_var) as server:
        assert first_pid(used_var / "postgres") == before
        assert value(server, "SELECT 1") == 1
    assert not pids_of(used_var / "postgres")


CUT_OFF = """
import os, sys
from pathlib import Path
from cms.database.embedded import let_go, running
with running(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
    let_go()
    os._exit(0)
"""


def test_who_is_cut_off_tells_it_to_stop_if_he_was_the_last(used_var: Path) -> None:
    first, last = (Neighbour(used_var, CUT_OFF) for _ in range(2))
    for neighbour in (first, last):
        neighbour.hear("ready")
    before = first_pid(used_var / "postgres")
    first.end()
    with running(used_var) as server:
        assert first_pid(used_var / "postgres") == before
        assert value(server, "SELECT 1") == 1

    last.end()
    eventually(lambda: not pids_of(used_var / "postgres"))


def test_one_comes_while_the_last_leaves(used_var: Path) -> None:
    for _ in range(5):
        leaving = Neighbour(used_var)
        leaving.hear("ready")
        coming = Neighbour(used_var)
        leaving.leave()
        coming.hear("ready")
        coming.leave()
    assert not pids_of(used_var / "postgres")


def test_it_cannot_be_erased_while_in_use(used_var: Path) -> None:
    with running(used_var), pytest.raises(DatabaseUnavailable, match="in use"):
        erase(used_var)


# --- deaths


@pytest.mark.parametrize("whole_tree", [False, True], ids=["postmaster", "tree"])
def test_kill_9_of_the_server_loses_nothing(used_var: Path, whole_tree: bool) -> None:
    data = used_var / "postgres"
    with running(used_var) as server:
        write(server, f"whole tree {whole_tree}")
        kill_9(pids_of(data) if whole_tree else [first_pid(data)])
        assert ensure(used_var) == server
        assert f"whole tree {whole_tree}" in words(server)
    assert not pids_of(data)


QUERYING = """
import asyncio, sys, asyncpg
async def query():
    connection = await asyncpg.connect(host=sys.argv[1], user="cms", database="cms")
    await connection.execute("SET max_parallel_workers_per_gather = 0; SET work_mem = '1GB'")
    await connection.fetch("ENDLESS")
asyncio.run(query())
"""


def test_a_busy_backend_does_not_hold_up_the_next_server(used_var: Path) -> None:
    data = used_var / "postgres"
    endless = "SELECT count(*) FROM generate_series(1, 10000000000)"
    with running(used_var) as server:
        query = Neighbour(Path(server.host), QUERYING.replace("ENDLESS", endless))
        busy = (
            "SELECT pid FROM pg_stat_activity WHERE query LIKE 'SELECT count%' AND state = 'active'"
        )
        eventually(lambda: rows(server, busy))
        backend = value(server, busy)
        kill_9([first_pid(data)])
        begun = time.monotonic()
        assert backend in pids_of(data)
        ensure(used_var)
        assert time.monotonic() - begun < 15
        assert backend not in pids_of(data)
        assert value(server, "SELECT 1") == 1
        query.kill()


@pytest.mark.parametrize("content", ["", "12", "nonsense\n", "-1\n", "0\n/x\n"])
def test_a_broken_pid_file(used_var: Path, content: str) -> None:
    (used_var / "postgres" / "postmaster.pid").write_text(content)
    with running(used_var) as server:
        assert value(server, "SELECT 1") == 1


def test_a_pid_that_belongs_to_another_program_by_now(used_var: Path) -> None:
    data = used_var / "postgres"
    with running(used_var):
        left_behind = (data / "postmaster.pid").read_text()
        socket_lock = (Path(location(used_var).host) / ".s.PGSQL.5432.lock").read_text()
        kill_9(pids_of(data))
    other = subprocess.Popen(["sleep", "60"], cwd="/", **server_user(used_var))
    try:
        for path, text in (
            (data / "postmaster.pid", left_behind),
            (Path(location(used_var).host) / ".s.PGSQL.5432.lock", socket_lock),
        ):
            path.write_text("\n".join([str(other.pid), *text.split("\n")[1:]]))
        with running(used_var) as server:
            assert value(server, "SELECT 1") == 1
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


REAPLESS = """
import ctypes, sys
from pathlib import Path
from cms.database.embedded import ensure
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # orphans come to us, and we never collect the dead
ensure(Path(sys.argv[1]))
print("ready", flush=True)
sys.stdin.read()
"""


def test_a_zombie_is_not_alive(used_var: Path) -> None:
    data = used_var / "postgres"
    parent = Neighbour(used_var, REAPLESS)
    parent.hear("ready")
    dead = first_pid(data)
    kill_9(pids_of(data))
    eventually(lambda: ") Z " in Path(f"/proc/{dead}/stat").read_text())
    with running(used_var) as server:
        assert value(server, "SELECT 1") == 1
        assert first_pid(data) != dead
    parent.kill()
