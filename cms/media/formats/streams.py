"""Sounds and films that are a stream: MP3, OGG and WebM begin as such a stream does."""

from pathlib import Path

from cms.media.kinds import MP3, WEBM, Kind
from cms.media.refusals import broken, not_accepted

_HEAD = 65_536
_ID3 = 10


def check(path: Path, kind: Kind) -> None:
    """Raise `InvalidInput` for what begins like one and is none."""
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
