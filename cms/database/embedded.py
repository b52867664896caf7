"""The project's own PostgreSQL: made, started, shared, found again and stopped, without a set-up.

A data folder ``var`` holds ``postgres`` (the data, or a link to it), ``postgres.run`` (the socket),
``postgres.log``, and two files that only the kernel's locks on them give a meaning:

* ``postgres.lock`` is locked by whoever starts the server, and then by all processes of the server
  itself. While it is locked somebody is at work; when it is free nobody is, whatever files say.
* ``postgres.users`` is locked, shared, by every process that uses the server. Who leaves and can
  lock it for himself was the last, and stops the server.

The kernel frees both at any death, so nothing can be left behind. Linux; macOS as far as it goes.
"""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cms.database import postmaster
from cms.database.binaries import find_programs
from cms.database.cluster import DATABASE, USER, admit, create, major_version
from cms.database.locks import ALONE, SHARED, locked, open_for, opened, wait_for
from cms.database.ownership import (
    Cluster,
    DatabaseUnavailable,
    check_user,
    locate,
    make_var,
    private_folder,
    remove_data,
    settle,
)
from cms.errors import N_

__all__ = ["DatabaseUnavailable", "Server", "ensure", "erase", "let_go", "location", "running"]

START_LIMIT = 300.0
STOP_LIMIT = 60.0
MOST_LAUNCHES = 3  # a server may be killed while it starts
ORPHANS_LIMIT = 5.0
SILENCE_LIMIT = 10.0
LARGEST_LOG = 5_000_000

_PASSING = ("", postmaster.STARTING_OR_STOPPING, "57P01", "57P02")
_FULL = "53300"

Progress = Callable[[str], None]
_used: dict[int, tuple[Path, Cluster]] = {}
"""The servers that this process uses, by what it holds of ``postgres.users``."""


@dataclass(frozen=True)
class Server:
    """How to connect: ``host`` is the socket's folder, and ``port`` only names the socket in it."""

    host: str
    user: str = USER
    database: str = DATABASE
    port: int = 5432


def location(var: Path) -> Server:
    """Where the server of this data folder listens, whether it runs or not."""
    with _told_politely(var):
        return Server(str(locate(var).sockets))


@contextmanager
def running(var: Path, *, progress: Progress | None = None) -> Iterator[Server]:
    """Use the server of this data folder; it is made and started when need be.

    On leaving it stops, unless another process uses it too. ``progress`` is called with short
    English message ids. Raises `DatabaseUnavailable` when there can be no server here.
    """
    with _told_politely(var):
        make_var(var)
        cluster = locate(var)
        check_user(cluster)
        users = open_for(cluster.users, cluster.account)
    data = cluster.link
    refused = False
    try:
        with _told_politely(var):
            _join(cluster, users)
            server = ensure(var, progress=progress)
            data = data.resolve()  # known to the end, even if var is deleted before
            _used[users] = (data, cluster)
    except DatabaseUnavailable:
        refused = True
        raise
    else:
        yield server
    finally:
        try:
            if not refused and _is_last(cluster, users):
                _stop(data, cluster)
        finally:
            _used.pop(users, None)
            os.close(users)


def let_go() -> None:
    """Tell each server to stop of which this process is the last user, and wait for nothing.

    For a process that is cut off before it leaves `running`. Whoever comes next waits for the server.
    """
    for users, (data, cluster) in [*_used.items()]:
        with suppress(OSError):
            if _is_last(cluster, users):
                _tell_to_stop(data, cluster)


def ensure(var: Path, *, progress: Progress | None = None) -> Server:
    """Start the server of this data folder unless it runs; a no-op that costs a connection if so.

    For a process inside `running` whose server was killed. Blocks until the server takes
    connections; raises `DatabaseUnavailable` when it cannot.
    """
    with _told_politely(var):
        make_var(var)
        cluster = locate(var)
        check_user(cluster)
        _bring_up(cluster, progress or _say_nothing)
        return Server(str(cluster.sockets))


def erase(var: Path) -> None:
    """Stop the server of this data folder and delete all its data, wherever that lies.

    Raises `DatabaseUnavailable` when another process uses it.
    """
    with _told_politely(var):
        cluster = locate(var)
        check_user(cluster)
        data = cluster.link.resolve()
        with opened(cluster.users, cluster.account) as users:
            if _is_last(cluster, users):
                _stop(data, cluster)
            with opened(cluster.lock, cluster.account) as lock:
                free = locked(users, ALONE) and wait_for(  # a process that ends lets go last of all
                    lambda: locked(lock, ALONE), ORPHANS_LIMIT
                )
                if not free or postmaster.living(data, cluster.account):
                    raise DatabaseUnavailable(
                        N_("The database in {folder} is in use."), folder=str(cluster.link)
                    )
                remove_data(cluster)


def _say_nothing(text: str) -> None:
    """Progress for nobody."""


def _bring_up(cluster: Cluster, progress: Progress) -> None:
    begun = time.monotonic()
    launches = 0
    pause = 0.02
    while (waited := time.monotonic() - begun) < START_LIMIT:
        with opened(cluster.lock, cluster.account) as lock:
            free = locked(lock, ALONE)
            if free and not postmaster.living(cluster.link, cluster.account):
                if launches == MOST_LAUNCHES:
                    raise _did_not_start(cluster)
                _start(cluster, lock, progress)
                launches += 1
                free = False  # the server holds it now
        ready = postmaster.is_ready(cluster.link)  # asked first: it may get so while we look around
        if _answers(cluster):
            return
        if waited > ORPHANS_LIMIT:
            postmaster.end_orphans(cluster.link, cluster.account)
        if waited > SILENCE_LIMIT:
            _refuse_a_stranger(cluster, ours_and_starting=not free and not ready)
        time.sleep(pause)
        pause = min(pause * 1.2, 0.25)
    raise DatabaseUnavailable(
        N_("PostgreSQL did not get ready within {seconds} seconds; {log} may tell why."),
        seconds=int(START_LIMIT),
        log=str(cluster.log),
    )


