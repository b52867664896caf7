"""Documents that are packages of files: those of office programs, and books. Other packages are not taken."""

import re
import zipfile
from pathlib import Path

from cms.errors import N_
from cms.media.kinds import Kind
from cms.media.limits import MOST_PACKED, MOST_RATIO, MOST_UNPACKED_BYTES
from cms.media.refusals import broken, not_accepted, refusal

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
_NAMED = {
    f"{_OPEN}text": ".odt",
    f"{_OPEN}spreadsheet": ".ods",
    f"{_OPEN}presentation": ".odp",
    f"{_OPEN}graphics": ".odg",
    "application/epub+zip": ".epub",
}
_PARTS = {
    "word/document.xml": Kind(f"{_OFFICE}wordprocessingml.document", (".docx",)),
    "xl/workbook.xml": Kind(f"{_OFFICE}spreadsheetml.sheet", (".xlsx",)),
    "ppt/presentation.xml": Kind(f"{_OFFICE}presentationml.presentation", (".pptx",)),
}
_TYPES = "[Content_Types].xml"
_MOST_TYPES = 1_000_000
_MACROS = re.compile(r"(?:^|/)vbaProject\.bin$|^(?:Basic|Scripts)/", re.IGNORECASE)


def document(source: Path) -> Kind:
    """What kind of document a package is. Raises `InvalidInput`."""
    try:
        with zipfile.ZipFile(source) as package:
            _check(package, source.stat().st_size)
            return _kind(package)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError):
        raise broken() from None


def _check(package: zipfile.ZipFile, size: int) -> None:
    files = package.infolist()
    unpacked = sum(one.file_size for one in files)
    if len(files) > MOST_PACKED or unpacked > max(MOST_UNPACKED_BYTES // 100, size * MOST_RATIO) \
            or unpacked > MOST_UNPACKED_BYTES:  # fmt: skip
        raise refusal("file_too_complex", N_("This document is far too large when it is unpacked."))
    if not files or min(one.header_offset for one in files) != 0 or package.comment:
        raise not_accepted()
    names = [one.filename for one in files]
    if any(".." in name.split("/") or name.startswith("/") or "\\" in name for name in names):
        raise not_accepted()
    if any(_MACROS.search(name) for name in names):
        raise refusal(
            "has_macros", N_("This document has macros in it. Save it without them first.")
        )


def _kind(package: zipfile.ZipFile) -> Kind:
    names = set(package.namelist())
    first = package.infolist()[0]
    if first.filename == "mimetype" and first.file_size < 100:
        named = package.read(first).decode("ascii", "replace").strip()
        if named in _NAMED:
            return Kind(named, (_NAMED[named],))
    if _TYPES in names and package.getinfo(_TYPES).file_size <= _MOST_TYPES:
        types = package.read(_TYPES).decode("utf-8", "replace")
        for part, kind in _PARTS.items():
            if part in names and f"{kind.media_type}.main+xml" in types:
                return kind
    raise not_accepted()
