"""Plain text, tables and subtitles: kept as UTF-8, and never anything that a browser would run."""

import re
from pathlib import Path

from cms.media import kinds
from cms.media.kinds import Kind
from cms.media.limits import MOST_TEXT_BYTES
from cms.media.names import parted
from cms.media.refusals import not_accepted, too_large

_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]")
_ACTIVE = re.compile(
    r"\s*(?:<(?:[!?%]|html|head|body|script|svg|iframe|style|title|meta|table|div|p|a|img|h\d|form|"
    r"object|embed|link|xml)\b|<!|<\?|#!|%!PS|\{\\rtf|MIME-Version:|From:)",
    re.IGNORECASE,
)
_OLD_ENCODING = "cp1252"


def text(source: Path, name: str) -> tuple[Kind, bytes]:
    """What kind of text it is, and the text as UTF-8. Raises `InvalidInput`."""
    if source.stat().st_size > MOST_TEXT_BYTES:
        raise not_accepted() if _is_binary(source) else too_large(MOST_TEXT_BYTES)
    written = _decoded(source.read_bytes()).removeprefix("\ufeff")
    if _CONTROL.search(written) or _ACTIVE.match(written):
        raise not_accepted()
    return _kind(written, name), written.encode()


def _is_binary(source: Path) -> bool:
    with source.open("rb") as file:
        return b"\0" in file.read(4096)


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8", _OLD_ENCODING):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise not_accepted()


def _kind(written: str, name: str) -> Kind:
    if re.match(r"WEBVTT(?:[ \t\r\n]|$)", written):
        return kinds.VTT
    return kinds.CSV if parted(name)[1].lower() in kinds.CSV.suffixes else kinds.TEXT
