"""Restoring: verified before anything is touched, and again before anything is kept."""

import asyncio
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cms.backup.archive import (
    DUMP,
    MANIFEST,
    MEDIA,
    BadBackup,
    Manifest,
    Part,
    measured,
    members,
    opened,
    verified,
)
from cms.backup.dumping import look_around, restore
from cms.backup.files import held
from cms.backup.programs import Server
from cms.database.migrations import known_migrations
from cms.errors import N_, CmsError
from cms.media.keys import original_key
from cms.media.refusals import room
from cms.media.storage import storage
from cms.settings import Settings

FILE = "file"

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
    """A backup that a newer version made, of this software or of PostgreSQL."""

    code = "too_new"


@dataclass(frozen=True)
class Restored:
    """What was restored; ``files`` of the library were not there yet, or damaged."""

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
    place = await look_around(settings)
    if place.major < manifest.major:
        raise TooNew(
            N_(
                "PostgreSQL {theirs} made this backup, and here is {ours}: restore it into {theirs} or newer."
            ),
            theirs=manifest.major,
            ours=place.major,
        )
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
        dump, files = await _unpack(source, manifest, Path(folder))
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


async def _unpack(source: Path, manifest: Manifest, folder: Path) -> tuple[Path, int]:
    """The dump as a file of its own, and how many files came into the library.

    What comes out is compared once more: the backup lies on a disk, where it may change.
    """
    wanted, files = manifest.parts(), 0
    with opened(source) as archive:
        for one in members(archive):
            content = archive.extractfile(one)
            if one.name == MANIFEST or content is None:
                continue
            part = wanted.pop(one.name, None)
            key = original_key(one.name.removeprefix(MEDIA)) if one.name != DUMP else ""
            if key and await held(key) == part:
                continue
            copy = folder / (FILE if key else DUMP)
            if await asyncio.to_thread(_copied, content, copy) != part:
                raise _other_than_verified(source)
            if key:
                await storage().put(key, copy)
                files += 1
    if wanted:
        raise _other_than_verified(source)
    return folder / DUMP, files


def _copied(content: IO[bytes], target: Path) -> Part:
    with room(), target.open("wb") as copy:
        return measured(content, target=copy)


def _other_than_verified(source: Path) -> BadBackup:
    return BadBackup(N_("{file} is no backup, or a part of it is missing."), file=source.name)
