"""An entry's past, in a real browser: from the form to the list, a comparison and back."""

import pytest
from playwright.async_api import Page, expect

from cms.content.discovery import installed
from cms.database.engine import writing
from cms.editing import saving, versions
from cms.editing.working_copy import load
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry, save
from tests.builders import change, make, make_published

pytestmark = pytest.mark.browser
PAGE = installed()["page"]


async def test_looking_back_and_going_back_with_the_keyboard(page: Page) -> None:
    saved = await make_published("page", "Klok")
    async with writing():
        await saving.save(PAGE, saved.uid, {"title_nl": "Uurwerk"}, revision=1, actor="bas")
    await open_entry(page, "page", saved.uid)

    await page.locator(".cms-history").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("h1").last).to_have_text("Geschiedenis: Uurwerk")
    await page.get_by_role("button", name="Vergelijk de gekozen twee").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("del").last).to_contain_text("Klok nl")
    await page.get_by_role("radio", name="Naast elkaar").focus()
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")
    await expect(page.locator(".pair").first).to_be_visible()
    await page.get_by_role("link", name="Zet terug naar #1").focus()
    await page.keyboard.press("Enter")
    await page.get_by_label("Waarom?").fill("Klok was beter")
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("Teruggezet.")
    await expect(page.locator(".history li").first).to_contain_text("Teruggezet naar #1")
    await expect(page.locator(".history li").first).to_contain_text("Klok was beter")
    values = await load(PAGE, saved.uid)
    assert (values["title_nl"], values["revision"]) == ("Klok nl", 3)


async def test_every_page_fits_a_telephone(page: Page) -> None:
    saved = await make("page", body_nl="<p>" + "lang " * 300 + "</p>")
    long = "<p>" + "lang " * 200 + "x" * 300 + "</p>"
    async with writing():
        await saving.save(
            PAGE,
            saved.uid,
            {"body_nl": long},
            revision=1,
            actor="bas",
        )
    await page.set_viewport_size({"width": 400, "height": 800})

    for path in ("", "compare/", "compare/?view=side", "revert/1/"):
        await page.goto(f"history/{saved.uid}/{path}")
        assert await page.evaluate("document.documentElement.scrollWidth") <= 400


async def test_saying_why_and_that_it_is_minor(page: Page) -> None:
    saved = await make("page", "Klok")
    await open_entry(page, "page", saved.uid)

    await page.fill(".cms-why", "Tikfout")
    await page.check(".cms-minor")
    await expect(page.locator(".cms-note")).to_have_count(0)
    await page.fill("input[name=title_nl]", "Klokje")
    await save(page)

    version = await versions.load(saved.uid, 2)
    assert (version.remark.note, version.remark.minor) == ("Tikfout", True)
    await expect(page.locator(".cms-why")).to_have_value("")


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (400, True)])
async def test_a_revert_is_taken_back_from_the_page_after_it(
    page: Page, watch: Watch, width: int, dark: bool
) -> None:
    saved = await make("page", "Klok")
    await change("page", saved.uid, title_nl="Uurwerk")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("")
    await page.evaluate(f"localStorage.setItem('darkMode', '{str(dark).lower()}')")
    await page.goto(f"history/{saved.uid}/revert/1/")
    await page.click("main form button >> nth=0")
    await expect(page.locator(".done")).to_contain_text("Teruggezet")

    await page.focus(".done button")
    await page.keyboard.press("Enter")

    await expect(page.locator(".done")).to_have_text("Ongedaan gemaakt.")
    await expect(page.locator(".history h2").first).to_contain_text("#4")
    assert watch.errors == []
