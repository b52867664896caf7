"""Whose the embedded server is: the user it runs as, and the folders that user can reach."""

import hashlib
import os
import pwd
import secrets
import shutil
import stat
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cms.errors import N_, CmsError

# Data and programs that the server's user could not reach where they are. Only root makes it.
SHELTER = Path("/var/lib/klankbord")

# Not tempfile.gettempdir(): two processes with different TMPDIR must find the same server.
SOCKETS = Path("/tmp")  # noqa: S108 - only folders that are verified to be private are used in it

# The kernel's limit is 108 bytes on Linux and 104 on macOS.
LONGEST_SOCKET_PATH = 100
SOCKET = ".s.PGSQL.5432"


class DatabaseUnavailable(CmsError):
    """The database cannot be used now; the message says why and what helps."""

    code = "database_unavailable"
    status = 503


@dataclass(frozen=True)
class Account:
    """The operating system's user that the server runs as. A nameless one has an empty name."""

    uid: int
    gid: int
    name: str

    @property
    def is_mine(self) -> bool:
        """Whether this process runs as this user already."""
        return self.uid == os.geteuid()

    def becoming(self) -> Mapping[str, Any]:
        """Arguments for `subprocess.run` that make the child this user, with no other groups."""
        if self.is_mine:
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


@dataclass(frozen=True)
class Cluster:
    """One server's folders. PostgreSQL calls the whole of a server's data a cluster.

    ``link`` is the data folder as it is known under ``var``: the folder itself, or a symbolic link
    to where it lies.
    """

    var: Path
    account: Account
    sockets: Path

    @property
    def link(self) -> Path:
        return self.var / "postgres"

    @property
    def log(self) -> Path:
        return self.var / "postgres.log"

    @property
    def lock(self) -> Path:
        return self.var / "postgres.lock"

    @property
    def users(self) -> Path:
        return self.var / "postgres.users"

    @property
    def socket(self) -> Path:
        return self.sockets / SOCKET


def _account(uid: int, gid: int) -> Account:
    try:
        return Account(uid, gid, pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Account(uid, gid, "")


def current_user() -> Account:
    """The user of this process. Its name is empty when the machine knows none."""
    return _account(os.geteuid(), os.getegid())


def unprivileged_user() -> Account:
    for name in ("postgres", "nobody"):
        with suppress(KeyError):
            known = pwd.getpwnam(name)
            return Account(known.pw_uid, known.pw_gid, name)
    return _account(65534, 65534)


def _owner(folder: Path) -> Account | None:
    """The owner of an existing folder, unless that is root."""
    with suppress(OSError):
        found = folder.stat()
        return _account(found.st_uid, found.st_gid) if found.st_uid else None
    return None


def _server_account(data: Path) -> Account:
    """Root runs the server as the data's owner, so that a user made later changes nothing."""
    me = current_user()
    return me if me.uid else _owner(data) or unprivileged_user()


def _may_enter(folder: Path, account: Account) -> bool:
    found = folder.stat()
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)


def reachable(path: Path, account: Account) -> bool:
    """Whether the account may enter every folder down to this path (for a program: also run it)."""
    if account.is_mine:
        return True
    return all(_may_enter(part, account) for part in (path, *path.parents) if part.exists())


def locate(var: Path) -> Cluster:
    """Where the server of this data folder lies and listens. Changes nothing."""
    var = var.resolve()
    link = var / "postgres"
    account = _server_account(link)
    beside = var / "postgres.run"
    sheltered = not account.is_mine and link.is_symlink() and SHELTER in link.readlink().parents
    fits = len(os.fsencode(beside / SOCKET)) <= LONGEST_SOCKET_PATH
    if fits and not sheltered and reachable(var, account):
        return Cluster(var, account, beside)
    name = hashlib.sha256(os.fsencode(var)).hexdigest()[:16]
    return Cluster(var, account, SOCKETS / f"klankbord-{account.uid}-{name}")


def make_var(var: Path) -> None:
    """Make the folder for data, and its parents. What exists already keeps its permissions."""
    for folder in reversed([part for part in (var, *var.parents) if not part.exists()]):
        folder.mkdir(exist_ok=True)
        if os.geteuid() == 0:  # whatever root's umask: the answer of `locate` must not change
            folder.chmod(folder.stat().st_mode | 0o111)


