"""Addresses of files and renditions. They name a version, so what one of them shows never changes."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from cms.media.presets import Fit, Format

FOLDER = "/media"
_PLACE = re.compile(r"/media/([0-9a-z]{1,16})/([0-9A-Za-z_-]{1,16})/([^/]+|file/[^/]+)", re.ASCII)
_NAME = re.compile(
    r"(cover|contain)-([1-9][0-9]{0,4})(?:x([1-9][0-9]{0,4}))?\.(auto|avif|webp|jpeg|png)", re.ASCII
)
_FILE = "file/"


@dataclass(frozen=True)
class Wanted:
    """What the last part of a rendition's address says; without a height it keeps its shape."""

    width: int
    height: int | None
    fit: Fit
    written: Format

    @property
    def name(self) -> str:
        """As it stands in addresses, and on the disk."""
        size = str(self.width) if self.height is None else f"{self.width}x{self.height}"
        return f"{self.fit}-{size}.{self.written}"


@dataclass(frozen=True)
class Place:
    """What an address below `FOLDER` names: a rendition, or the file itself under a name."""

    uid: str
    version: str
    rendition: Wanted | None
    name: str


def place(path: str) -> Place | None:
    """What a path without its percent signs names; none if it cannot name anything."""
    found = _PLACE.fullmatch(path)
    if not found:
        return None
    uid, version, rest = found.groups()
    if rest.startswith(_FILE):
        return Place(uid, version, None, rest.removeprefix(_FILE))
    named = _NAME.fullmatch(rest)
    if not named:
        return None
    fit, width, height, written = named.groups()
    wanted = Wanted(int(width), int(height) if height else None, Fit(fit), Format(written))
    return Place(uid, version, wanted, wanted.name)


def original(uid: str, version: str, name: str) -> str:
    """The path of the file as it is kept; ``name`` is what it is called when it is saved."""
    return f"{FOLDER}/{uid}/{version}/file/{quote(name, safe='')}"


def rendition(
    uid: str, version: str, width: int, height: int | None, fit: Fit, written: Format
) -> str:
    """The path of a rendition: ``/media/{uid}/{version}/cover-640x360.webp``, ``contain-640.avif``."""
    return f"{FOLDER}/{uid}/{version}/{Wanted(width, height, fit, written).name}"
