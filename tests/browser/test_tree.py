"""The tree in a real browser: with the keyboard alone, with a mouse, and on a telephone."""

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from admin import tree_levels
from cms.database.engine import fetch, writing
from cms.editing import siblings
from cms.publishing.tree import moving
from tests.browser.conftest import Watch
from tests.builders import ACTOR, make, make_home, make_published

pytestmark = pytest.mark.browser


async def open_tree(page: Page, query: str = "") -> None:
    await page.goto(f"tree/{query}")
    await page.wait_for_selector(".tree[aria-busy=false]")


def row(page: Page, title: str) -> Locator:
    return page.get_by_role("treeitem", name=title).locator("> .tree-row")


async def titles(uid: str) -> list[str]:
    found = [one.uid for one in await siblings.children(uid)]
    rows = await fetch("SELECT uid, title_nl FROM node WHERE uid = ANY($1)", found)
    named = {one["uid"]: one["title_nl"].removesuffix(" nl") for one in rows}
    return [named[uid] for uid in found]


async def press(page: Page, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)


async def test_going_through_the_tree_with_the_keyboard(page: Page) -> None:
    await make_home()
    top = await make("page", "Boven")
    await make("page", "Binnen", parent=top.uid)
    await make("page", "Zwaan")
    await open_tree(page)
    tree, focused = page.get_by_role("tree"), page.locator("[role=treeitem]:focus")

    await expect(tree.locator("[tabindex='0']")).to_have_count(1)
    await tree.locator("[tabindex='0']").focus()
    await press(page, "ArrowDown", "ArrowRight")
    await expect(page.get_by_role("treeitem", name="Binnen")).to_be_visible()
    await press(page, "ArrowRight")
    await expect(focused).to_have_attribute(
        "aria-label", "Binnen nl, Pagina, Nederlands: Niet openbaar, Engels: Niet openbaar"
    )
    await expect(focused).to_have_attribute("aria-level", "3")
    await press(page, "ArrowLeft", "ArrowLeft")
    await expect(focused).to_have_attribute("aria-expanded", "false")
    await press(page, "End")
    await expect(focused).to_contain_text("Zwaan")
    await press(page, "b")
    await expect(focused).to_contain_text("Boven")
    await press(page, "Enter")
    await page.wait_for_url(f"**/#/page/{top.uid}/")


async def test_moving_with_the_keyboard_alone(page: Page) -> None:
    home = await make_home()
    aap = await make_published("page", "Aap")
    noot = await make_published("page", "Noot")
    await make("page", "Mies", parent=aap.uid)
    await open_tree(page, f"?show={noot.uid}")
    spoken = page.locator("#tree-say")

    await page.get_by_role("button", name="Verplaatsen").focus()
    await press(page, "Enter")
    await expect(spoken).to_contain_text("na “Aap nl”")
    await press(page, "ArrowRight")
    await expect(spoken).to_have_text("Onder “Aap nl”, na “Mies nl”")
    await press(page, "ArrowUp")
    await expect(spoken).to_have_text("Onder “Aap nl”, vooraan")
    await press(page, "Escape")
    await expect(spoken).to_have_text("Er is niets verplaatst.")
    assert await titles(home) == ["Aap", "Noot"]

    await page.get_by_role("button", name="Verplaatsen").focus()
    await press(page, "Enter", "ArrowRight")
    await expect(spoken).to_have_text("Onder “Aap nl”, na “Mies nl”")
    await press(page, "Enter")
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("/nl/noot-nl")
    await expect(dialog).to_contain_text("→ /nl/aap-nl/noot-nl")
    await press(page, "Enter")

    await expect(page.locator(".tree-said")).to_contain_text("“Noot nl” staat nu onder “Aap nl”.")
    assert await titles(aap.uid) == ["Mies", "Noot"]
    await expect(page.locator("[role=treeitem]:focus")).to_contain_text("Noot")


async def test_saying_no_changes_nothing(page: Page) -> None:
    home = await make_home()
    saved = await make_published("page", "Aap")
    await open_tree(page, f"?show={saved.uid}")

    await press(page, "F2")
    await page.get_by_role("textbox", name="Nederlands").fill("anders")
    await press(page, "Enter")
    await expect(page.get_by_role("dialog")).to_contain_text("→ /nl/anders")
    await press(page, "Escape")

    await expect(page.locator("[role=treeitem]:focus")).to_contain_text("Aap")
    [node] = await fetch("SELECT slug_nl FROM node WHERE parent = $1", home)
    assert node["slug_nl"] == "aap-nl"


