"""MP4 and M4A: boxes within boxes. Notes such as where a film was made become empty space."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cms.media.refusals import broken

_HOLDING = (
    b"moov",
    b"trak",
    b"mdia",
    b"minf",
    b"stbl",
    b"edts",
    b"dinf",
    b"mvex",
    b"moof",
    b"traf",
)
_NOTES = (b"udta", b"meta", b"uuid")
_MOST = 20_000
_BLANK = bytes(65_536)


def blank_notes(path: Path) -> None:
    """Empty the notes in a film, in place; its pictures and sounds stay where they are.

    Raises `InvalidInput` for what is cut off or no film.
    """
    size = path.stat().st_size
    with path.open("r+b") as file:
        names = set()
        for name, start, head, end in _boxes(file, 0, size, [0]):
            names.add(name)
            if name in _NOTES:
                _blank(file, start, head, end)
        if b"moov" not in names:
            raise broken()


def _boxes(
    file: BinaryIO, at: int, end: int, seen: list[int]
) -> Iterator[tuple[bytes, int, int, int]]:
    """Name, start, length of the header and end of each box, and of those in it."""
    while at < end:
        seen[0] += 1
        name, head, after = _box(file, at, end)
        if seen[0] > _MOST or after > end or after < at + head:
            raise broken()
        yield name, at, head, after
        if name in _HOLDING:
            yield from _boxes(file, at + head, after, seen)
        at = after


def _box(file: BinaryIO, at: int, end: int) -> tuple[bytes, int, int]:
    file.seek(at)
    head = file.read(16)
    if len(head) < 8:
        raise broken()
    size = int.from_bytes(head[:4], "big")
    if size == 1:
        return head[4:8], 16, at + int.from_bytes(head[8:16], "big")
    return head[4:8], 8, at + size if size else end


def _blank(file: BinaryIO, start: int, head: int, end: int) -> None:
    file.seek(start + 4)
    file.write(b"free")
    file.seek(start + head)
    for at in range(start + head, end, len(_BLANK)):
        file.write(_BLANK[: end - at])
