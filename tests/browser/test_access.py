"""What somebody may not do is shown as such in the panel, with the reason."""

import pytest
from piccolo.apps.user.tables import BaseUser
from playwright.async_api import Page, expect

from cms.access.tables import RoleGrant
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry
from tests.builders import make_published
from tests.people import EDITOR, give, make_user

pytestmark = pytest.mark.browser


async def become(*roles: str) -> None:
    """Give the person who is logged in these roles instead."""
    [grant] = await RoleGrant.select(RoleGrant.user_id).limit(1)
    await RoleGrant.delete(force=True)
    for role in roles:
        await give(role, user_id=grant["user_id"])


async def test_a_translator_writes_in_one_language(page: Page) -> None:
    saved = await make_published("page", "Oud")
    await become("translator:en")

    await open_entry(page, "page", saved.uid)

    await expect(page.locator("input[name=title_nl]")).to_be_disabled()
    await expect(page.locator("input[name=title_en]")).to_be_enabled()
    await expect(page.locator(".cms-publish").first).to_be_disabled()
    await expect(page.locator(".cms-locked")).to_contain_text("en")
    await page.fill("input[name=title_en]", "New")
    await page.click("[data-uitest=save_button]")
    await expect(page.locator("#message_popup")).to_contain_text("Opgeslagen")


async def test_a_reader_can_change_nothing(page: Page) -> None:
    saved = await make_published("page", "Oud")
    await become("reader")

    await page.goto("#/page/")
    await page.locator(".title_bar a[href*='/add'][data-cms-refused]").click(force=True)
    await expect(page.locator("#message_popup")).to_contain_text("recht")
    await open_entry(page, "page", saved.uid)

    await expect(page.locator("[data-uitest=save_button]")).to_be_disabled()
    await expect(page.locator("input[name=title_nl]")).to_be_disabled()
    await expect(page.locator("[data-name=body_nl] .ProseMirror")).to_have_attribute(
        "contenteditable", "false"
    )
    assert EDITOR in await page.inner_text("#nav")


async def test_an_administrator_adds_somebody_with_the_keyboard(page: Page, watch: Watch) -> None:
    await BaseUser.update({BaseUser.superuser: True}).where(BaseUser.username == EDITOR)
    await page.goto("")
    await page.reload()
    await page.click("text=Gebruikers en groepen")
    await page.wait_for_selector("main h1")

    await page.focus("summary:has(h2)")
    await page.keyboard.press("Enter")
    await page.focus("input[name=name]")
    await page.keyboard.type("anna")
    await page.keyboard.press("Tab")
    await page.keyboard.type("long enough now")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Space")
    await page.keyboard.press("Enter")

    await expect(page.locator("main h1")).to_have_text("anna")
    await expect(page.locator(".done")).to_have_text("Toegevoegd.")
    await expect(page.locator("input[value=reader]")).to_be_checked()
    assert watch.errors == []


@pytest.mark.parametrize("width", [400, 1280])
async def test_sharing_from_the_bar(page: Page, width: int) -> None:
    saved = await make_published("page", "Tak")
    await make_user("anna")
    await open_entry(page, "page", saved.uid)

    await page.click(".cms-sharing")
    await page.set_viewport_size({"width": width, "height": 800})
    await page.select_option("select[name=principal]", "user:anna")
    await page.locator("form:has(select) input[value=contributor]").check()
    await page.click("form:has(select) button")

    await expect(page.locator("fieldset legend").first).to_have_text("anna")
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
