"""Make one rendition of a picture. Runs in a child process (`cms.media.child`), where Pillow is."""

import os
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps

from cms.media.presets import Format

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in pixels."""

READ = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF")
DECODED = 1.5
"""How many times the target a JPEG is decoded to at least: its decoder makes it 2, 4 or 8 times
smaller for nothing, and nobody sees the difference (more than 48 dB)."""
REDUCED = 2.0
"""How many times the target a picture is averaged to at least, before it is resampled."""
ORIENTATION = 0x0112
WRITTEN: Mapping[str, Mapping[str, Any]] = {
    Format.AVIF: {"format": "AVIF", "quality": 60, "speed": 7, "max_threads": 1},
    Format.WEBP: {"format": "WEBP", "quality": 78, "method": 4},
    Format.JPEG: {"format": "JPEG", "quality": 78, "progressive": True, "optimize": True},
    Format.PNG: {"format": "PNG", "optimize": True},
}
"""How each format is written, by comparing what one sees with how large it is (docs/decisions)."""
_SRGB = ImageCms.createProfile("sRGB")


def render(
    source: str, target: str, size: tuple[int, int], focus: tuple[float, float], written: str
) -> None:
    """Write ``source`` to ``target``, cut to the shape of ``size`` around its focal point.

    ``focus`` is from 0 to 1 from the left and from the top. Of what moves, the first frame.
    """
    with Image.open(source, formats=READ) as opened:
        upright = ImageOps.exif_transpose(opened) if _turned(opened) else opened
        box = cut(upright.size, size, focus)
        profile = upright.info.get("icc_profile")
        small = _smaller(upright, box, size)
    shown = _in_srgb(small, profile)
    _write(_opaque(shown) if written == Format.JPEG else shown, target, WRITTEN[written])


def cut(natural: tuple[int, int], size: tuple[int, int], focus: tuple[float, float]) -> Box:
    """The largest part of a picture of this shape, its middle as near the focal point as can be."""
    (width, height), (to_width, to_height) = natural, size
    scale = min(width / to_width, height / to_height)
    across, down = to_width * scale, to_height * scale
    left = min(max(focus[0] * width - across / 2, 0), width - across)
    top = min(max(focus[1] * height - down / 2, 0), height - down)
    return left, top, left + across, top + down


def _turned(picture: Image.Image) -> bool:
    return int(picture.getexif().get(ORIENTATION, 1)) != 1


def _smaller(picture: Image.Image, box: Box, size: tuple[int, int]) -> Image.Image:
    width, height = picture.size
    left, top, right, bottom = box
    if picture.format == "JPEG":
        room = (
            DECODED * size[0] * width / (right - left),
            DECODED * size[1] * height / (bottom - top),
        )
        picture.draft(None, (round(room[0]), round(room[1])))
        across, down = picture.width / width, picture.height / height
        box = left * across, top * down, right * across, bottom * down
    inside = _inside(box, picture.size)
    return _plain(picture).resize(size, Image.Resampling.LANCZOS, inside, REDUCED)


def _inside(box: Box, size: tuple[int, int]) -> Box:
    """Numbers that were divided and multiplied again may be a trifle outside."""
    (left, top, right, bottom), (width, height) = box, size
    return max(left, 0), max(top, 0), min(right, width), min(bottom, height)


def _plain(picture: Image.Image) -> Image.Image:
    """In a mode whose values can be mixed: indexes of a palette cannot."""
    if picture.mode in {"RGB", "RGBA", "L", "LA", "CMYK"}:
        return picture
    if picture.mode.startswith("I"):  # 16 bits of grey
        return picture.point(lambda value: value / 256).convert("L")
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that a screen shows if nothing else is said; nothing else is said of renditions."""
    mode = "RGBA" if picture.has_transparency_data else "RGB"
    if profile:
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            if own.profile.xcolor_space.strip() == picture.mode.removesuffix("A"):
                made = ImageCms.profileToProfile(picture, own, _SRGB, outputMode=mode)
                return made or picture
        except (ImageCms.PyCMSError, OSError):
            pass  # a profile that cannot be read: as if there were none
    return picture if picture.mode == mode else picture.convert(mode)


def _opaque(picture: Image.Image) -> Image.Image:
    """On white, for what knows no transparency."""
    if picture.mode != "RGBA":
        return picture
    paper = Image.new("RGB", picture.size, "white")
    paper.paste(picture, mask=picture.getchannel("A"))
    return paper


def _write(picture: Image.Image, target: str, how: Mapping[str, Any]) -> None:
    picture.info.clear()
    with Path(target).open("wb") as file:
        picture.save(file, **how)
        file.flush()
        os.fsync(file.fileno())  # a name must never stand for bytes that a power cut can take
