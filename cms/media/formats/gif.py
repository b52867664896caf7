"""GIF: its frames and how often they go round, up to its end; no comments."""

from cms.media.formats.jpeg import Parts
from cms.media.refusals import broken

_EXTENSION, _IMAGE, _TRAILER = 0x21, 0x2C, 0x3B
_CONTROL, _APPLICATION = 0xF9, 0xFF
_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")


def parts(data: bytes) -> Parts:
    """The file without what a picture does not need; many lack their end. Raises `InvalidInput`."""
    size = data[6:10]
    at = 13 + _table(_byte(data, 10))
    made, frames = bytearray(data[:at]), 0
    while not (frames and at == len(data)) and (block := _byte(data, at)) != _TRAILER:
        start = at
        if block == _IMAGE:
            _check_inside(data[at + 1 : at + 9], size)
            at = _after_blocks(data, at + 11 + _table(_byte(data, at + 9)))
            frames += 1
        elif block == _EXTENSION:
            at = _after_blocks(data, at + 2)
        else:
            raise broken()
        if block == _IMAGE or _stays(data, start):
            made += data[start:at]
    if not frames:
        raise broken()
    return Parts(bytes(made) + b";", frames=frames)


def _byte(data: bytes, at: int) -> int:
    if at >= len(data):
        raise broken()
    return data[at]


def _table(flags: int) -> int:
    """The bytes of a colour table."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _after_blocks(data: bytes, at: int) -> int:
    while size := _byte(data, at):
        at += size + 1
    return at + 1


def _stays(data: bytes, at: int) -> bool:
    label = data[at + 1]
    return label == _CONTROL or (label == _APPLICATION and data[at + 3 : at + 14] in _LOOPS)


def _check_inside(place: bytes, size: bytes) -> None:
    """A frame beyond the picture's own size would make it larger than its header says."""
    left, top, width, height = (int.from_bytes(place[at : at + 2], "little") for at in (0, 2, 4, 6))
    most = int.from_bytes(size[:2], "little"), int.from_bytes(size[2:], "little")
    if left + width > most[0] or top + height > most[1]:
        raise broken()
