"""Database, files and git brought together: all that anybody who works with files must know.

What lies in the files is imported, what upstream has is merged and imported, and then the files are
written from the database. Each step may be the last one: none leaves anything half, and the next
sync goes on from there.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from cms.database.engine import engine
from cms.errors import N_, CmsError, Message
from cms.translation.exchange import exported
from cms.translation.exchange.export import export
from cms.translation.exchange.importing import import_file
from cms.translation.exchange.report import Report
from cms.translation.figures.coverage_files import DATA, PICTURE, count_files, write_coverage
from cms.translation.po.content_files import (
    BadFile,
    ContentFile,
    content_files,
    replace,
    template_path,
)
from cms.translation.po.po import PoError
from cms.translation.sync.merging import merge_texts
from cms.translation.sync.repository import Repository

LOCK = 0x73796E63  # "sync"
TRIES = 4
SUBJECT = "Bring the translations up to date"

Told = Callable[[Message], None]
Shown = Callable[[Sequence[Path]], Iterable[Path]]


class SyncRunning(CmsError):
    """Another sync of the same database is at work."""

    code = "sync_running"
    status = 409


@dataclass
class Synced:
    """What a sync did. ``left`` are files that could not be written, and why."""

    reports: list[Report] = field(default_factory=list)
    written: list[Path] = field(default_factory=list)
    left: dict[Path, Message] = field(default_factory=dict)
    commits: int = 0
    pushed: bool = False

    @property
    def status(self) -> int:
        """The exit status: 0 nothing wrong, 1 errors, 2 conflicts."""
        statuses = {report.status for report in self.reports} | {1 if self.left else 0}
        return 1 if 1 in statuses else max(statuses)

    @property
    def refused(self) -> set[Path]:
        """The files with errors: they stay as they are, and out of every commit."""
        return {report.path for report in self.reports if report.errors} | set(self.left)


@dataclass(frozen=True)
class Sync:
    """One sync of the files under ``folder``; without ``repository`` git has no part in it."""

    folder: Path
    repository: Repository | None = None
    told: Told = lambda _message: None
    shown: Shown = lambda paths: paths

    async def run(self) -> Synced:
        """Do all of it. Raises `SyncRunning`, and `GitFailed` with nothing half done."""
        done = Synced()
        async with _alone():
            await self._sweep()
            if self.repository is None:
                await self._import(self._existing(), done)
                await self._write(done)
            else:
                with _marked(self.repository):
                    await self._with(self.repository, done)
        return done

    async def _with(self, repository: Repository, done: Synced) -> None:
        await self._import(self._existing(), done)
        for _ in range(TRIES):
            # Written before anything is merged: what upstream says was not made from what lies here.
            await self._write(done)
            done.commits += self._commit(repository, done)
            if not repository.upstream:
                self.told(
                    Message(N_("This branch follows no other: nothing is fetched or pushed."))
                )
                return
            if await self._take_in(repository, done):
                continue
            done.pushed = repository.ahead() and self._push(repository)
            if done.pushed or not repository.ahead():
                return
        text = N_("Others push to {branch} all the time; sync again later.")
        raise SyncRunning(text, branch=repository.upstream)

    def _push(self, repository: Repository) -> bool:
        self.told(Message(N_("Pushing to {branch}."), {"branch": repository.upstream}))
        return repository.push()

    def _existing(self) -> list[Path]:
        paths = (file.path(self.folder) for file in content_files())
        return [path for path in paths if path.exists()]

    async def _import(self, paths: Sequence[Path], done: Synced) -> None:
        """Import files; the newest report of each counts."""
        for path in self.shown(paths):
            report = await import_file(path)
            done.reports = [one for one in done.reports if one.path != path] + [report]

    async def _write(self, done: Synced) -> None:
        done.left.clear()
        files = {file.path(self.folder): file for file in content_files()}
        for path in self.shown(list(files)):
            await self._export(path, files[path], done)
        try:
            done.written += write_coverage(self.folder, count_files(self.folder))
        except BadFile as error:
            self.told(error.message)

    async def _export(self, path: Path, file: ContentFile, done: Synced) -> None:
        try:
            made = await export(self.folder, locale=file.target, type_name=file.type_name)
        except BadFile as error:
            done.left[path] = error.message
        else:
            done.written += made.written
            done.left |= dict(made.left)

    async def _take_in(self, repository: Repository, done: Synced) -> bool:
        """Merge what upstream has and import the files that this changed; whether it had anything."""
        self.told(Message(N_("Fetching {branch}."), {"branch": repository.upstream}))
        if not repository.behind():
            return False
        before = repository.head()
        conflicts = repository.merge()
        if conflicts:
            self._resolve(repository, conflicts)
        changed = {path.resolve() for path in repository.changed_since(before)}
        await self._import([path for path in self._existing() if path.resolve() in changed], done)
        return True

    def _resolve(self, repository: Repository, conflicts: Sequence[Path]) -> None:
        """Our side of each message is in the database, where the import finds the conflict."""
        ours = {file.path(self.folder).resolve() for file in content_files()}
        made = {path.resolve() for path in self._generated()}
        by_hand = [path for path in conflicts if path.resolve() not in ours | made]
        if by_hand:
            raise repository.give_up(by_hand)
        for path in conflicts:
            base, here, there = repository.versions(path)
            try:
                merged = merge_texts(base, here, there) if path.resolve() in ours else here
            except PoError:
                raise repository.give_up([path]) from None
            replace(path, merged or there)
            repository.resolve(path)
        repository.conclude()

    def _generated(self) -> Iterator[Path]:
        yield from (self.folder / DATA, self.folder / PICTURE)
        for file in content_files():
            yield template_path(self.folder, file.source, file.type_name)

    def _commit(self, repository: Repository, done: Synced) -> bool:
        paths = [path for path in self._existing() if path not in done.refused]
        return repository.commit([*paths, *set(self._generated())], SUBJECT)

    async def _sweep(self) -> None:
        """Take away what a process left that was killed while it wrote a file."""
        for file in content_files():
            path = file.path(self.folder)
            async with exported.alone(file):
                _sweep(path)
                _sweep(template_path(self.folder, file.source, file.type_name))
        _sweep(self.folder / DATA)
        _sweep(self.folder / PICTURE)


def _sweep(path: Path) -> None:
    for left in path.parent.glob(f".{path.name}.*"):
        left.unlink(missing_ok=True)


@contextmanager
def _marked(repository: Repository) -> Iterator[None]:
    repository.begin()
    try:
        yield
    finally:
        repository.end()


@asynccontextmanager
async def _alone() -> AsyncIterator[None]:
    """While the block runs nobody else syncs; the lock goes with the connection, come what may."""
    connection = await engine.get_new_connection()
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1, 0)", LOCK):
            raise SyncRunning(N_("Another sync is at work; try again when it is done."))
        yield
    finally:
        await connection.close()
