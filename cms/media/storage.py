"""Where the bytes of files are kept: under names made of their content, on a disk or in a bucket."""

from collections.abc import AsyncIterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Protocol

from cms.media.bucket import Bucket
from cms.media.disk import Disk
from cms.settings import settings

FOLDER = "media"
CACHE = "media-cache"


class Storage(Protocol):
    """Keeps whole files under keys such as ``originals/{digest}``.

    Raises `DiskFull` when there is no room, `StorageUnavailable` when a remote store does not answer.
    """

    async def put(self, key: str, source: Path) -> None:
        """Move a whole local file there, at once; a file that is there already is replaced."""

    async def size(self, key: str) -> int | None:
        """How many bytes it has; none if it is not there."""

    def read(self, key: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Its bytes from ``start`` until before ``end``. Raises `Missing`."""

    async def local(self, key: str) -> Path:
        """A path at which it can be opened now. Raises `Missing`."""

    async def delete(self, key: str) -> None:
        """Forget it, if it is there."""

    def keys(self, prefix: str) -> AsyncIterator[tuple[str, datetime]]:
        """The keys right below ``prefix``, and since when each is there."""


@cache
def storage() -> Storage:
    """The store of this site: a folder below ``CMS_VAR``, unless ``CMS_MEDIA_URL`` names another."""
    if settings.media_url:
        return Bucket(settings.media_url, settings.var / CACHE)
    return Disk(settings.var / FOLDER)
