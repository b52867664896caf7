"""WebM: elements within a segment. Tags, such as where a film was made, become empty space."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from cms.media.refusals import broken, too_complex

_SEGMENT = b"\x18\x53\x80\x67"
_CLUSTER = b"\x1f\x43\xb6\x75"
_NOTES = (b"\x12\x54\xc3\x67", b"\x19\x41\xa4\x69")
"""Tags, and attached files such as covers."""
_VOID = b"\xec"
_LONG = 9
"""Bytes of the head of an empty element with a size of eight bytes."""
_MOST = 1_000_000
_BLANK = bytes(65_536)


def blank_notes(path: Path) -> None:
    """Empty the notes in a film, in place. Raises `InvalidInput` for what is no film."""
    names = set()
    with path.open("r+b") as file:
        for name, start, end in _elements(file, path.stat().st_size):
            names.add(name)
            if name in _NOTES:
                _blank(file, start, end)
    if _SEGMENT not in names:
        raise broken()


def _elements(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, start and end of what is in the file and in its segment, up to where it is cut off."""
    at = 0
    for _ in range(_MOST):
        if at >= size:
            return
        file.seek(at)
        name = _number(file, 4)
        length = _number(file, 8)
        known = _value(length)
        end = size if known is None else min(size, file.tell() + known)
        inside = name == _SEGMENT or (name == _CLUSTER and known is None)
        after = file.tell() if inside else end
        yield name, at, end
        at = after
    raise too_complex()


def _number(file: BinaryIO, most: int) -> bytes:
    """As many bytes as the zeros before the first one tell. Raises `InvalidInput`."""
    first = file.read(1)
    length = 9 - first[0].bit_length() if first else most + 1
    if length > most:
        raise broken()
    found = first + file.read(length - 1)
    if len(found) < length:
        raise broken()
    return found


def _value(length: bytes) -> int | None:
    """A size without the bit that tells its length; none if it is not known, as of what was live."""
    bits = 7 * len(length)
    value = int.from_bytes(length, "big") & (1 << bits) - 1
    return None if value == (1 << bits) - 1 else value


def _blank(file: BinaryIO, start: int, end: int) -> None:
    total = end - start
    file.seek(start)
    if total < _LONG:
        file.write(_VOID + bytes([0x80 | total - 2]))
    else:
        file.write(_VOID + b"\x01" + (total - _LONG).to_bytes(7, "big"))
    for at in range(file.tell(), end, len(_BLANK)):
        file.write(_BLANK[: end - at])
