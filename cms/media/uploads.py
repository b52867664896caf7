"""Files on their way in. What has arrived of each is on disk, so it goes on after any break.

An upload is two files under ``{var}/uploads``: the bytes so far, and a sidecar that says whose it is
and how long it will be. How far it is, is the length of the first. So it outlives the server, and any
process of this machine can go on with it; several machines need that folder in common.
"""

import asyncio
import fcntl
import hashlib
import json
import os
import re
import secrets
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cms.errors import N_, NotFound
from cms.media.inspect import KEPT as MADE
from cms.media.names import cleaned
from cms.media.refusals import DiskFull, room
from cms.media.upload_refusals import (
    MEGABYTE,
    LongerThanSaid,
    TooManyUploads,
    UploadBusy,
    UploadTooLarge,
    WrongChecksum,
    WrongOffset,
)
from cms.settings import settings

FOLDER = "uploads"
"""Below the folder of the site; what a server that was killed leaves there, the janitor removes."""
KEPT = timedelta(days=1)
_ID = re.compile(r"[A-Za-z0-9_-]{24}")


@dataclass(frozen=True)
class Limits:
    """What may come in: bytes of one file, unfinished uploads and their bytes of one person and of all.

    ``spare`` bytes of the disk stay free.
    """

    file: int = settings.upload_megabytes * MEGABYTE
    number: int = 50
    person: int = 2048 * MEGABYTE
    total: int = 8192 * MEGABYTE
    spare: int = 256 * MEGABYTE


@dataclass(frozen=True)
class Upload:
    """What the sidecar says. ``asset`` is what became of it, empty as long as it is under way."""

    id: str
    owner: str
    size: int
    name: str
    about: Mapping[str, str] = field(default_factory=dict)
    asset: str = ""


class Part:
    """An upload under this process's lock; `Uploads.opened` gives it."""

    def __init__(self, folder: Path, upload: Upload, file: int) -> None:
        self.upload = upload
        self.path = folder / upload.id
        self._folder = folder
        self._file = file

    @property
    def offset(self) -> int:
        """How many bytes have arrived."""
        return os.fstat(self._file).st_size

    @property
    def is_whole(self) -> bool:
        return self.offset == self.upload.size

    async def append(self, offset: int, body: AsyncIterator[bytes]) -> None:
        """Write what comes behind what is there. What came before a break stays.

        Raises `WrongOffset`, `LongerThanSaid`, `DiskFull`, and what reading the body raises.
        """
        if offset != self.offset:
            raise WrongOffset(self.offset)
        async for chunk in body:
            if self.offset + len(chunk) > self.upload.size:
                raise LongerThanSaid
            await asyncio.to_thread(self._write, chunk)

    async def append_verified(
        self, offset: int, body: AsyncIterator[bytes], digest: "Digest"
    ) -> None:
        """The same, and all of it is thrown away unless it is whole and has this digest.

        Raises `WrongChecksum` too.
        """
        if offset != self.offset:
            raise WrongOffset(self.offset)
        unverified = _unverified(self.path)
        try:
            with room():  # even if the server is killed in the middle
                unverified.write_text(str(offset))
            await self.append(offset, digest.reading(body))
            if not digest.is_right:
                raise WrongChecksum
        except BaseException:
            os.ftruncate(self._file, offset)
            raise
        finally:
            unverified.unlink(missing_ok=True)

    def _write(self, chunk: bytes) -> None:
        view = memoryview(chunk)
        with room():
            while view:
                view = view[os.write(self._file, view) :]

    def finish(self, asset: str) -> None:
        """Note what became of it, for who asks again because the answer was lost. Raises `DiskFull`."""
        _write_sidecar(self._folder, replace(self.upload, asset=asset))
        self.path.unlink(missing_ok=True)

    def discard(self) -> None:
        """Throw it away."""
        _remove(self._folder, self.upload.id)


