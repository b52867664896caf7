"""Files in a folder of this machine."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

from cms.media.keys import INCOMING, Missing, checked
from cms.media.refusals import room

CHUNK = 262_144
_LISTED = 500


class Disk:
    """A `cms.media.storage.Storage` below ``root``. A file appears whole, and on the disk, or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def _path(self, key: str) -> Path:
        return self.root / checked(key)

    async def put(self, key: str, source: Path) -> None:
        await asyncio.to_thread(_placed, source, self._path(key), self.root / INCOMING)

    async def size(self, key: str) -> int | None:
        try:
            return (await asyncio.to_thread(self._path(key).stat)).st_size
        except FileNotFoundError:
            return None

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        try:
            file = await asyncio.to_thread(self._path(key).open, "rb")
        except FileNotFoundError:
            raise Missing from None
        with file:
            file.seek(start)
            left = None if end is None else end - start
            while left is None or left > 0:
                some = await asyncio.to_thread(file.read, min(CHUNK, left or CHUNK))
                if not some:
                    return
                left = None if left is None else left - len(some)
                yield some

    async def local(self, key: str) -> Path:
        path = self._path(key)
        if not await asyncio.to_thread(path.is_file):
            raise Missing
        return path

    async def delete(self, key: str) -> None:
        await asyncio.to_thread(self._path(key).unlink, missing_ok=True)

    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, datetime]]:
        found = _found(self.root, prefix)
        while some := await asyncio.to_thread(lambda: list(islice(found, _LISTED))):
            for one in some:
                yield one


def _found(root: Path, prefix: str) -> Iterator[tuple[str, datetime]]:
    try:
        entries = os.scandir(root / prefix)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                changed = datetime.fromtimestamp(entry.stat().st_mtime, UTC)
                yield f"{prefix}/{entry.name}", changed


def _placed(source: Path, target: Path, incoming: Path) -> None:
    """Copied beside the others if it comes from another disk, forced to the disk, then renamed."""
    for folder in (incoming, target.parent):
        folder.mkdir(parents=True, exist_ok=True)
    arrived = incoming / uuid4().hex
    try:
        with room():
            shutil.move(source, arrived)
            arrived.touch()
            with arrived.open("rb") as written:
                os.fsync(written.fileno())
        arrived.replace(target)
    except BaseException:
        arrived.unlink(missing_ok=True)
        raise
    _forced(target.parent)


def _forced(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
