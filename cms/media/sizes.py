"""In which sizes a picture is offered: a list that is the same for all, bounded by the picture itself."""

from dataclasses import dataclass
from itertools import product

from cms.media import addresses
from cms.media.presets import PRESETS, STEPS, Fit, Format, Preset

Size = tuple[int, int]
"""Width and height in pixels."""
TALLEST = 8000
"""Pixels: what is kept whole may be taller than the highest step, but not without end."""
BEST = 1280
"""The width that whoever knows no ``srcset`` is given, if the preset has it."""
_WHOLE = sorted(
    {*STEPS, *(one for each in PRESETS.values() if not each.ratio for one in each.widths)}
)
_PRESET_CUTS = {
    (width, height)
    for each in PRESETS.values()
    for width in each.widths
    if (height := each.height(width))
}
CUTS = frozenset({*product(STEPS, STEPS), *_PRESET_CUTS})
"""All sizes to which large pictures are cut; a smaller one has for each the largest of its shape."""


@dataclass(frozen=True)
class Picture:
    """What of an image of the library tells its addresses."""

    uid: str
    version: str
    width: int
    height: int

    @property
    def size(self) -> Size:
        """As it is kept."""
        return self.width, self.height


@dataclass(frozen=True)
class Rendition:
    """A picture as it is offered: its address on the site, and its pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class ImageSet:
    """The same picture in the widths of a preset, as ``<img>`` takes it; the size is that of ``src``."""

    src: str
    srcset: str
    sizes: str
    width: int
    height: int


def offered(natural: Size, width: int | None, height: int | None, fit: Fit) -> Size:
    """The size that is offered when another is asked for: never larger than the picture is.

    ``cover`` with both sides has the shape that was asked for, rounded up to steps, or a preset's own.
    ``contain``, and whoever names one side only, has the whole picture, just wide enough; with
    neither side, as large as it comes.
    """
    if width is not None and height is not None and fit is Fit.COVER:
        asked = (width, height)
        return _within(natural, asked if asked in _PRESET_CUTS else (_step(width), _step(height)))
    return whole(natural, _width_in(natural, width, height))


def allowed(natural: Size, width: int, height: int | None, fit: Fit) -> bool:
    """Whether an address may name this size: only what `offered` answers."""
    if fit is Fit.CONTAIN:
        return height is None and width in {_most(natural), *_WHOLE} and width <= _most(natural)
    return height is not None and (width, height) in {_within(natural, cut) for cut in CUTS}


def formats(*, transparent: bool) -> tuple[Format, ...]:
    """How renditions of a picture may be written. What one cannot see through would only be large as PNG."""
    lossy = (Format.AUTO, Format.AVIF, Format.WEBP, Format.JPEG)
    return (*lossy, Format.PNG) if transparent else lossy


def rendition(picture: Picture, size: Size, written: Format = Format.AUTO) -> Rendition:
    """The address of a picture in a size that is `offered`."""
    width, height = size
    # What keeps its shape is named by its width alone: one address, whatever was asked for.
    uncut = size == whole(picture.size, width) and allowed(picture.size, width, None, Fit.CONTAIN)
    named, fit = (None, Fit.CONTAIN) if uncut else (height, Fit.COVER)
    url = addresses.rendition(picture.uid, picture.version, width, named, fit, written)
    return Rendition(url, width, height)


def renditions(picture: Picture, preset: Preset, written: Format = Format.AUTO) -> list[Rendition]:
    """A picture in the widths of a preset, the narrowest first, each size once."""
    fit = Fit.COVER if preset.ratio else Fit.CONTAIN
    found = {offered(picture.size, width, preset.height(width), fit) for width in preset.widths}
    return [rendition(picture, size, written) for size in sorted(found)]


def srcset(picture: Picture, preset: Preset, written: Format = Format.AUTO) -> str:
    """A picture in the widths of a preset, as the attribute ``srcset`` has it."""
    return ", ".join(f"{one.url} {one.width}w" for one in renditions(picture, preset, written))


def image_set(picture: Picture, preset: Preset, written: Format = Format.AUTO) -> ImageSet:
    """All that ``<img>`` needs to show a picture in a preset."""
    found = renditions(picture, preset, written)
    best = [one for one in found if one.width <= BEST][-1:] or found[:1]
    urls = srcset(picture, preset, written)
    return ImageSet(best[0].url, urls, preset.sizes, best[0].width, best[0].height)


def _step(side: int) -> int:
    """The lowest step that is not below; above all of them the highest."""
    return next((step for step in STEPS if step >= side), STEPS[-1])


def _within(natural: Size, size: Size) -> Size:
    """A size, or the largest of its shape that the picture has."""
    (width, height), (asked_width, asked_height) = natural, size
    if asked_width <= width and asked_height <= height:
        return size
    if width * asked_height <= height * asked_width:
        return width, max(1, round(width * asked_height / asked_width))
    return max(1, round(height * asked_width / asked_height)), height


def _most(natural: Size) -> int:
    """How wide a picture may be as a whole."""
    width, height = natural
    return max(1, min(width, STEPS[-1], TALLEST * width // height))


def whole(natural: Size, width: int) -> Size:
    """The size of a picture that keeps its shape, at a width."""
    return width, max(1, min(round(width * natural[1] / natural[0]), TALLEST))


def _width_in(natural: Size, width: int | None, height: int | None) -> int:
    """The width of the whole picture that fills a box, or a side: the next one that is offered."""
    most = _most(natural)
    sides = [most] if width is None and height is None else []
    if width is not None:
        sides.append(width)
    if height is not None:
        sides.append(-(-height * natural[0] // natural[1]))  # rounded up
    return min(next((one for one in _WHOLE if one >= min(sides)), most), most)
