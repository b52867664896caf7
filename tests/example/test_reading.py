"""Readers of the example site: each kind of page, in both languages, wide and narrow, by keyboard too."""

import asyncio
import json
import re

import httpx
import pytest
from playwright.async_api import Page, Route, expect

from tests.example.conftest import Site, attribute
from tests.example.looks import in_both_lights, in_every_look

pytestmark = [pytest.mark.browser, pytest.mark.core]

ADDRESSES = {
    "nl": ["/nl", "/nl/denktank", "/nl/denktank/sessies/binden-en-verbinden", "/nl/teksten/missie",
           "/nl/boeken", "/nl/boeken/ambtenaar-2-0", "/nl/agenda", "/nl/agenda/open-koffie",
           "/nl/sprekersnetwerk/corien-prins", "/nl/zoeken?q=netwerk", "/nl/spreker-vragen"],
    "en": ["/en", "/en/think-tank/sessions/bonding-and-bridging", "/en/texts/key-facts", "/en/books",
           "/en/calendar", "/en/calendar/open-koffie", "/en/programme", "/en/speakers-network",
           "/en/search?q=network", "/en/is-not-there"],
}  # fmt: skip

TYPED = {
    "/nl/zoeken": ["q"],
    "/nl/zoeken?q=netwerk": ["q"],
    "/nl/spreker-vragen": ["name", "message"],
}
"""Pages with forms, and what they ask for."""


@pytest.mark.parametrize("language", ADDRESSES)
async def test_every_page_reads_well_and_axe_finds_nothing(page: Page, language: str) -> None:
    found = []
    for address in ADDRESSES[language]:
        answer = await page.goto(address)
        assert answer
        await expect(page.locator("html")).to_have_attribute("lang", language)
        await expect(page.locator("h1")).to_have_count(1)
        found += await in_every_look(page, address)
    assert found == []


@pytest.fixture(autouse=True)
def missing_pages_are_expected(request: pytest.FixtureRequest) -> None:
    """Chromium tells of each answer that is an error; that there are some is what is tried."""
    if "watch" in request.fixturenames:
        request.getfixturevalue("watch").expected.append("the server responded with a status of 4")


async def test_a_page_names_its_translation_itself_and_its_feeds(
    visitor: httpx.AsyncClient,
) -> None:
    html = (await visitor.get("/nl/boeken/ambtenaar-2-0")).text
    base = str(visitor.base_url).rstrip("/")
    assert f'href="{base}/nl/boeken/ambtenaar-2-0"' in attribute(html, '<link rel="canonical"')
    for language, path in (
        ("nl", "/nl/boeken/ambtenaar-2-0"),
        ("en", "/en/books/ambtenaar-2-0"),
        ("x-default", "/nl/boeken/ambtenaar-2-0"),
    ):
        assert f'href="{base}{path}"' in attribute(
            html, f'<link rel="alternate" hreflang="{language}"'
        )
    assert f"{base}/feeds/nl/all.atom" in attribute(
        html, '<link rel="alternate" type="application/atom'
    )
    linked = re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)
    assert linked
    assert "Book" in json.dumps(json.loads(linked[1]))
    picture = attribute(html, "<img")
    assert all(f"{name}=" in picture for name in ("srcset", "sizes", "width", "height", "alt"))


async def test_a_book_stands_beside_its_cover_which_names_its_maker(page: Page) -> None:
    await page.goto("/en/books/ambtenaar-2-0")
    cover = await page.locator(".cover-side img").bounding_box()
    title = await page.get_by_role("heading", level=1).bounding_box()
    assert cover
    assert title
    assert title["x"] > cover["x"] + cover["width"]
    assert title["y"] < cover["y"] + cover["height"]
    await expect(page.locator(".cover-side .credit")).to_have_text("Picture: Klankbord")


async def test_the_language_switch_leads_to_this_page_or_says_that_it_cannot(page: Page) -> None:
    await page.goto("/nl/boeken/ambtenaar-2-0-beta")
    await page.get_by_role("link", name="English").click()
    await expect(page).to_have_url(re.compile("/en/books/ambtenaar-2-0-beta$"))
    await page.goto("/nl/stichting")
    english = page.get_by_role("link", name="English")
    await expect(english).to_have_attribute("href", "/en")
    await expect(english).to_have_accessible_description("nog niet vertaald")


async def test_a_translation_that_is_behind_says_so(page: Page) -> None:
    await page.goto("/en/programme")
    note = page.get_by_role("note")
    await expect(note).to_contain_text("This text is behind.")
    await expect(note.get_by_role("link")).to_have_attribute("href", "/nl/programma")


