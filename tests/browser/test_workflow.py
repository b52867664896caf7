"""Reviewing and scheduling, in a real browser."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser, Dialog, Page, expect

from cms.database.engine import fetch
from tests.browser.conftest import Watch
from tests.builders import make, make_published

pytestmark = [pytest.mark.browser, pytest.mark.core]


async def open_entry(page: Page, uid: str) -> None:
    await page.goto(f"#/page/{uid}/")
    await page.wait_for_selector(".cms-standing")


async def test_handed_in_sent_back_and_planned(page: Page) -> None:
    saved = await make_published("page", "Nieuws", locales=())
    await open_entry(page, saved.uid)
    dutch = page.locator(".cms-standing[data-locale=nl]")
    badge = dutch.locator(".cms-state")

    await dutch.locator("summary").click()
    await dutch.locator("input[name=comment]").fill("Lees je mee?")
    await dutch.locator(".cms-submit").click()
    await expect(badge).to_have_text("Wacht op beoordeling")
    await expect(dutch.locator(".cms-word")).to_contain_text("Lees je mee?")

    await dutch.locator(".cms-reject").click()
    await expect(badge).to_have_text("Niet openbaar")

    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")
    await dutch.locator("summary").click()
    await dutch.locator("input[name=at]").fill(f"{day}T09:00")
    await expect(dutch.locator(".cms-publish")).to_have_text("Inplannen")
    await dutch.locator(".cms-publish").click()
    await expect(badge).to_have_text("Gepland")
    await expect(dutch.locator(".cms-dates")).to_contain_text("9.00 uur")
    [row] = await fetch("SELECT lower(valid) AS since FROM publication WHERE uid = $1", saved.uid)
    assert row["since"].astimezone(UTC).strftime("%Y-%m-%d") == day

    await page.goto("#/page/")
    await expect(page.locator("td[data-state=scheduled]")).to_have_text("Gepland")


async def test_links_that_would_break_are_named_and_broken_when_asked(
    page: Page, watch: Watch
) -> None:
    person = await make_published("speaker", "Zij")
    await make_published("session", "Gesprek", moderator=person.uid)
    await page.goto(f"#/speaker/{person.uid}/")
    dutch = page.locator(".cms-standing[data-locale=nl]")
    day = (datetime.now(UTC) + timedelta(days=3)).strftime("%Y-%m-%d")

    await dutch.locator("summary").click()
    await dutch.locator("input[name=until]").fill(f"{day}T09:00")
    await dutch.locator(".cms-retire").click()
    await expect(page.locator(".cms-failed")).to_contain_text("Gesprek nl")
    await watch.provoked("409")
    await page.click(".cms-anyway")
    await expect(dutch.locator(".cms-dates")).to_contain_text("9.00 uur")

    asked: list[str] = []

    async def accept(dialog: Dialog) -> None:
        asked.append(dialog.message)
        await dialog.accept()

    page.on("dialog", accept)
    await dutch.locator(".cms-retire").click()
    await expect(dutch.locator(".cms-state")).to_have_text("Ingetrokken")
    assert "Gesprek nl" in asked[0]


async def test_many_at_once_with_the_keyboard_on_a_narrow_screen(page: Page) -> None:
    above = await make_published("page", "Boven", locales=())
    await make("page", "Onder", parent=above.uid)
    await page.set_viewport_size({"width": 400, "height": 800})
    await page.goto("bulk/?title=o")
    await page.focus("[data-all]")
    await page.keyboard.press("Space")
    await page.select_option("select[name=step]", "publish")
    await page.focus("button[name=do]")
    await page.keyboard.press("Enter")

    await expect(page.locator("[data-outcome=done]")).to_have_count(4)
    assert await page.evaluate("document.documentElement.scrollWidth") <= 400
    await page.click("button[value=do]")
    await expect(page.locator(".outcome", has_text="Gedaan")).to_have_count(4)


async def test_the_login_speaks_both_languages(browser: Browser, base_url: str) -> None:
    context = await browser.new_context(base_url=f"{base_url}/admin/")
    page = await context.new_page()
    await page.goto("")
    await page.get_by_role("button", name="English").click()

    await expect(page.get_by_text("Forgotten your password?")).to_be_visible()
    cookies = {one["name"]: one["value"] for one in await context.cookies()}
    assert cookies["cms_lang"] == "en"
    await context.close()
