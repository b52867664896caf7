"""Addresses of files and renditions. They name a version, so what one of them shows never changes."""

from urllib.parse import quote

from cms.media.presets import Fit, Format

FOLDER = "/media"


def original(uid: str, version: str, name: str) -> str:
    """The path of the file as it is kept; ``name`` is what it is called when it is saved."""
    return f"{FOLDER}/{uid}/{version}/file/{quote(name, safe='')}"


def rendition(
    uid: str, version: str, width: int, height: int | None, fit: Fit, written: Format
) -> str:
    """The path of a rendition: ``/media/{uid}/{version}/cover-640x360.webp``, ``contain-640.avif``."""
    size = str(width) if height is None else f"{width}x{height}"
    return f"{FOLDER}/{uid}/{version}/{fit}-{size}.{written}"
