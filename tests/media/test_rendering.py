"""What one sees of a rendition: the focal point, the shape, the colours, what is transparent."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from cms.media.presets import Fit, Format
from cms.media.rendering import cut, render
from cms.media.sizes import CUTS, Size, offered
from tests.media.pictures import BLUE, RED, dotted, is_like, written

FORMATS = (Format.AVIF, Format.WEBP, Format.JPEG, Format.PNG)
PLACES = [(0.02, 0.02), (0.98, 0.02), (0.02, 0.98), (0.98, 0.98), (0.5, 0.5), (0.3, 0.7)]


def rendered(
    folder: Path,
    body: bytes,
    size: Sequence[int],
    focus: Sequence[float] = (0.5, 0.5),
    written_as: str = Format.PNG,
) -> Image.Image:
    source, target = folder / "source", folder / "target"
    source.write_bytes(body)
    render(str(source), str(target), size, focus, written_as)
    with Image.open(target) as picture:
        picture.load()
        return picture


def seen(picture: Image.Image, at: Sequence[float] = (0.5, 0.5)) -> Any:
    place = (min(int(picture.width * at[0]), picture.width - 1),
             min(int(picture.height * at[1]), picture.height - 1))  # fmt: skip
    return picture.convert("RGBA").getpixel(place)


@pytest.mark.parametrize("at", PLACES)
@pytest.mark.parametrize("size", [(320, 180), (160, 320), (200, 200)])
def test_the_focal_point_stays(
    tmp_path: Path, at: tuple[float, float], size: tuple[int, int]
) -> None:
    natural = (1200, 800)
    made = rendered(tmp_path, written(dotted(natural, at, radius=30)), size, at)
    left, top, right, _ = cut(natural, size, at)
    scale = size[0] / (right - left)
    x, y = (at[0] * natural[0] - left) * scale, (at[1] * natural[1] - top) * scale
    dot = made.getchannel("R").point(lambda red: 255 if red > 120 else 0).getbbox()

    assert made.size == size
    assert dot, "the dot was cut off"
    assert dot[0] <= x <= dot[2]
    assert dot[1] <= y <= dot[3]


def test_what_is_cut_has_the_focal_point_in_its_middle_where_there_is_room() -> None:
    assert cut((1000, 1000), (100, 50), (0.5, 0.5)) == (0, 250, 1000, 750)
    assert cut((1000, 1000), (100, 50), (0.5, 0.4)) == (0, 150, 1000, 650)
    assert cut((1000, 1000), (100, 50), (0.5, 0.0)) == (0, 0, 1000, 500)
    assert cut((1000, 1000), (50, 100), (1.0, 0.5)) == (500, 0, 1000, 1000)


@pytest.mark.parametrize("natural", [(331, 217), (248, 331), (97, 1003)])
def test_every_size_that_is_offered_can_be_made(tmp_path: Path, natural: Size) -> None:
    body = written(dotted(natural, (1 / 3, 0.7)))
    for width, height in {offered(natural, *size, Fit.COVER) for size in CUTS}:
        made = rendered(tmp_path, body, (width, height), (1 / 3, 0.7), Format.JPEG)
        assert made.size == (width, height)


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_can_be_read_again(tmp_path: Path, form: Format) -> None:
    made = rendered(tmp_path, written(dotted((900, 600), (0.5, 0.5))), (300, 200), written_as=form)

    assert (made.format, made.size) == (form.upper(), (300, 200))
    assert is_like(seen(made), RED)
    assert is_like(seen(made, (0, 0)), BLUE)
    assert not made.getexif()
    assert "icc_profile" not in made.info


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_stays_so_or_becomes_white(
    tmp_path: Path, form: Format, mode: str
) -> None:
    drawn = dotted((300, 300), (0.5, 0.5), "RGBA", radius=100)
    drawn.putalpha(drawn.getchannel("R").point(lambda red: 255 if red > 100 else 0))
    how = {"transparency": 0} if mode == "P" else {}
    if mode == "P":
        drawn = Image.new("P", (300, 300), 0)
        drawn.putpalette([0, 0, 0, *RED])
        drawn.paste(1, (100, 100, 200, 200))
    body = written(drawn if mode == "P" else drawn.convert(mode), "PNG", **how)
    made = rendered(tmp_path, body, (100, 100), written_as=form)

    if form is Format.JPEG:
        assert is_like(seen(made, (0.01, 0.01)), (255, 255, 255), 10)
    else:
        assert seen(made, (0.01, 0.01))[3] < 20
    assert seen(made)[3] == 255


def test_progressive(tmp_path: Path) -> None:
    made = rendered(
        tmp_path, written(dotted((900, 600), (0.5, 0.5))), (300, 200), written_as="jpeg"
    )

    assert made.info["progressive"]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_upright(tmp_path: Path, orientation: int) -> None:
    """Whether the pixels were turned when it was received, or are only said to be turned."""
    upright = dotted((600, 400), (0.1, 0.1), radius=40)
    turn = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}.get(orientation)
    stored = upright if turn is None else upright.transpose(Image.Transpose(turn))
    exif = Image.Exif()
    exif[0x0112] = orientation
    made = rendered(tmp_path, written(stored, exif=exif), (300, 200))

    assert is_like(seen(made, (0.1, 0.1)), RED)
    assert is_like(seen(made, (0.9, 0.9)), BLUE)


def test_colours_of_another_profile_become_those_of_srgb(tmp_path: Path) -> None:
    """In one whose red and blue have changed places, what is stored as red is blue."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"????").replace(b"bXYZ", b"rXYZ").replace(b"????", b"bXYZ")
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    red = Image.new("RGB", (300, 200), RED)
    for mode, form in (("RGB", "JPEG"), ("RGBA", "PNG")):
        body = written(red.convert(mode), form, icc_profile=swapped)
        assert is_like(seen(rendered(tmp_path, body, (150, 100))), (0, 0, 220))
    for other in (srgb, lab, b"x" * 500):
        body = written(red, icc_profile=other)
        assert is_like(seen(rendered(tmp_path, body, (150, 100))), RED, 4)


@pytest.mark.parametrize("mode", ["CMYK", "L", "1"])
def test_other_kinds_of_pixels(tmp_path: Path, mode: str) -> None:
    body = written(
        dotted((300, 200), (0.5, 0.5), mode, radius=90), "PNG" if mode == "1" else "JPEG"
    )
    for form in FORMATS:
        made = rendered(tmp_path, body, (150, 100), written_as=form)
        assert made.size == (150, 100)
        if mode == "CMYK":
            assert is_like(seen(made), RED)


def test_grey_of_16_bits_is_not_white(tmp_path: Path) -> None:
    body = written(Image.new("I;16", (300, 200), 0x8000), "PNG")

    assert is_like(seen(rendered(tmp_path, body, (150, 100))), (128, 128, 128), 3)


def test_of_what_moves_the_first_frame(tmp_path: Path) -> None:
    frames = [Image.new("RGB", (300, 200), colour) for colour in (RED, BLUE)]
    body = written(frames[0], "GIF", save_all=True, append_images=frames[1:])
    made = rendered(tmp_path, body, (150, 100), written_as="webp")

    assert is_like(seen(made), RED)
    assert getattr(made, "n_frames", 1) == 1
