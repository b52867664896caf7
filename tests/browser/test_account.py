"""Accounts in the panel: invited, logged in with a second factor, and obliged to one."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pyotp
import pytest
import uvicorn
from playwright.async_api import Browser, Page, expect
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.access import invites, one_time
from cms.access.actors import system
from cms.access.one_time import Purpose
from cms.access.roles import read_given
from cms.database.engine import execute, fetch, writing
from cms.settings import Settings
from tests.browser.conftest import WIDE, Watch, _Server
from tests.listening import on_loopback
from tests.people import EDITOR, PASSWORD, make_user

pytestmark = pytest.mark.browser


async def code_of(username: str) -> str:
    [row] = await fetch(
        "SELECT f.secret FROM second_factor f JOIN piccolo_user u ON u.id = f.user_id"
        " WHERE u.username = $1",
        username,
    )
    return pyotp.TOTP(row["secret"]).now()


async def asked_for(page: Page) -> str:
    """What the only link is for: it is made after the answer has left."""
    while not (found := await fetch("SELECT purpose FROM one_time_token")):
        await page.wait_for_timeout(50)
    [row] = found
    return str(row["purpose"])


async def log_out(page: Page) -> None:
    await page.context.clear_cookies(name="id")
    await page.goto("")


@pytest.mark.parametrize("width", [400, 1280])
async def test_a_second_factor_from_enrolment_to_login(
    page: Page, watch: Watch, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("account/")
    await page.click("a[href$='second-factor/']")
    await page.click("main form button")
    await expect(page.locator(".qr svg")).to_be_visible()
    await page.fill("input[name=code]", await code_of(EDITOR))
    await page.keyboard.press("Enter")
    await expect(page.locator(".codes code")).to_have_count(10)
    codes = await page.locator(".codes code").all_inner_texts()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.click(".codes ~ p a")
    await page.wait_for_selector(".welcome")

    await log_out(page)
    await page.fill("input[name=username]", EDITOR)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("[data-uitest=login_button]")
    await page.fill("input[placeholder='123456']", codes[0])
    await page.click("[data-uitest=login_button]")

    await page.wait_for_selector(".welcome")
    await watch.provoked("401")


async def test_a_link_leads_to_a_password(page: Page, watch: Watch) -> None:
    async with writing():
        sent = await invites.invite(system("test"), "mo", "mo@example.org", [read_given("editor")])
    await page.context.clear_cookies()

    await page.goto(f"password/choose/?token={sent.token}&lang=en")
    await page.fill("input[name=password]", "brand new words")
    await page.fill("input[name=again]", "brand new words")
    await page.keyboard.press("Enter")
    await expect(page.locator("main")).to_contain_text("Your password was set")
    await page.click("main a.button")
    await page.fill("input[name=username]", "mo")
    await page.fill("input[name=password]", "brand new words")
    await page.click("[data-uitest=login_button]")

    await page.wait_for_selector(".welcome")
    await expect(page.locator("html")).to_have_attribute("lang", "en")
    await watch.provoked("401")


async def test_the_login_leads_to_a_forgotten_password(page: Page, watch: Watch) -> None:
    await log_out(page)
    await page.click(".cms-forgot")
    await page.fill("input[name=email]", f"{EDITOR}@example.org")
    await page.keyboard.press("Enter")

    await expect(page.locator("main [role=status]")).to_contain_text("onderweg")
    assert await asked_for(page) == Purpose.RESET
    assert one_time.LASTS[Purpose.RESET].total_seconds() <= 3600
    await watch.provoked("401")


@asynccontextmanager
async def strict_site() -> AsyncIterator[str]:
    """The panel where whoever may publish must have a second factor."""
    with on_loopback() as (listening, port):
        app = Starlette(routes=[Mount("/admin", admin_app(Settings(second_factor="publishers")))])
        server = _Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        await serving


async def test_who_must_is_led_there_after_the_login(browser: Browser, database: None) -> None:
    await make_user("rik", "reviewer")
    async with strict_site() as site:
        context = await browser.new_context(
            locale="nl-NL", viewport=WIDE, base_url=f"{site}/admin/"
        )  # type: ignore[arg-type]
        page = await context.new_page()
        await page.goto("")
        await page.fill("input[name=username]", "rik")
        await page.fill("input[name=password]", PASSWORD)
        await page.click("[data-uitest=login_button]")
        await expect(page).to_have_url(re.compile("second-factor"))
        await page.goto("#/page/")
        await expect(page).to_have_url(re.compile("second-factor"))

        await page.click("main form button")
        await page.fill("input[name=code]", await code_of("rik"))
        await page.click("form[action$='confirm/'] button")
        await page.click(".codes ~ p a")

        await page.wait_for_selector(".welcome")
        await context.close()


@pytest.mark.parametrize("width", [400, 1280])
async def test_a_token_takes_the_password_when_the_login_is_a_while_ago(
    page: Page, watch: Watch, width: int
) -> None:
    await page.set_viewport_size({"width": width, "height": 800})
    await page.goto("account/")
    await execute("UPDATE login_session SET confirmed_at = now() - interval '1 hour'")
    await page.fill("input[name=token_name]", "de site")
    await page.check("input[name=scope][value=edit]")
    await page.click("main form[action$='tokens/'] > button")

    await expect(page.locator("h1")).to_have_text("Ben je het zelf?")
    await expect(page.locator("input[name=own_password]")).to_be_focused()
    assert await page.evaluate("document.documentElement.scrollWidth") <= width
    await page.fill("input[name=own_password]", "niet dit")
    await page.press("input[name=own_password]", "Enter")
    await expect(page.locator(".failed")).to_contain_text("Dit is niet je wachtwoord.")
    await watch.provoked("403")  # both questions were answers with it
    await page.fill("input[name=own_password]", PASSWORD)
    await page.press("input[name=own_password]", "Enter")

    await expect(page.locator(".secret code")).to_contain_text("klankbord_")
    [token] = await fetch("SELECT name, scopes FROM api_token")
    assert token == {"name": "de site", "scopes": ["edit", "view"]}