async def test_what_moved_and_what_is_gone(
    site: Site, visitor: httpx.AsyncClient, page: Page
) -> None:
    uid = await site.uid_at("/nl/redactie")
    await site.chief.do('rename(uid: $uid, locale: NL, slug: "de-redactie")', uid=uid)
    async with asyncio.timeout(5):
        while True:  # until the site, too, has heard that what was built beforehand holds no more
            moved = await visitor.get("/nl/redactie")
            if moved.status_code != 200:
                break
            await asyncio.sleep(0.05)
    assert (moved.status_code, moved.headers["location"]) == (301, "/nl/de-redactie")
    assert (await visitor.get("/nl/de-redactie")).status_code == 200
    await site.chief.do(
        f'transition(uids: ["{uid}"], to: RETIRED, locales: [NL], breakLinks: true)'
    )
    gone = await page.goto("/nl/de-redactie")
    assert gone
    assert gone.status == 410
    await expect(page.get_by_role("heading", level=1)).to_have_text("Deze pagina is er niet meer")
    assert re.search(r"op \d+ \w+ 20\d\d weggehaald", await gone.text())
    assert await in_both_lights(page, "gone") == []


async def test_old_addresses_lead_where_the_cms_says_and_as_it_says(
    site: Site, visitor: httpx.AsyncClient
) -> None:
    home = await visitor.get("/")
    assert (home.status_code, home.headers["location"]) == (302, "/nl")
    for status in (301, 302, 307, 308, 410):
        to = "" if status == 410 else "/en/think-tank"
        await site.chief.do(
            f'saveAlias(input: {{path: "/old-{status}.html", target: "{to}", status: {status}}})'
        )
        answer = await visitor.get(f"/old-{status}.html")
        assert (answer.status_code, answer.headers.get("location", "")) == (status, to)
    elsewhere = "https://forum.example.org/x"
    await site.chief.do(f'saveAlias(input: {{path: "/oud/forum", target: "{elsewhere}"}})')
    assert (await visitor.get("/oud/forum")).headers["location"] == elsewhere


async def test_searching_marks_what_was_found_and_mends_a_typing_error(page: Page) -> None:
    await page.goto("/nl/zoeken")
    await page.get_by_label("Waar zoek je naar?").fill("denktnak")
    await page.keyboard.press("Enter")
    await expect(page.locator(".mean em")).to_have_text("denktank")
    await expect(page.locator(".hits mark").first).to_contain_text(re.compile("denktank", re.I))
    await page.locator(".narrow").get_by_role("link", name="Sessie").click()
    await expect(page.locator(".narrow [aria-current]")).to_contain_text("Sessie")
    await page.goto("/en/search?q=zzzzqqqq")
    await expect(page.get_by_role("status")).to_contain_text("Nothing found")
    await page.get_by_role("link", name="Nederlands").click()
    await expect(page).to_have_url(re.compile(r"/nl/zoeken\?q=zzzzqqqq"))


async def test_what_is_typed_before_the_scripts_came_stays(page: Page) -> None:
    come = asyncio.Event()

    async def hold(route: Route) -> None:
        await come.wait()
        await route.continue_()

    await page.route("**/*.js", hold)
    for address, fields in TYPED.items():
        come.clear()
        await page.goto(address, wait_until="commit")
        for field in fields:
            await page.locator(f"#{field}").fill("denktnak")
        async with page.expect_response("**/*.js"):
            come.set()
        await page.wait_for_load_state("networkidle")
        for field in fields:
            await expect(page.locator(f"#{field}")).to_have_value("denktnak")


async def test_the_calendar_shows_a_month_and_leads_to_the_next(page: Page) -> None:
    await page.goto("/nl/agenda?month=2027-01")
    calendar = page.locator(".calendar")
    await expect(calendar.get_by_role("heading")).to_have_text("januari 2027")
    coffee = calendar.locator("li", has=page.locator('time[datetime="2027-01-25"]'))
    await expect(coffee).to_contain_text("Ministerie van Economische Zaken")
    await expect(coffee).to_contain_text("09:00")
    await calendar.get_by_role("link", name="februari 2027").click()
    await expect(calendar.get_by_role("heading")).to_have_text("februari 2027")
    await page.set_viewport_size({"width": 400, "height": 900})
    days = calendar.locator(".days > li")
    assert [await one.is_visible() for one in await days.all()].count(True) == 2


async def test_all_of_it_by_keyboard(page: Page) -> None:
    await page.goto("/nl")
    await page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Naar de inhoud")
    await expect(skip).to_be_focused()
    await expect(skip).to_be_in_viewport()
    await page.keyboard.press("Enter")
    await expect(page.locator("#content")).to_be_focused()
    for _ in range(40):
        await page.keyboard.press("Tab")
        seen = await page.evaluate(
            "[document.activeElement.tagName, getComputedStyle(document.activeElement).outlineStyle]"
        )
        assert seen[0] == "BODY" or seen[1] == "solid", seen
        if "/nl/agenda/open-koffie" in await page.evaluate("document.activeElement.href ?? ''"):
            break
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Open Koffie")
