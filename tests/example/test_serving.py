"""How the example site is served: hostile addresses, a CMS that is away, and what caches are told."""

import asyncio
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.async_api import Browser, expect
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from tests.browser.conftest import served
from tests.example.conftest import Site, site_before

pytestmark = pytest.mark.browser

HOSTILE = {
    400: ["/nl/%zz", "/nl/%", "/nl/%00", "/nl/%c3%28", "/nl/a%0d%0ab",
          "/nl/" + "a" * 5000, "//example.org/nl", "/nl/%5c..%5cadmin"],
    404: ["/nl/'; DROP TABLE page;--".replace(" ", "%20"), "/xx", "/graphql",
          "/nl/" + "a/" * 400 + "a", "/media/x/y/cover-1.webp",
          "/nl/zoeken/x", "/nl/aanmelden/niet", "/nl/aanmelden/" + quote("../../x", safe="")],
    200: ["/nl/zoeken?q=%00%00x", "/nl/zoeken?q=" + "x" * 900,
          "/nl/zoeken?q=a&after=no-cursor'&type=NOTHING", "/nl/agenda?month=9999-99"],
}  # fmt: skip
TO_THE_PANEL = [
    "/media/../admin/", "/media/%2e%2e/admin/", "/media/..%2fadmin/", "/media//../../admin/",
    "/feeds/nl/../../admin/", "/forms/../admin/",
    "/media/abcd/..;/admin/", "/texts/nl/%2e%2e/%2e%2e/admin/",
    "/media/0wab1majzenn/ab12/file/../../../../admin/", "/admin/", "/./admin/",
]  # fmt: skip


async def status_of(site: Site, address: str) -> tuple[int, str]:
    """What is answered to an address as it stands: no client makes it nicer."""
    host, port = site.address.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"GET {address} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    answer = (await reader.read()).decode(errors="replace")
    writer.close()
    return int(answer.split(" ", 2)[1]), answer


async def test_hostile_addresses_are_answered_calmly(site: Site) -> None:
    for status, addresses in HOSTILE.items():
        for address in addresses:
            told, text = await status_of(site, address)
            assert told == status, address
            assert "node_modules" not in text


async def test_nothing_but_files_is_handed_on(site: Site) -> None:
    for address in TO_THE_PANEL:
        status, text = await status_of(site, address)
        assert status in {302, 308, 400, 404}, address  # 302 leads away, to the panel itself
        assert "piccolo" not in text.lower(), address


async def test_links_of_mails_to_the_panel_lead_there(
    site: Site, visitor: httpx.AsyncClient
) -> None:
    answer = await visitor.get("/admin/reset/?token=x")
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        f"{site.cms}/admin/reset/?token=x",
    )


async def test_files_of_the_cms_are_there(visitor: httpx.AsyncClient) -> None:
    for address in (
        "/robots.txt",
        "/sitemap.xml",
        "/feeds/nl/all.atom",
        "/calendars/en/all.ics",
        "/forms/style.css",
    ):
        answer = await visitor.get(address)
        assert answer.status_code == 200, address
    atom = await visitor.get("/feeds/nl/all.atom")
    again = await visitor.get("/feeds/nl/all.atom", headers={"if-none-match": atom.headers["etag"]})
    assert again.status_code == 304
    assert (await visitor.post("/feeds/nl/all.atom")).status_code == 405


