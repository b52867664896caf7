"""Blocks in the form: added, moved by hand and by keys, copied, hidden, deleted, saved and published."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry, save, stored
from tests.browser.test_accessibility import violations
from tests.builders import ACTOR, make, make_asset, make_published

pytestmark = pytest.mark.browser

TOP = ".cms-block-list[data-within=''] > .cms-block"


async def add(page: Page, kind: str, within: str = ".cms-blocks > .cms-block-holder") -> Locator:
    await page.locator(f"{within} > .cms-block-add").click()
    await page.click(f"dialog.cms-block-menu [data-kind={kind}]")
    return page.locator(f".cms-block[data-kind={kind}]").last


async def test_the_cursor_goes_into_what_was_added(page: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)

    columns = await add(page, "columns")
    await expect(columns.locator(".cms-block-add").first).to_be_focused()
    within = ".cms-block[data-kind=column]:first-child > .cms-block-body > .cms-block-holder"
    teaser = await add(page, "teaser", within)
    await expect(teaser.locator("[role=combobox]")).to_be_focused()
    text = await add(page, "text", within)
    await expect(text.locator(".ProseMirror").first).to_be_focused()
    file = await add(page, "file", within)
    await expect(file.get_by_text("Kies een bestand")).to_be_focused()


async def kinds(page: Page) -> list[str | None]:
    return [await one.get_attribute("data-kind") for one in await page.locator(TOP).all()]


def tree_of(rows: list[dict[str, Any]]) -> list[tuple[str, str]]:
    names = {row["key"]: row["kind"] for row in rows} | {"": ""}
    return [(row["kind"], names[row["within"]]) for row in rows]


async def test_a_page_is_put_together_from_blocks(page: Page, watch: Watch) -> None:
    saved = await make_published("page", "Klok")
    await open_entry(page, "page", saved.uid)
    said = page.locator(".cms-blocks > [role=status]")

    quotation = await add(page, "quotation")
    await quotation.locator("[data-column=text_nl] textarea").fill("Wie het kleine niet eert")
    await expect(quotation.locator(".cms-block-missing")).to_have_text("Niet in het Engels")
    await add(page, "columns")
    embed = await add(page, "embed")
    await embed.locator("[data-column=url] input").fill("nergens")
    await quotation.locator(".cms-duplicate").click()
    assert await kinds(page) == ["quotation", "quotation", "columns", "embed"]

    await page.locator(".cms-blocks-tools button").last.click()  # folded, all are in sight
    await (
        page.locator(TOP)
        .nth(3)
        .locator(".cms-handle")
        .first.drag_to(page.locator(TOP).nth(0), target_position={"x": 60, "y": 5})
    )
    assert await kinds(page) == ["embed", "quotation", "quotation", "columns"]
    await page.locator(TOP).nth(2).locator(".cms-hide").click()
    await page.locator(TOP).nth(1).locator(".cms-block-fold").press("Alt+ArrowDown")
    await page.keyboard.press("Alt+ArrowDown")
    await expect(said).to_have_text("Verplaatst: Citaat, 4 van 4")
    await page.keyboard.press("Alt+ArrowRight")
    await expect(said).to_contain_text("Citaat, 1 van 1 in")
    assert await violations(page, "blocks") == []

    await page.keyboard.press("Control+s")
    wrong = page.locator("[data-place='blocks.0.url']")
    await expect(wrong.locator(".cms-error")).to_contain_text("YouTube")
    await watch.provoked("422")
    await page.locator(TOP).nth(0).locator(".cms-remove").click()
    await page.locator(".cms-block-back").click()
    assert (await kinds(page))[0] == "embed"
    await page.locator(TOP).nth(0).locator(".cms-remove").click()
    await save(page)

    rows = (await stored("page", saved.uid))["blocks"]
    assert tree_of(rows) == [
        ("quotation", ""),
        ("columns", ""),
        ("column", "columns"),
        ("column", "columns"),
        ("quotation", "column"),
    ]
    assert [row["hidden"] for row in rows] == [True, False, False, False, False]
    await page.fill("input[name=title_nl]", "Uur")
    await save(page)
    assert (await stored("page", saved.uid))["blocks"] == rows
    await page.click("[data-step=publish][data-locale=nl]")
    await expect(page.locator(".cms-done")).to_be_visible()


async def test_a_conflict_keeps_what_was_typed_in_blocks(page: Page, watch: Watch) -> None:
    blocks = [
        {"key": f"b{number}00000", "kind": "quotation", "text_nl": f"{number}"} for number in "123"
    ]
    saved = await make("page", "Klok", blocks=blocks)
    await open_entry(page, "page", saved.uid)
    texts = page.locator("[data-column=text_nl] textarea")
    await texts.nth(0).fill("Mijn tekst")
    async with writing():
        others = [
            row | ({"text_nl": "Hun tekst"} if row["text_nl"] == "3" else {}) for row in blocks
        ]
        await saving.save(
            installed()["page"], saved.uid, {"blocks": others}, revision=saved.revision, actor=ACTOR
        )

    await page.keyboard.press("Control+s")
    await page.click("dialog.cms-conflict .cms-conflict-save")
    await watch.provoked("409")
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")

    rows = (await stored("page", saved.uid))["blocks"]
    assert [row["text_nl"] for row in rows] == ["Mijn tekst", "2", "Hun tekst"]
    await expect(texts.nth(2)).to_have_value("Hun tekst")


async def test_what_was_typed_is_there_after_the_browser_died(page: Page) -> None:
    saved = await make("page", "Klok", blocks=[{"kind": "quotation", "text_nl": "Oud"}])
    await open_entry(page, "page", saved.uid)
    text = page.locator("[data-column=text_nl] textarea")
    await text.press_sequentially("er nieuw", delay=5)
    await page.locator("[data-column=attribution_nl] input").fill("Iemand")
    await expect(page.locator(".cms-kept")).to_be_visible()
    context = page.context
    await page.close(run_before_unload=False)

    again = await context.new_page()
    await open_entry(again, "page", saved.uid)
    await again.click(".cms-continue")

    await expect(again.locator("[data-column=attribution_nl] input")).to_have_value("Iemand")
    await save(again)
    (row,) = (await stored("page", saved.uid))["blocks"]
    assert (row["text_nl"], row["attribution_nl"]) == ("Ouder nieuw", "Iemand")


async def test_pictures_in_blocks_are_asked_for_once(page: Page) -> None:
    rows = [{"kind": "image", "image": await make_asset(f"{name}.jpg")} for name in "abc"]
    saved = await make("page", "Klok", blocks=rows)
    svg = "<svg xmlns='http://www.w3.org/2000/svg'/>"  # there are no bytes of them here
    await page.route(
        "**/media/**", lambda route: route.fulfill(body=svg, content_type="image/svg+xml")
    )
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if "/library/" in one.url else None)
    await open_entry(page, "page", saved.uid)
    summary = page.locator(TOP).first.locator(".cms-block-summary").first
    await expect(summary).to_have_text("a.jpg")

    await page.locator(TOP).last.locator(".cms-block-fold").press("Alt+ArrowUp")
    await page.keyboard.press("Alt+ArrowUp")

    await expect(summary).to_have_text("c.jpg")
    assert len([one for one in asked if "/library/cards/" in one or "/library/data/" in one]) == 1
