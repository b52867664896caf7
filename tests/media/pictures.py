"""Pictures that are drawn for a test, and files of the library that have them."""

import hashlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from cms.media.keys import original_key
from cms.media.storage import storage
from tests.builders import make_asset

RED = (220, 0, 0)
BLUE = (20, 40, 200)


def dotted(
    size: tuple[int, int], at: tuple[float, float], mode: str = "RGB", radius: int = 20
) -> Image.Image:
    """Blue, with a red dot."""
    made = Image.new("RGB", size, BLUE)
    x, y = size[0] * at[0], size[1] * at[1]
    ImageDraw.Draw(made).ellipse((x - radius, y - radius, x + radius, y + radius), RED)
    return made.convert(mode)


def written(picture: Image.Image, form: str = "JPEG", **how: Any) -> bytes:
    """The bytes of a file."""
    file = BytesIO()
    picture.save(file, form, **how)
    return file.getvalue()


def is_like(pixel: object, colour: tuple[int, ...], within: int = 40) -> bool:
    """Whether a pixel has about this colour."""
    assert isinstance(pixel, tuple)
    return all(abs(one - other) <= within for one, other in zip(pixel, colour, strict=False))


async def keep(folder: Path, body: bytes, name: str = "x.jpg", **values: Any) -> dict[str, Any]:
    """A file of the library with its bytes in the store; what its addresses are made of."""
    digest = hashlib.sha256(body).hexdigest()
    file = folder / digest
    file.write_bytes(body)
    await storage().put(original_key(digest), file)
    made = {"digest": digest, "size": len(body), "version": digest[:16], **values}
    uid = await make_asset(name, **made)
    return {"uid": uid, "name": name, **made}


async def keep_picture(
    folder: Path, size: tuple[int, int] = (1200, 800), at: tuple[float, float] = (0.5, 0.5)
) -> dict[str, Any]:
    """A picture with a dot at its focal point."""
    body = written(dotted(size, at), quality=90)
    return await keep(folder, body, width=size[0], height=size[1], focus_x=at[0], focus_y=at[1])
