"""The file that a backup is: a tar of the dump, each file of the library, and a manifest at the end.

What is read is a stranger's until it was verified: nothing is unpacked by its name, and only what a
backup has can be in it.
"""

import hashlib
import io
import json
import os
import re
import tarfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from cms.backup.content import Content, TableContent, content_hash
from cms.errors import N_, CmsError

FORMAT = 1
DUMP = "database.dump"
MANIFEST = "manifest.json"
MEDIA = "media/"
MOST_MANIFEST = 256_000_000
CHUNK = 1 << 20
_PRIVATE = 0o600
_NAME = re.compile(rf"{re.escape(DUMP)}|{re.escape(MANIFEST)}|{MEDIA}[0-9a-f]{{64}}", re.ASCII)

Told = Callable[[int], object]


class BadBackup(CmsError):
    """A file is no backup, or not a whole one any more."""

    code = "bad_backup"


@dataclass(frozen=True)
class Part:
    """How many bytes a part has, and their SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What is in a backup, and of which site it was made when.

    ``media`` are the sizes of the library's files by their SHA-256; ``missing`` are those that were
    not there, or damaged, when the backup was made. ``content`` is by table.
    """

    format: int
    software: str
    made_at: str
    postgresql: str
    major: int
    migrations: tuple[str, ...]
    content: Content
    database: Part
    media: Mapping[str, int]
    missing: tuple[str, ...]

    @property
    def hash(self) -> str:
        """The content hash."""
        return content_hash(self.content)

    def parts(self) -> dict[str, Part]:
        """All that is in the backup beside this, by its name there."""
        files = {f"{MEDIA}{digest}": Part(size, digest) for digest, size in self.media.items()}
        return {DUMP: self.database} | files

    def written(self) -> bytes:
        """The manifest as JSON."""
        said = asdict(self) | {"content": {"hash": self.hash, "tables": _plain(self.content)}}
        return json.dumps(said, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _plain(content: Content) -> dict[str, Any]:
    return {name: asdict(one) for name, one in content.items()}


def read_manifest(said: bytes) -> Manifest:
    """A manifest from its JSON. Raises `BadBackup`."""
    try:
        told = json.loads(said)
        if told["format"] != FORMAT:
            raise BadBackup(N_("This backup has another format: {format}."), format=told["format"])
        content = told.pop("content")
        made = Manifest(
            **{
                name: told[name]
                for name in ("format", "software", "made_at", "postgresql", "major")
            },
            migrations=tuple(map(str, told["migrations"])),
            content={name: TableContent(**one) for name, one in content["tables"].items()},
            database=Part(**told["database"]),
            media={str(digest): int(size) for digest, size in told["media"].items()},
            missing=tuple(map(str, told["missing"])),
        )
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise BadBackup(N_("The manifest of this backup cannot be read.")) from None
    if made.hash != content.get("hash"):
        raise BadBackup(N_("The manifest of this backup contradicts itself."))
    return made


@contextmanager
def new_archive(folder: Path, target: Path) -> Iterator[tarfile.TarFile]:
    """A file that appears as ``target`` only when the block is done; it is there for its owner alone.

    Until then it lies in ``folder``, which is on the same disk and nobody else's.
    """
    partial = folder / target.name
    opened = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _PRIVATE)
    with os.fdopen(opened, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())
    partial.replace(target)
    _remember(target.parent)


def _remember(folder: Path) -> None:
    """That a name was given survives a power cut as well."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def add(archive: tarfile.TarFile, name: str, source: IO[bytes], size: int, at: float) -> None:
    """Write one part; ``at`` is the moment it says, in seconds."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, _PRIVATE, at
    archive.addfile(info, source)


def add_manifest(archive: tarfile.TarFile, manifest: Manifest, at: float) -> None:
    """Write the last part."""
    said = manifest.written()
    add(archive, MANIFEST, io.BytesIO(said), len(said), at)


def measured(
    source: IO[bytes], told: Told = lambda _: None, target: IO[bytes] | None = None
) -> Part:
    """The size and the SHA-256 of what can be read; ``target`` gets a copy of it."""
    digest, size = hashlib.sha256(), 0
    while some := source.read(CHUNK):
        digest.update(some)
        size += len(some)
        told(len(some))
        if target:
            target.write(some)
    return Part(size, digest.hexdigest())


@contextmanager
def opened(path: Path) -> Iterator[tarfile.TarFile]:
    """A backup to read. Raises `BadBackup` for what is no tar, and for one that ends too early."""
    try:
        with tarfile.open(path, "r:") as archive:
            yield archive
    except (tarfile.TarError, EOFError, UnicodeError):
        raise BadBackup(
            N_("{file} is no backup, or a part of it is missing."), file=path.name
        ) from None
    except OSError as error:
        raise BadBackup(
            N_("{file} cannot be read: {reason}."), file=path, reason=error.strerror or str(error)
        ) from None


def members(archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    """The parts in their order. Raises `BadBackup` for what no backup has: links, other names, twice one."""
    seen: set[str] = set()
    for one in archive:
        plain = one.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not one.issparse()
        if not plain or not _NAME.fullmatch(one.name) or one.name in seen:
            raise BadBackup(
                N_("There is something in it that no backup has: {name}."), name=one.name[:80]
            )
        seen.add(one.name)
        yield one


def verified(path: Path, told: Told = lambda _: None) -> Manifest:
    """Read a backup whole and compare every part with the manifest. Raises `BadBackup`.

    ``told`` is called with how many bytes were read.
    """
    found: dict[str, Part] = {}
    said = b""
    with opened(path) as archive:
        for one in members(archive):
            source = archive.extractfile(one)
            assert source
            if one.name == MANIFEST:
                if one.size > MOST_MANIFEST:
                    raise BadBackup(N_("The manifest of this backup cannot be read."))
                said = source.read()
            else:
                found[one.name] = measured(source, told)
    if not said:
        raise BadBackup(N_("{file} is no backup, or a part of it is missing."), file=path.name)
    manifest = read_manifest(said)
    wanted = manifest.parts()
    wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if wrong:
        raise BadBackup(
            N_("Parts of the backup are damaged or missing: {number}, such as {name}."),
            number=len(wrong),
            name=wrong[0],
        )
    return manifest
