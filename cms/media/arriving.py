"""Bytes that came in whole, as a file of this disk while somebody looks into them."""

import asyncio
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

from cms.media.refusals import room
from cms.media.uploads import under_way


@asynccontextmanager
async def arrived(source: IO[bytes]) -> AsyncIterator[Path]:
    """A copy of what can be read from ``source``, while the block runs. Raises `DiskFull`."""
    path = under_way().folder / secrets.token_urlsafe(18)
    try:
        await asyncio.to_thread(_write, source, path)
        yield path
    finally:
        path.unlink(missing_ok=True)


def _write(source: IO[bytes], path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    source.seek(0)
    with room(), path.open("xb") as target:
        shutil.copyfileobj(source, target)
