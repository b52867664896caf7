"""Files in a bucket of a store that speaks S3. Whoever opens one gets a copy in a bounded cache."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from stat import S_ISREG
from time import time
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from cms.errors import N_, CmsError
from cms.media.keys import Missing, checked
from cms.media.refusals import room

if TYPE_CHECKING:
    from obstore.store import S3Config

MOST_CACHED_BYTES = 2_000_000_000
OPENED, ARRIVING = 60.0, 3600.0
"""For so many seconds somebody may be about to open a copy, or be fetching it."""
PART = ".part"
CHUNK = 262_144
REGION = "us-east-1"
"""Stores of one's own mostly have but one, and this name for it."""
logger = logging.getLogger(__name__)


class StorageUnavailable(CmsError):
    """The store of files does not answer, or not as asked."""

    code = "storage_unavailable"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The store of files cannot be reached just now."))


class Bucket:
    """A `cms.media.storage.Storage` in a bucket: ``s3://bucket/prefix?endpoint=…&region=…``.

    Credentials come from ``AWS_ACCESS_KEY_ID`` and ``AWS_SECRET_ACCESS_KEY``, or from the machine it
    runs on. ``cache`` is the folder of the copies.
    """

    def __init__(self, url: str, cache: Path) -> None:
        self.store = _store(url)
        self.cache = cache

    async def put(self, key: str, source: Path) -> None:
        with _answering():
            await obstore.put_async(self.store, checked(key), source)
        await asyncio.to_thread(source.unlink)

    async def size(self, key: str) -> int | None:
        try:
            with _answering():
                return (await obstore.head_async(self.store, checked(key)))["size"]
        except Missing:
            return None

    async def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        if end is not None and end <= start:
            return
        options = _part(start, end)
        with _answering():
            found = await obstore.get_async(self.store, checked(key), options=options)
            async for some in found.stream(min_chunk_size=CHUNK):
                yield bytes(some)

    async def local(self, key: str) -> Path:
        path = self.cache / checked(key)
        if await asyncio.to_thread(_touched, path):
            return path
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        arriving = self.cache / f"{uuid4().hex}{PART}"
        try:
            with room(), arriving.open("wb") as file:
                async for some in self.read(key):
                    await asyncio.to_thread(file.write, some)
            await asyncio.to_thread(arriving.replace, path)
        except BaseException:
            arriving.unlink(missing_ok=True)
            raise
        await asyncio.to_thread(_bounded, self.cache)
        return path

    async def delete(self, key: str) -> None:
        await asyncio.to_thread((self.cache / checked(key)).unlink, missing_ok=True)
        with _answering():
            try:
                await obstore.delete_async(self.store, key)
            except FileNotFoundError:
                return

    async def keys(self, prefix: str) -> AsyncIterator[tuple[str, datetime]]:
        with _answering():
            async for some in obstore.list(self.store, prefix):
                for one in some:
                    yield one["path"], one["last_modified"]


def _store(url: str) -> S3Store:
    parts = urlsplit(url)
    asked = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = asked.get("endpoint", "")
    config: "S3Config" = {
        "region": asked.get("region") or os.environ.get("AWS_REGION") or REGION,
        "virtual_hosted_style_request": not endpoint,
    }
    if endpoint:
        config["endpoint"] = endpoint
    return S3Store(
        parts.netloc,
        prefix=parts.path.strip("/") or None,
        config=config,
        client_options={
            "allow_http": endpoint.startswith("http://"),
            "connect_timeout": timedelta(seconds=5),
            "timeout": timedelta(minutes=10),
        },
        retry_config={"max_retries": 3, "retry_timeout": timedelta(seconds=20)},
    )


def _part(start: int, end: int | None) -> "obstore.GetOptions | None":
    if end is not None:
        return {"range": (start, end)}
    return {"range": {"offset": start}} if start else None


@contextmanager
def _answering() -> Iterator[None]:
    """What a store says of a failure may hold its address and more: only its kind is noted."""
    try:
        yield
    except FileNotFoundError:
        raise Missing from None
    except BaseError as error:
        logger.warning("The store of files: %s", type(error).__name__)
        raise StorageUnavailable from None


def _touched(path: Path) -> bool:
    """Whether it is there; it counts as opened now."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _bounded(cache: Path) -> None:
    """Forget the copies that were opened longest ago, until the rest fits; none that is in use."""
    kept, now = sorted(_copies(cache)), time()
    left = sum(size for _when, size, _one in kept)
    for when, size, one in kept:
        if left <= MOST_CACHED_BYTES:
            return
        if when < now - (ARRIVING if one.suffix == PART else OPENED):
            one.unlink(missing_ok=True)
            left -= size


def _copies(cache: Path) -> Iterator[tuple[float, int, Path]]:
    """When each was opened, how large it is, and where; others remove some meanwhile."""
    for one in cache.rglob("*"):
        with suppress(FileNotFoundError):
            status = one.stat()
            if S_ISREG(status.st_mode):
                yield status.st_mtime, status.st_size, one
