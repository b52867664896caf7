"""Restoring: verified before anything is touched, and again before anything is kept."""

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cms.backup.archive import DUMP, MEDIA, BadBackup, Manifest, members, opened, verified
from cms.backup.dumping import look_around, restore
from cms.backup.programs import Server
from cms.database.migrations import known_migrations
from cms.errors import N_, CmsError
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.settings import Settings

Told = Callable[[int], object]


class NotEmpty(CmsError):
    """There is a site already, and nobody said that it may go."""

    code = "not_empty"
    status = 409


class InUse(CmsError):
    """Others use the database: they would go on with what is not there any more."""

    code = "in_use"
    status = 409


class TooNew(CmsError):
    """A backup that a newer version of this software made."""

    code = "too_new"


@dataclass(frozen=True)
class Restored:
    """What was restored; ``files`` of the library were not there yet."""

    manifest: Manifest
    files: int


async def restore_backup(
    settings: Settings, source: Path, *, replace: bool, told: Told = lambda _: None
) -> Restored:
    """Put the site of a backup here; with ``replace`` in the place of the one that is there.

    First all of it is verified; then the files of the library come, each under the name of its
    content; at last the database, in one transaction that ends only if its content has the hash that
    the backup says. Afterwards migrate: a backup may be older than the software. Raises `BadBackup`,
    `NotEmpty`, `InUse`, `TooNew`, `DumpFailed` and `ContentDiffers`; then the database is as it was.
    """
    manifest = await asyncio.to_thread(verified, source, told)
    _refuse_newer(manifest)
    place = await look_around()
    if place.filled and not replace:
        raise NotEmpty(
            N_("There is a site here already. With --replace the backup takes its place.")
        )
    if place.others:
        raise InUse(
            N_("The database is in use (connections: {number}). Stop the server first."),
            number=place.others,
        )
    settings.var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.var, prefix="restore-") as folder:
        dump, files = await _unpack(source, Path(folder))
        server = Server(settings, place.major)
        await asyncio.to_thread(restore, server, dump, manifest.content)
    return Restored(manifest, files)


def _refuse_newer(manifest: Manifest) -> None:
    ours = known_migrations()
    theirs = {name for name in manifest.migrations if name.startswith("cms/")}
    if theirs - {f"cms/{name}" for name in ours}:
        raise TooNew(
            N_("A newer version made this backup ({version}). Restore it with that version."),
            version=manifest.software,
        )


async def _unpack(source: Path, folder: Path) -> tuple[Path, int]:
    """The dump as a file of its own, and how many files came into the library."""
    dump, files = folder / DUMP, 0
    with opened(source) as archive:
        for one in members(archive):
            content = archive.extractfile(one)
            assert content
            if one.name == DUMP:
                with dump.open("xb") as target:
                    await asyncio.to_thread(shutil.copyfileobj, content, target)
            elif one.name.startswith(MEDIA):
                key = original_key(one.name.removeprefix(MEDIA))
                if await storage().size(key) == one.size:
                    continue
                copy = folder / "file"
                with copy.open("wb") as target:
                    await asyncio.to_thread(shutil.copyfileobj, content, target)
                await storage().put(key, copy)
                files += 1
    if not dump.exists():
        raise BadBackup(N_("{file} is no backup, or a part of it is missing."), file=source.name)
    return dump, files
