"""Rows in the form: added, moved, removed, of every kind of column, and without a script."""

import asyncio
import json
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.forms import open_entry, open_tab, save, stored
from tests.builders import make

pytestmark = pytest.mark.browser


async def test_rows_are_added_moved_and_removed(page: Page) -> None:
    saved = await make(
        "mission_text",
        statements=[{"text_nl": text, "text_en": text} for text in ("Een", "Twee", "Drie")],
    )
    await open_entry(page, "mission_text", saved.uid)
    rows = page.locator("[data-name=statements] .cms-row")
    await expect(rows).to_have_count(3)

    await page.click("[data-name=statements] .cms-add")
    await page.keyboard.type("Vier")
    await rows.nth(3).locator("textarea").nth(1).fill("Four")
    await rows.nth(0).locator(".cms-down").press("Enter")  # Twee, Een, Drie, Vier
    await rows.nth(3).locator("textarea").first.press("Alt+ArrowUp")  # Twee, Een, Vier, Drie
    await rows.nth(0).locator(".cms-remove").click()  # Een, Vier, Drie
    await rows.nth(2).locator(".cms-handle").drag_to(rows.nth(0))  # Drie, Een, Vier
    await save(page)

    values = await stored("mission_text", saved.uid)
    assert [row["text_nl"] for row in values["statements"]] == ["Drie", "Een", "Vier"]
    assert values["statements"][2]["text_en"] == "Four"
    await expect(rows).to_have_count(3)
    await expect(rows.first.locator("textarea").first).to_have_value("Drie")


async def test_rows_of_every_kind_of_column(page: Page) -> None:
    saved = await make("book", "Boek")
    person = await make("speaker", given_name="Marie", family_name="Jansen")
    await open_entry(page, "book", saved.uid)

    await page.click("[data-name=authors] .cms-add")
    await page.keyboard.type("jans")
    await page.wait_for_selector(".cms-options li:has-text('Marie Jansen')")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await open_tab(page, "details")
    await page.click("[data-name=printings] .cms-add")
    printing = page.locator("[data-name=printings] .cms-row")
    await printing.locator("input[type=number]").nth(0).fill("2")
    await printing.locator("input[type=number]").nth(1).fill("1500")
    await printing.locator("input[type=checkbox]").check()
    await save(page)

    values = await stored("book", saved.uid)
    assert [row["speaker"] for row in values["authors"]] == [person.uid]
    row = values["printings"][0]
    assert (row["number"], row["copies"], row["revised"]) == (2, 1500, True)
    await open_tab(page, "content")
    await expect(page.locator("[data-name=authors] input[type=text]")).to_have_value("Marie Jansen")


async def test_dates_and_choices_in_rows(page: Page) -> None:
    saved = await make("mission_text")
    await open_entry(page, "mission_text", saved.uid)

    await page.click("[data-name=facts] .cms-add")
    fact = page.locator("[data-name=facts] .cms-row")
    await fact.locator("input[type=text]").first.fill("Opgericht")
    await fact.locator("input[type=date]").fill("2008-12-04")
    await fact.locator("select").select_option("month")
    await save(page)

    row = (await stored("mission_text", saved.uid))["facts"][0]
    assert (row["label_nl"], row["date"].isoformat(), row["precision"]) == (
        "Opgericht", "2008-12-04", "month",
    )  # fmt: skip


async def test_without_our_editor_rows_are_json(page: Page) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Een"}])
    await page.route("**/static/main.js*", lambda route: route.fulfill(
        body="", content_type="text/javascript"))  # fmt: skip
    await page.goto("")
    await page.reload()
    await page.goto(f"#/mission_text/{saved.uid}/")
    area = page.locator("textarea[name=statements]")
    await expect(area).to_have_value(re.compile("Een"))
    assert json.loads(await area.input_value()) == saved.values["statements"]

    await area.fill(json.dumps([{"text_nl": "Anders"}]))
    await page.click("[data-uitest=save_button]")
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")

    values = await stored("mission_text", saved.uid)
    assert [row["text_nl"] for row in values["statements"]] == ["Anders"]


async def test_one_editor_of_rows_however_slow_the_titles_come(page: Page) -> None:
    speaker = await make("speaker", "Spreker", family_name="Spreker")

    async def slowly(route: Route) -> None:
        await asyncio.sleep(0.2)
        await route.continue_()

    await page.route("**/admin/entries/**", slowly)
    saved = await make("book", authors=[{"speaker": speaker.uid}])
    for _ in range(2):
        await open_entry(page, "book", saved.uid)
        await page.fill("input[name=title_nl]", "Anders")
        await save(page)

    await expect(page.locator("[data-name=authors] .cms-rows-editor")).to_have_count(1)
