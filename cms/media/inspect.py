"""What is in a file that somebody sent: found out in a child process, never by the file's name."""

import asyncio
import hashlib
from dataclasses import dataclass
from pathlib import Path

from cms.media.child import in_child
from cms.media.names import cleaned
from cms.media.refusals import too_large
from cms.settings import settings

_LONGEST = 2_000
_one_at_a_time = asyncio.Lock()
"""A picture of 40 megapixels takes 160 MB as long as it is unpacked: only one does at a time."""
KEPT = ".kept"
"""How the name of the file ends that is made beside the one that was sent."""


@dataclass(frozen=True)
class Inspected:
    """A file as it will be kept, at ``path`` beside the one that was sent, and what is known of it.

    ``kind`` is image, drawing or file. ``name`` can be saved anywhere and ends as the content does.
    ``credit`` is whom the file itself names.
    """

    path: Path
    name: str
    kind: str
    media_type: str
    size: int
    digest: str
    width: int | None = None
    height: int | None = None
    placeholder: str = ""
    credit: str = ""
    transparent: bool = False


async def inspected(path: Path, name: str) -> Inspected:
    """Look into a whole file on this disk. Raises `InvalidInput` and `DiskFull`; then nothing is left.

    Pictures are upright, without location and other private notes; drawings have nothing that runs;
    what was hidden behind a file's end is gone. Call it outside a transaction: it may take seconds.
    """
    most = settings.upload_megabytes * 1_000_000
    if (await asyncio.to_thread(path.stat)).st_size > most:
        raise too_large(most)
    kept = path.with_name(path.name + KEPT)
    try:
        async with _one_at_a_time:
            told = await in_child(
                "cms.media.reading.read", str(path), str(kept), cleaned(name[-_LONGEST:])
            )
        size, digest = await asyncio.to_thread(_measured, kept)
    except BaseException:
        kept.unlink(missing_ok=True)
        raise
    return Inspected(path=kept, size=size, digest=digest, **told)


def _measured(path: Path) -> tuple[int, str]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return file.tell(), digest
