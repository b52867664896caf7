"""The text editor in the form: whatever is stored comes out of it as it went in."""

from typing import Any

import pytest
from hypothesis import Phase, given, settings
from playwright.async_api import Page, expect

from cms.content.richtext import clean, to_html
from cms.content.richtext.ast import Document
from tests.browser.forms import open_entry, save, stored
from tests.builders import make
from tests.content.trees import DOCUMENTS

pytestmark = pytest.mark.browser

TEXT = "[data-name=body_nl] .ProseMirror"
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


async def test_a_text_is_edited_as_html_and_cleaned(page: Page) -> None:
    saved = await make("page", body_nl=TABLE)
    await open_entry(page, "page", saved.uid)

    await page.click("[data-name=body_nl] [data-tool=source]")
    area = page.locator("[data-name=body_nl] textarea.cms-source")
    await expect(area).to_have_value(TABLE)
    await area.fill(TABLE.replace("Cel", "<b onclick=x>Vak</b>"))
    await page.click("[data-name=body_nl] [data-tool=source]")
    await expect(page.locator(f"{TEXT} td")).to_have_text("Vak")
    await save(page)

    assert await body(saved.uid) == TABLE.replace("Cel", "<strong>Vak</strong>")


async def test_internal_links_survive_the_editor(page: Page) -> None:
    target = await make("page", "Doel")
    saved = await make("page", body_nl=f'<p>Zie <a href="uid:{target.uid}">doel</a>.</p>')
    await open_entry(page, "page", saved.uid)

    await page.click(TEXT)
    await page.keyboard.press("End")
    await page.keyboard.type(" Klaar.")
    await save(page)

    assert await body(saved.uid) == f'<p>Zie <a href="uid:{target.uid}">doel</a>. Klaar.</p>'


# Everything that the canonical HTML can hold.
QUOTED = "<blockquote><p>Een <em>kort</em> citaat</p></blockquote>"
KINDS = {
    "headings": "<h2>Twee</h2><p>a</p><h3>Drie</h3><p>b</p><h4>Vier</h4><p>c</p>",
    "a quotation": f"{QUOTED}<p>Van iemand</p>",
    "a long quotation": "<blockquote><p>Een</p><p>Twee</p></blockquote><p>Van iemand</p>",
    "a list": "<ul><li>a</li><li><strong>b</strong></li></ul>",
    "a list in a list": "<ul><li>a<ul><li>b<ul><li>c</li></ul></li><li>d</li></ul></li><li>e</li></ul>",
    "numbers in bullets": "<ul><li>a<ol><li>b</li><li>c</li></ol></li><li>d</li></ul><ol><li>e</li></ol>",
    "bullets in numbers": "<ol><li>a<ul><li>b</li></ul><ol><li>c</li></ol></li><li>d</li></ol>",
    "a list first in an item": "<ul><li><ol><li>a</li></ol></li><li>b</li></ul>",
    "two paragraphs in an item": "<ul><li><p>a</p><p>b</p></li></ul>",
    "a table in an item": "<ul><li>a<table><tbody><tr><td>b</td><td>c</td></tr></tbody></table></li></ul>",
    "a line break": "<p>Straat 1<br>1234 AB <em>Stad</em><br><strong>Land</strong></p>",
    "a line break in a list": "<ul><li>a<br>b<ul><li>c<br>d</li></ul></li></ul>",
    "a line break in a quotation": "<blockquote><p>a<br>b</p><p>c</p></blockquote>",
    "a list in a quotation": "<blockquote><p>a</p><ul><li>b</li></ul></blockquote>",
    "a quotation in a quotation": "<blockquote><p>a</p><blockquote><p>b</p></blockquote></blockquote>",
    "marks": "<p>a <strong>b <em>c</em></strong><em> d <code>e</code></em><code> f &lt;p&gt;</code></p>",
    "marks in marks": "<p><em><strong>a</strong> b</em>, <strong>c <em>d</em></strong> <code>e</code></p>",
    "a link": '<p><a href="https://example.org/?a=1&amp;b=2">a <strong>b</strong></a>, '
    '<a href="mailto:a@example.org">c</a> <a href="/nl/d#e">d</a></p>',
    "an internal link": '<p><a href="uid:abc123">a</a> en <a href="uid:abc123#deel">b</a></p>',
    "another language": '<p>Een <span lang="en">word <em>there</em></span></p>',
    "a link to words in another language": '<p><a href="uid:abc123"><span lang="en">a</span></a></p>',
    "an image": '<p>a <img src="uid:abc123" alt="b &quot;c&#x27;"> d</p>'
    '<p><a href="/e"><img src="/f.png" alt=""></a></p>',
    "a video": '<figure data-embed="vimeo:12345" data-src="https://player.vimeo.com/video/12345?dnt=1">'
    '<a href="https://vimeo.com/12345">a &quot;b&quot;</a></figure>',
    "footnotes": '<p>a<span data-footnote="">b <em>c</em><br>d</span> <strong>e</strong>'
    '<span data-footnote=""><a href="/f">g</a></span></p><h2>h<span data-footnote="">i</span></h2>',
    "a code block": "<p>a</p><pre>def f():\n    return 1 &lt; 2\n\nf()</pre><p>b</p>",
    "two code blocks": "<pre>a</pre><pre>b</pre>",
    "a table": TABLE,
    "a table of lines": '<table><tbody><tr><td>a<br>b</td><td></td></tr><tr><td><a href="/c">d</a></td>'
    "<td><code>e</code></td></tr></tbody></table>",
    "signs": "<p>a &amp; b &lt;c&gt; “d” – é 漢 €\u00a05</p>",
}  # fmt: skip


