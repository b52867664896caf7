"""What is pasted and dropped in the text editor, and where it comes."""

import asyncio
from base64 import b64encode
from io import BytesIO
from random import Random

import pytest
from PIL import Image
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import Watch
from tests.browser.forms import open_entry, save, stored
from tests.browser.test_writing import FIELD, PASTED, TEXT, VALUE, write_in, written
from tests.builders import make, make_asset

pytestmark = pytest.mark.browser

CLEAN = "**/rich-text/clean/"
DROPPED = """(dom, html) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  const { left, top } = dom.querySelector("p").getBoundingClientRect();
  const at = { clientX: left + 1, clientY: top + 5 };
  dom.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true, ...at }));
}"""


ALONE = """() => {
  const made = document.createElement("cms-editor");
  made.id = "alone";
  made.setAttribute("value", "<p>a</p>");
  document.querySelector("#app").append(made);
}"""


class Slow:
    """An answer that comes when it may."""

    def __init__(self) -> None:
        self.asked = asyncio.Event()
        self.may = asyncio.Event()

    async def __call__(self, route: Route) -> None:
        self.asked.set()
        await self.may.wait()
        await route.continue_()


async def test_what_is_pasted_comes_where_the_cursor_was(page: Page) -> None:
    slow = Slow()
    await page.route(CLEAN, slow)
    await write_in(page, "<p>Begin.</p><p>Slot.</p>")
    text = page.locator(TEXT)

    await text.evaluate(PASTED, ["<b>een</b>", "een"])
    await text.evaluate(PASTED, ["<i>twee</i>", "twee"])
    await slow.asked.wait()
    await page.keyboard.type("erna")
    await page.keyboard.press("Control+Home")
    await expect(text.locator(".cms-coming")).to_have_count(2)
    assert await written(page) == "<p>Begin.</p><p>Slot.erna</p>"
    slow.may.set()
    await expect(text.locator("em")).to_have_text("twee")
    await expect(text.locator("strong")).to_have_text("een")
    await page.keyboard.type("X")

    pasted = "<strong>een</strong><em>twee</em>"
    assert await written(page) == f"<p>XBegin.</p><p>Slot.{pasted}erna</p>"
    await expect(text.locator(".cms-coming")).to_have_count(0)


async def test_leaving_before_it_came_harms_nothing(page: Page) -> None:
    slow = Slow()
    await page.route(CLEAN, slow)
    await write_in(page, "<p>a</p>")

    await page.locator(TEXT).evaluate(PASTED, ["<b>b</b>", "b"])
    await slow.asked.wait()
    await page.click(f"{FIELD} [data-tool=wide]")
    assert await page.evaluate("document.documentElement.className") != ""
    page.on("dialog", lambda dialog: asyncio.ensure_future(dialog.accept()))
    async with page.expect_response(CLEAN):
        await page.evaluate("location.hash = '#/'")
        await expect(page.locator("cms-editor")).to_have_count(0)
        slow.may.set()

    assert "cms-has-wide" not in await page.evaluate("document.documentElement.className")


async def test_what_may_not_be_written_is_not_pasted(page: Page) -> None:
    slow = Slow()
    await page.route(CLEAN, slow)
    await page.goto("#/page/add/")
    await page.wait_for_selector("cms-editor")
    await page.evaluate(ALONE)
    editor = page.locator("#alone")
    text = editor.locator(".ProseMirror")

    await text.evaluate(PASTED, ["<b>b</b>", "b"])
    await slow.asked.wait()
    await editor.evaluate("editor => editor.setAttribute('readonly', '')")
    async with page.expect_response(CLEAN):
        slow.may.set()
    await text.evaluate(PASTED, ["<b>b</b>", "b"])
    await text.evaluate(DROPPED, "<b>b</b>")
    await page.wait_for_timeout(300)

    assert await editor.evaluate(VALUE) == "<p>a</p>"


FOREIGN = '<h1 data-pm-slice="0 0 []">Kop</h1><p><span style="font-weight:700">vet</span></p>'


