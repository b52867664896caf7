"""What the visual editor cannot show must survive it."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from tests.browser.forms import open_entry, save, stored
from tests.builders import make

pytestmark = pytest.mark.browser

TABLE = "<p>Voor</p><table><tbody><tr><th>Kop</th></tr><tr><td>Cel</td></tr></tbody></table>"


async def body(uid: str) -> Any:
    return (await stored("page", uid))["body_nl"]


async def test_text_that_nobody_touched_is_stored_as_it_was(page: Page) -> None:
    nested = "<p>Eén <em>twee</em></p><ul><li>a<ul><li>b</li></ul></li></ul><blockquote><p>c</p></blockquote>"
    saved = await make("page", body_nl=nested, body_en=TABLE)
    await open_entry(page, "page", saved.uid)

    await page.fill("input[name=title_nl]", "Anders")
    await save(page)

    values = await stored("page", saved.uid)
    assert (values["title_nl"], values["body_nl"]) == ("Anders", nested)
    assert values["body_en"] == TABLE
    assert values["revision"] == 2


async def test_a_table_is_edited_as_html(page: Page) -> None:
    saved = await make("page", body_nl=TABLE)
    await open_entry(page, "page", saved.uid)

    await page.fill("[data-name=body_nl] .cms-html", TABLE.replace("Cel", "Vak"))
    await save(page)

    assert await body(saved.uid) == TABLE.replace("Cel", "Vak")


async def test_internal_links_survive_the_visual_editor(page: Page) -> None:
    target = await make("page", "Doel")
    saved = await make("page", body_nl=f'<p>Zie <a href="uid:{target.uid}">doel</a>.</p>')
    await open_entry(page, "page", saved.uid)

    await page.click("[data-name=body_nl] .ql-editor")
    await page.keyboard.press("End")
    await page.keyboard.type(" Klaar.")
    await save(page)

    assert await body(saved.uid) == f'<p>Zie <a href="uid:{target.uid}">doel</a>. Klaar.</p>'


# Everything that the canonical HTML can hold, with how it is edited.
QUOTED = "<blockquote><p>Een <em>kort</em> citaat</p></blockquote>"
VISUAL = {
    "headings": "<h2>Twee</h2><p>a</p><h3>Drie</h3><p>b</p><h4>Vier</h4><p>c</p>",
    "a quotation": f"{QUOTED}<p>Van iemand</p>",
    "a long quotation": "<blockquote><p>Een</p><p>Twee</p></blockquote><p>Van iemand</p>",
    "a list": "<ul><li>a</li><li><strong>b</strong></li></ul>",
    "a list in a list": "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>",
    "numbers in bullets": "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul><ol><li>e</li></ol>",
    "bullets in numbers": "<ol><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li><li>d</li></ol>",
    "a line break": "<p>Straat 1<br>1234 AB <em>Stad</em><br><strong>Land</strong></p>",
    "a line break in a list": "<ul><li>a<br>b<ul><li>c<br>d</li></ul></li></ul>",
    "a line break in a quotation": "<blockquote><p>a<br>b</p><p>c</p></blockquote>",
    "marks": "<p>a <strong>b <em>c</em></strong><em> d <code>e</code></em><code> f &lt;p&gt;</code></p>",
    "marks in marks": "<p><em><strong>a</strong> b</em>, <strong>c <em>d</em></strong> <code>e</code></p>",
    "a link": '<p><a href="https://example.org/?a=1&amp;b=2">a <strong>b</strong></a>, '
    '<a href="mailto:a@example.org">c</a> <a href="/nl/d#e">d</a></p>',
    "an internal link": '<p><a href="uid:abc123">a</a> en <a href="uid:abc123#deel">b</a></p>',
    "a code block": "<p>a</p><pre>def f():\n    return 1 &lt; 2\n\nf()</pre><p>b</p>",
    "signs": "<p>a &amp; b &lt;c&gt; “d” – é 漢 €\u00a05</p>",
}
AS_HTML = {
    "a table": TABLE,
    "another language": '<p>Een <span lang="en">word</span></p>',
    "a list in a quotation": "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>",
    "two paragraphs in an item": "<ul><li><p>a</p><p>b</p></li></ul>",
    "two code blocks": "<pre>a</pre><pre>b</pre>",
    "a link to words in another language": '<p><a href="uid:abc123"><span lang="en">a</span></a></p>',
}


@pytest.mark.parametrize("name", VISUAL)
async def test_one_letter_changes_nothing_else(page: Page, name: str) -> None:
    html = "<p>Begin</p>" + VISUAL[name]
    saved = await make("page", body_nl=html, body_en=html)
    assert await body(saved.uid) == html
    await open_entry(page, "page", saved.uid)

    for typed in ("X", "YX"):
        await page.click("[data-name=body_nl] .ql-editor")
        await page.keyboard.press("Control+Home")
        await page.keyboard.type(typed[0])
        await save(page)

        assert await body(saved.uid) == html.replace("Begin", f"{typed}Begin")
    assert (await stored("page", saved.uid))["body_en"] == html


@pytest.mark.parametrize("name", AS_HTML)
async def test_what_the_editor_would_lose_is_edited_as_html(page: Page, name: str) -> None:
    html = "<p>Begin</p>" + AS_HTML[name]
    saved = await make("page", body_nl=html, body_en=html)
    await open_entry(page, "page", saved.uid)

    area = page.locator("[data-name=body_nl] .cms-html")
    for typed in ("X", "YX"):
        await area.focus()
        await page.keyboard.press("Control+Home")
        for _ in "<p>":
            await page.keyboard.press("ArrowRight")
        await page.keyboard.type(typed[0])
        await save(page)

        assert await body(saved.uid) == html.replace("Begin", f"{typed}Begin")
        await expect(area).to_have_value(await body(saved.uid))
    assert (await stored("page", saved.uid))["body_en"] == html


async def test_a_line_is_broken_without_a_new_paragraph(page: Page) -> None:
    saved = await make("page", body_nl="<h2>Kop</h2><p>Straat</p>")
    await open_entry(page, "page", saved.uid)

    await page.click("[data-name=body_nl] .ql-editor")
    await page.keyboard.press("Control+End")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Stad")
    await expect(page.locator(".cms-note")).to_be_visible()
    await save(page)

    assert await body(saved.uid) == "<h2>Kop</h2><p>Straat<br>Stad</p>"


async def test_undoing_goes_back_to_what_was_stored(page: Page) -> None:
    saved = await make("page", body_nl="<p>Begin</p>")
    await open_entry(page, "page", saved.uid)
    editor = page.locator("[data-name=body_nl] .ql-editor")

    await editor.click()
    await page.keyboard.type("X")
    for _ in range(3):
        await page.keyboard.press("Control+z")

    await expect(editor).to_have_text("Begin")


async def test_a_quotation_grows_and_ends(page: Page) -> None:
    saved = await make("page", body_nl=QUOTED + "<p>Slot</p>")
    await open_entry(page, "page", saved.uid)

    await page.click("[data-name=body_nl] .ql-editor blockquote")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Meer")
    await save(page)

    grown = QUOTED.replace("</blockquote>", "<p>Meer</p></blockquote>")
    assert await body(saved.uid) == grown + "<p>Slot</p>"
