"""The files of the library as a backup sees them: by their bytes, and never by what is said of them."""

import hashlib
from typing import IO

from cms.backup.archive import Part
from cms.media.keys import Missing
from cms.media.storage import storage


async def held(key: str, copy: IO[bytes] | None = None) -> Part | None:
    """What the library holds under a key, read whole; none if it is not there or cannot be read.

    ``copy`` gets its bytes. Raises `StorageUnavailable`, and what ``copy`` raises.
    """
    digest, size = hashlib.sha256(), 0
    chunks = storage().read(key)
    while True:
        try:
            some = await anext(chunks, b"")
        except (Missing, OSError):
            return None
        if not some:
            return Part(size, digest.hexdigest())
        digest.update(some)
        size += len(some)
        if copy:
            copy.write(some)
