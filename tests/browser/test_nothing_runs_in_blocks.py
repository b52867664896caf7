"""What was typed into blocks, or is in files of the library: no browser runs it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from cms.access.actors import system
from cms.errors import InvalidInput
from cms.media.addresses import original
from cms.media.keys import original_key
from cms.media.storage import storage
from cms.publishing.library import authorised as library
from tests.blocks.pages import block, both
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry
from tests.builders import make_asset, make_published
from tests.safety.frontend import WATCHED, Frontend, has_run
from tests.safety.payloads import payloads
from tests.schema.client import ask

pytestmark = pytest.mark.browser

SYSTEM = system("test")
TYPED = payloads()
NAMED = "<img src=x onerror=ran(0)>"
"""A name of a file or a folder has no slash."""
DRAWN = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{}<path d="M0 0h9"/></svg>'
BLOCKS = """query($uid: ID!) { entry(uid: $uid, locale: NL) { image { alt credit name }
    ... on Page { body { html } blocks {
        ... on TextBlock { body { html } } ... on QuotationBlock { text attribution }
        ... on StatementsBlock { heading statements { text } }
        ... on ImageBlock { caption image { alt } } } } } }"""


async def laid_out(typed: list[str], first: int = 0) -> str:
    """A published page with each of them in several kinds of blocks, and in the words of its pictures."""
    words = {"alt_nl": typed[0][:400], "credit": typed[1][:200]}
    image = await make_asset(NAMED, **words)
    alt = "".join(
        f"<p><img src='uid:{image}' alt='{one.replace(chr(39), '&#39;')}'></p>" for one in typed
    )
    rows = [block("statements", f"m{first:03}", **both("heading", typed[0][:200]))]
    rows += [
        block("statement", f"s{number:03}", f"m{first:03}", text_nl=one, text_en=one)
        for number, one in enumerate(typed, first)
    ]
    for number, one in enumerate(typed, first):
        rows.append(block("text", f"t{number:03}", body_nl=f"<p>x</p>{one}", body_en=one))
        rows.append(block("quotation", f"q{number:03}", text_nl=one, attribution_nl=one[:200]))
        caption = {"caption_nl": one[:300], "alt_nl": one[:400]}
        rows.append(block("image", f"p{number:03}", image=image, **caption))
    saved = await make_published("page", "Blokken", ("nl",), blocks=rows, image=image, body_nl=alt)
    return saved.uid


def said(shown: Frontend, entry: dict[str, Any]) -> int:
    """Show all of it; how many parts there were."""
    shown.show(html=[entry["body"]["html"]], text=[entry["image"]["alt"], entry["image"]["name"]])
    for one in entry["blocks"]:
        shown.show(html=[one["body"]["html"]] if "body" in one else [])
        shown.show(
            text=[one[name] or "" for name in ("text", "attribution", "caption") if name in one]
        )
        shown.show(text=[row["text"] for row in one.get("statements", ())])
    return len(entry["blocks"])


async def test_in_blocks_and_alternative_texts(frontend: tuple[Frontend, Page]) -> None:
    shown, page = frontend
    for first in range(0, len(TYPED), 40):
        uid = await laid_out(TYPED[first : first + 40], first)
        entry = (await ask(BLOCKS, uid=uid))["entry"]
        assert said(shown, entry) > len(TYPED[first : first + 40])

    await page.goto("/")

    assert await has_run(page) == []


async def test_in_the_panel(page: Page, watch: Watch) -> None:
    """In the form with its blocks, the library and a file's own page."""
    watch.expected += ["400", "404"]  # pictures of which the row alone is there
    uid = await laid_out([one for one in TYPED[::12] if "plaintext" not in one])
    file = await make_asset(NAMED, alt_nl=TYPED[16], credit=TYPED[17], folder=NAMED)
    await page.add_init_script(WATCHED)

    for path in ("library/", f"library/files/{file}/", f"history/{uid}/", f"preview/{uid}/nl/"):
        answer = await page.goto(path)
        assert answer is not None
        assert answer.status == 200, path
        assert await page.evaluate("window.hasRun") == [], path
    await open_entry(page, "page", uid)
    await page.wait_for_timeout(500)

    assert await page.evaluate("window.hasRun") == []


async def test_in_drawings(frontend: tuple[Frontend, Page], tmp_path: Path) -> None:
    """Opened in every way in which a page can show a drawing, and written into the page itself."""
    shown, page = frontend
    taken = 0
    for number, typed in enumerate(TYPED):
        file = tmp_path / f"{number}.svg"
        file.write_text(DRAWN.format(typed))
        try:
            asset = await library.receive(file, file.name, actor=SYSTEM, again=True)
        except InvalidInput:
            continue
        taken += 1
        address = original(asset["uid"], asset["version"], asset["name"])
        kept = (await storage().local(original_key(asset["digest"]))).read_text()
        ways = f'<img src="{address}"><object data="{address}"></object><embed src="{address}">'
        shown.show(html=[kept, ways])

    await page.goto("/")

    assert taken > 20
    assert await has_run(page) == []
