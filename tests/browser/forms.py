"""What tests in the browser do with the panel's form."""

from typing import Any

from playwright.async_api import Page, expect

from cms.content.discovery import installed
from cms.editing.working_copy import load


async def open_entry(page: Page, name: str, uid: str) -> None:
    await page.goto(f"#/{name}/{uid}/")
    await page.wait_for_selector(".cms-standing")
    await page.wait_for_selector(".cms-tabs")


async def open_tab(page: Page, key: str) -> None:
    await page.click(f".cms-tabs [data-tab={key}]")


async def save(page: Page) -> None:
    """Save, and wait until the bar has been renewed after it."""
    async with page.expect_response(lambda answer: "/entries/" in answer.url) as renewed:
        await page.click("[data-uitest=save_button]")
    await renewed.value
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")
    await expect(page.locator(".cms-note")).to_have_count(0)


async def stored(name: str, uid: str) -> dict[str, Any]:
    return await load(installed()[name], uid)