def _answers(cluster: Cluster) -> bool:
    """Whether the server of this very data lets us in. Raises when it never will."""
    if not postmaster.is_ready(cluster.link):
        return False
    code = postmaster.answer(cluster.socket, USER, DATABASE)
    if code in _PASSING:
        return False
    if postmaster.listener(cluster.socket) not in (None, postmaster.written_pid(cluster.link)):
        return False
    if code in (postmaster.READY, _FULL):
        return True
    raise DatabaseUnavailable(
        N_("The database in {folder} is in use by another user, or refuses us (code {code})."),
        folder=str(cluster.link),
        code=code,
    )


def _refuse_a_stranger(cluster: Cluster, *, ours_and_starting: bool) -> None:
    """Give up on a server that will not answer: started by hand, stopped in its tracks, or hung."""
    first = postmaster.postmaster(cluster.link, cluster.account)
    if first and not ours_and_starting:
        raise DatabaseUnavailable(
            N_(
                "PostgreSQL (process {pid}) is at work in {folder} but does not answer. Perhaps it "
                "was started by hand, or it hangs. Stop it, then try again; no data was touched."
            ),
            pid=first,
            folder=str(cluster.link),
        )


def _start(cluster: Cluster, lock: int, progress: Progress) -> None:
    settle(cluster)
    link, account = cluster.link, cluster.account
    if link.exists():
        programs = find_programs(account, major_version(link))
    else:
        programs = find_programs(account, None)
        progress(N_("Creating the database…"))
        create(cluster, programs, lock)
    data = link.resolve()
    admit(data, account)
    private_folder(cluster.sockets, account)
    postmaster.discard_stale_pid(data)
    _free_socket(cluster)
    progress(N_("Starting the database…"))
    with opened(cluster.log, account) as log:
        _shorten(cluster.log, log)
        postmaster.launch(programs.folder, data, cluster.sockets, log, lock, account)


def _free_socket(cluster: Cluster) -> None:
    """Remove what a killed server left, and stop one whose data was deleted under it."""
    pid = postmaster.listener(cluster.socket)
    if pid and postmaster.is_postgres(pid, cluster.account):
        postmaster.ask_to_stop(pid)
        wait_for(lambda: postmaster.listener(cluster.socket) != pid, STOP_LIMIT)
    for name in (cluster.socket.name, f"{cluster.socket.name}.lock"):
        (cluster.sockets / name).unlink(missing_ok=True)


def _join(cluster: Cluster, users: int) -> None:
    """Be one of those who use the server. Waits while the last one before us stops it."""
    if not wait_for(lambda: locked(users, SHARED), START_LIMIT):
        raise DatabaseUnavailable(
            N_("The database in {folder} takes too long to stop."), folder=str(cluster.link)
        )


def _is_last(cluster: Cluster, users: int) -> bool:
    """Whether nobody else uses the server, and it is ours to stop.

    Not ours are a server started by hand, and one whose ``var`` was deleted and made again.
    """
    if not locked(users, ALONE):
        return False
    try:
        if not os.path.samestat(os.fstat(users), cluster.users.stat()):
            return False
        with opened(cluster.lock, cluster.account) as lock:
            return not locked(lock, ALONE)
    except OSError:  # var is gone, and our server may still work in the shelter
        return True


def _tell_to_stop(data: Path, cluster: Cluster) -> int | None:
    pid = postmaster.postmaster(data, cluster.account)
    if pid:
        postmaster.ask_to_stop(pid)
    return pid


def _stop(data: Path, cluster: Cluster) -> None:
    pid = _tell_to_stop(data, cluster)
    if pid:
        wait_for(lambda: postmaster.postmaster(data, cluster.account) != pid, STOP_LIMIT)
    with suppress(OSError):  # a socket is in it as long as a server works
        cluster.sockets.rmdir()


def _did_not_start(cluster: Cluster) -> DatabaseUnavailable:
    lines = cluster.log.read_text(errors="replace").splitlines()[-20:]
    fatal = [line for line in lines if "FATAL" in line or "PANIC" in line]
    return DatabaseUnavailable(
        N_("PostgreSQL did not start: {reason} More is in {log}."),
        reason=(fatal or lines or ["-"])[-1],
        log=str(cluster.log),
    )


def _shorten(path: Path, file: int) -> None:
    """Keep one older part of a log that has grown. The server goes on writing at the new end."""
    if os.fstat(file).st_size > LARGEST_LOG:
        older = path.with_name(f"{path.name}.1")
        older.unlink(missing_ok=True)
        shutil.copy2(path, older)
        os.truncate(file, 0)


@contextmanager
def _told_politely(var: Path) -> Iterator[None]:
    """What the operating system refuses becomes a message that names the folder and the way out."""
    try:
        yield
    except OSError as error:
        raise DatabaseUnavailable(
            N_(
                "The database in {folder} cannot be used: {reason}. Set CMS_VAR to a folder you "
                "may write in, or CMS_DATABASE_URL to a PostgreSQL server."
            ),
            folder=str(var),
            reason=f"{error.strerror or error} ({error.filename or '-'})",
        ) from error
