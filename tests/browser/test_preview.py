"""Looking at a draft and showing it to somebody, in a real browser."""

import pytest
from playwright.async_api import Page, expect

from tests.browser.forms import open_entry
from tests.builders import make, make_published
from tests.schema.client import post
from tests.schema.previewing import change

pytestmark = pytest.mark.browser


async def test_from_the_form_to_a_token_with_the_keyboard(page: Page) -> None:
    saved = await make_published("page", "Klok")
    await change("page", saved.uid, title_nl="Uur")
    await open_entry(page, "page", saved.uid)

    await page.locator(".cms-previews a").first.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("region", name="Concept")).to_contain_text("Uur")
    await expect(page.get_by_role("region", name="Nu openbaar")).to_contain_text("Klok nl")
    await page.get_by_role("button", name="Maak een voorvertoning").focus()
    await page.keyboard.press("Enter")
    token = await page.get_by_label("Token").input_value()
    query = "query ($uid: ID!) { entry(uid: $uid) { title } }"
    before = (await post(query, headers={"Cms-Preview": token}, uid=saved.uid)).json()
    await page.get_by_role("link", name="Al je voorvertoningen").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Intrekken: Uur").focus()
    await page.keyboard.press("Enter")

    await expect(page.get_by_role("status")).to_contain_text("het token werkt niet meer")
    after = (await post(query, headers={"Cms-Preview": token}, uid=saved.uid)).json()
    assert before["data"]["entry"]["title"] == "Uur"
    assert after["errors"][0]["extensions"]["code"] == "preview_revoked"


async def test_every_page_fits_a_telephone(page: Page) -> None:
    long = "lang" * 80
    saved = await make("page", body_nl=f"<p>{long}</p>", summary_nl=long)
    await page.goto(f"preview/{saved.uid}/nl/")
    await page.get_by_role("button", name="Maak een voorvertoning").click()
    await page.set_viewport_size({"width": 400, "height": 800})

    for path in ("", f"preview/{saved.uid}/nl/", "previews/"):
        if path:
            await page.goto(path)
        assert await page.evaluate("document.documentElement.scrollWidth") <= 400
