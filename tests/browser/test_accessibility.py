"""WCAG 2.2 AA, as far as axe finds it, and what it cannot find: keys, focus, order."""

from collections.abc import Mapping
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from piccolo.apps.user.tables import BaseUser
from playwright.async_api import Page, expect
from starlette.applications import Starlette

from admin.app import admin_app
from admin.navigation import existing
from cms.schema.payloads import payloads
from cms.settings import Settings
from tests.browser.conftest import Watch
from tests.browser.forms import open_entry
from tests.builders import make, make_published
from tests.community.comments.talk import open_on, say
from tests.community.signups.acts import come, make_session
from tests.people import EDITOR
from tests.webhooks.means import add

pytestmark = [pytest.mark.browser, pytest.mark.core]

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}
ALLOWED: frozenset[tuple[str, str]] = frozenset()
"""Pairs of a page and a rule of axe that piccolo-admin breaks and we cannot repair.

Whatever stands here stands in docs/explanation/accessibility.md too, with the reason. For our own
pages there is never one.
"""
WIDTHS = [1280, 400]
LOOKS = [(dark, width) for width in WIDTHS for dark in (False, True)]


CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}
"""The one rule to which it matters whether a page is light or dark."""


async def violations(page: Page, name: str, options: Mapping[str, Any] = OPTIONS) -> list[str]:
    """What axe finds; a page in which it was already is not given it anew."""
    axe = Axe("null") if await page.evaluate("'axe' in window") else Axe()
    found = await axe.run(page, options=dict(options))
    return [
        f"{name}: {one['id']} at {[node['target'] for node in one['nodes'][:3]]}"
        for one in found.response["violations"]
        if (name, one["id"]) not in ALLOWED
    ]


def places() -> list[str]:
    app = admin_app(Settings(), payloads(Settings()))
    while not isinstance(app, Starlette):
        app = app.app  # type: ignore[attr-defined]
    return [f"{place.folder}/" for place in existing(app.routes)]


@pytest.fixture
async def everybody(page: Page) -> Page:
    """Somebody who may open every page."""
    await BaseUser.update({BaseUser.superuser: True}).where(BaseUser.username == EDITOR)
    await page.goto("")
    return page


async def light(page: Page, *, dark: bool) -> None:
    await page.evaluate(f"localStorage.setItem('darkMode', '{str(dark).lower()}')")


async def look(page: Page, *, dark: bool, width: int) -> None:
    await light(page, dark=dark)
    await page.set_viewport_size({"width": width, "height": 900})


async def in_every_look(page: Page, name: str) -> list[str]:
    """What axe finds in the page as it stands, wide and narrow, light and dark: it is loaded once."""
    found = []
    for width in WIDTHS:
        await page.set_viewport_size({"width": width, "height": 900})
        found += await violations(page, f"{name} at {width}")
        await page.evaluate("document.querySelector('.theme').click()")
        found += await violations(page, f"{name} at {width}, in the other light", CONTRAST)
        if await page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(f"{name} at {width}: it scrolls sideways")
    await page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


@pytest.mark.parametrize("half", [0, 1])
async def test_no_page_of_our_own_breaks_a_rule(everybody: Page, watch: Watch, half: int) -> None:
    page = everybody
    saved = await make_published("page", "Honing")
    await make("book", "Raat", printings=[{"number": 1}])
    text = await make_published("mission_text", "Missie")
    session = await make_session(capacity=1)
    for one in "ab":
        await come(session, f"{one}@example.org")
    webhook, _ = await add("https://hooks.example.org/")
    entry = saved.uid
    await open_on(entry)
    await say(entry)
    paths = [
        *places(), f"comments/?entry={entry}", "comments/types/",
        "overview/recent/", "search/?q=honing", "search/?q=hoonnig&type=page",
        "translations/?stage=missing", "translations/?type=event", f"history/{entry}/",
        f"history/{entry}/compare/?to=1",
        f"sharing/{entry}/", f"reports/{entry}/", f"copies/{text.uid}/", "people/users/1/",
        f"sign-ups/{session}/", "webhooks/new/", f"webhooks/{webhook}/",
        f"webhooks/{webhook}/try/?event=changed", f"webhooks/{webhook}/log/",
    ]  # fmt: skip

    await page.emulate_media(reduced_motion="reduce")  # colours change at once
    found = []
    for path in ["history/nothing/", *paths[half::2]]:
        await page.goto(path)
        await page.wait_for_load_state("networkidle")
        found += await in_every_look(page, path)
    await watch.provoked("404")

    assert found == []


