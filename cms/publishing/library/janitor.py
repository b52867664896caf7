"""What lies about: bytes that no file has, uploads that nobody finished, renditions of what is gone.

What was just put there may be about to be needed: nothing goes before its time.
"""

import asyncio
import shutil
from collections.abc import AsyncIterator, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cms.database.engine import fetch, writing
from cms.media.keys import INCOMING, ORIGINALS, original_key
from cms.media.storage import Storage, storage
from cms.publishing.library.receiving import hold_bytes
from cms.settings import settings

GRACE = timedelta(days=1)
UPLOADS_STAY = timedelta(days=2)
UPLOADS, RENDITIONS = "uploads", "renditions"
_BATCH = 200
_MOST_NAMED = 1_000


@dataclass(frozen=True)
class Cleaned:
    """How many of each went, or would go."""

    originals: int = 0
    uploads: int = 0
    renditions: int = 0


@dataclass(frozen=True)
class Gap:
    """A file of the library whose bytes are not there (``missing``), or not as many (``damaged``)."""

    uid: str
    name: str
    fault: str


@dataclass(frozen=True)
class Checked:
    """How many files there are, what is wrong with some, and how many bytes nobody knows."""

    files: int
    gaps: tuple[Gap, ...]
    orphans: int


async def clean(*, grace: timedelta = GRACE, dry_run: bool = False) -> Cleaned:
    """Remove what nobody needs and has been there for longer than ``grace``.

    Call it outside `writing()`: it opens a short one for each thing that goes.
    """
    before = datetime.now(UTC) - grace
    gone = 0
    async for digest in _orphans(storage(), before):
        gone += dry_run or await _forget_bytes(digest)
    gone += await _forget_arriving(storage(), before, dry_run=dry_run)
    return Cleaned(
        gone,
        await asyncio.to_thread(_forget_uploads, min(before, _uploads_before(grace)), dry_run),
        await _forget_renditions(before, dry_run=dry_run),
    )


async def check() -> Checked:
    """Compare what the database knows with what is kept; nothing is changed."""
    rows = await fetch("SELECT uid, name, digest, size FROM asset ORDER BY uid")
    gaps = []
    for row in rows:
        size = await storage().size(original_key(row["digest"])) if row["digest"] else None
        if size != row["size"]:
            gaps.append(Gap(row["uid"], row["name"], "missing" if size is None else "damaged"))
    now = datetime.now(UTC)
    orphans = len([one async for one in _orphans(storage(), now)])
    return Checked(len(rows), tuple(gaps[:_MOST_NAMED]), orphans)


def _uploads_before(grace: timedelta) -> datetime:
    stay = UPLOADS_STAY if grace else timedelta()
    return datetime.now(UTC) - stay


async def _orphans(store: Storage, before: datetime) -> AsyncIterator[str]:
    """The digests of bytes that no file has."""
    batch: list[str] = []
    async for key, since in store.keys(ORIGINALS):
        if since <= before:
            batch.append(key.rpartition("/")[2])
        if len(batch) == _BATCH:
            for one in await _unknown(batch):
                yield one
            batch = []
    for one in await _unknown(batch):
        yield one


async def _unknown(digests: Collection[str]) -> list[str]:
    rows = await fetch("SELECT digest FROM asset WHERE digest = ANY($1::varchar[])", list(digests))
    known = {row["digest"] for row in rows}
    return [one for one in digests if one not in known]


async def _forget_bytes(digest: str) -> bool:
    """Whoever adds a file with these bytes waits, or has its row already."""
    async with writing():
        await hold_bytes(digest)
        if not await _unknown([digest]):
            return False
        await storage().delete(original_key(digest))
    return True


async def _forget_arriving(store: Storage, before: datetime, *, dry_run: bool) -> int:
    """Forget bytes that came from elsewhere and never got their name."""
    gone = 0
    async for key, since in store.keys(INCOMING):
        if since <= before:
            gone += 1
            if not dry_run:
                await store.delete(key)
    return gone


def _forget_uploads(before: datetime, dry_run: bool) -> int:
    gone = 0
    for one in _entries(settings.var / UPLOADS):
        if one.is_file() and _changed(one) <= before:
            gone += 1
            if not dry_run:
                one.unlink(missing_ok=True)
    return gone


async def _forget_renditions(before: datetime, *, dry_run: bool) -> int:
    """Forget the renditions of files that are gone, and of what a file was before."""
    made = await asyncio.to_thread(_rendered, settings.var / RENDITIONS, before)
    rows = await fetch(
        "SELECT uid, version FROM asset WHERE uid = ANY($1::varchar[])",
        list({folder.parent.name for folder in made}),
    )
    known = {(row["uid"], row["version"]) for row in rows}
    gone = [one for one in made if (one.parent.name, one.name) not in known]
    if not dry_run:
        await asyncio.to_thread(_remove_folders, gone)
    return len(gone)


def _rendered(folder: Path, before: datetime) -> list[Path]:
    """The folders of versions that nothing was put into since."""
    return [
        version
        for uid in _entries(folder)
        if uid.is_dir()
        for version in _entries(uid)
        if version.is_dir() and _changed(version) <= before
    ]


def _remove_folders(folders: Collection[Path]) -> None:
    for one in folders:
        shutil.rmtree(one, ignore_errors=True)
        if not any(_entries(one.parent)):
            shutil.rmtree(one.parent, ignore_errors=True)


def _entries(folder: Path) -> Iterator[Path]:
    return iter(sorted(folder.iterdir())) if folder.is_dir() else iter(())


def _changed(path: Path) -> datetime:
    """When it was changed; what went meanwhile was changed just now."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except FileNotFoundError:
        return datetime.now(UTC)