async def test_caches_are_told_what_the_cms_says(visitor: httpx.AsyncClient) -> None:
    answer = await visitor.get("/nl/agenda")
    assert answer.headers["cache-control"].startswith("public, ")
    again = await visitor.get("/nl/agenda", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    for name in ("content-security-policy", "x-content-type-options", "referrer-policy"):
        assert name in answer.headers
    assert "script-src 'self'" in answer.headers["content-security-policy"]


async def test_a_cms_that_is_away_makes_a_friendly_page() -> None:
    async with site_before("http://127.0.0.1:9") as address, httpx.AsyncClient() as client:
        for path, words in (
            ("/nl/denktank", "We zijn er zo weer"),
            ("/en/search?q=x", "back in a moment"),
        ):
            answer = await client.get(address + path)
            assert answer.status_code == 503
            assert answer.headers["retry-after"]
            assert answer.headers["cache-control"] == "private, no-store"
            assert words in answer.text
        assert (await client.get(f"{address}/robots.txt")).status_code == 503


async def test_a_cms_that_is_too_busy_says_for_how_long() -> None:
    told: dict[str, Any] = {"status": 503, "wait": "1"}
    browser = {"accept": "text/html"}

    async def turned_away(_request: Request) -> Response:
        return PlainTextResponse("no", told["status"], {"retry-after": told["wait"]})

    app = Starlette(routes=[Route("/{path:path}", turned_away, methods=["GET", "POST"])])
    async with served(app) as cms, site_before(cms) as address, httpx.AsyncClient() as client:
        for status, wait, said in (
            (429, "7", "7"),
            (503, "600000", "3600"),
            (503, "Mon, 01 Jan 2001 00:00:00 GMT", "10"),
            (500, "soon", "10"),
        ):
            told.update(status=status, wait=wait)
            for answer in (
                await client.get(f"{address}/en/think-tank", headers=browser),
                await client.post(
                    f"{address}/en/ask-for-a-speaker",
                    data={"name": "x"},
                    headers=browser | {"origin": address},
                ),
            ):
                assert (answer.status_code, answer.headers["retry-after"]) == (503, said)
                assert answer.headers["cache-control"] == "private, no-store"
                assert "back in a moment" in answer.text
            handed = await client.get(f"{address}/robots.txt")
            assert (handed.status_code, handed.headers["retry-after"]) == (status, wait)


@pytest.mark.parametrize("script", [False, True], ids=["no script", "script"])
async def test_a_form_that_cannot_be_sent_keeps_what_was_typed(
    site: Site, browser: Browser, *, script: bool
) -> None:
    away = False
    taken: list[str] = []

    async def handed_on(request: Request) -> Response:
        if away:
            return PlainTextResponse("no", 503, {"retry-after": "7"})
        taken.append((await request.body()).decode())
        async with httpx.AsyncClient() as asking:
            told = await asking.request(
                request.method, f"{site.cms}{request.url.path}?{request.url.query}",
                content=taken[-1], headers={"content-type": request.headers.get("content-type", "")},
            )  # fmt: skip
        return Response(told.content, told.status_code, media_type=told.headers["content-type"])

    app = Starlette(routes=[Route("/{path:path}", handed_on, methods=["GET", "POST"])])
    async with served(app) as cms, site_before(cms) as address:
        context = await browser.new_context(base_url=address, java_script_enabled=script)
        page = await context.new_page()
        await page.goto("/en/ask-for-a-speaker")
        await page.get_by_label("Occasion").fill("A day of our own")
        key = await page.locator("[name=key]").input_value()
        away = True
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("alert")).to_contain_text("Not sent yet")
        await expect(page.get_by_label("Occasion")).to_have_value("A day of our own")
        away = False
        await page.get_by_role("button", name="Send").click()
        await expect(page.get_by_role("alert").get_by_role("link").first).to_be_visible()
        assert any(key in one for one in taken)
        await context.close()


async def test_pages_carry_the_tags_of_all_they_were_made_from(
    site: Site, visitor: httpx.AsyncClient
) -> None:
    uid = await site.uid_at("/nl/denktank/leden")
    for address in ("/nl/denktank/leden", "/nl/denktank/leden?now"):
        answer = await visitor.get(address)
        assert f"{uid}.nl" in answer.headers["surrogate-key"].split(), address


async def test_behind_a_proxy_that_ends_tls(site: Site) -> None:
    public = "https://www.example.org"
    async with (
        site_before(site.cms, SITE_URL=public, CMS_PANEL_URL="https://cms.example.net") as address,
        httpx.AsyncClient(base_url=address) as client,
    ):
        answer = await client.get("/preview?token=abcdefghijklmnop&path=/en/think-tank")
        assert answer.headers["location"] == "/en/think-tank"
        for word in ("HttpOnly", "Secure", "SameSite=None", "Partitioned"):
            assert word in answer.headers["set-cookie"]
        framed = await client.post("/preview/leave", headers={"origin": public})
        assert framed.status_code == 303
        for word in ("Max-Age=0", "Secure", "Partitioned"):
            assert word in framed.headers["set-cookie"]
        ended = await client.get("/en", headers={"cookie": "preview=abcdefghijklmnop"})
        policy = ended.headers["content-security-policy"]
        assert policy.endswith("frame-ancestors 'self' https://cms.example.net")
        seen = await client.get("/en")
        assert seen.headers["content-security-policy"].endswith("frame-ancestors 'none'")
        form = {"origin": public}
        assert (
            await client.post("/en/ask-for-a-speaker", data={"name": "x"}, headers=form)
        ).status_code == 400
        form = {"origin": address}
        assert (
            await client.post("/en/ask-for-a-speaker", data={"name": "x"}, headers=form)
        ).status_code == 403
