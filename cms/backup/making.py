"""Making a backup while the site goes on: one moment of the database, and each file that it names."""

import asyncio
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cms.backup.archive import (
    DUMP,
    FORMAT,
    MEDIA,
    Manifest,
    Part,
    add,
    add_manifest,
    measured,
    new_archive,
)
from cms.backup.dumping import Moment, dump, held_still
from cms.backup.programs import Server
from cms.errors import N_, CmsError
from cms.media.keys import Missing, original_key
from cms.media.storage import storage
from cms.settings import Settings

PACKAGE = "klankbord"

Told = Callable[[int], object]


class NoRoom(CmsError):
    """A backup cannot be written where it was asked for."""

    code = "cannot_write"


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    manifest: Manifest


def software() -> str:
    """Which version of this software is running."""
    try:
        return version(PACKAGE)
    except PackageNotFoundError:
        return "0"


async def back_up(settings: Settings, target: Path, told: Told = lambda _: None) -> Made:
    """Write a backup to ``target``, which appears when it is whole. Others go on writing meanwhile.

    ``told`` is called with the number of bytes whenever some were written. A file of the library that
    is missing or damaged is named in the manifest. Raises `DumpFailed`, `NoRoom` and
    `DatabaseUnavailable`.
    """
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
            async with held_still() as moment:
                return await _write(settings, moment, target, Path(folder), told)
    except OSError as error:
        raise NoRoom(
            N_("{file} cannot be written: {reason}."), file=target, reason=error.strerror or error
        ) from error


async def _write(
    settings: Settings, moment: Moment, target: Path, folder: Path, told: Told
) -> Made:
    now = datetime.now(UTC)
    dumped = folder / DUMP
    await asyncio.to_thread(_dump, settings, moment, dumped)
    with new_archive(target) as archive:
        with dumped.open("rb") as source:
            part = measured(source)
            source.seek(0)
            add(archive, DUMP, source, part.size, now.timestamp())
        dumped.unlink()
        told(part.size)
        missing = await _add_media(archive, moment.files, folder, now.timestamp(), told)
        manifest = Manifest(
            format=FORMAT,
            software=software(),
            made_at=now.isoformat(timespec="seconds"),
            postgresql=moment.version,
            major=moment.major,
            migrations=moment.migrations,
            content=moment.content,
            database=part,
            media={one: size for one, size in moment.files.items() if one not in missing},
            missing=tuple(missing),
        )
        add_manifest(archive, manifest, now.timestamp())
    return Made(target, manifest)


def _dump(settings: Settings, moment: Moment, target: Path) -> None:
    dump(Server(settings, moment.major), moment.snapshot, target)


async def _add_media(
    archive: tarfile.TarFile, files: Mapping[str, int], folder: Path, at: float, told: Told
) -> list[str]:
    """Write each file of the library; those that are missing or damaged are returned."""
    missing, copy = [], folder / "file"
    for digest, size in files.items():
        try:
            with copy.open("wb") as written:
                async for some in storage().read(original_key(digest)):
                    written.write(some)
        except Missing:
            missing.append(digest)
            continue
        with copy.open("rb") as source:
            if measured(source) != Part(size, digest):
                missing.append(digest)
                continue
            source.seek(0)
            add(archive, f"{MEDIA}{digest}", source, size, at)
        told(size)
    return missing