async def test_other_editors_are_cleaned_our_own_is_kept(page: Page) -> None:
    note = '<p>Eigen<span data-footnote="">noot</span></p>'
    uid = await write_in(page, note)
    text = page.locator(TEXT)

    await page.keyboard.press("Control+a")
    await page.keyboard.press("Control+c")
    await page.keyboard.press("Control+End")
    await page.keyboard.press("Enter")
    await page.keyboard.press("Control+v")
    await text.evaluate(PASTED, [FOREIGN, "plat"])
    await expect(text.locator("strong")).to_have_text("vet")
    await text.evaluate(DROPPED, '<span style="font-style:italic">los</span> ')
    await expect(text.locator("em")).to_have_text("los")
    await save(page)

    body = (await stored("page", uid))["body_nl"]
    assert body.count('<span data-footnote="">noot</span>') == 2
    assert body.startswith("<p><em>los</em>")
    assert body.endswith("<h2>Kop</h2><p><strong>vet</strong></p>")


async def test_a_large_picture_in_what_is_pasted_comes_along(page: Page) -> None:
    noise = Image.frombytes("RGB", (1300, 1300), Random(1).randbytes(1300 * 1300 * 3))
    file = BytesIO()
    noise.save(file, "PNG", compress_level=1)
    html = f'<p>Foto <img alt="a" src="data:image/png;base64,{b64encode(file.getvalue()).decode()}"></p>'
    assert len(html) > 5 * 1024 * 1024
    await write_in(page)

    await page.locator(TEXT).evaluate(PASTED, [html, "plat"])

    await expect(page.locator(f"{TEXT} .cms-image img")).to_have_count(1, timeout=20_000)
    assert '<img src="uid:' in await written(page)


async def test_a_picture_that_only_decorates_says_so(page: Page, watch: Watch) -> None:
    picture = await make_asset()
    image = f'<img src="uid:{picture}" alt="Kade">'
    saved = await make("page", body_nl=f"<p>a {image}</p>")
    await open_entry(page, "page", saved.uid)
    dialog = page.locator(".cms-dialog")

    for is_preset in (False, True):
        await page.locator(f"{TEXT} .cms-image").dblclick()
        box = dialog.locator("input[type=checkbox]")
        assert await box.is_checked() == is_preset
        await box.check()
        await dialog.locator(".cms-main").click()
        await expect(dialog).to_have_count(0)
    await save(page)

    body = (await stored("page", saved.uid))["body_nl"]
    assert body == f'<p>a <img src="uid:{picture}" alt="" role="presentation"></p>'
    await watch.provoked("400")  # the library has its name alone


async def test_what_did_not_answer_is_not_called_gone(page: Page, watch: Watch) -> None:
    picture = await make_asset()
    saved = await make("page", body_nl=f'<p>a <img src="uid:{picture}" alt="b"></p>')
    await page.route("**/library/cards/**", lambda route: route.abort())
    await open_entry(page, "page", saved.uid)
    await watch.provoked("ERR_FAILED")
    shown = page.locator(f"{TEXT} .cms-image")
    await expect(shown).to_have_text("b")

    await page.unroute("**/library/cards/**")
    await page.evaluate("location.hash = '#/'")
    async with page.expect_response("**/library/cards/**"):  # it is asked anew
        await open_entry(page, "page", saved.uid)
    gone = 'editor => editor.value = \'<p><img src="uid:nothere00000" alt="c"></p>\''
    await page.locator(f"{FIELD} cms-editor").evaluate(gone)
    await expect(shown).to_contain_text("niet meer in de bibliotheek")
    await watch.provoked("400")


async def test_code_and_notes_hold_words_alone(page: Page) -> None:
    await write_in(page, "<p>b</p><pre>a</pre>")
    dialog = page.locator(".cms-dialog")

    for tool in ("link", "footnote"):
        await expect(page.locator(f"{FIELD} [data-tool={tool}]")).to_have_attribute(
            "aria-disabled", "true"
        )
    await page.keyboard.press("Control+k")
    await page.keyboard.press("Control+Alt+f")
    await expect(dialog).to_have_count(0)
    await page.keyboard.press("Control+Home")
    await page.keyboard.press("Control+Alt+f")
    await expect(dialog).to_have_count(1)
    await page.keyboard.type("## a")
    await page.keyboard.press("Enter")
    await page.keyboard.type("- **b**")
    await dialog.locator(".cms-main").click()

    note = '<span data-footnote="">## a<br>- <strong>b</strong></span>'
    assert await written(page) == f"<p>{note}b</p><pre>a</pre>"
