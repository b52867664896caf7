"""Reading one file that somebody sent, in the child: what it is, and what is kept of it."""

import re
import shutil
from pathlib import Path
from typing import Any

from cms.errors import N_
from cms.media import kinds
from cms.media.formats import boxes, packages, pdf, streams, texts, webm
from cms.media.formats.drawings import drawing
from cms.media.formats.pictures import picture
from cms.media.kinds import Kind, recognised
from cms.media.limits import MOST_DRAWING_BYTES, MOST_IMAGE_BYTES
from cms.media.names import ending
from cms.media.refusals import refusal, too_large

_HEAD = 4_096
_PICTURES = (kinds.JPEG, kinds.PNG, kinds.GIF, kinds.WEBP, kinds.AVIF)
_DRAWING = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*+(?:<!DOCTYPE\s+svg\b|<(?:\w+:)?svg[\s>])",
    re.DOTALL,
)
_IMAGE, _DRAWN, _FILE = "image", "drawing", "file"


def read(source: str, target: str, name: str) -> dict[str, Any]:
    """Write to ``target`` what is kept of ``source``, and tell what it is. Raises `InvalidInput`."""
    path, kept = Path(source), Path(target)
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if not head:
        raise refusal("empty_file", N_("This file is empty."))
    kind = recognised(head)
    if kind is kinds.HEIC:
        text = N_("HEIC pictures are not accepted. Save it as a JPEG first.")
        raise refusal("file_not_accepted", text)
    if kind in _PICTURES:
        return _picture(path, kept, kind, name)
    if kind is None and _DRAWING.match(head):
        return _drawing(path, kept, name)
    return _file(path, kept, kind, name)


def _picture(path: Path, kept: Path, kind: Kind, name: str) -> dict[str, Any]:
    _check_bytes(path, MOST_IMAGE_BYTES)
    made = picture(path, kind)
    kept.write_bytes(made.data)
    return {
        "kind": _IMAGE,
        "width": made.width,
        "height": made.height,
        "placeholder": made.placeholder,
        "credit": made.credit,
        "transparent": made.transparent,
        **_named(made.kind, name),
    }


def _drawing(path: Path, kept: Path, name: str) -> dict[str, Any]:
    _check_bytes(path, MOST_DRAWING_BYTES)
    made = drawing(path.read_bytes())
    kept.write_bytes(made.data)
    return {
        "kind": _DRAWN,
        "width": made.width,
        "height": made.height,
        **_named(kinds.SVG, name),
    }


def _file(path: Path, kept: Path, kind: Kind | None, name: str) -> dict[str, Any]:
    if kind is None:
        kind, written = texts.text(path, name)
        kept.write_bytes(written)
    elif kind is kinds.PDF:
        pdf.cut(path, kept)
    else:
        kind = packages.document(path) if kind is kinds.ZIP else kind
        shutil.copyfile(path, kept)
        _check_stream(kept, kind)
    return {"kind": _FILE, **_named(kind, name)}


def _check_stream(path: Path, kind: Kind) -> None:
    if kind in (kinds.MP4, kinds.M4A):
        boxes.blank_notes(path)
    elif kind in (kinds.MP3, kinds.WEBM, kinds.OGG, kinds.OGG_VIDEO):
        streams.check(path, kind)
    if kind is kinds.WEBM:
        webm.blank_notes(path)


def _named(kind: Kind, name: str) -> dict[str, Any]:
    return {"media_type": kind.media_type, "name": ending(name, kind.suffixes)}


def _check_bytes(path: Path, most: int) -> None:
    if path.stat().st_size > most:
        raise too_large(most)