def give(file: int | Path, account: Account) -> None:
    """Make the account the owner of what we just made."""
    if account.is_mine:
        return
    try:
        os.chown(file, account.uid, account.gid)
    except OSError as error:
        raise DatabaseUnavailable(
            N_(
                "Root may not act as user {user} here ({reason}), and PostgreSQL does not run as "
                "root. Start as a normal user, or set CMS_DATABASE_URL to a PostgreSQL server."
            ),
            user=account.name,
            reason=error.strerror,
        ) from error


def private_folder(path: Path, account: Account) -> Path:
    """Make the folder for this account alone, or check that it is that already.

    Raises `DatabaseUnavailable` when it is somebody else's, or open to others.
    """
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
        give(path, account)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or found.st_mode & 0o077:
        raise DatabaseUnavailable(
            N_("{folder} must be a folder of user {user} that no other user can enter."),
            folder=str(path),
            user=account.name,
        )
    return path


def shelter() -> Path:
    """Make the folder that root shares with the server's user, outside any private folder."""
    SHELTER.mkdir(mode=0o711, parents=True, exist_ok=True)
    found = SHELTER.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != 0:
        raise DatabaseUnavailable(N_("{folder} must be a folder of root."), folder=str(SHELTER))
    SHELTER.chmod(0o711)
    return SHELTER


def new_home(cluster: Cluster) -> Path:
    """A folder in which the server's user can reach its data: ``var``, or a new one in the shelter.

    The name in the shelter is random and only ``var/postgres`` links to it: a ``var`` that was
    deleted and made again can never find the old data.
    """
    if reachable(cluster.var, cluster.account):
        return cluster.var
    home = shelter() / secrets.token_hex(8)
    home.mkdir(mode=0o711)
    home.chmod(0o711)
    (home / "var").write_bytes(os.fsencode(cluster.var))
    return home


def settle(cluster: Cluster) -> None:
    """See to it that existing data is this ``var``'s, and within reach of the server's user.

    Raises `DatabaseUnavailable` when it is gone, or shared with a copy of ``var``.
    """
    link = cluster.link
    if link.is_symlink():
        _check_link(cluster)
    elif link.exists() and not reachable(cluster.var, cluster.account):
        home = new_home(cluster)  # the folders above were closed since the database was made
        link.rename(home / "postgres")
        link.symlink_to(home / "postgres")


def check_user(cluster: Cluster) -> None:
    """Raises `DatabaseUnavailable` when this user cannot have a server, or the data is another's."""
    link = cluster.link
    if cluster.account.is_mine and not cluster.account.name:
        raise DatabaseUnavailable(
            N_(
                "User number {uid} has no name on this machine, and PostgreSQL needs one. Use a "
                "user that has a name, or set CMS_DATABASE_URL to a PostgreSQL server."
            ),
            uid=cluster.account.uid,
        )
    if link.exists() and link.stat().st_uid != cluster.account.uid:
        raise DatabaseUnavailable(
            N_(
                "The database in {folder} belongs to another user of this machine; you are {user}. "
                "Start as that user, or set CMS_VAR to a folder of your own."
            ),
            folder=str(link),
            user=cluster.account.name,
        )


def _check_link(cluster: Cluster) -> None:
    target = cluster.link.readlink()
    if not target.is_dir():
        raise DatabaseUnavailable(
            N_(
                "{folder} points to {target}, which is not there. Put that back, or remove "
                "{folder} to start with an empty database."
            ),
            folder=str(cluster.link),
            target=str(target),
        )
    record = target.parent / "var"
    if SHELTER not in target.parents or not record.exists():
        return
    first = Path(os.fsdecode(record.read_bytes())) / "postgres"
    if first == cluster.link:
        return
    if first.is_symlink() and first.readlink() == target:
        raise DatabaseUnavailable(
            N_(
                "{folder} is a copy of {other}, and a copy cannot share its database. Remove "
                "{folder} to start with an empty one."
            ),
            folder=str(cluster.link),
            other=str(first),
        )
    record.write_bytes(os.fsencode(cluster.var))  # the whole of var was moved


def remove_data(cluster: Cluster) -> None:
    """Delete a stopped server's data, wherever it lies."""
    link = cluster.link
    if link.is_symlink():
        target = link.readlink()
        shutil.rmtree(target.parent if SHELTER in target.parents else target, ignore_errors=True)
        link.unlink()
    elif link.exists():
        shutil.rmtree(link)
    shutil.rmtree(cluster.sockets, ignore_errors=True)
