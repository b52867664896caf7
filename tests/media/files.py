"""Files for tests, made on the spot."""

import io
import resource
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from cms.media.storage import FOLDER
from cms.settings import settings

PLACE = {1: "N", 2: (52.0, 22.0, 30.0), 3: "E", 4: (4.0, 53.0, 0.0)}
"""Where a picture was taken, as a camera notes it."""
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20"><path d="M0 0h9"/></svg>'
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\nstartxref\n9\n%%EOF\n"


def picture(
    form: str = "JPEG", size: tuple[int, int] = (60, 40), colour: str = "teal", **options: Any
) -> bytes:
    """A picture with a light corner at the top left."""
    image = Image.new("RGB", size, colour)
    image.paste("white", (0, 0, size[0] // 4, size[1] // 4))
    made = io.BytesIO()
    image.save(made, form, **options)
    return made.getvalue()


def notes(orientation: int = 1) -> Image.Exif:
    """What a camera notes: how it was held, where, and whose it is."""
    exif = Image.Exif()
    exif[0x0112], exif[0x8298], exif[0x010F] = orientation, "Foto: Jane Doe", "Camera 1234"
    exif[0x8825] = PLACE
    return exif


def package(**files: bytes) -> bytes:
    """A package of files, by name; ``__`` stands for a slash."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in files.items():
            packed.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def word_document(**more: bytes) -> bytes:
    """A document of an office program."""
    made = io.BytesIO()
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f'<Types><Override ContentType="{main}"/></Types>')
        packed.writestr("word/document.xml", "<document/>")
        for name, content in more.items():
            packed.writestr(name.replace("__", "/"), content)
    return made.getvalue()


def put(folder: Path, content: bytes, name: str = "sent") -> Path:
    """A file as it arrives."""
    path = folder / name
    path.write_bytes(content)
    return path


def forget_all() -> None:
    """Leave nothing of what other tests put into the library."""
    for name in (FOLDER, "uploads", "renditions"):
        shutil.rmtree(settings.var / name, ignore_errors=True)


@contextmanager
def no_file_larger_than(size: int) -> Iterator[None]:
    """As if the disk were full there."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
