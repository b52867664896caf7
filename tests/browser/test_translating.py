"""Translating with the keyboard alone, in both languages of the panel."""

import re

import pytest
from playwright.async_api import Page, expect

from cms.editing.saving import Saved
from tests.browser.conftest import Watch
from tests.browser.test_accessibility import LOOKS, look, violations
from tests.builders import make_home, make_published

pytestmark = pytest.mark.browser

BODY = '<p>Lees <a href="https://example.org/">het boek</a> nu.</p><h2>Verder</h2><p>Slot.</p>'


async def entry() -> Saved:
    await make_home()
    texts = {"title_nl": "Honing", "summary_nl": "", "body_nl": BODY}
    empty = {"title_en": "", "summary_en": "", "body_en": ""}
    return await make_published("page", **texts, **empty, locales=("nl",))


async def speak(page: Page, language: str) -> None:
    await page.request.get(f"public/translations/{language}/")


async def go_on(page: Page, key: str = "Control+Enter") -> None:
    """Press it, and wait until its answer has come."""
    async with page.expect_response("**/save/**"):
        await page.keyboard.press(key)
    await expect(page.locator(".piece[aria-busy]")).to_have_count(0)


@pytest.mark.parametrize(
    ("language", "ready"), [("nl", "Opgeslagen, klaar."), ("en", "Saved, ready.")]
)
async def test_from_the_board_to_the_last_text(page: Page, language: str, ready: str) -> None:
    saved = await entry()
    await speak(page, language)
    await page.goto("translations/?type=page")
    await page.click(f"a[href*='translations/{saved.uid}/en/']")

    boxes = page.locator(".edit")
    await expect(boxes.nth(0)).to_be_focused()
    await page.keyboard.type("Honey")
    await go_on(page)
    await expect(page.locator(".said").first).to_have_text(ready)
    await expect(boxes.nth(1)).to_be_focused()
    await page.keyboard.press("Alt+c")
    await expect(boxes.nth(1)).to_have_value("Lees [het boek]{1} nu.")
    await page.keyboard.press("Control+z")
    await expect(boxes.nth(1)).to_have_value("")
    await page.keyboard.type("Read [the book]")
    await page.keyboard.press("Alt+1")
    await page.keyboard.type(" now.")
    await go_on(page)
    await expect(boxes.nth(2)).to_be_focused()
    await page.keyboard.type("Further")
    await go_on(page, "Control+Shift+Enter")
    await expect(boxes.nth(3)).to_be_focused()
    await page.keyboard.type("End.")
    await go_on(page)
    await expect(boxes.nth(2)).to_be_focused()  # a draft is not finished

    await page.reload()
    stages = [await one.get_attribute("data-stage") for one in await page.locator(".piece").all()]
    assert stages == ["review"]  # of what is unfinished


async def test_what_is_wrong_stays_in_hand(page: Page) -> None:
    saved = await entry()
    await page.goto(f"translations/{saved.uid}/en/#todo")
    box = page.locator(".edit").nth(1)
    await box.fill("Read the book now.")
    await expect(page.locator(".told li[data-error=yes]")).to_contain_text("{1}")

    await go_on(page)

    await expect(box).to_be_focused()
    await expect(box).to_have_value("Read the book now.")
    await expect(page.locator(".piece").nth(1)).to_have_attribute("data-stage", "review")


async def test_what_was_typed_survives_a_reload(page: Page) -> None:
    saved = await entry()
    await page.goto(f"translations/{saved.uid}/en/")
    page.on("dialog", lambda dialog: dialog.accept())
    await page.locator(".edit").first.type("Hon")

    await page.reload()

    await expect(page.locator(".edit").first).to_have_value("Hon")
    await page.click(".said button")
    await expect(page.locator(".edit").first).to_have_value("")


async def test_two_at_once_both_see_both(page: Page, watch: Watch) -> None:
    saved = await entry()
    other = await page.context.new_page()
    for tab in (page, other):
        await tab.goto(f"translations/{saved.uid}/en/#todo")
    await other.locator(".edit").first.fill("Mead")
    await go_on(other)

    await page.locator(".edit").first.fill("Honey")
    await go_on(page)

    clash = page.locator(".clash")
    await expect(clash).to_contain_text("Mead")
    await expect(clash).to_contain_text("Honey")
    await clash.get_by_role("button").nth(1).click()
    await go_on(page)
    await expect(page.locator(".piece").first).to_have_attribute("data-stage", "ready")
    await expect(page.locator(".edit").first).to_have_value("Honey")
    await watch.provoked("409")


async def test_publishing_what_was_just_saved(page: Page) -> None:
    saved = await make_published("page", "Klok")
    await page.goto(f"translations/{saved.uid}/en/#todo")
    await page.locator(".edit").first.fill("Clock")
    await go_on(page)

    await page.click("form[action$='step/publish/'] button")

    await expect(page.locator(".done")).to_contain_text("Gepubliceerd")


async def test_the_last_text_brings_what_may_be_done_next(page: Page) -> None:
    await make_home()
    saved = await make_published("page", title_nl="Honing", title_en="", locales=("nl",))
    await page.goto(f"translations/{saved.uid}/en/#todo")
    publish = page.locator("form[action$='step/publish/'] button")
    await expect(publish).to_have_count(0)
    await page.locator(".edit").first.fill("Honey")

    await go_on(page)

    await expect(publish).to_be_in_viewport()
    await publish.click()
    await expect(page.locator(".done")).to_contain_text("Gepubliceerd")


async def test_what_could_do_harm_is_named_with_its_code(page: Page) -> None:
    saved = await entry()
    await page.goto(f"translations/{saved.uid}/en/")
    await page.locator(".edit").first.fill("Honey <script>alert(1)</script>")

    await go_on(page)

    told = page.locator(".told li[data-error=yes]")
    await expect(told).to_have_count(1)
    await expect(told).to_contain_text("<script>")
    await expect(told).to_contain_text("E08")


async def test_the_keys_are_listed(page: Page) -> None:
    saved = await entry()
    await page.goto(f"translations/{saved.uid}/en/")
    await page.wait_for_load_state("networkidle")

    await page.keyboard.press("?")

    await expect(page.locator("dialog.keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("dialog.keys")).to_be_hidden()


async def test_ways_there(page: Page) -> None:
    saved = await entry()
    await page.goto(f"#/page/{saved.uid}/")
    await page.click(f".cms-translate a[href*='{saved.uid}/en/']")
    await page.wait_for_url(re.compile(f"translations/{saved.uid}/en/"))

    await page.goto("overview/untranslated/?language=en")
    await page.click(f"a[href*='translations/{saved.uid}/en/']")
    await expect(page.locator(".edit").first).to_be_focused()


@pytest.mark.parametrize(("dark", "width"), LOOKS)
async def test_it_breaks_no_rule(page: Page, dark: bool, width: int) -> None:
    saved = await entry()
    await look(page, dark=dark, width=width)
    await page.goto(f"translations/{saved.uid}/en/#todo")
    await page.wait_for_load_state("networkidle")
    await page.locator(".edit").nth(1).fill("Read the book now.")
    await expect(page.locator(".told li[data-error=yes]")).to_be_visible()

    await page.evaluate("scrollTo(0, 0)")  # what lies half under the top bar is no small target

    found = await violations(page, "translate")
    await page.locator(".edit").nth(1).blur()
    await page.keyboard.press("?")
    found += await violations(page, "translate, keys")

    assert found == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
