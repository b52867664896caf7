"""The pictures of the example site are taken by a program, and are light."""

import asyncio
import sys
from pathlib import Path

import pytest
from PIL import Image

from documentation.pictures import HEIGHT, IMAGES, MOST_BYTES
from tests.example.conftest import Site
from tests.test_docs import ROOT

WIDTHS = {"narrow": 400, "wide": 1280}
NAMES = {
    f"{what}-{language}-{width}.webp"
    for what in ("example", "example-session")
    for language in ("nl", "en")
    for width in WIDTHS
}


async def taken(address: str, folder: Path) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "documentation.pictures", address, "--to", str(folder)),
        cwd=ROOT,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, said = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


def test_the_pictures_of_the_pages_are_light() -> None:
    found = {one.name: one.stat().st_size for one in IMAGES.glob("example-*")}
    assert set(found) == NAMES
    assert max(found.values()) <= MOST_BYTES, found


@pytest.mark.browser
async def test_each_is_taken_as_wide_as_it_is_called(site: Site, tmp_path: Path) -> None:
    assert await taken(site.address, tmp_path) == (0, "")
    sizes = {}
    for one in tmp_path.iterdir():
        with Image.open(one) as picture:
            assert picture.format == "WEBP"
            assert len(picture.getcolors(picture.width * picture.height) or []) > 100  # no blank
            sizes[one.name] = picture.size
    assert sizes == {name: (WIDTHS[name.split("-")[-1][:-5]], HEIGHT) for name in NAMES}


@pytest.mark.browser
async def test_none_is_written_where_a_page_is_not_there(site: Site, tmp_path: Path) -> None:
    for address, told in ((site.cms, "/nl answers 404"), ("http://127.0.0.1:9", "ERR_")):
        status, said = await taken(address, tmp_path)
        assert status == 1
        assert told in said
        assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