class Uploads:
    """All that is on its way, in one folder."""

    def __init__(self, folder: Path, limits: Limits = Limits()) -> None:
        self.folder = folder
        self.limits = limits

    def begin(self, owner: str, size: int, name: str, about: Mapping[str, str]) -> Upload:
        """Make room for a file of ``size`` bytes.

        Raises `UploadTooLarge`, `TooManyUploads`, `DiskFull`.
        """
        if size > self.limits.file:
            raise UploadTooLarge(self.limits.file)
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked_folder(self.folder):
            self._check_room(owner, size)
            upload = Upload(secrets.token_urlsafe(18), owner, size, cleaned(name), dict(about))
            try:
                with room():
                    (self.folder / upload.id).touch()
                _write_sidecar(self.folder, upload)
            except BaseException:
                _remove(self.folder, upload.id)
                raise
        return upload

    @asynccontextmanager
    async def reserved(self, owner: str, size: int) -> AsyncIterator[None]:
        """Room for what comes in another way, while the block runs. Raises what `begin` raises."""
        upload = await asyncio.to_thread(self.begin, owner, min(size, self.limits.file), "", {})
        try:
            yield
        finally:
            _remove(self.folder, upload.id)

    def _check_room(self, owner: str, size: int) -> None:
        under_way = [one for one in self._all() if not one.asset]
        mine = [one for one in under_way if one.owner == owner]
        if len(mine) >= self.limits.number or _bytes(mine) + size > self.limits.person:
            raise TooManyUploads
        if _bytes(under_way) + size > self.limits.total:
            raise TooManyUploads
        free = shutil.disk_usage(self.folder).free
        if free - self._still_to_come(under_way) - size < self.limits.spare:
            raise DiskFull

    def _still_to_come(self, under_way: list[Upload]) -> int:
        return _bytes(under_way) - sum(self._offset(one) for one in under_way)

    def find(self, upload_id: str, owner: str) -> Upload:
        """The upload, if it is this person's; raises `NotFound`."""
        upload = _sidecar(self.folder, upload_id) if _ID.fullmatch(upload_id) else None
        if upload is None or upload.owner != owner:
            raise _ended()
        return upload

    def offset(self, upload: Upload) -> int:
        """How many of its bytes have arrived."""
        return upload.size if upload.asset else self._offset(upload)

    def _offset(self, upload: Upload) -> int:
        path = self.folder / upload.id
        try:
            size = path.stat().st_size
        except FileNotFoundError:
            return 0
        verified = _read_number(_unverified(path))
        return size if verified is None else min(size, verified)

    def expires(self, upload: Upload) -> datetime:
        """When it is thrown away unless something comes in."""
        return _changed(self.folder, upload.id) + KEPT

    @asynccontextmanager
    async def opened(self, upload: Upload) -> AsyncIterator[Part]:
        """The upload to write to, while nobody else does. Raises `UploadBusy`, `NotFound`."""
        path = self.folder / upload.id
        try:
            file = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except FileNotFoundError:
            raise _ended() from None
        try:
            _lock(file)
            _check_there(path, file)
            verified = _read_number(_unverified(path))
            if verified is not None:
                os.ftruncate(file, min(verified, os.fstat(file).st_size))
                _unverified(path).unlink(missing_ok=True)
            yield Part(self.folder, upload, file)
        finally:
            os.close(file)

    async def end(self, upload: Upload) -> None:
        """Throw it away. Raises `UploadBusy`."""
        if upload.asset:
            _remove(self.folder, upload.id)
            return
        async with self.opened(upload) as part:
            part.discard()

    def expire(self, before: datetime, *, dry_run: bool = False) -> int:
        """Throw away what has not gone on since, and what was left behind; how many there were."""
        gone = 0
        for name in {path.name.split(".")[0] for path in self.folder.glob("[!.]*")}:
            if _changed(self.folder, name) <= before and not _is_locked(self.folder / name):
                gone += 1
                if not dry_run:
                    _remove(self.folder, name)
        return gone

    def _all(self) -> Iterator[Upload]:
        for path in self.folder.glob("*.json"):
            if found := _sidecar(self.folder, path.stem):
                yield found


def under_way() -> Uploads:
    """What is on its way to this server."""
    return Uploads(settings.var / FOLDER)


class Digest:
    """A hash of what is read through it, and what it should come to."""

    def __init__(self, algorithm: "hashlib._Hash", expected: bytes) -> None:
        self._hash = algorithm
        self._expected = expected

    async def reading(self, body: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """The same bytes."""
        async for chunk in body:
            self._hash.update(chunk)
            yield chunk

    @property
    def is_right(self) -> bool:
        return self._hash.digest() == self._expected


def _bytes(uploads: list[Upload]) -> int:
    return sum(one.size for one in uploads)


def _unverified(path: Path) -> Path:
    return path.with_name(f"{path.name}.unverified")


def _sidecar_path(folder: Path, upload_id: str) -> Path:
    return folder / f"{upload_id}.json"


def _sidecar(folder: Path, upload_id: str) -> Upload | None:
    try:
        return Upload(**json.loads(_sidecar_path(folder, upload_id).read_bytes()))
    except (FileNotFoundError, ValueError, TypeError):
        return None


def _write_sidecar(folder: Path, upload: Upload) -> None:
    path = _sidecar_path(folder, upload.id)
    fresh = path.with_suffix(".json.new")
    try:
        with room():
            fresh.write_text(json.dumps(asdict(upload)))
            fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _read_number(path: Path) -> int | None:
    try:
        return int(path.read_text() or 0)
    except (FileNotFoundError, ValueError):
        return None


def _files(folder: Path, upload_id: str) -> list[Path]:
    endings = ("", ".json", ".json.new", ".unverified", MADE)
    return [folder / f"{upload_id}{ending}" for ending in endings]


def _remove(folder: Path, upload_id: str) -> None:
    for path in _files(folder, upload_id):
        path.unlink(missing_ok=True)


def _changed(folder: Path, upload_id: str) -> datetime:
    times = []
    for path in _files(folder, upload_id):
        with suppress(FileNotFoundError):
            times.append(path.stat().st_mtime)
    return datetime.fromtimestamp(max(times, default=0), UTC)


def _lock(file: int) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UploadBusy from None


def _check_there(path: Path, file: int) -> None:
    """Whoever had it locked before may have ended it. Raises `NotFound`."""
    try:
        there = os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        there = False
    if not there:
        raise _ended()


def _ended() -> NotFound:
    return NotFound(N_("There is no such upload, or it ended: it took too long."))


def _is_locked(path: Path) -> bool:
    try:
        file = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return False
    try:
        _lock(file)
    except UploadBusy:
        return True
    finally:
        os.close(file)
    return False


@contextmanager
def _locked_folder(folder: Path) -> Iterator[None]:
    """One at a time looks whether there is room, and takes it."""
    with (folder / ".lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