@pytest.mark.parametrize(("dark", "width"), LOOKS)
async def test_what_is_left_in_the_pages_of_piccolo_admin(
    everybody: Page, dark: bool, width: int
) -> None:
    page = everybody
    for name in ("Een", "Twee", "Drie", "Vier"):  # room below the first one's menu
        await make("book", name)
    saved = await make_published("book", "Raat", printings=[{"number": 1}])
    await look(page, dark=dark, width=width)
    await page.goto("")
    await page.reload()
    await page.wait_for_selector(".cms-card")
    found = await violations(page, "home")
    await page.goto("#/book/")
    await page.wait_for_selector("td .link a")
    found += await violations(page, "list")
    await page.click("tbody tr td:last-child a[role=button]")
    found += await violations(page, "list, menu of a row")
    await open_entry(page, "book", saved.uid)
    await page.wait_for_selector(".cms-state")
    found += await violations(page, "form")
    await page.click("[data-uitest=drop_down_button]")
    await page.wait_for_selector("#drop_down_menu [data-uitest=delete_row_button]")
    found += await violations(page, "form, menu")
    await page.keyboard.press("Escape")
    await page.click("button[data-tab=details]")
    found += await violations(page, "form, details")
    await page.goto("#/book/add/")
    await page.wait_for_selector(".cms-form")
    found += await violations(page, "form, new")

    assert found == []


async def test_the_page_to_log_in(page: Page) -> None:
    await page.context.clear_cookies()
    await page.goto("")
    await page.reload()
    await page.wait_for_selector("input[name=username][aria-label]")

    assert await violations(page, "login") == []


async def test_what_was_refused_gets_the_focus(page: Page, watch: Watch) -> None:
    saved = await make("book", "Raat")
    await open_entry(page, "book", saved.uid)
    await page.click("button[data-tab=details]")
    await page.fill("input[name=isbn]", "12345")
    await page.click("button[data-tab=content]")

    await page.click("[data-uitest=save_button]")

    field = page.locator("input[name=isbn]")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    described = (await field.get_attribute("aria-describedby") or "").split()
    assert "ISBN" in await page.inner_text(f"[id='{described[0]}']")
    await watch.provoked("422")


async def test_arrow_keys_on_the_tabs(page: Page) -> None:
    saved = await make("book", "Raat")
    await open_entry(page, "book", saved.uid)

    await page.focus("button[data-tab=content]")
    await page.keyboard.press("ArrowRight")

    await expect(page.locator("button[data-tab=details]")).to_be_focused()
    await expect(page.locator("button[data-tab=details]")).to_have_attribute(
        "aria-selected", "true"
    )
    await page.keyboard.press("Home")
    await expect(page.locator("button[data-tab=content]")).to_be_focused()
    await page.keyboard.press("ArrowLeft")
    await expect(page.locator(".cms-tabs [role=tab]").last).to_be_focused()


async def test_each_menu_of_a_row_says_whose_it_is_and_opens_with_the_keyboard(page: Page) -> None:
    await make("book", "Raat")
    await page.goto("#/book/")

    menu = page.get_by_role("button", name="Acties voor Raat nl")
    await menu.focus()
    await page.keyboard.press("Space")

    await expect(page.locator("[data-uitest=delete_row_button]")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("[data-uitest=delete_row_button]")).to_have_count(0)
    await expect(menu).to_be_focused()


async def test_past_the_menu_with_one_key(page: Page) -> None:
    for path, main in (("", "[role=main]"), ("overview/", "main")):
        await page.goto(path)
        await page.wait_for_selector(main)
        await page.keyboard.press("Tab")
        await expect(page.locator(".skip")).to_be_focused()
        await expect(page.locator(".skip")).to_be_in_viewport()
        await page.keyboard.press("Enter")
        await expect(page.locator(main)).to_be_focused()


async def test_the_slash_searches_everything(page: Page) -> None:
    saved = await make("page", title_nl="Honingraat")
    for path in ("", "overview/"):
        await page.goto(path)
        await page.wait_for_selector("[role=search] input")
        await page.keyboard.press("/")
        await page.keyboard.type("honingr")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/search/?q=honingr")
        await expect(page.locator(f"a[href$='#/page/{saved.uid}/']")).to_have_text("Honingraat")


async def test_the_side_folds_on_a_small_screen(page: Page) -> None:
    await page.set_viewport_size({"width": 400, "height": 800})
    await page.goto("overview/")
    places = page.locator("#places")
    await expect(places).to_be_hidden()

    await page.focus(".fold")
    await page.keyboard.press("Enter")
    await expect(places).to_be_visible()
    await page.keyboard.press("Escape")

    await expect(places).to_be_hidden()
    await expect(page.locator(".fold")).to_be_focused()


async def test_language_and_light_from_every_page(page: Page) -> None:
    await page.goto("overview/")
    await page.click(".me summary")
    await page.click(".theme")
    await expect(page.locator("#app")).to_have_class("dark_mode folds")
    await page.click(".language[value=en]")
    await expect(page.locator("main h1")).to_have_text("Dashboard")
    assert await page.get_attribute("html", "lang") == "en"
    await page.click(".me summary")
    await page.click(".leave")

    await page.wait_for_selector("input[name=username]")
    await page.wait_for_load_state("networkidle")
