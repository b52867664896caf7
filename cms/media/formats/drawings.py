"""SVG: written anew with the shapes that are known, and nothing that runs or fetches anything."""

import re
from dataclasses import dataclass
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from cms.errors import N_
from cms.media.formats.drawn import ATTRIBUTES, ELEMENTS, UNWRAPPED
from cms.media.formats.reuse import REFERENCE, Parts
from cms.media.limits import DEEPEST, MOST_DRAWN
from cms.media.refusals import broken, not_accepted, refusal, too_complex

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
_FRAGMENT = re.compile(r"#([\w.:-]{1,200})")
_RASTER = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=\s]*")
_BAD_STYLE = re.compile(
    r"[@\\<]|url\(|/\*|expression|javascript|behaviou?r|-moz-binding|image-set|src\(|image\(", re.I
)
_LENGTH = re.compile(r"\s*(\d{1,6}(?:\.\d+)?)\s*(?:px)?\s*")
_MOST_ATTRIBUTE = 1_000_000


@dataclass(frozen=True)
class Drawing:
    """A drawing as it is kept, and its size if it says one."""

    data: bytes
    width: int | None
    height: int | None


class _Writer:
    """Hears what a parser reads, and writes what may stay."""

    def __init__(self) -> None:
        self.out: list[str] = []
        self.size: tuple[int | None, int | None] = (None, None)
        self.parts = Parts()
        self._open: list[tuple[str, str]] = []  # the tag that is written, or nothing; and its part
        self._dropped = 0
        self._style: list[str] | None = None

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins: it stays, or goes with all that is in it."""
        tag = name.removeprefix(f"{SVG} ")
        if not self._open and not self._dropped and tag != "svg":
            raise not_accepted()
        known = name.startswith(f"{SVG} ") and tag in ELEMENTS | UNWRAPPED
        if self._dropped or self._style is not None or not known:
            self._dropped += 1
            return
        if len(self._open) >= DEEPEST:
            raise too_complex()
        self._begin(tag, given)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        kept = dict(_kept(tag, given))
        part = self._open[-1][1] if self._open else ""
        if not self._open:
            self.size = _size(kept)
        part = self.parts.add(part, kept.get("id", ""), _names(kept), kept.get("class", ""))
        written = tag if tag in ELEMENTS else ""
        self._open.append((written, part))
        if written:
            spaces = f' xmlns="{SVG}" xmlns:xlink="{XLINK}"' if len(self._open) == 1 else ""
            self.out.append(f"<{tag}{spaces}{''.join(_written(kept))}>")
        self._style = [] if tag == "style" else None

    def end(self, _name: str) -> None:
        """An element ends."""
        if self._dropped:
            self._dropped -= 1
            return
        tag, _part = self._open.pop()
        if self._style is not None:
            style = _clean_style("".join(self._style))
            self.out.append(escape(style) if self.parts.style(style) else "")
            self._style = None
        if tag:
            self.out.append(f"</{tag}>")

    def text(self, text: str) -> None:
        """Characters."""
        if self._dropped or not self._open:
            return
        if self._style is not None:
            self._style.append(text)
        else:
            self.out.append(escape(text))


def drawing(data: bytes) -> Drawing:
    """An SVG without what could do harm. Raises `InvalidInput`."""
    writer = _Writer()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = writer.start
    parser.EndElementHandler = writer.end
    parser.CharacterDataHandler = writer.text
    parser.EntityDeclHandler = _no_entities
    try:
        parser.Parse(data, True)
    except (expat.ExpatError, ValueError, LookupError):
        raise broken() from None
    if writer.parts.drawn() > MOST_DRAWN:
        raise too_complex()
    return Drawing("".join(writer.out).encode() + b"\n", *writer.size)


def _no_entities(*_declared: object) -> None:
    raise refusal("file_not_accepted", N_("This drawing has entities in it. Save it as plain SVG."))


def _kept(tag: str, given: dict[str, str]) -> list[tuple[str, str]]:
    made = []
    for name, value in given.items():
        short = "href" if name == f"{XLINK} href" else name
        clean = _clean(tag, short, value)
        if clean and len(clean) <= _MOST_ATTRIBUTE:
            made.append((short, clean))
    return made


def _clean(tag: str, name: str, value: str) -> str:
    """What may stay of an attribute, if anything."""
    if name == "href":
        target = value.strip()
        raster = tag == "image" and _RASTER.fullmatch(target)
        return target if raster or _FRAGMENT.fullmatch(target) else ""
    return _clean_style(value) if name in ATTRIBUTES or name == "style" else ""


def _written(kept: dict[str, str]) -> list[str]:
    return [f" {'xlink:href' if n == 'href' else n}={quoteattr(v)}" for n, v in kept.items()]


def _clean_style(style: str) -> str:
    """Rules that name nothing outside; if one of them does, none stay."""
    return "" if _BAD_STYLE.search(REFERENCE.sub("", style)) else style


def _names(kept: dict[str, str]) -> list[str]:
    """The elements of this drawing that attributes name."""
    found = [one for value in kept.values() for one in REFERENCE.findall(value)]
    return [*found, *_FRAGMENT.findall(kept.get("href", ""))[:1]] if "href" in kept else found


def _size(kept: dict[str, str]) -> tuple[int | None, int | None]:
    sides = [_LENGTH.fullmatch(kept.get(name, "")) for name in ("width", "height")]
    if all(sides):
        width, height = (round(float(one[1])) for one in sides if one)
        return width or None, height or None
    box = re.split(r"[\s,]+", kept.get("viewBox", "").strip())
    if len(box) == 4 and all(re.fullmatch(r"\d{1,6}(?:\.\d+)?", one) for one in box[2:]):
        return round(float(box[2])) or None, round(float(box[3])) or None
    return None, None
