"""The data of the embedded server: how it is made, and who is let in."""

import os
import secrets
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

from cms.database.binaries import Programs
from cms.database.ownership import (
    Account,
    Cluster,
    DatabaseUnavailable,
    current_user,
    give,
    new_home,
    private_folder,
)
from cms.database.postmaster import environment
from cms.errors import N_

USER = "cms"
DATABASE = "cms"
LOGINS = (USER, f"{DATABASE}_editor", f"{DATABASE}_public")
"""The owner, who makes the others (`roles`)."""


def major_version(data: Path) -> int:
    """The major version of PostgreSQL that made the data. Raises when it is none of PostgreSQL."""
    with suppress(OSError, ValueError):
        return int((data / "PG_VERSION").read_text())
    raise DatabaseUnavailable(
        N_("{folder} holds no PostgreSQL database. Move it away, then try again."),
        folder=str(data),
    )


def create(cluster: Cluster, programs: Programs, lock: int) -> None:
    """Make the data beside its place and move it there whole: a half-made database never counts."""
    home = new_home(cluster)
    unfinished = home / "postgres.new"
    for locale in ("C.UTF-8", "C"):
        shutil.rmtree(unfinished, ignore_errors=True)
        private_folder(unfinished, cluster.account)
        failure = _initialise(programs, unfinished, locale, lock, cluster.account)
        if "locale" not in failure:
            break
    if failure:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise DatabaseUnavailable(
            N_("The database in {folder} could not be created: {reason}"),
            folder=str(cluster.link),
            reason=failure,
        )
    unfinished.rename(home / "postgres")
    if home != cluster.var:
        cluster.link.symlink_to(home / "postgres")


def _initialise(programs: Programs, data: Path, locale: str, lock: int, account: Account) -> str:
    """Why it failed, or an empty text. The programs hold the lock too, if we are killed."""
    folder = ["-D", str(data)]
    options = ["--username", USER, "--auth-local=peer", "--auth-host=reject", "--data-checksums"]
    options += ["--encoding=UTF8", f"--locale={locale}", "--no-instructions"]
    single = ["--single", *folder, "-c", "exit_on_error=on", "postgres"]
    for command, entered in (
        ([programs["initdb"], *folder, *options], ""),
        ([programs["postgres"], *single], f"CREATE DATABASE {DATABASE}\n"),
    ):
        done = subprocess.run(  # noqa: S603 - no text of a stranger
            command,
            input=entered,
            capture_output=True,
            text=True,
            pass_fds=(lock,),
            cwd="/",
            env=environment(programs.folder),
            start_new_session=True,
            check=False,
            **account.becoming(),
        )
        if done.returncode:
            said = [line for line in done.stderr.splitlines() if "rror" in line or "FATAL" in line]
            return " ".join(said) or done.stderr.strip() or str(done.returncode)
    return ""


def admit(data: Path, account: Account) -> None:
    """Let in whoever starts the server, and root. Nobody else, whatever the socket allows."""
    names = sorted({"root", current_user().name})
    lines = (f'cms "{name}" {login}\n' for name in names for login in LOGINS)
    _write(data / "pg_ident.conf", "".join(lines), account)
    _write(data / "pg_hba.conf", f"local all {','.join(LOGINS)} peer map=cms\n", account)


def _write(path: Path, text: str, account: Account) -> None:
    """Replace a file in the server's folder without following a link that its user may have put."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    file = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "w") as target:
        target.write(text)
        give(file, account)
    partial.replace(path)
