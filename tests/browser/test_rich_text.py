"""What the visual editor cannot show must survive it."""

from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.test_panel import open_entry, save, stored
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
