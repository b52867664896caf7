"""Which sizes are offered: few, of the right shape, and never larger than the picture."""

import random
from itertools import product
from pathlib import Path

import pytest

from cms.media.presets import PRESETS, STEPS, Fit, Format
from cms.media.sizes import (
    BEST,
    CUTS,
    TALLEST,
    Picture,
    Size,
    allowed,
    formats,
    image_set,
    offered,
    rendition,
    renditions,
    srcset,
)

LARGE = (6000, 4000)
MOST_FILES = 352
REFERENCE = Path(__file__).parents[2] / "docs/reference"


def pictures() -> list[Size]:
    chance = random.Random(7)
    some = [(chance.randint(1, 7000), chance.randint(1, 7000)) for _ in range(40)]
    return [LARGE, (1, 1), (1, 9000), (20_000, 3), (300, 20_000), (1000, 800), *some]


@pytest.mark.parametrize("natural", pictures())
def test_what_is_offered_is_allowed_and_no_larger_than_the_picture(natural: Size) -> None:
    sides = (None, 1, 99, 500, 640, 1200, 10**9)
    for width, height, fit in product(sides, sides, Fit):
        found = offered(natural, width, height, fit)

        assert all(1 <= one <= most for one, most in zip(found, natural, strict=True)), found
        assert max(found[0], found[1]) <= TALLEST
        assert found[0] <= STEPS[-1]
        url = rendition(Picture("u", "v", *natural), found).url.rpartition("/")[2]
        named, _, size = url.removesuffix(".auto").partition("-")
        names = [int(one) for one in size.split("x")]
        assert allowed(natural, names[0], names[1] if names[1:] else None, Fit(named))


@pytest.mark.parametrize("natural", pictures())
def test_nobody_can_ask_for_many(natural: Size) -> None:
    """What is allowed of one picture is a short list, however large the numbers are."""
    most = 2600
    whole = {width for width in range(most) if allowed(natural, width, None, Fit.CONTAIN)}

    assert (len(CUTS) + len(whole)) * 4 <= MOST_FILES
    assert not allowed(natural, 0, 0, Fit.COVER)
    assert not allowed(natural, 641, 360, Fit.COVER) or natural[0] == 641
    assert not allowed(natural, 640, None, Fit.COVER)
    assert not allowed(natural, 640, 640, Fit.CONTAIN)


def test_free_sizes_are_rounded_up() -> None:
    assert offered(LARGE, 500, 300, Fit.COVER) == (640, 320)
    assert offered(LARGE, 640, 640, Fit.COVER) == (640, 640)
    assert offered(LARGE, 1200, 630, Fit.COVER) == (1200, 630)  # a preset's own
    assert offered(LARGE, 9999, 9999, Fit.COVER) == (2560, 2560)
    assert offered(LARGE, 700, None, Fit.COVER) == (960, 640)
    assert offered(LARGE, None, 300, Fit.CONTAIN) == (480, 320)
    assert offered(LARGE, 900, 100, Fit.CONTAIN) == (160, 107)
    assert offered(LARGE, None, None, Fit.COVER) == (2560, 1707)


def test_near_its_limits_a_picture_keeps_the_shape_that_was_asked_for() -> None:
    assert offered((1000, 800), 1280, 720, Fit.COVER) == (1000, 562)
    assert offered((1000, 300), 640, 640, Fit.COVER) == (300, 300)
    for natural, preset in product(pictures(), PRESETS.values()):
        width, height = offered(
            natural, preset.widths[-1], preset.height(preset.widths[-1]), Fit.COVER
        )
        if preset.ratio and min(natural) > 50:
            assert abs(width * preset.ratio[1] / preset.ratio[0] - height) <= 1


def test_a_preset_of_a_large_picture_has_all_of_its_widths() -> None:
    for one in PRESETS.values():
        found = renditions(Picture("u", "v", *LARGE), one)
        assert tuple(each.width for each in found) == one.widths
        assert [each.height for each in found] == [
            one.height(width) or round(width * 2 / 3) for width in one.widths
        ]


def test_of_a_small_picture_no_width_is_there_twice() -> None:
    found = srcset(Picture("u", "v", 700, 700), PRESETS["wide"], Format.WEBP)

    assert found == "/media/u/v/cover-640x360.webp 640w, /media/u/v/cover-700x394.webp 700w"


def test_what_an_img_element_needs() -> None:
    found = image_set(Picture("u", "v", *LARGE), PRESETS["text"])

    assert (found.width, found.height) == (BEST, 853)
    assert found.src == "/media/u/v/contain-1280.auto"
    assert found.src in found.srcset
    assert found.sizes == PRESETS["text"].sizes


def test_one_picture_has_one_address_however_it_was_asked_for() -> None:
    picture = Picture("u", "v", 1600, 900)

    assert rendition(picture, (640, 360)).url == "/media/u/v/contain-640.auto"


def test_a_photograph_is_not_written_as_png() -> None:
    assert Format.PNG not in formats(transparent=False)
    assert Format.PNG in formats(transparent=True)


def test_the_reference_tells_what_there_is() -> None:
    limits = (REFERENCE / "limits.md").read_text()
    assert f"{len(CUTS) + 10}: {len(CUTS)} to which it is cut, 10 in its own shape" in limits
    assert f"{MOST_FILES} of what one can see through" in limits
    images = (REFERENCE / "images.md").read_text()
    assert f"{', '.join(map(str, STEPS[:-1]))} and {STEPS[-1]}." in images
    for one in PRESETS.values():
        shape = f"{one.ratio[0]}:{one.ratio[1]}" if one.ratio else "its own"
        widths = ", ".join(map(str, one.widths))
        assert f"| `{one.name}` | {shape} | {widths} | `{one.sizes}` |" in images
