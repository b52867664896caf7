"""Pictures of the example site for docs/images: `python -m documentation.pictures`, beside `make example`.

Each page from its top, in both languages, on a wide screen and on a telephone's. Chromium has to be there,
or be named in CHROMIUM. Ends with 1 where a page is not there, or its picture cannot be made light enough.
"""

import argparse
import io
import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Error, Page, sync_playwright

IMAGES = Path(__file__).parents[1] / "docs/images"
PAGES = {
    "example": {"nl": "/nl", "en": "/en"},
    "example-session": {
        "nl": "/nl/denktank/sessies/binden-en-verbinden",
        "en": "/en/think-tank/sessions/bonding-and-bridging",
    },
}
WIDTHS = {"wide": 1280, "narrow": 400}
HEIGHT = 1800
"""In pixels; what is below it is not shown."""
MOST_BYTES = 150_000
QUALITIES = (85, 80, 75, 70, 60, 50)
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--hide-scrollbars"]


class NotTaken(Exception):
    """A picture could not be taken; in words for whoever asked."""


def _chromium() -> str:
    names = (os.environ.get("CHROMIUM"), *BROWSERS)
    found = next((place for name in names if name and (place := shutil.which(name))), None)
    if found is None:
        raise NotTaken("There is no Chromium: install one, or name it in CHROMIUM.")
    return found


def _taken(page: Page, path: str) -> bytes:
    """A page as it stands when all of it has come, as PNG."""
    answer = page.goto(path, wait_until="networkidle")
    if answer is None or not answer.ok:
        raise NotTaken(f"{path} answers {answer.status if answer else 'nothing'}.")
    page.reload(wait_until="networkidle")  # typefaces that came late are those of the next page
    return page.screenshot(animations="disabled")


def _light(png: bytes, name: str) -> bytes:
    """The same as WebP, as good as its most bytes allow."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    for quality in QUALITIES:
        written = io.BytesIO()
        picture.save(written, "WEBP", quality=quality, method=6)
        if written.tell() <= MOST_BYTES:
            return written.getvalue()
    raise NotTaken(f"{name} is heavier than {MOST_BYTES} bytes at any quality.")


def _made(browser: Browser, address: str) -> dict[str, bytes]:
    """All of them by the names of their files: none is written before each could be taken."""
    found = {}
    for width, pixels in WIDTHS.items():
        context = browser.new_context(
            base_url=address,
            viewport={"width": pixels, "height": HEIGHT},
            color_scheme="light",
            reduced_motion="reduce",
        )
        page = context.new_page()
        for what, paths in PAGES.items():
            for language, path in paths.items():
                name = f"{what}-{language}-{width}.webp"
                found[name] = _light(_taken(page, path), name)
        context.close()
    return found


def main() -> int:
    """Take all of them; 1 if one of them could not be."""
    parser = argparse.ArgumentParser(prog="python -m documentation.pictures", description=__doc__)
    parser.add_argument("address", nargs="?", default="http://127.0.0.1:3000", help="of the site")
    parser.add_argument("--to", type=Path, default=IMAGES, metavar="FOLDER")
    asked = parser.parse_args()
    try:
        chromium = _chromium()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            made = _made(browser, asked.address)
            browser.close()
    except (NotTaken, Error) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    for name, written in made.items():
        (asked.to / name).write_bytes(written)
        sys.stdout.write(f"{name}: {len(written) / 1000:.0f} kB\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
