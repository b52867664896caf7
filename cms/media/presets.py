"""Which sizes of a picture can be asked for. All others are refused, so what one picture can cost ends."""

from dataclasses import dataclass
from enum import StrEnum

STEPS = (160, 320, 480, 640, 960, 1280, 1920, 2560)
"""Sides in pixels of renditions in free sizes: what is asked is rounded up to one of them.

Each step more makes a row and a column of crops more that somebody may ask for, of each picture.
"""


class Fit(StrEnum):
    """How a picture fills a size: cut to it around its focal point, or whole within it."""

    COVER = "cover"
    CONTAIN = "contain"


class Format(StrEnum):
    """How a rendition is written. ``auto`` is what the browser says that it can read."""

    AUTO = "auto"
    AVIF = "avif"
    WEBP = "webp"
    JPEG = "jpeg"
    PNG = "png"


@dataclass(frozen=True)
class Preset:
    """A use of pictures: its widths, its shape (width, height) if it is cut, and ``sizes`` for HTML."""

    name: str
    widths: tuple[int, ...]
    ratio: tuple[int, int] | None = None
    sizes: str = "100vw"

    def height(self, width: int) -> int | None:
        """The height at a width; none keeps the picture's own shape."""
        return round(width * self.ratio[1] / self.ratio[0]) if self.ratio else None


PRESETS = {
    one.name: one
    for one in (
        Preset("thumb", (96, 160, 240, 320), (1, 1), "160px"),
        Preset("portrait", (160, 320, 480, 640), (3, 4), "(min-width: 60rem) 20rem, 50vw"),
        Preset("card", (320, 480, 640, 960), (16, 9), "(min-width: 60rem) 20rem, 100vw"),
        Preset("wide", (640, 960, 1280, 1600, 1920, 2560), (16, 9)),
        Preset("share", (1200,), (1200, 630)),
        Preset("text", (320, 480, 640, 960, 1280, 1600), None, "(min-width: 45rem) 42rem, 100vw"),
        Preset("full", (640, 960, 1280, 1920, 2560)),
    )
}
