"""Taking a text along from the panel."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.forms import open_entry
from tests.builders import make_published

pytestmark = pytest.mark.browser


async def test_from_the_form_to_the_clipboard(page: Page) -> None:
    statements = [{"text_nl": "Wij zijn er.", "text_en": "We are there."}]
    saved = await make_published("mission_text", "Missie", statements=statements)
    await page.context.grant_permissions(["clipboard-read", "clipboard-write"])

    await open_entry(page, "mission_text", saved.uid)
    await page.click(f".cms-previews a[href='./copies/{saved.uid}/']")
    dutch = page.locator(".copies").first
    await dutch.locator("[role=tab]").first.focus()
    await page.keyboard.press("ArrowRight")
    await expect(dutch.locator("[role=tab][aria-selected=true]")).to_have_text("Markdown")
    await expect(dutch.locator("textarea:visible")).to_have_count(1)
    await dutch.locator("button.copy:visible").click()

    await expect(dutch.locator("[role=status]:visible")).not_to_be_empty()
    copied = await page.evaluate("navigator.clipboard.readText()")
    assert copied == "# Missie nl\n\n1. Wij zijn er.\n"
