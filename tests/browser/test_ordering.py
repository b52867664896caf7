"""Putting a list in order in a real browser: with the keyboard, by dragging, and sorted at once."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from cms.database.engine import writing
from cms.publishing.tree import moving
from tests.browser.conftest import Watch
from tests.browser.test_tree import open_tree, press, titles
from tests.builders import ACTOR, make, make_published

pytestmark = pytest.mark.browser


async def made() -> str:
    above = (await make_published("page", "Boven", locales=())).uid
    for name in ("Aap", "Noot", "Mies", "Wim"):
        await make("page", name, parent=above)
    return above


async def opened(page: Page, uid: str) -> None:
    await page.goto(f"tree/{uid}/order/")
    await page.wait_for_selector(".order [aria-selected=true]")


async def shown(page: Page) -> list[str]:
    found = await page.locator(".order .title").all_text_contents()
    return [one.removesuffix(" nl") for one in found]


async def test_with_the_keyboard_alone(page: Page) -> None:
    above = await made()
    await open_tree(page, f"?show={above}")
    await page.get_by_role("link", name="Ordenen").click()
    await page.wait_for_selector(".order [aria-selected=true]")
    before = await titles(above)

    await page.locator(".order [tabindex='0']").focus()
    await press(page, "ArrowDown", "Alt+ArrowDown")
    await expect(page.locator("#order-say")).to_have_text(f"{before[1]} nl: plaats 3 van 4")
    await expect(page.locator(".order li:focus")).to_contain_text(before[1])
    await press(page, "Alt+Home")
    assert await shown(page) == [before[1], before[0], before[2], before[3]]
    assert await titles(above) == before
    await page.get_by_role("button", name="Volgorde opslaan").press("Enter")
    await expect(page.locator(".done")).to_contain_text("Opgeslagen")
    assert await titles(above) == [before[1], before[0], before[2], before[3]]
    await page.get_by_role("button", name="Maak ongedaan").press("Enter")
    await expect(page.locator(".done")).to_contain_text("Ongedaan gemaakt")
    assert await titles(above) == before


async def test_by_dragging_and_by_sorting(page: Page) -> None:
    above = await made()
    await opened(page, above)
    rows = page.locator(".order li")

    await rows.nth(3).drag_to(rows.nth(0), target_position={"x": 40, "y": 4})
    dragged = await shown(page)
    await page.get_by_role("button", name="Omlaag").click()
    moved = await shown(page)
    await page.get_by_role("button", name="Op titel").click()

    assert dragged == ["Wim", "Aap", "Mies", "Noot"]
    assert moved == ["Aap", "Wim", "Mies", "Noot"]
    assert await shown(page) == ["Aap", "Mies", "Noot", "Wim"]


async def test_somebody_was_first(page: Page, watch: Watch) -> None:
    above = await made()
    await opened(page, above)
    uids = (await page.locator("[name=seen]").get_attribute("value") or "").split()
    async with writing():
        await moving.reorder(above, [uids[1], uids[0], *uids[2:]], actor=ACTOR)

    await page.get_by_role("button", name="Laatst").click()
    await page.get_by_role("button", name="Volgorde opslaan").click()
    await watch.provoked("409")
    await expect(page.locator(".order-now li").first).to_have_text("Mies nl")
    assert await shown(page) == ["Mies", "Noot", "Wim", "Aap"]
    await page.get_by_role("button", name="Toch mijn volgorde opslaan").click()
    await expect(page.locator(".done")).to_contain_text("Opgeslagen")
    assert await titles(above) == ["Mies", "Noot", "Wim", "Aap"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_that_axe_finds_stands_in_the_way(page: Page, scheme: str) -> None:
    above = await made()
    await page.evaluate(f"localStorage.setItem('darkMode', '{str(scheme == 'dark').lower()}')")
    await page.set_viewport_size({"width": 400, "height": 800})
    await opened(page, above)

    assert [one["id"] for one in (await Axe().run(page)).response["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 400
