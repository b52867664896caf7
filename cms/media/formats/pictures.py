"""Pictures: checked by their header before anything is decoded, upright, with a tiny one to show first."""

import base64
import io
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageOps, JpegImagePlugin

from cms.errors import N_
from cms.media import kinds
from cms.media.formats import gif, jpeg, png, webp
from cms.media.formats.jpeg import Parts
from cms.media.kinds import Kind
from cms.media.limits import (
    LONGEST_PLACEHOLDER,
    LONGEST_SIDE,
    MOST_FRAME_PIXELS,
    MOST_FRAMES,
    MOST_PIXELS,
)
from cms.media.refusals import broken, refusal

Image.MAX_IMAGE_PIXELS = None  # ours is asked for by ourselves, before anything is decoded
_FORMATS = {
    kinds.JPEG: "JPEG",
    kinds.PNG: "PNG",
    kinds.GIF: "GIF",
    kinds.WEBP: "WEBP",
    kinds.AVIF: "AVIF",
}
_PARTS = {
    kinds.JPEG: jpeg.parts,
    kinds.PNG: png.parts,
    kinds.GIF: gif.parts,
    kinds.WEBP: webp.parts,
}
_ORIENTATION, _ARTIST, _COPYRIGHT = 0x0112, 0x013B, 0x8298
_UPRIGHT = 1
_TURNED = range(2, 9)
_SMALL = 96
_OPAQUE = 255
_INDEXED = ("1", "P", "PA")
_TINY = ((24, 40), (16, 30), (8, 20))
"""Sides in pixels and qualities, the first of which is short enough."""


@dataclass(frozen=True)
class Picture:
    """What a picture is, and the bytes that are kept of it."""

    kind: Kind
    data: bytes
    width: int
    height: int
    placeholder: str
    credit: str = ""
    transparent: bool = False


def picture(source: Path, kind: Kind) -> Picture:
    """Read a picture of a kind. Raises `InvalidInput`."""
    data = source.read_bytes()
    stripped = _PARTS[kind](data) if kind in _PARTS else Parts(data)
    with _opened(stripped.kept, kind) as image:
        check_size(image.width, image.height, stripped.frames)
        exif = image.getexif() if kind is kinds.AVIF else _exif(stripped.exif)
    orientation = exif.get(_ORIENTATION, _UPRIGHT) if stripped.frames == 1 else _UPRIGHT
    if kind is kinds.AVIF:
        kind, kept = _converted(stripped.kept)
    elif orientation in _TURNED:
        kept = _turned(stripped.kept, kind, orientation)
    else:
        kept = stripped.kept
    width, height, placeholder, transparent = _seen(kept, kind)
    return Picture(kind, kept, width, height, placeholder, _credit(exif), transparent)


def check_size(width: int, height: int, frames: int = 1) -> None:
    """Raise `InvalidInput` for more pixels or frames than are taken."""
    if not (width and height):
        raise broken()
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        text = N_(
            "This picture has {width} × {height} pixels. It may have {millions} million, "
            "and {side} on a side: make it smaller first."
        )
        raise refusal("too_many_pixels", text, width=width, height=height, side=LONGEST_SIDE,
                      millions=MOST_PIXELS // 1_000_000)  # fmt: skip
    if frames > MOST_FRAMES or frames * width * height > MOST_FRAME_PIXELS:
        text = N_("This picture has too many frames: {frames}. A short film is smaller.")
        raise refusal("too_many_frames", text, frames=frames)


def _opened(data: bytes, kind: Kind) -> Image.Image:
    return Image.open(io.BytesIO(data), formats=[_FORMATS[kind]])


def _seen(data: bytes, kind: Kind) -> tuple[int, int, str, bool]:
    """Its size, a tiny picture, and whether one sees through it.

    All of it is decoded, so what is cut off is found.
    """
    with _opened(data, kind) as image:
        width, height = image.size
        image.draft("RGB", (256, 256))  # of JPEG alone: an eighth of the memory
        image.load()
        transparent = _is_transparent(image)
        return width, height, _placeholder(image), transparent


def _is_transparent(image: Image.Image) -> bool:
    if "A" not in image.getbands():
        return image.has_transparency_data
    darkest, _ = image.getchannel("A").getextrema()
    return isinstance(darkest, int | float) and darkest < _OPAQUE


def _placeholder(image: Image.Image) -> str:
    """A tiny picture to stand behind the real one; none behind what one sees through."""
    seen = "RGBA" if image.has_transparency_data else "RGB"
    small = image.convert(seen) if image.mode in _INDEXED else image
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX, reducing_gap=2)
    if _is_transparent(small.convert(seen)):
        return ""
    for side, quality in _TINY:
        tiny, made = small.convert(seen), io.BytesIO()
        tiny.thumbnail((side, side))
        tiny.save(made, "WEBP", quality=quality, method=4)
        address = "data:image/webp;base64," + base64.b64encode(made.getvalue()).decode()
        if len(address) <= LONGEST_PLACEHOLDER:
            return address
    return ""


def _turned(data: bytes, kind: Kind, orientation: int) -> bytes:
    """The picture as one holds it, in the same format, with as little loss as there can be."""
    with _opened(data, kind) as image:
        image.getexif()[_ORIENTATION] = orientation
        image.load()
        made = io.BytesIO()
        upright = ImageOps.exif_transpose(image)
        options = _quality(image, data)
        upright.save(
            made, _FORMATS[kind], icc_profile=image.info.get("icc_profile"), exif=b"", **options
        )
    return made.getvalue()


def _quality(image: Image.Image, data: bytes) -> dict[str, object]:
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        sampling = JpegImagePlugin.get_sampling(image)
        known = {"subsampling": sampling} if sampling >= 0 else {}
        return {"qtables": image.quantization, **known}
    if image.format == "WEBP":
        return {"lossless": b"VP8L" in data[:64], "quality": 90, "method": 2}
    return {"compress_level": 2}


def _converted(data: bytes) -> tuple[Kind, bytes]:
    """An AVIF as a JPEG, or as a PNG if one can see through it: writing AVIF anew takes too long."""
    with _opened(data, kinds.AVIF) as image:
        image.load()
        upright, made = ImageOps.exif_transpose(image), io.BytesIO()
        profile = image.info.get("icc_profile")
        if upright.has_transparency_data:
            upright.save(made, "PNG", compress_level=2, icc_profile=profile, exif=b"")
            return kinds.PNG, made.getvalue()
        upright.convert("RGB").save(made, "JPEG", quality=92, icc_profile=profile, exif=b"")
        return kinds.JPEG, made.getvalue()


def _exif(data: bytes) -> Image.Exif:
    """What a camera noted; damaged notes are none."""
    exif = Image.Exif()
    try:
        exif.load(data)
        exif.get(_ORIENTATION)
    except Exception:
        return Image.Exif()
    return exif


def _credit(exif: Image.Exif) -> str:
    """Whom to name, as the file itself says it."""
    for tag in (_COPYRIGHT, _ARTIST):
        said = exif.get(tag)
        text = " ".join(_unicode(said).split()) if isinstance(said, str) else ""
        if text and text.isprintable():
            return text[:200]
    return ""


def _unicode(text: str) -> str:
    """Cameras write UTF-8 where the standard has ASCII, and it is read as Latin-1."""
    try:
        return text.encode("latin-1").decode()
    except UnicodeError:
        return text
