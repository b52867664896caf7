"""GraphiQL hears what changes."""

import pytest
from playwright.async_api import Browser, expect

from tests.builders import make_published
from tests.schema.live.serving import site, subscribed, until

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("database")]

CHANGES = "subscription { contentChanged(locale: NL) { content { title } } }"


async def test_graphiql_shows_changes_until_it_is_stopped(browser: Browser) -> None:
    async with site() as served:
        page = await browser.new_page()
        try:
            await page.goto(f"{served.url}")
            editor = page.locator(".graphiql-query-editor")
            await editor.click()
            await page.keyboard.press("Control+A")
            await page.keyboard.insert_text(CHANGES)
            await page.wait_for_timeout(
                500
            )  # so long GraphiQL waits before it reads what was typed
            await page.get_by_role("button", name="Execute").click()
            await subscribed(served)
            await make_published("page", "Nieuws")
            await expect(page.locator(".result-window")).to_contain_text("Nieuws nl")
            await page.get_by_role("button", name="Stop").click()
            await until(lambda: not served.graphql.streams.listeners)
        finally:
            await page.close()
