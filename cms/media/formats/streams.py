"""Sounds and films that are a stream: MP3 and WebM begin as one does, OGG is one to its end."""

from pathlib import Path

from cms.media.kinds import MP3, OGG, OGG_VIDEO, WEBM, Kind
from cms.media.refusals import broken, not_accepted

_HEAD = 65_536
_ID3 = 10
_PAGE = 27
"""Bytes at the beginning of a page of OGG, before the sizes of what is in it."""


def check(path: Path, kind: Kind) -> None:
    """Raise `InvalidInput` for what begins like one and is none."""
    if kind in (OGG, OGG_VIDEO):
        _check_pages(path)
        return
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if kind is MP3 and head.startswith(b"ID3"):
            file.seek(_ID3 + _tag_size(head))
            head = file.read(_HEAD)
    if kind is MP3 and not _has_sound(head.lstrip(b"\0")):
        raise broken()
    if kind is WEBM and b"\x42\x82\x84webm" not in head[:256]:
        raise not_accepted()


def _tag_size(head: bytes) -> int:
    """Seven bits a byte, so that it never looks like sound."""
    size = 0
    for byte in head[6:10]:
        if byte & 0x80:
            raise broken()
        size = size << 7 | byte
    return size


def _has_sound(head: bytes) -> bool:
    """Whether a frame of MPEG audio, layer 3, begins here, with a bit rate and a sample rate."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def _check_pages(path: Path) -> None:
    """Each page says where the next begins; the last one ends where the file does."""
    left = path.stat().st_size
    with path.open("rb") as file:
        while left:
            head = file.read(_PAGE)
            if len(head) < _PAGE or not head.startswith(b"OggS"):
                raise broken()
            sizes = file.read(head[-1])
            left -= _PAGE + len(sizes) + sum(sizes)
            if left < 0 or len(sizes) < head[-1]:
                raise broken()
            file.seek(sum(sizes), 1)
