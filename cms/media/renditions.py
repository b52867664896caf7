"""Pictures made from the originals: each when it is first asked for, once, and then kept.

Whether one is kept is all that there is to know of it: its path follows from its address, and what
an address shows never changes.
"""

import asyncio
import fcntl
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic, time
from typing import IO, Any, Self
from zlib import crc32

from cms.errors import N_, CmsError, InvalidInput, NotFound
from cms.media.addresses import Wanted
from cms.media.child import MOST_CHILDREN, in_child
from cms.media.keys import original_key
from cms.media.presets import Format
from cms.media.refusals import DiskFull, room
from cms.media.sizes import Size, allowed, formats, whole
from cms.media.storage import storage
from cms.settings import settings

AT_ONCE = MOST_CHILDREN - 1
"""Renditions that a process makes at the same time: a child is left for what editors send."""
SPARE = 512_000_000
"""Bytes of the disk that they leave free: twice what uploads do, so what strangers ask for gives way."""
PATIENCE = 10.0
"""For how many seconds whoever asks waits for a turn."""
SECONDS = 15.0
"""Of the processor, for making one."""
ABANDONED = 3600.0
"""After so many seconds nobody works on a file any more that was begun."""
_BEGUN = ".begun"
_LOCKS = 64
_PAUSE = 0.05


class Busy(CmsError):
    """As many renditions are being made as may be at once."""

    code = "busy"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The server is busy with other pictures. Try again in a moment."))


class NotOffered(NotFound):
    """There is no such rendition: not of this file, or not in this size or format."""

    def __init__(self) -> None:
        super().__init__(N_("This picture is not offered in this size or format."))


@dataclass(frozen=True)
class Original:
    """What of an image of the library renditions follow from; ``version`` stands for all of it."""

    uid: str
    version: str
    digest: str
    transparent: bool
    size: Size
    focus: tuple[float, float] = (0.5, 0.5)

    @classmethod
    def of(cls, asset: Mapping[str, Any]) -> Self:
        """The original of a row of the library that is an image."""
        return cls(
            asset["uid"],
            asset["version"],
            asset["digest"],
            asset["transparent"],
            (asset["width"], asset["height"]),
            (asset["focus_x"], asset["focus_y"]),
        )


def folder() -> Path:
    """Where all renditions are kept."""
    return settings.var / "renditions"


def path_of(uid: str, version: str, wanted: Wanted) -> Path:
    """Where a rendition is, if it is kept; the parts are those of an address that could be read."""
    return folder() / uid / version / wanted.name


_making: dict[Path, asyncio.Task[None]] = {}
_turns = asyncio.Semaphore(AT_ONCE)


async def rendered(original: Original, wanted: Wanted) -> Path:
    """Where a rendition is kept, once it is made. However many ask at once, it is made once.

    Raises `NotOffered`, `Busy`, `cms.media.refusals.DiskFull`; then nothing is kept of it.
    """
    if not _offered(original, wanted):
        raise NotOffered
    path = path_of(original.uid, original.version, wanted)
    making = _making.get(path)
    if making is None:
        making = _making[path] = asyncio.create_task(_made_once(original, wanted, path))
        making.add_done_callback(lambda _: _making.pop(path, None))
    await asyncio.shield(making)  # who goes away takes it from nobody else
    return path


def fallback(original: Original, wanted: Wanted) -> Wanted:
    """``auto`` for who reads neither AVIF nor WebP: what keeps transparency, if it may be there."""
    last = Format.PNG if Format.PNG in formats(transparent=original.transparent) else Format.JPEG
    return replace(wanted, written=last)


async def forget(uid: str, keep_version: str = "") -> None:
    """Remove the renditions of a file, but for those of one version.

    Right away when a file is deleted; when it has another version, some time later, because pages
    that others keep show the last one still.
    """
    await asyncio.to_thread(_forget, uid, keep_version)


async def kept() -> Mapping[str, list[str]]:
    """Of which files there are renditions, and of which versions: what is no more can be forgotten."""
    return await asyncio.to_thread(_kept)


