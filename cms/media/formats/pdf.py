"""PDF: begins with its own header and ends with its own end."""

import shutil
from pathlib import Path

from cms.media.refusals import broken

_TAIL = 65_536
_END = b"%%EOF"


def cut(source: Path, target: Path) -> None:
    """Copy a PDF up to its last end; what was put behind it is left out. Raises `InvalidInput`."""
    size = source.stat().st_size
    with source.open("rb") as file:
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or b"startxref" not in tail[:at]:
        raise broken()
    shutil.copyfile(source, target)
    with target.open("r+b") as file:
        file.truncate(size - len(tail) + at + len(_END))
        file.seek(0, 2)
        file.write(b"\n")
