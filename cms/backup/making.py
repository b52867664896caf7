"""Making a backup while the site goes on: one moment of the database, and each file that it names."""

import asyncio
import tarfile
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
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
from cms.backup.files import held
from cms.backup.programs import Server
from cms.errors import writing_to
from cms.media.keys import original_key
from cms.operation.software import software
from cms.settings import Settings

Told = Callable[[int], object]


@dataclass(frozen=True)
class Made:
    """A backup that was made."""

    path: Path
    manifest: Manifest


async def back_up(settings: Settings, target: Path, told: Told = lambda _: None) -> Made:
    """Write a backup to ``target``, which appears when it is whole. Others go on writing meanwhile.

    ``told`` is called with the number of bytes whenever some were written. A file of the library that
    is missing or damaged is named in the manifest. Raises `DumpFailed`, `CannotWrite` and
    `DatabaseUnavailable`.
    """
    with writing_to(target):
        beside = tempfile.TemporaryDirectory(
            dir=target.parent, prefix=f"{target.name}.", suffix=".partial"
        )
    with beside as folder:
        async with held_still(settings) as moment:
            with writing_to(target):
                return await _write(settings, moment, target, Path(folder), told)


async def _write(
    settings: Settings, moment: Moment, target: Path, folder: Path, told: Told
) -> Made:
    now = datetime.now(UTC)
    dumped = folder / DUMP
    await asyncio.to_thread(_dump, settings, moment, dumped)
    with new_archive(folder, target) as archive:
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
        with copy.open("w+b") as kept:
            if await held(original_key(digest), kept) != Part(size, digest):
                missing.append(digest)
                continue
            kept.seek(0)
            add(archive, f"{MEDIA}{digest}", kept, size, at)
        told(size)
    return missing
