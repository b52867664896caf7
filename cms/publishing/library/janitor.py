"""What lies about: bytes that no file has, uploads that nobody finished, renditions of what is gone.

What was just put there may be about to be needed: nothing goes before its time.
"""

import asyncio
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cms.database.engine import fetch, writing
from cms.media import renditions
from cms.media.keys import INCOMING, ORIGINALS, original_key
from cms.media.storage import Storage, storage
from cms.media.upload_refusals import MEGABYTE
from cms.media.uploads import under_way
from cms.publishing.library.receiving import hold_bytes, may_go
from cms.settings import settings

GRACE = timedelta(days=1)
AT_WORK = timedelta(hours=1)
"""For so long at least somebody may be at work on what is being uploaded."""
_BATCH = 200


@dataclass(frozen=True)
class Cleaned:
    """How many of each went, or would go: of renditions it is the files that had them.

    ``beyond`` are single renditions, the oldest, that were more than may be kept.
    """

    originals: int = 0
    uploads: int = 0
    renditions: int = 0
    beyond: int = 0


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
    now = datetime.now(UTC)
    before, gone = now - grace, 0
    async for digest in _orphans(storage(), before):
        gone += dry_run or await _forget_bytes(digest)
    gone += await _forget_arriving(storage(), before, dry_run=dry_run)
    return Cleaned(
        gone,
        await asyncio.to_thread(_forget_uploads, before, now, dry_run),
        await _forget_renditions(before, dry_run=dry_run),
        await renditions.forget_oldest(settings.renditions_megabytes * MEGABYTE, dry_run=dry_run),
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
    return Checked(len(rows), tuple(gaps), orphans)


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
        if not await may_go():
            return False  # a backup is being made: next time
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


def _forget_uploads(before: datetime, now: datetime, dry_run: bool) -> int:
    """Forget what has not gone on for its time, and what was made of an upload when a process ended."""
    return under_way().expire(min(before, now - AT_WORK), dry_run=dry_run)


async def _forget_renditions(before: datetime, *, dry_run: bool) -> int:
    """Forget renditions of files that are gone; of what a file was before, when it is that no more.

    Pages that others keep show the last version still, for a while.
    """
    made = await renditions.kept()
    rows = await fetch(
        "SELECT uid, version, updated_at <= $2 AS settled FROM asset WHERE uid = ANY($1::varchar[])",
        list(made),
        before,
    )
    known = {row["uid"]: row for row in rows}
    gone = [uid for uid in made if uid not in known]
    old = [
        uid for uid, row in known.items() if row["settled"] and set(made[uid]) - {row["version"]}
    ]
    if not dry_run:
        for uid in gone:
            await renditions.forget(uid)
        for uid in old:
            await renditions.forget(uid, known[uid]["version"])
        await renditions.forget_begun()
    return len(gone) + len(old)
