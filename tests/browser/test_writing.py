"""Writing in the text editor: with the keyboard, its dialogues, and what is pasted."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Watch
from tests.browser.forms import open_entry, save, stored
from tests.browser.test_accessibility import look, violations
from tests.builders import make, make_published

pytestmark = pytest.mark.browser

FIELD = "[data-name=body_nl]"
TEXT = f"{FIELD} .ProseMirror"
VALUE = "editor => editor.value"


async def written(page: Page) -> str:
    value: str = await page.locator(f"{FIELD} cms-editor").evaluate(VALUE)
    return value


async def write_in(page: Page, body: str = "") -> str:
    saved = await make("page", body_nl=body)
    await open_entry(page, "page", saved.uid)
    await page.click(TEXT)
    await page.keyboard.press("Control+End")
    return saved.uid


async def test_a_text_is_written_without_a_mouse(page: Page) -> None:
    uid = await write_in(page)
    keys = page.keyboard

    await keys.type("## Kop")
    await keys.press("Enter")
    await keys.type("Een **vet** woord en `code`")
    await keys.press("Enter")
    await keys.type("- een")
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.type("twee")
    for _ in range(3):
        await keys.press("Enter")
    await keys.type("> citaat")
    await keys.press("Alt+F10")
    await keys.press("ArrowRight")
    assert await page.evaluate("document.activeElement.dataset.tool") == "heading2"
    await keys.press("ArrowLeft")
    await keys.press("ArrowLeft")
    assert await page.evaluate("document.activeElement.dataset.tool") == "wide"
    await keys.press("Escape")
    await keys.press("Control+b")
    await expect(page.locator(f"{FIELD} [data-tool=strong]")).to_have_attribute(
        "aria-pressed", "true"
    )
    await save(page)

    assert (await stored("page", uid))["body_nl"] == (
        "<h2>Kop</h2><p>Een <strong>vet</strong> woord en <code>code</code></p>"
        "<ul><li>een<ul><li>twee</li></ul></li></ul><blockquote><p>citaat</p></blockquote>"
    )


async def test_a_table_gets_rows_and_columns(page: Page) -> None:
    await write_in(page)

    await page.click(f"{FIELD} [data-tool=table]")
    await page.keyboard.type("Naam")
    await page.keyboard.press("Tab")
    await page.keyboard.type("Jaar")
    await page.keyboard.press("Enter")
    await page.keyboard.type("(ooit)")
    for tool in ("column_gone", "row_gone", "row_after", "column_before"):
        await page.click(f"{FIELD} [data-tool={tool}]")
    await page.keyboard.press("Control+z")
    await page.keyboard.press("Control+z")

    rows = page.locator(f"{TEXT} tr")
    await expect(rows).to_have_count(2)
    await expect(rows.first.locator("td, th")).to_have_count(2)
    for _ in range(2):
        await page.keyboard.press("Control+z")
    assert await written(page) == (
        "<table><tbody><tr><th>Naam</th><th>Jaar<br>(ooit)</th><th></th></tr>"
        + "<tr><td></td><td></td><td></td></tr>" * 2
        + "</tbody></table>"
    )


async def test_a_link_is_found_by_title_and_tells_how_it_stands(page: Page) -> None:
    target = await make("page", "Imkerij", body_nl="<h2>De was</h2><p>a</p>")
    uid = await write_in(page, "<p>Zie de imkerij</p>")

    await page.keyboard.press("Control+Shift+ArrowLeft")
    await page.keyboard.press("Control+k")
    dialog = page.locator(".cms-dialog")
    await page.keyboard.type("imk")
    await expect(dialog.locator("[role=option]")).to_contain_text(["Imkerij nl"])
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(dialog.locator(".cms-warning")).to_contain_text("niet openbaar")
    await dialog.locator("select").select_option("de-was")
    assert await violations(page, "link") == []
    await dialog.locator(".cms-main").click()
    await expect(page.locator(f"{FIELD} .cms-context")).to_contain_text("Imkerij nl")
    await save(page)

    link = f'<a href="uid:{target.uid}#de-was">imkerij</a>'
    assert (await stored("page", uid))["body_nl"] == f"<p>Zie de {link}</p>"
    await page.click(f"{TEXT} a")
    await page.keyboard.press("Control+k")
    await expect(dialog.locator("select")).to_have_value("de-was")
    await dialog.get_by_text("Link weghalen").click()
    assert await written(page) == "<p>Zie de imkerij</p>"


PASTED = """(dom, [html, text]) => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", text);
  dom.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""
WORD = (
    "<html xmlns:o='urn:schemas-microsoft-com:office:office'><body><!--StartFragment-->"
    "<p class=MsoNormal style='margin:0'><b>Van Word<o:p></o:p></b> <img src=x onerror=alert(1)></p>"
    "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table></body></html>"
)


async def test_what_is_pasted_notes_videos_and_ready_texts_come_in(
    page: Page, watch: Watch
) -> None:
    ready = await make_published(
        "mission_text",
        "Missie",
        ("nl",),
        statements=[{"text_nl": "Wij delen"}, {"text_nl": "Wij leren"}],
    )
    uid = await write_in(page)
    text = page.locator(TEXT)
    dialog = page.locator(".cms-dialog")

    await text.evaluate(PASTED, [WORD, "plat"])
    await expect(text.locator("td")).to_have_count(4)
    assert (await written(page)).startswith("<p><strong>Van Word</strong>")
    assert "style" not in await written(page)

    await page.keyboard.press("Control+Home")
    await page.keyboard.press("Control+Alt+f")
    await page.keyboard.type("Een noot")
    await dialog.locator(".cms-main").click()
    await expect(text.locator(".cms-footnote")).to_have_count(1)

    await page.keyboard.press("Control+End")
    await page.click(f"{FIELD} [data-tool=embed]")
    await dialog.locator("input[type=url]").fill("https://example.org/film")
    await page.keyboard.press("Enter")
    await expect(dialog.locator("[role=alert]")).to_contain_text("YouTube")
    await dialog.locator("input[type=url]").fill("https://youtu.be/abcdefghijk")
    await page.keyboard.press("Enter")
    await expect(text.locator(".cms-embed")).to_have_count(1)

    await text.locator(".cms-embed").click()
    await page.keyboard.type("Erna")
    await expect(text.locator(".cms-embed + p")).to_have_text("Erna")

    await page.click(f"{FIELD} [data-tool=text]")
    await dialog.get_by_text("Missie nl").click()
    await dialog.locator(".cms-piece").first.click()
    await look(page, dark=True, width=400)
    assert await violations(page, "text") == []
    await dialog.locator(".cms-main").click()
    await expect(text).to_contain_text("Wij leren")
    assert await violations(page, "editor") == []
    await look(page, dark=False, width=1280)
    await save(page)

    body = (await stored("page", uid))["body_nl"]
    assert '<span data-footnote="">Een noot</span>' in body
    assert 'data-embed="youtube:abcdefghijk"' in body
    assert "<ol><li>Wij leren</li></ol>" in body
    assert ready.uid not in body
    await watch.provoked("422")


async def test_what_follows_words_in_another_language_is_in_ours(page: Page) -> None:
    await write_in(page, "<p>een word</p>")

    await page.keyboard.press("Control+Shift+ArrowLeft")
    await page.click(f"{FIELD} [data-tool=language]")
    await page.click(".cms-dialog .cms-main")
    await page.keyboard.press("End")
    await page.keyboard.type(" erna")

    assert await written(page) == '<p>een <span lang="en">word</span> erna</p>'
