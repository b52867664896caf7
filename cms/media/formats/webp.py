"""WebP: its frames and its colour profile; no other metadata, nothing behind the picture."""

from collections.abc import Iterator

from cms.media.formats.jpeg import Parts
from cms.media.limits import MOST_PROFILE_BYTES
from cms.media.refusals import broken

_KEPT = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"))
_HAS_METADATA, _HAS_PROFILE = 0x08 | 0x04, 0x20


def parts(data: bytes) -> Parts:
    """The file without what a picture does not need. Raises `InvalidInput`."""
    made, exif, frames, bare = bytearray(), b"", 0, False
    for name, content in _chunks(data):
        exif = content if name == b"EXIF" else exif
        frames += name == b"ANMF"
        if name not in _KEPT or (name == b"ICCP" and len(content) > MOST_PROFILE_BYTES):
            bare = bare or name == b"ICCP"
            continue
        made += name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) & 1)
    if made[:4] == b"VP8X" and len(made) > 8:
        made[8] &= ~(_HAS_METADATA | (_HAS_PROFILE if bare else 0))
    kept = b"RIFF" + (len(made) + 4).to_bytes(4, "little") + b"WEBP" + bytes(made)
    return Parts(kept, exif.removeprefix(b"Exif\0\0"), max(1, frames))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, end = 12, 8 + int.from_bytes(data[4:8], "little")
    if end > len(data) + 1:  # some leave the last byte out, which fills up
        raise broken()
    while at + 8 <= end:
        size = int.from_bytes(data[at + 4 : at + 8], "little")
        if at + 8 + size > len(data):
            raise broken()
        yield data[at : at + 4], data[at + 8 : at + 8 + size]
        at += 8 + size + (size & 1)
