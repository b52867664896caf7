"""The server's processes: which of them live, whether the server answers, how it starts and stops.

Nothing here trusts a process number that was read from a file: it may be a zombie's, or belong to
another program by now.
"""

import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from cms.database.ownership import Account

READY = "00000"
STARTING_OR_STOPPING = "57P03"

_PROC = Path("/proc")
_PROTOCOL_3_0 = 196608
_GOODBYE = struct.pack("!cI", b"X", 4)


def answer(path: Path, user: str, database: str) -> str:
    """What the server at this socket says to a client that wants in: an SQLSTATE.

    `READY` means that it lets us in; nothing at all (silence) is an empty text.
    """
    names = b"".join(part.encode() + b"\0" for part in ("user", user, "database", database, ""))
    hello = struct.pack("!II", len(names) + 8, _PROTOCOL_3_0) + names
    with suppress(OSError, struct.error), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        client.connect(os.fspath(path))
        client.sendall(hello)
        kind, length = struct.unpack("!cI", client.recv(5, socket.MSG_WAITALL))
        body = client.recv(length - 4, socket.MSG_WAITALL)
        if kind == b"R":
            client.sendall(_GOODBYE)
            while client.recv(4096):  # else its log complains of us
                pass
            return READY
        fields = {field[:1]: field[1:] for field in body.split(b"\0")}
        return fields.get(b"C", b"XX000").decode()
    return ""


def listener(path: Path) -> int | None:
    """The process that listens at this socket, as the kernel knows it."""
    if not hasattr(socket, "SO_PEERCRED"):
        return None
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(2)
        client.connect(os.fspath(path))
        size = struct.calcsize("3i")
        found = client.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, size)
        pid: int = struct.unpack("3i", found)[0]
        return pid or None
    return None


def _command_line(pid: int) -> list[bytes]:
    """Empty for a zombie and for what is not there."""
    with suppress(OSError):
        return (_PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    return [b""]


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int((_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()[1])
    return 0


def is_postgres(pid: int, account: Account) -> bool:
    """Whether this living process is a PostgreSQL server's, and the account's."""
    with suppress(OSError):
        words = _command_line(pid)
        named = words[0].startswith(b"postgres:") or Path(os.fsdecode(words[0])).name == "postgres"
        return named and (_PROC / str(pid)).stat().st_uid == account.uid
    return False


def _works_in(pid: int, data: Path) -> bool:
    try:
        return (_PROC / str(pid) / "cwd").samefile(data)
    except PermissionError:  # root without the right to trace, as in containers
        return os.fsencode(data.resolve()) in _command_line(pid)
    except OSError:
        return False


def written_pid(data: Path) -> int | None:
    """What the pid file says, true or not."""
    with suppress(OSError, ValueError):
        return int((data / "postmaster.pid").read_text().split("\n")[0])
    return None


def discard_stale_pid(data: Path) -> None:
    """Remove a pid file that would mislead PostgreSQL. Only for data in which nothing `living` is.

    That is one cut short, or one with the number of a zombie or of another program. The number of
    a dead process stays: PostgreSQL then looks at the shared memory too before it starts.
    """
    pid = written_pid(data)
    if pid is not None and pid > 0:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return
        except PermissionError:
            pass
    (data / "postmaster.pid").unlink(missing_ok=True)


def is_ready(data: Path) -> bool:
    """Whether the server wrote that it takes connections."""
    with suppress(OSError, IndexError, ValueError):
        return (data / "postmaster.pid").read_text().split("\n")[7].strip() == "ready"
    return False


def postmaster(data: Path, account: Account) -> int | None:
    """The living first process of the server of this data."""
    pid = written_pid(data)
    if pid is None or pid <= 0:
        return None
    if not _PROC.joinpath("self").exists():
        with suppress(ProcessLookupError, PermissionError):
            os.kill(pid, 0)
            return pid
        return None
    return pid if is_postgres(pid, account) and _works_in(pid, data) else None


def living(data: Path, account: Account) -> set[int]:
    """Every PostgreSQL process at work in this data, the postmaster's and orphans alike."""
    numbers = (int(path.name) for path in _PROC.glob("[0-9]*"))
    found = {pid for pid in numbers if is_postgres(pid, account) and _works_in(pid, data)}
    first = postmaster(data, account)
    return found | {first} if first else found


def end_orphans(data: Path, account: Account) -> None:
    """Kill the processes that outlived their postmaster, busy with a query nobody waits for."""
    family = living(data, account)
    for pid in family:
        titled = _command_line(pid)[0].startswith(b"postgres:")
        if titled and _parent(pid) not in family:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _settings(sockets: Path) -> Iterator[str]:
    quoted = str(sockets).replace('"', '""')
    values = {
        "listen_addresses": "",
        "port": "5432",
        "unix_socket_directories": f'"{quoted}"',
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "shared_buffers": "128MB",
        "fsync": "on",
        "full_page_writes": "on",
        "synchronous_commit": "on",
        "jit": "off",
        "random_page_cost": "1.1",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        "logging_collector": "off",
        "log_destination": "stderr",
        # What went wrong and where, and not with which values: those are people's.
        "log_error_verbosity": "terse",
        "log_min_error_statement": "panic",
        "log_parameter_max_length_on_error": "0",
    }
    if sys.platform == "linux":  # /dev/shm has 64 MB in a container, and may be full
        values["dynamic_shared_memory_type"] = "sysv"
    for name, value in values.items():
        yield from ("-c", f"{name}={value}")


def environment(programs: Path) -> dict[str, str]:
    """What a server's process gets to see: nothing of ours, and no PG* variables."""
    icu = programs.parent / "share" / "icu"
    found = {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"}
    return found | ({"ICU_DATA": str(icu)} if icu.is_dir() else {})


def launch(
    programs: Path, data: Path, sockets: Path, log: int, lock: int, account: Account
) -> None:
    """Start a server that lives on when this process ends. Returns at once.

    All its processes inherit the open ``lock``, so the kernel keeps that locked for exactly as
    long as one of them lives.
    """
    server = [str(programs / "postgres"), "-D", str(data), *_settings(sockets)]
    subprocess.run(  # noqa: S603 - no text of a stranger; the shell only leaves it in the background
        ["/bin/sh", "-c", '"$@" &', "sh", *server],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        pass_fds=(lock,),
        cwd="/",
        env=environment(programs),
        start_new_session=True,
        check=True,
        **account.becoming(),
    )


def ask_to_stop(pid: int) -> None:
    """A fast shutdown: open transactions are rolled back, everything is written."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
