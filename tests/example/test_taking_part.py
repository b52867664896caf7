"""Signing up with and without a script, and previews that renew themselves."""

import re

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Watch
from tests.browser.forms import open_entry
from tests.example.conftest import Site
from tests.example.looks import in_both_lights
from tests.people import EDITOR, PASSWORD, make_user

pytestmark = pytest.mark.browser

SESSION = "/nl/denktank/sessies/binden-en-verbinden"
SCRIPT = [({"java_script_enabled": False}, False), ({}, True)]


@pytest.mark.parametrize(
    ("context", "script"), SCRIPT, indirect=["context"], ids=["no script", "script"]
)
async def test_signing_up(page: Page, watch: Watch, *, script: bool) -> None:
    """Axe is a script itself."""
    watch.expected.append("400 (Bad Request)")
    await page.goto(SESSION)
    await expect(page.locator(".seats")).to_have_text("Nog 20 plaatsen vrij")
    await page.get_by_role("link", name="Meld je aan").click()
    await expect(page.get_by_label("Naam")).to_be_visible()
    found = await in_both_lights(page, "form") if script else []
    await page.get_by_label("Naam").fill("Noor")
    await page.get_by_label("E-mailadres").fill("dit is geen adres")
    await page.get_by_role("button", name="Versturen").click()
    problems = page.get_by_role("alert")
    await expect(problems).to_contain_text("Nog niet verstuurd")
    await expect(problems.get_by_role("link")).to_have_count(2)
    await expect(page.get_by_label("E-mailadres")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_label("Naam")).to_have_value("Noor")
    found += await in_both_lights(page, "form with errors") if script else []
    await page.get_by_label("E-mailadres").fill("noor@example.org")
    await page.get_by_label("Ik ga hiermee akkoord").check()
    await page.get_by_role("button", name="Versturen").click()
    await expect(page.get_by_role("status")).to_contain_text("Kijk in je mail")
    found += await in_both_lights(page, "form that was sent") if script else []
    assert found == []


async def test_the_english_form_tells_it_in_english(page: Page, watch: Watch) -> None:
    watch.expected.append("400 (Bad Request)")
    await page.goto("/en/ask-for-a-speaker")
    await page.get_by_role("button", name="Send").click()
    problems = page.get_by_role("alert")
    await expect(problems).to_contain_text("Not sent yet")
    await expect(problems).to_contain_text("This field is needed.")
    await problems.get_by_role("link", name="Occasion").click()
    await expect(page.get_by_label("Occasion")).to_be_focused()


async def test_a_form_of_another_site_is_refused(site: Site, visitor: httpx.AsyncClient) -> None:
    answer = await visitor.post(
        "/en/ask-for-a-speaker", data={"name": "x"}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403


async def test_a_preview_shows_the_draft_and_renews_itself(
    page: Page, context: BrowserContext, site: Site, visitor: httpx.AsyncClient
) -> None:
    path = "/nl/denktank/column"
    uid = await site.uid_at(path)

    await site.retitle("Page", uid, "nl", "De column, opnieuw")
    told = await page.goto(await site.preview_link(path))
    assert told
    assert page.url == f"{site.address}{path}"
    await expect(page.get_by_role("heading", level=1)).to_have_text("De column, opnieuw")
    assert (await told.all_headers())["cache-control"] == "private, no-store"
    [cookie] = [one for one in await context.cookies() if one["name"] == "preview"]
    assert cookie["httpOnly"]
    assert await page.evaluate("document.cookie") == ""
    await expect(page.locator(".live.on")).to_be_visible()
    await page.evaluate("window.sameDocument = true")
    await site.retitle("Page", uid, "nl", "De column, live bijgewerkt")
    await expect(page.get_by_role("heading", level=1)).to_have_text("De column, live bijgewerkt")
    assert await page.evaluate("window.sameDocument")
    assert await in_both_lights(page, "preview") == []
    assert "live bijgewerkt" not in (await visitor.get(path)).text
    await page.get_by_role("button", name="Sluit de voorvertoning").click()
    await expect(page.locator(".preview")).to_have_count(0)
    assert [one for one in await context.cookies() if one["name"] == "preview"] == []


async def test_the_panel_shows_the_site_beside_its_form(browser: Browser, site: Site) -> None:
    await make_user(EDITOR, "editor", "reviewer")
    uid = await site.uid_at("/nl/denktank/leden")
    context = await browser.new_context(
        locale="nl-NL", viewport={"width": 1440, "height": 900}, base_url=f"{site.cms}/admin/"
    )
    page = await context.new_page()
    await page.goto("")
    await page.fill("input[name=username]", EDITOR)
    await page.fill("input[name=password]", PASSWORD)
    await page.click("[data-uitest=login_button]")
    await page.wait_for_selector(".welcome")
    await open_entry(page, "page", uid)
    await page.keyboard.press("p")
    frame = page.frame_locator(".cms-beside-frame")
    await expect(frame.locator(".live.on")).to_be_visible()
    await page.fill("input[name=title_nl]", "Getypt, nog niet opgeslagen")
    await expect(frame.locator("h1")).to_have_text("Getypt, nog niet opgeslagen")
    await context.close()


async def test_forms_of_the_cms_work_below_the_site(page: Page, watch: Watch) -> None:
    """Those to which mails and guides lead: the CMS has one public address, that of the site."""
    await page.goto("/forms/nl/proposals/")
    await page.get_by_label("Ik weet een spreker").check()
    await page.get_by_role("textbox", name="Je naam").fill("Hanna")
    await page.get_by_role("textbox", name="E-mailadres").fill("hanna@example.org")
    await page.get_by_role("textbox", name="Achternaam").fill("Spreker")
    await page.locator("input[name=consent]").check()
    await page.get_by_role("button", name="Versturen").click()
    await expect(page.locator("main")).to_contain_text("Kijk in je mailbox")
    watch.expected.append("the server responded with a status of 4")
    told = await page.goto("/forms/nl/speakers/offer/confirm/?token=is-not-there")
    assert told
    assert told.status in {200, 404, 410}
    assert "x-content-type-options" in await told.all_headers()
    await expect(page.locator("h1")).to_have_count(1)


async def test_a_preview_that_ended_says_so_and_is_forgotten(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/nl/denktank", headers={"cookie": "preview=no-such-token-at-all"})
    assert answer.status_code == 401
    assert "Deze voorvertoning is afgelopen" in answer.text
    assert re.search("preview=; .*Max-Age=0", answer.headers["set-cookie"])
    away = await visitor.get("/preview?token=abcdefghijkl&path=https://evil.example/")
    assert away.headers["location"] == "/nl"