async def forget_oldest(most: int, *, dry_run: bool = False) -> int:
    """Remove those that were made longest ago, until all have at most ``most`` bytes; how many."""
    return await asyncio.to_thread(_forget_oldest, most, dry_run)


async def forget_begun() -> None:
    """Remove what a process began that was killed."""
    await asyncio.to_thread(_forget_begun, time() - ABANDONED)


def _offered(original: Original, wanted: Wanted) -> bool:
    return (
        wanted.written is not Format.AUTO
        and wanted.written in formats(transparent=original.transparent)
        and allowed(original.size, wanted.width, wanted.height, wanted.fit)
    )


async def _made_once(original: Original, wanted: Wanted, path: Path) -> None:
    until = monotonic() + PATIENCE
    async with _turn(), _alone(path, until):
        if not await asyncio.to_thread(path.exists):
            await _made(original, wanted, path)


async def _made(original: Original, wanted: Wanted, path: Path) -> None:
    begun = folder() / _BEGUN / f"{original.uid}-{original.version}-{wanted.name}"
    size = (wanted.width, wanted.height) if wanted.height else whole(original.size, wanted.width)
    await asyncio.to_thread(_check_room)
    source = await storage().local(original_key(original.digest))
    try:
        await in_child(
            "cms.media.rendering.render",
            *(str(source), str(begun), size, original.focus, wanted.written),
            seconds=SECONDS,
        )
        await asyncio.to_thread(_place, begun, path)
    except InvalidInput:
        raise NotOffered from None  # it cannot be read in time, now or later
    finally:
        await asyncio.to_thread(begun.unlink, missing_ok=True)


def _check_room() -> None:
    if shutil.disk_usage(folder()).free < SPARE:
        raise DiskFull


def _place(begun: Path, path: Path) -> None:
    with room():
        path.parent.mkdir(parents=True, exist_ok=True)
        begun.replace(path)


@asynccontextmanager
async def _turn() -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            await _turns.acquire()
    except TimeoutError:
        raise Busy from None
    try:
        yield
    finally:
        _turns.release()


@asynccontextmanager
async def _alone(path: Path, until: float) -> AsyncIterator[None]:
    """Nobody else makes it, in any process of this machine. A few locks serve for all."""
    lock = await asyncio.to_thread(_lock_file, crc32(bytes(path)) % _LOCKS)
    with lock:
        while not _locked(lock):
            if monotonic() > until:
                raise Busy
            await asyncio.sleep(_PAUSE)
        yield


def _lock_file(number: int) -> IO[bytes]:
    with room():
        (folder() / _BEGUN).mkdir(parents=True, exist_ok=True)
        return (folder() / _BEGUN / f"lock-{number}").open("wb")


def _locked(lock: IO[bytes]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _forget(uid: str, keep_version: str) -> None:
    for version in _names(folder() / uid):
        if version != keep_version:
            shutil.rmtree(folder() / uid / version, ignore_errors=True)
    if not keep_version:
        shutil.rmtree(folder() / uid, ignore_errors=True)


def _kept() -> Mapping[str, list[str]]:
    return {uid: _names(folder() / uid) for uid in _names(folder()) if uid != _BEGUN}


def _forget_oldest(most: int, dry_run: bool) -> int:
    found = sorted(_made_files())
    left, gone = sum(size for _when, size, _path in found), 0
    for _when, size, path in found:
        if left <= most:
            break
        if not dry_run:
            path.unlink(missing_ok=True)
        left, gone = left - size, gone + 1
    return gone


def _made_files() -> Iterator[tuple[float, int, Path]]:
    """Since when each is there, how large it is, and where."""
    for path in folder().glob("[!.]*/*/*"):
        with suppress(FileNotFoundError):  # somebody else removed it
            status = path.stat()
            yield status.st_mtime, status.st_size, path


def _forget_begun(before: float) -> None:
    for name in _names(folder() / _BEGUN):
        file = folder() / _BEGUN / name
        if not name.startswith("lock-") and file.stat().st_mtime < before:
            file.unlink(missing_ok=True)


def _names(of: Path) -> list[str]:
    try:
        return sorted(one.name for one in of.iterdir())
    except FileNotFoundError:
        return []
