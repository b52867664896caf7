"""The git checkout in which translators' files lie, as far as a sync needs it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from cms.database.locks import ALONE, SHARED, locked, wait_for
from cms.errors import N_, CmsError
from cms.translation.sync import programs

SECONDS = 300
"""How long one command of git may take: longer is no network that is slow, but one that is gone."""
DRIVER = "cms-po"
_MARK = "klankbord-sync"
_SECONDS_TO_LEAVE = 5.0
_SECONDS_TO_END = 60.0
_ENVIRONMENT = {"LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0", "GIT_MERGE_AUTOEDIT": "no"}
_WITHOUT_NAME = ("-c", "user.name=Klankbord", "-c", "user.email=klankbord@localhost")


class GitFailed(CmsError):
    """Git did not do what was asked, or the checkout is in no state to ask it."""

    code = "git_failed"


class GitTimedOut(GitFailed):
    """Git took so long that it was stopped."""

    code = "git_timeout"


def driver_command() -> str:
    """What git runs to merge a PO file; its folder need not be in anybody's path."""
    return f'"{sys.executable}" -m cms.cli l10n merge-driver %O %A %B'


class Repository:
    """The checkout that holds ``folder``. Raises `GitFailed` if there is none.

    No command of git may take longer than ``seconds``: then it is stopped, and `GitTimedOut` raised.
    """

    def __init__(self, folder: Path, seconds: int = SECONDS) -> None:
        if shutil.which("git") is None:
            raise GitFailed(N_("git is not installed."))
        self.folder = folder
        self.seconds = seconds
        self._stopped = False
        self.root = folder
        self.root = Path(self.git("rev-parse", "--show-toplevel"))
        self._dir = self.root / self.git("rev-parse", "--git-dir")
        self._common = self.root / self.git("rev-parse", "--git-common-dir")
        who = self._run("config", "user.email").returncode
        self._who: tuple[str, ...] = _WITHOUT_NAME if who else ()

    def git(self, *arguments: str) -> str:
        """What git answers. Raises `GitFailed` with what it says when it refuses."""
        done = self._run(*arguments)
        if done.returncode:
            raise _failed(arguments, done)
        return done.stdout.strip()

    def _run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = self._raw(*arguments)
        out, err = (text.decode(errors="replace") for text in (done.stdout, done.stderr))
        return subprocess.CompletedProcess(done.args, done.returncode, out, err)

    def _raw(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        environment = os.environ | _ENVIRONMENT
        with self._root_opened() as held:
            locked(held, SHARED)
            try:
                return programs.run(
                    ["git", *arguments], self.root, environment, self.seconds, [held]
                )
            except subprocess.TimeoutExpired:
                self._stopped = True
                raise _timed_out(arguments, self.seconds) from None

    @contextmanager
    def _root_opened(self) -> Iterator[int]:
        """Git holds a lock on the checkout's folder while it runs, also when whoever began it died."""
        folder = os.open(self.root, os.O_RDONLY | os.O_DIRECTORY)
        try:
            yield folder
        finally:
            os.close(folder)

    def _says(self, *arguments: str) -> bool:
        return self._run(*arguments).returncode == 0

    @property
    def upstream(self) -> str:
        """The remote branch that this one follows, or nothing."""
        done = self._run("rev-parse", "--abbrev-ref", "--symbolic-full-name", "@{upstream}")
        return "" if done.returncode else done.stdout.strip()

    def install_driver(self) -> None:
        """Have git merge PO files by message in this checkout."""
        self.git("config", f"merge.{DRIVER}.name", "PO files, by message")
        self.git("config", f"merge.{DRIVER}.driver", driver_command())

    def begin(self) -> None:
        """Take up the work, and clear what a sync that was killed left behind.

        Call it when no other sync runs. Raises `GitFailed` if a person is in the middle of a merge,
        or the git of a sync that was killed goes on for long.
        """
        mark = self._dir / _MARK
        killed = mark.exists()
        if killed:
            self._wait_for_git()
            self._end_locks()
            self._abort()
        merging = ("MERGE_HEAD", "rebase-merge", "rebase-apply")
        if any((self._dir / name).exists() for name in merging):
            raise GitFailed(N_("Somebody is merging in this checkout; finish that first."))
        if killed:
            self._forget_half_a_checkout()
        mark.write_text("")

    def end(self) -> None:
        """The work is done, or failed; a merge that failed is undone."""
        if self._stopped:
            self._end_locks()
        self._abort()
        (self._dir / _MARK).unlink(missing_ok=True)

    def _abort(self) -> None:
        """Undo a merge that we began, and none that a person began since."""
        head, mark = self._dir / "MERGE_HEAD", self._dir / _MARK
        if head.exists() and mark.exists() and head.read_text().strip() == mark.read_text():
            self.git("merge", "--abort")

    def _wait_for_git(self) -> None:
        """Until the git of a sync that was killed is done: it does not die with it."""
        with self._root_opened() as held:
            if not wait_for(lambda: locked(held, ALONE), _SECONDS_TO_END):
                text = N_(
                    "The git of a sync that was stopped still runs; sync again when it is done."
                )
                raise GitFailed(text)

    def _end_locks(self) -> None:
        """A git that was killed leaves its locks; a person's may be at work for a moment."""
        wait_for(lambda: not any(self._locks()), _SECONDS_TO_LEAVE)
        for lock in self._locks():
            lock.unlink(missing_ok=True)

    def _locks(self) -> list[Path]:
        return [
            *self._dir.glob("*.lock"),
            *self._common.glob("*.lock"),
            *self._common.glob("refs/**/*.lock"),
        ]

    def _forget_half_a_checkout(self) -> None:
        """Files outside our folder that a killed merge had brought already, and did not note."""
        for left in self.root.glob(".merge_file_*"):  # what git gave to a merge driver
            left.unlink(missing_ok=True)
        if not self.upstream:
            return
        changed = self.git("diff", "--name-only", "HEAD").splitlines()
        added = self.git("ls-files", "--others", "--exclude-standard").splitlines()
        for name in (*changed, *added):
            path = self.root / name
            brought = self._run("rev-parse", f"@{{upstream}}:{name}")
            if path.is_relative_to(self.folder) or brought.returncode:
                continue
            if not path.exists() or self.git("hash-object", name) == brought.stdout.strip():
                if name in changed:
                    self.git("checkout", "--quiet", "HEAD", "--", name)
                else:
                    path.unlink()

    def commit(self, paths: Iterable[Path], subject: str) -> bool:
        """Commit these files, and nothing else that lies here; whether there was anything to."""
        names = self._names(paths)
        if not names or not self.git("status", "--porcelain", "--", *names):
            return False
        self.git("add", "--", *names)
        if self._says("diff", "--cached", "--quiet", "--", *names):
            return False
        self.git(*self._who, "commit", "--quiet", "--message", subject, "--only", "--", *names)
        return True

    def _names(self, paths: Iterable[Path]) -> list[str]:
        found = (path.resolve() for path in paths if path.exists())
        return [path.relative_to(self.root.resolve()).as_posix() for path in found]

    def behind(self) -> bool:
        """Whether upstream has something that is not here, once it was asked."""
        self.git("fetch", "--quiet")
        return not self._says("merge-base", "--is-ancestor", "@{upstream}", "HEAD")

    def ahead(self) -> bool:
        """Whether there is something here that upstream does not have."""
        return self.git("rev-list", "--count", "@{upstream}..HEAD") != "0"

    def merge(self) -> list[Path]:
        """Begin to merge upstream; answers the files in conflict, for `resolve` and `conclude`."""
        (self._dir / _MARK).write_text(self.git("rev-parse", "@{upstream}"))
        driver = ("-c", f"merge.{DRIVER}.driver={driver_command()}")
        try:
            done = self._run(*driver, *self._who, "merge", "--quiet", "--no-edit", "@{upstream}")
        except GitTimedOut:
            self._end_locks()
            self._abort()
            self._forget_half_a_checkout()
            raise
        unmerged = self.git("diff", "--name-only", "--diff-filter=U").splitlines()
        if done.returncode and not unmerged:
            raise _failed(("merge",), done)
        return [self.root / name for name in unmerged]

    def give_up(self, paths: Collection[Path]) -> GitFailed:
        """Leave the merge undone: some files only a person can merge."""
        self.git("merge", "--abort")
        text = N_("Git cannot merge {paths}: merge them by hand, then sync again.")
        names = [str(path.relative_to(self.root)) for path in paths]
        return GitFailed(text, paths=", ".join(names))

    def versions(self, path: Path) -> tuple[bytes, bytes, bytes]:
        """A file in conflict as it was, as it is here, and as it is upstream; absent ones are empty."""
        name = path.relative_to(self.root).as_posix()
        base, ours, theirs = (self._blob(f":{stage}:{name}") for stage in (1, 2, 3))
        return base, ours, theirs

    def _blob(self, name: str) -> bytes:
        done = self._raw("cat-file", "blob", name)
        return done.stdout if not done.returncode else b""

    def resolve(self, path: Path) -> None:
        """The file on disk is what the merge makes of it."""
        self.git("add", "--", str(path.relative_to(self.root)))

    def conclude(self) -> None:
        """Commit the merge, every conflict of which was resolved."""
        self.git(*self._who, "commit", "--quiet", "--no-edit")
        (self._dir / _MARK).write_text("")

    def changed_since(self, commit: str) -> list[Path]:
        """The files that differ between ``commit`` and now."""
        names = self.git("diff", "--name-only", commit, "HEAD").splitlines()
        return [self.root / name for name in names]

    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def push(self) -> bool:
        """Bring upstream what it lacks; False if somebody else was quicker. Raises `GitFailed`.

        This branch alone, whatever `git push` is set to push.
        """
        branch = self.git("symbolic-ref", "--short", "HEAD")
        remote, target = (
            self.git("config", f"branch.{branch}.{one}") for one in ("remote", "merge")
        )
        done = self._run("push", "--quiet", remote, f"HEAD:{target}")
        if done.returncode == 0:
            return True
        if self.behind():
            return False
        raise _failed(("push",), done)


def _failed(arguments: Sequence[str], done: subprocess.CompletedProcess[str]) -> GitFailed:
    said = [line for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    reason = " ".join(said)[:500] or "?"
    return GitFailed(
        N_("git {command} refuses: {reason}"), command=_command(arguments), reason=reason
    )


def _timed_out(arguments: Sequence[str], seconds: int) -> GitTimedOut:
    text = N_(
        "git {command} was not done after {seconds} seconds and was stopped."
        " Look whether its server can be reached, then sync again."
    )
    return GitTimedOut(text, command=_command(arguments), seconds=seconds)


def _command(arguments: Sequence[str]) -> str:
    return next((one for one in arguments if not one.startswith("-") and "=" not in one), "")