ONE_AFTER_ANOTHER = (
    "(editor, texts) => texts.map((one) => { editor.value = one; return editor.value })"
)


async def test_any_text_is_written_as_the_server_writes_it(page: Page) -> None:
    texts = list(KINDS.values())
    assert [clean(one) for one in texts] == texts

    @settings(max_examples=20, deadline=None, database=None, phases=[Phase.generate])
    @given(DOCUMENTS)
    def draw(tree: Document) -> None:
        texts.append(clean(to_html(tree)))

    draw()
    await page.goto("#/page/add/")
    await page.wait_for_selector("cms-editor")

    rewritten = "texts => texts.map(customElements.get('cms-editor').rewritten)"
    assert await page.evaluate(rewritten, texts) == texts
    editor = page.locator("[data-name=body_nl] cms-editor")
    assert await editor.evaluate(ONE_AFTER_ANOTHER, texts) == texts


async def test_one_letter_changes_nothing_else(page: Page) -> None:
    html = "<p>Begin</p>" + "<h2>Tussen</h2>".join(KINDS.values())
    saved = await make("page", body_nl=html, body_en=html)
    assert await body(saved.uid) == html
    await open_entry(page, "page", saved.uid)

    for typed in ("X", "YX"):
        await page.click(TEXT, position={"x": 30, "y": 20})
        await page.keyboard.press("Control+Home")
        await page.keyboard.type(typed[0])
        await save(page)

        assert await body(saved.uid) == html.replace("Begin", f"{typed}Begin")
    assert (await stored("page", saved.uid))["body_en"] == html


async def test_a_line_is_broken_without_a_new_paragraph(page: Page) -> None:
    saved = await make("page", body_nl="<h2>Kop</h2><p>Straat</p>")
    await open_entry(page, "page", saved.uid)

    await page.click(TEXT)
    await page.keyboard.press("Control+End")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("Stad")
    await expect(page.locator(".cms-note")).to_be_visible()
    await save(page)

    assert await body(saved.uid) == "<h2>Kop</h2><p>Straat<br>Stad</p>"


async def test_undoing_goes_back_to_what_was_stored(page: Page) -> None:
    saved = await make("page", body_nl="<p>Begin</p>")
    await open_entry(page, "page", saved.uid)
    editor = page.locator(TEXT)

    await editor.click()
    await page.keyboard.type("X")
    await expect(editor).to_have_text("BeginX")
    for _ in range(3):
        await page.keyboard.press("Control+z")

    await expect(editor).to_have_text("Begin")


async def test_a_quotation_grows_and_ends(page: Page) -> None:
    saved = await make("page", body_nl=QUOTED + "<p>Slot</p>")
    await open_entry(page, "page", saved.uid)

    await page.click(f"{TEXT} blockquote")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Meer")
    await save(page)

    grown = QUOTED.replace("</blockquote>", "<p>Meer</p></blockquote>")
    assert await body(saved.uid) == grown + "<p>Slot</p>"
