"""What every answer of the panel says, and which requests it refuses."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from functools import cache

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount, Route

from admin.app import admin_app
from admin.hardening import READING
from cms.settings import Settings
from tests.admin.conftest import a_client
from tests.builders import make
from tests.people import EDITOR, PASSWORD, make_user

NOTHING: Mapping[str, str] = {}
EVERYWHERE = pytest.mark.parametrize(
    "path",
    ["", "panel.js", "texts.js", "static/main.js", "api/tables/page/", "api/user/", "nowhere",
     "public/translations/", "entries/"],
)  # fmt: skip


@EVERYWHERE
async def test_security_headers_are_on_every_answer(editor: httpx.AsyncClient, path: str) -> None:
    headers = (await editor.get(path)).headers

    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cache-control"]


async def test_answers_with_content_are_not_kept(editor: httpx.AsyncClient) -> None:
    for path in ("api/tables/page/", "entries/", "", "texts.js"):
        assert (await editor.get(path)).headers["cache-control"] == "no-store"


@pytest.mark.parametrize(
    "path",
    ["public/docs/", "public/openapi.json", "api/docs/", "api/openapi.json", "openapi.json",
     "docs", "api/media/", "api/mfa-setup/"],
)  # fmt: skip
async def test_what_nobody_needs_is_not_there(editor: httpx.AsyncClient, path: str) -> None:
    assert (await editor.get(path)).status_code == 404


async def test_the_version_is_nobodys_business(stranger: httpx.AsyncClient) -> None:
    answer = await stranger.get("public/meta/")

    assert answer.json() == {"piccolo_admin_version": "", "site_name": "Klankbord"}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"X-CSRFToken": "another"},
        {"X-CSRFToken": ""},
    ],
)
async def test_writes_from_elsewhere_are_refused(
    editor: httpx.AsyncClient, headers: dict[str, str]
) -> None:
    saved = await make("page")
    requests = [
        ("POST", "api/tables/page/"), ("PATCH", f"api/tables/page/{saved.uid}/"),
        ("DELETE", f"api/tables/page/{saved.uid}/"), ("POST", f"entries/{saved.uid}/publish/nl/"),
        ("POST", "public/login/"), ("POST", "public/logout/"),
    ]  # fmt: skip

    answers = [await editor.request(how, path, json={}, headers=headers) for how, path in requests]

    assert {answer.status_code for answer in answers} == {403}
    assert (await editor.get(f"api/tables/page/{saved.uid}/")).json()["revision"] == 1


def doors(
    routes: Iterable[BaseRoute], above: str = "", known: Mapping[str, str] = NOTHING
) -> Iterator[tuple[str, str]]:
    """Every route, with what is ``known`` by its name in the place of what varies, or something."""
    for route in routes:
        if isinstance(route, Route):
            path = re.sub(r"{(\w+)[^}]*}", lambda one: known.get(one[1], "1"), above + route.path)
            yield from ((how, path) for how in (route.methods or set()) - {"HEAD", "OPTIONS"})
        elif isinstance(route, Mount):
            app = route.app
            while not hasattr(app, "routes") and hasattr(app, "app"):
                app = app.app
            yield from doors(getattr(app, "routes", ()), above + route.path, known)


async def test_no_door_opens_to_another_site(app: Starlette, editor: httpx.AsyncClient) -> None:
    await make("page")
    found = [one for one in sorted(set(doors(app.routes))) if one[0] not in READING]
    refused = [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"X-CSRFToken": "another"},
        {"X-CSRFToken": ""},
    ]

    open_to = {
        (how, path)
        for how, path in found
        for headers in refused
        if (await editor.request(how, path.removeprefix("/admin/"), headers=headers)).status_code
        != 403
    }

    assert len(found) > 80
    assert ("POST", "/admin/undo/here/") in found
    assert open_to == set()


OPEN = ("public/", "password/", "assets/", "static", "panel.js", "texts.js")


async def test_no_door_opens_to_a_stranger(app: Starlette, stranger: httpx.AsyncClient) -> None:
    await make("page")
    found = sorted(set(doors(app.routes)))
    closed = [(how, path) for how, path in found if not path[len("/admin/") :].startswith(OPEN)]

    answers = {
        one: await stranger.request(one[0], one[1].removeprefix("/admin/")) for one in closed
    }

    assert len(answers) > 150
    assert {one: answer.status_code for one, answer in answers.items()
            if answer.status_code not in (303, 401, 404, 405)} == {("GET", "/admin/"): 200}  # fmt: skip
    assert {answer.headers["location"] for answer in answers.values()
            if answer.status_code == 303} == {"/admin/"}  # fmt: skip


SAME = {"Sec-Fetch-Site": "same-origin"}


@pytest.mark.parametrize(
    ("listening", "base_url", "headers"),
    [
        ("http://localhost:8000", "", {"Origin": "http://localhost:8000"}),
        ("https://localhost:8000", "", {"Origin": "https://localhost:8000"}),
        ("https://localhost", "", {"Referer": "https://localhost:443/admin/"}),
        ("http://[::1]:8000", "", {"Origin": "http://[::1]:8000"}),
        ("http://in:9000", "https://cms.example.org", {"Origin": "https://cms.example.org"}),
        ("http://in:9000", "https://cms.example.org:443/", {"Origin": "https://CMS.example.org"}),
        ("http://in:9000", "https://cms.example.org:8443", {"Origin": "https://cms.example.org:8443"}),
        ("https://in:9000", "https://cms.example.org:8443", {"Origin": "https://cms.example.org:8443"}),
        ("http://cms.example.org", "", {"Origin": "https://cms.example.org", **SAME}),
        ("https://cms.example.org", "", {}),
    ],
)  # fmt: skip
async def test_the_whole_origin_counts(
    database: None, listening: str, base_url: str, headers: dict[str, str]
) -> None:
    await make_user()

    answer = await log_in(listening, base_url, headers)

    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("listening", "base_url", "origin"),
    [
        ("http://localhost:8000", "", "http://localhost:8001"),
        ("http://localhost:8000", "", "https://localhost:8000"),
        ("https://localhost:8000", "", "http://localhost:8000"),
        ("http://in:9000", "https://cms.example.org:8443", "https://cms.example.org"),
        ("http://in:9000", "https://cms.example.org:8443", "http://cms.example.org:8443"),
        ("http://in:9000", "https://cms.example.org", "https://cms.example.org.evil.example"),
        ("http://in:9000", "https://cms.example.org", "https://cms.example.org:x"),
        ("http://in:9000", "", "null"),
        ("http://in:9000", "", "file://in:9000"),
    ],
)
async def test_half_an_origin_is_another_site(
    database: None, listening: str, base_url: str, origin: str
) -> None:
    await make_user()

    for header in ("Origin", "Referer"):
        assert (await log_in(listening, base_url, {header: origin})).status_code == 403


@cache
def app_at(base_url: str) -> Starlette:
    return Starlette(routes=[Mount("/admin", admin_app(Settings(base_url=base_url)))])


async def log_in(listening: str, base_url: str, headers: dict[str, str]) -> httpx.Response:
    async with a_client(app_at(base_url)) as client:
        client.base_url = httpx.URL(f"{listening}/admin/")
        client.cookies.set("csrftoken", "token")
        credentials = {"username": EDITOR, "password": PASSWORD}
        outside: httpx.Response = await client.post(
            "public/login/", json=credentials, headers=headers
        )
        if outside.status_code == 200:  # piccolo-admin's own doors look at the origin once more
            return await client.post("public/logout/", headers=headers)
        return outside


async def test_a_form_field_is_no_token(editor: httpx.AsyncClient) -> None:
    del editor.headers["X-CSRFToken"]

    answer = await editor.post("public/logout/", data={"csrftoken": "token"})

    assert answer.status_code == 403


async def test_our_own_pages_may_write(editor: httpx.AsyncClient) -> None:
    headers = {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"}

    answer = await editor.post("api/tables/page/", json={"title_nl": "Ik"}, headers=headers)

    assert answer.status_code == 201


@pytest.mark.parametrize("path", ["api/tables/page/", "public/login/", "public/logout/"])
async def test_large_bodies_are_refused(stranger: httpx.AsyncClient, path: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(6):
            yield b"x" * 1024 * 1024

    whole = await stranger.post(path, content=b"x" * (5 * 1024 * 1024 + 1))
    in_parts = await stranger.post(path, content=endless())

    assert (whole.status_code, in_parts.status_code) == (413, 413)