async def test_dragging_before_another_and_into_another(page: Page) -> None:
    home = await make_home()
    for name in ("Aap", "Mies", "Noot"):
        await make("page", name)
    await open_tree(page)

    await row(page, "Noot").drag_to(row(page, "Aap"), target_position={"x": 200, "y": 4})
    await expect(page.locator(".tree-said")).to_contain_text("op een andere plek")
    assert await titles(home) == ["Noot", "Aap", "Mies"]

    await row(page, "Noot").drag_to(row(page, "Mies"), target_position={"x": 200, "y": 22})
    await expect(page.locator(".tree-said")).to_contain_text("staat nu onder “Mies nl”")
    assert await titles(home) == ["Aap", "Mies"]
    await expect(page.get_by_role("treeitem", name="Noot")).to_have_attribute("aria-level", "3")

    await page.get_by_role("button", name="Maak ongedaan").click()
    await expect(page.get_by_role("treeitem", name="Noot")).to_have_attribute("aria-level", "2")
    assert await titles(home) == ["Noot", "Aap", "Mies"]


async def test_an_order_that_changed_meanwhile_is_shown(page: Page, watch: Watch) -> None:
    home = await make_home()
    uids = [(await make("page", name)).uid for name in ("Aap", "Mies", "Noot")]
    await open_tree(page)
    async with writing():
        await moving.reorder(home, uids[::-1], actor=ACTOR)

    await row(page, "Noot").drag_to(row(page, "Aap"), target_position={"x": 200, "y": 4})

    await expect(page.get_by_role("alert")).to_contain_text("De volgorde is veranderd")
    await expect(page.locator("[role=treeitem][aria-level='2'] .title")).to_have_text(
        ["Noot nl", "Mies nl", "Aap nl"]
    )
    assert await titles(home) == ["Noot", "Mies", "Aap"]
    await watch.provoked("409")


async def test_adding_under_and_copying(page: Page) -> None:
    saved = await make("page", "Aap")
    await open_tree(page, f"?show={saved.uid}")

    await page.get_by_role("button", name="Kopiëren").click()
    await expect(page.locator("[role=treeitem]:focus")).to_contain_text("Aap nl (2)")
    await page.get_by_role("button", name="Eronder toevoegen").click()
    await page.get_by_role("dialog").get_by_role("link", name="Evenement").click()

    await expect(page.locator("[data-name=parent] input, input[aria-label='Staat onder']").first
                 ).to_have_value("Aap nl (2)")  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_it_fits_a_telephone_and_can_be_touched(page: Page, scheme: str) -> None:
    home = await make_home()
    long = await make("page", "Een heel lange titel " * 5)
    other = await make("page", "Noot")
    await page.evaluate(f"localStorage.setItem('darkMode', '{str(scheme == 'dark').lower()}')")
    await page.set_viewport_size({"width": 400, "height": 800})
    await open_tree(page, f"?show={other.uid}")

    assert await page.evaluate("document.documentElement.scrollWidth") <= 400
    for box in [await one.bounding_box() for one in await page.locator(".tree-row").all()]:
        assert (box or {"height": 0})["height"] >= 44
    await page.get_by_role("button", name="Verplaatsen").click()
    for name in ("Eerder", "Verder naar binnen", "Hier plaatsen"):
        button = page.get_by_role("button", name=name)
        found = await button.bounding_box()
        assert min((found or {})[side] for side in ("height", "width")) >= 44  # type: ignore[literal-required]
    await page.get_by_role("button", name="Eerder").click()
    await page.get_by_role("button", name="Hier plaatsen").click()
    await expect(page.locator(".tree-said")).to_contain_text("andere plek")
    assert [one.uid for one in await siblings.children(home)] == [other.uid, long.uid]


async def test_a_long_level_is_fetched_in_parts(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Aap", "Mies", "Noot", "Wim"):
        await make("page", name)
    monkeypatch.setattr(tree_levels, "AT_ONCE", 3)
    await open_tree(page)
    shown = page.locator("[role=treeitem][aria-level='2'] .title")

    await expect(shown).to_have_text(["Aap nl", "Mies nl", "Noot nl"])
    await page.locator("[role=treeitem][tabindex='0']").focus()
    await press(page, "End")
    await expect(page.locator("[role=treeitem]:focus")).to_have_text("Meer tonen (1)")
    await press(page, "Enter")

    await expect(shown).to_have_text(["Aap nl", "Mies nl", "Noot nl", "Wim nl"])
    await expect(page.locator("[role=treeitem]:focus")).to_contain_text("Wim")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_nothing_that_axe_finds_stands_in_the_way(page: Page, scheme: str) -> None:
    saved = await make_published("page", "Aap")
    await make("page", "Noot", parent=saved.uid)
    await page.evaluate(f"localStorage.setItem('darkMode', '{str(scheme == 'dark').lower()}')")
    await open_tree(page, f"?show={saved.uid}")

    async def found() -> list[str]:
        return [one["id"] for one in (await Axe().run(page)).response["violations"]]

    assert await found() == []
    await page.get_by_role("button", name="Verplaatsen").click()
    await press(page, "ArrowUp")
    assert await found() == []
    await press(page, "Escape", "F2")
    assert await found() == []
