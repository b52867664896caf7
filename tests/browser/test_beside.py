"""The preview beside the form, the languages of the form, and the keys."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route

from admin.app import admin_app
from cms.settings import Settings
from tests.browser.conftest import WIDE, Watch, served
from tests.browser.forms import open_entry, save
from tests.browser.test_accessibility import violations
from tests.builders import make
from tests.people import EDITOR, PASSWORD, make_user
from tests.schema.client import post

pytestmark = pytest.mark.browser

QUERY = "query ($uid: ID!, $locale: Locale) { entry(uid: $uid, locale: $locale) { title path } }"
LISTENS = """
<script>
  parent.postMessage({ type: "klankbord:listening" }, "*");
  addEventListener("message", async ({ data }) => {
    if (data.type !== "klankbord:preview") return;
    document.body.dataset.told = JSON.stringify(data);
    document.querySelector("h1").textContent = await (await fetch(location + "&bare=1")).text();
  });
</script>
"""


async def frontend(request: Request) -> Response:
    """A frontend that shows the title of what a token shows, and listens for changes."""
    headers = {"Cms-Preview": request.query_params["token"]}
    found = (await post("query ($p: String!) { content(path: $p) { ... on ContentRoute {"
        " content { title } } } }", headers=headers, p=request.query_params["path"])).json()  # fmt: skip
    title = found["data"]["content"]["content"]["title"]
    if "bare" in request.query_params:
        return HTMLResponse(title)
    return HTMLResponse(f"<!DOCTYPE html><title>x</title><body><h1>{title}</h1>{LISTENS}")


@asynccontextmanager
async def panel_with(browser: Browser, site: str, watch: Watch) -> AsyncIterator[Page]:
    settings = Settings(preview_url=f"Site={site}/?token={{token}}&path={{path}}")
    app = Starlette(routes=[Mount("/admin", admin_app(settings))])
    async with served(app) as address:
        context = await browser.new_context(
            locale="nl-NL",
            viewport=WIDE,
            base_url=f"{address}/admin/",  # type: ignore[arg-type]
        )
        page = await context.new_page()
        page.on("pageerror", lambda error: watch.heard.append(str(error)))
        await page.goto("")
        await page.fill("input[name=username]", EDITOR)
        await page.fill("input[name=password]", PASSWORD)
        await page.click("[data-uitest=login_button]")
        await page.wait_for_selector(".welcome")
        yield page
        await context.close()


async def test_a_frontend_shows_what_is_typed(
    browser: Browser, database: None, watch: Watch
) -> None:
    await make_user(EDITOR, "editor", "reviewer")
    saved = await make("page", "Klok", slug_nl="klok")
    async with (
        served(Starlette(routes=[Route("/", frontend)])) as site,
        panel_with(browser, site, watch) as page,
    ):
        await open_entry(page, "page", saved.uid)
        await page.keyboard.press("p")
        frame = page.frame_locator(".cms-beside-frame")
        await expect(frame.locator("h1")).to_have_text("Klok nl")

        await page.fill("input[name=title_nl]", "Uur")
        await expect(frame.locator("h1")).to_have_text("Uur")
        told = json.loads(await frame.locator("body").get_attribute("data-told") or "")
        assert told == {
            "type": "klankbord:preview", "uid": saved.uid, "locale": "nl",
            "path": "/nl/klok", "reason": "typed",
        }  # fmt: skip
        public = (await post(QUERY, uid=saved.uid, locale="NL")).json()
        assert public["data"]["entry"] is None

        await page.click(".cms-beside-languages [data-value=en]")
        await expect(frame.locator("h1")).to_have_text("Klok en")
        await page.click(".cms-beside-widths [data-value=phone]")
        assert (
            await page.locator(".cms-beside-frame").evaluate("(one) => one.style.width") == "390px"
        )
        await save(page)
        await expect(page.locator(".cms-beside-said")).to_have_text("Zoals het is opgeslagen.")
        await page.reload()
        await expect(page.locator(".cms-beside")).to_be_visible()  # it is remembered


async def test_without_a_frontend_and_with_keys_alone(page: Page) -> None:
    saved = await make("page", "Klok", body_nl="<p>Tik</p>")
    await open_entry(page, "page", saved.uid)
    await page.keyboard.press("p")
    plain = page.locator(".cms-beside-plain")
    await expect(plain).to_contain_text("Tik")
    await page.fill("input[name=title_nl]", "Uur p? b")  # what is typed is no key
    await expect(plain).to_contain_text("Uur p? b")
    await page.keyboard.press("Control+s")
    await expect(page.locator(".cms-beside-said")).to_have_text("Zoals het is opgeslagen.")

    await page.locator(".cms-tabs button").first.focus()
    await page.keyboard.press("]")
    await expect(page.locator("[data-name=title_en]")).to_be_hidden()
    await page.click(".cms-beside-languages [data-value=en]")  # it may be another than the form's
    await expect(plain).to_have_attribute("lang", "en")
    await page.locator(".cms-tabs button").first.focus()
    await page.keyboard.press("[")
    await page.keyboard.press("2")
    await expect(page.locator("[data-name=slug_nl]")).to_be_visible()
    await page.keyboard.press("b")
    await expect(page.locator("dialog.cms-block-menu")).to_be_visible()
    assert await violations(page, "menu of blocks") == []
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    keys = page.locator("dialog.cms-shortcuts")
    await expect(keys).to_contain_text("Voorvertoning naast het formulier")
    assert await violations(page, "keys") == []
    await keys.get_by_role("checkbox").uncheck()
    await page.keyboard.press("Escape")
    await page.keyboard.press("?")
    await expect(keys).to_have_count(0)
    await page.evaluate("localStorage.removeItem('cms.letters')")
    await page.keyboard.press("g")
    await page.keyboard.press("b")
    await page.wait_for_url("**/tree/")
    await page.keyboard.press("?")
    await expect(keys).to_contain_text("Deze lijst")
