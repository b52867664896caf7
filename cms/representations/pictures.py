"""Pictures of the library as readers take them: their addresses in all sizes, and HTML."""

from collections.abc import Iterable
from html import escape

from cms.media import addresses, sizes
from cms.media.presets import PRESETS, Fit, Format, Preset
from cms.media.sizes import ImageSet, Picture, Rendition
from cms.reading.files import File

IN_TEXT = PRESETS["text"]
SHARED = PRESETS["share"]


def picture(one: File) -> Picture:
    """What of a file tells the addresses of its renditions."""
    return Picture(one.uid, one.version, one.width, one.height)


def original(one: File, site: str) -> str:
    """The whole address of a file as it is kept."""
    return site + addresses.original(one.uid, one.version, one.name)


def address(one: File, site: str) -> str:
    """Where a link to a file leads: to a picture in a size that one can look at."""
    return image_set(one, IN_TEXT, site).src if one.is_picture else original(one, site)


def image_set(one: File, preset: Preset, site: str, written: Format = Format.AUTO) -> ImageSet:
    """A picture in the widths of a preset, with whole addresses; a drawing has one for all."""
    if not one.scalable:
        return ImageSet(original(one, site), "", "", one.width, one.height)
    known = picture(one)
    made = sizes.image_set(known, preset, written)
    widths = sizes.renditions(known, preset, written)
    urls = ", ".join(f"{site}{each.url} {each.width}w" for each in widths)
    return ImageSet(site + made.src, urls, made.sizes, made.width, made.height)


def rendition(
    one: File, width: int | None, height: int | None, fit: Fit, written: Format, site: str
) -> Rendition:
    """A picture in the size that is offered for what was asked; a drawing as it is."""
    if not one.scalable:
        return Rendition(original(one, site), one.width, one.height)
    known = picture(one)
    made = sizes.rendition(known, sizes.offered(known.size, width, height, fit), written)
    return Rendition(site + made.url, made.width, made.height)


def shared(one: File, site: str) -> Rendition:
    """A picture as others show it beside a link: as JPEG, which all of them read."""
    made = image_set(one, SHARED, site, Format.JPEG)
    return Rendition(made.src, made.width, made.height)


def thumb(one: File) -> str:
    """The path of a small square picture."""
    return image_set(one, PRESETS["thumb"], "").src


def img(one: File, alt: str | None, locales: Iterable[str], site: str) -> str | None:
    """A picture in a text, as HTML; nothing for a file that is none.

    ``alt`` is what the text says of it, nothing of what only decorates; for None the library says
    it, in the first of ``locales`` that it can. The first of them is the language of the text.
    """
    if not one.is_picture:
        return None
    languages = tuple(locales)
    said, language = one.alt(languages) if alt is None else (alt, languages[0])
    made = image_set(one, IN_TEXT, site)
    attributes = {
        "src": made.src,
        "srcset": made.srcset,
        "sizes": made.sizes,
        "width": str(made.width),
        "height": str(made.height),
        "lang": language if language and language != languages[0] else "",
        "loading": "lazy",
    }
    written = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items() if value)
    return f'<img alt="{escape(said)}"{written}>'
