"""What holds for every request and answer, asked of the whole site."""

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager

import httpx
import pytest
from starlette.types import ASGIApp, Receive, Scope, Send

from cms.app import create_app
from cms.commands.absence import absent
from cms.commands.server import configured
from cms.http import arriving
from cms.http.boundary import bounded
from cms.http.line import Line
from cms.settings import Settings
from tests.listening import on_loopback
from tests.people import EDITOR, PASSWORD, make_user
from tests.schema.live.serving import Loopback, until

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
    "/.well-known/security.txt",
    "/nothing",
)


@asynccontextmanager
async def asking(app: ASGIApp, base_url: str) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=base_url) as client:
        yield client


JSON = {"content-type": "application/json"}
MARKS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "",
    "content-security-policy": "frame-ancestors 'none'",
    "strict-transport-security": "max-age=31536000",
}
"""What answers have that are no part of a page, and what it says."""


def lacking(answers: Iterable[httpx.Response]) -> list[tuple[int, str]]:
    """What these do not say, or not once."""
    return [
        (one.status_code, name)
        for one in answers
        for name, wanted in MARKS.items()
        if len(said := one.headers.get_list(name)) != 1 or wanted not in said[0]
    ]


@pytest.mark.parametrize("path", PATHS)
async def test_every_answer_says_how_safe_it_is(database: None, path: str) -> None:
    async with asking(create_app(SECURE), "https://cms.example.org") as client:
        answer = await client.get(path)

    said = answer.headers
    assert answer.status_code < 500 or path == "/readyz"
    assert "server" not in said
    part = said.get("content-type", "").startswith(("text/css", "text/javascript", "image/"))
    assert [name for _, name in lacking([answer])] in ([], ["content-security-policy"] * part)


async def test_refusals_say_it_too(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(arriving, "SECONDS", 0.05)

    async def dripping() -> AsyncIterator[bytes]:
        yield b"a"
        await asyncio.sleep(30)

    address = "https://cms.example.org"
    async with asking(create_app(SECURE), address) as client:
        refusals = {
            421: await client.get("/nothing", headers={"host": "evil.org"}),
            404: await client.get("/nothing"),
            405: await client.delete("/graphql"),
            403: await client.post("/admin/public/login/", json={}),
            408: await client.post(
                "/admin/public/login/", content=dripping(), headers={"origin": address}
            ),
            413: await client.post("/graphql", content=b" " * 1_000_001, headers=JSON),
        }
        monkeypatch.setattr(Line, "full", True)
        refusals[503] = await client.get("/graphql?query={__typename}")
        file = await client.get("/sitemap.xml")

    assert {number: one.status_code for number, one in refusals.items()} == {
        number: number for number in refusals
    }
    assert lacking([*refusals.values(), file]) == []
    assert file.status_code == 503


async def test_what_nobody_foresaw_is_told_as_a_number(caplog: pytest.LogCaptureFixture) -> None:
    async def failing(_scope: Scope, _receive: Receive, _send: Send) -> None:
        secret = "".join(("hid", "den"))  # its line is in the log
        raise ValueError(secret)

    async with asking(bounded(failing, SECURE), "https://cms.example.org") as client:
        answer = await client.get("/", headers={"accept-language": "en"})

    assert answer.status_code == 500
    assert "[internal]" in answer.text
    assert "hidden" not in answer.text + caplog.text
    assert lacking([answer]) == []


ASKING = b"GET %s HTTP/1.1\r\nhost: inner\r\nconnection: close\r\n\r\n"


async def _told(port: int, sent: bytes) -> httpx.Response:
    """What a server says to bytes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    async with asyncio.timeout(5):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    status, *lines = head.decode().split("\r\n")
    headers = [tuple(line.split(": ", 1)) for line in lines]
    return httpx.Response(int(status.split()[1]), headers=headers, content=body)  # type: ignore[arg-type]


async def test_what_the_server_refuses_by_itself_says_it_too() -> None:
    """No HTTP at all; too many at once; and what the application says is said once."""
    held = asyncio.Event()

    async def slowly(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] == "/held":
            await held.wait()
        await absent(scope, receive, send)

    with on_loopback() as (listening, port):
        options = {"lifespan": "off", "limit_concurrency": 2}
        server = Loopback(configured(bounded(slowly, SECURE), SECURE, **options))
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        await until(lambda: server.started)
        absence = await _told(port, ASKING % b"/")
        await until(lambda: not server.server_state.connections)
        nonsense = await _told(port, b"nonsense\r\n\r\n")
        await until(lambda: not server.server_state.connections)
        first = asyncio.create_task(_told(port, ASKING % b"/held"))
        await until(lambda: server.server_state.tasks)
        crowded = await _told(port, ASKING % b"/")
        held.set()
        await first
        server.should_exit = True
        await serving

    assert (absence.status_code, absence.json()["reason"]) == (503, "database")
    assert nonsense.status_code == 400
    assert (crowded.status_code, crowded.text) == (503, "Service Unavailable")
    assert lacking((absence, nonsense, crowded, first.result())) == []


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
