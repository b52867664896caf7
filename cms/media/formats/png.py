"""PNG, moving ones too: the chunks that a picture needs, up to its end."""

import zlib
from collections.abc import Iterator

from cms.media.formats.jpeg import Parts
from cms.media.limits import MOST_PROFILE_BYTES
from cms.media.refusals import broken

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT = frozenset(
    (b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"cHRM", b"gAMA", b"iCCP", b"sBIT", b"sRGB", b"cICP",
     b"bKGD", b"pHYs", b"acTL", b"fcTL", b"fdAT")
)  # fmt: skip


def parts(data: bytes) -> Parts:
    """The file without what a picture does not need. Raises `InvalidInput`."""
    made, exif, frames = bytearray(SIGNATURE), b"", 0
    for name, content, whole in _chunks(data):
        exif = content if name == b"eXIf" else exif
        frames += name == b"fcTL"
        if name in _KEPT and not (name == b"iCCP" and len(content) > MOST_PROFILE_BYTES):
            made += whole
    return Parts(bytes(made), exif, max(1, frames))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes, bytes]]:
    at, name = len(SIGNATURE), b""
    while name != b"IEND":
        size = int.from_bytes(data[at : at + 4], "big")
        end = at + 12 + size
        if end > len(data):
            raise broken()
        name, content = data[at + 4 : at + 8], data[at + 8 : end - 4]
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            raise broken()
        yield name, content, data[at:end]
        at = end
