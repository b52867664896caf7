"""JPEG: the picture and its colour profile; no other metadata, nothing behind the picture."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from cms.media.limits import MOST_PROFILE_BYTES, MOST_SCANS
from cms.media.refusals import broken, too_complex

SOI, SOS, EOI, APP0, APP1, APP2, APP14, COM = 0xD8, 0xDA, 0xD9, 0xE0, 0xE1, 0xE2, 0xEE, 0xFE
_EXIF, _PROFILE, _ADOBE = b"Exif\0\0", b"ICC_PROFILE\0", b"Adobe"
_APPS = range(APP0, 0xF0)
_AFTER_SCAN = re.compile(rb"\xff+[^\x00\xd0-\xd7\xff]")


class Parts(NamedTuple):
    """What stays of a file, and what its EXIF data say."""

    kept: bytes
    exif: bytes = b""
    frames: int = 1


def parts(data: bytes) -> Parts:
    """The file without what a picture does not need. Raises `InvalidInput`."""
    made, exif, profile, scans = bytearray(b"\xff\xd8"), b"", 0, 0
    for marker, segment in _segments(data):
        scans += marker == SOS
        if scans > MOST_SCANS:
            raise too_complex()
        if marker == APP1 and segment[4:].startswith(_EXIF):
            exif = exif or segment[4 + len(_EXIF) :]
        profile += len(segment) if _is_profile(marker, segment) else 0
        if _stays(marker, segment) and profile <= MOST_PROFILE_BYTES:
            made += segment
    return Parts(bytes(made + b"\xff\xd9"), exif)


def _is_profile(marker: int, segment: bytes) -> bool:
    return marker == APP2 and segment[4:].startswith(_PROFILE)


def _stays(marker: int, segment: bytes) -> bool:
    if marker in _APPS:
        adobe = marker == APP14 and segment[4:].startswith(_ADOBE) and len(segment) == 16
        return adobe or _is_profile(marker, segment)
    return marker != COM


def _segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Markers with their segments; a scan is in one piece with its marker."""
    at = 2
    while data[at : at + 1] == b"\xff":
        while data[at + 1 : at + 2] == b"\xff":
            at += 1
        marker = data[at + 1] if at + 1 < len(data) else 0
        if marker == EOI:
            return
        size = int.from_bytes(data[at + 2 : at + 4], "big")
        end = at + 2 + size
        if size < 2 or end > len(data):
            break
        if marker == SOS:
            after = _AFTER_SCAN.search(data, end)
            if not after:
                break
            end = after.start()
        yield marker, data[at:end]
        at = end
    raise broken()
