"""What holds for every request and answer, asked of the whole site."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import ASGIApp

from cms.app import create_app
from cms.http import arriving
from cms.settings import Settings
from tests.people import EDITOR, PASSWORD, make_user

SECURE = Settings(base_url="https://cms.example.org", production=True, hosts=("inner",))
PATHS = (
    "/",
    "/welcome.css",
    "/favicon.ico",
    "/healthz",
    "/readyz",
    "/graphql?query={__typename}",
    "/graphql?query={",
    "/graphql/static/nothing.js",
    "/admin/",
    "/admin/public/login/",
    "/admin/api/tables/page/",
    "/admin/public/docs/",
    "/forms/nl/nothing/",
    "/media/nothing",
    "/open-data/",
    "/sitemap.xml",
    "/robots.txt",
    "/nl/feed.atom",
    "/rich-text.schema.json",
    "/nothing",
)


@asynccontextmanager
async def asking(app: ASGIApp, base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_says_how_safe_it_is(database: None, path: str) -> None:
    async with asking(create_app(SECURE), "https://cms.example.org") as client:
        answer = await client.get(path)

    said = answer.headers
    assert answer.status_code < 500 or path == "/readyz"
    assert said["x-content-type-options"] == "nosniff"
    assert said["strict-transport-security"].startswith("max-age=")
    assert said["referrer-policy"]
    assert "server" not in said
    if not said.get("content-type", "").startswith(("text/css", "text/javascript", "image/")):
        assert "content-security-policy" in said


async def test_no_other_host_is_answered_in_production(database: None) -> None:
    async with asking(create_app(SECURE), "https://cms.example.org") as client:
        told = {
            host: (
                await client.get("/graphql?query={__typename}", headers={"host": host})
            ).status_code
            for host in (
                "cms.example.org",
                "CMS.example.org:443",
                "inner:8000",
                "evil.org",
                "10.0.0.1",
            )
        }
        alive = await client.get("/healthz", headers={"host": "10.0.0.1"})

    assert told == {
        "cms.example.org": 200,
        "CMS.example.org:443": 200,
        "inner:8000": 200,
        "evil.org": 421,
        "10.0.0.1": 421,
    }
    assert alive.status_code == 200


async def test_before_production_any_host_will_do(database: None) -> None:
    async with asking(create_app(Settings()), "http://whatever.test") as client:
        assert (await client.get("/graphql?query={__typename}")).status_code == 200


@pytest.mark.parametrize("path", ["/admin/public/login/", "/nothing"])
async def test_a_body_that_does_not_come_is_not_waited_for(
    database: None, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr(arriving, "SECONDS", 0.2)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(30)

    async with asking(create_app(Settings()), "http://127.0.0.1:8000") as client:
        async with asyncio.timeout(5):
            answer = await client.post(
                path, content=dripping(), headers={"origin": "http://127.0.0.1:8000"}
            )

    assert answer.status_code in (404, 405, 408)
    assert answer.status_code == 408 or path == "/nothing"


async def test_at_an_https_address_the_session_is_the_host_s_alone(database: None) -> None:

    await make_user()
    async with asking(create_app(SECURE), "https://cms.example.org") as client:
        first = await client.get("/admin/")
        token = first.cookies.get("csrftoken") or client.cookies.get("csrftoken") or ""
        headers = {"origin": "https://cms.example.org", "x-csrftoken": token}
        answer = await client.post(
            "/admin/public/login/", json={"username": EDITOR, "password": PASSWORD}, headers=headers
        )
        assert answer.status_code == 200, answer.text
        [cookie] = [one for one in answer.headers.get_list("set-cookie") if "id=" in one]
        named = cookie.partition(";")[0]
        client.cookies.clear()
        inside = await client.get("/admin/account/", headers={"cookie": named})
        tossed = await client.get(
            "/admin/account/", headers={"cookie": named.removeprefix("__Host-")}
        )

    assert named.startswith("__Host-id=")
    assert "; Secure" in cookie
    assert "; Path=/" in cookie
    assert "Path=/admin" not in cookie
    assert (inside.status_code, tossed.status_code) == (200, 303)
