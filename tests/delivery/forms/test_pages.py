"""Small public pages: a GET changes nothing, and a form is read whole or shown again with what is wrong."""

from collections.abc import AsyncIterator

import httpx
import pytest
from jinja2 import ChoiceLoader, DictLoader
from starlette.applications import Starlette
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount

from cms.database.engine import execute, fetch
from cms.delivery.forms import tokens
from cms.delivery.forms.app import forms_app
from cms.delivery.forms.pages import pages, text
from cms.delivery.forms.rendering import shown, templates
from cms.errors import N_, InvalidInput, Message, NotFound, Problem
from cms.settings import Settings

PAGE = """{% extends "base.html" %}{% import "fields.html" as f with context %}
{% block title %}Hello{% endblock %}
{% block main %}<form method="post">{{ f.hidden("abc") }}
{{ f.field("name", "Name", required=true, help="As you like it") }}<button>Send</button></form>
{% endblock %}"""

KEEP = """
INSERT INTO consent_text (version, consent, locale, text) VALUES (left(md5($1), 16), '', '', $1)
"""


async def show(request: Request) -> Response:
    if "missing" in request.query_params:
        raise NotFound(N_("There is no such entry."))
    return shown(request, "hello.html")


async def act(request: Request, sent: FormData) -> Response:
    await execute(KEEP, text(sent, "name"))
    if text(sent, "name") == "boom":
        raise RuntimeError("secret")
    if not text(sent, "name"):
        problem = Problem("missing", Message(N_("This is not an e-mail address.")), "name")
        raise InvalidInput([problem])
    return shown(request, "thanks.html")


@pytest.fixture
async def client(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[httpx.AsyncClient]:
    loader = ChoiceLoader([DictLoader({"hello.html": PAGE}), templates.loader])  # type: ignore[list-item]
    monkeypatch.setattr(templates, "loader", loader)
    settings = Settings(base_url="https://example.org")
    app = Starlette(routes=[Mount("/forms", forms_app(settings, pages("/hello/", show, act)))])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://x/forms/") as found:
        yield found


async def filled(client: httpx.AsyncClient, **fields: str) -> httpx.Response:
    token = await tokens.form_token("/forms/en/hello/")
    return await client.post("en/hello/", data={"form": token, **fields})


async def kept() -> list[str]:
    return [row["text"] for row in await fetch("SELECT text FROM consent_text")]


async def test_a_page_is_shown_in_the_language_of_its_address(client: httpx.AsyncClient) -> None:
    dutch, english = [await client.get(f"{one}/hello/?token=t") for one in ("nl", "en")]

    assert (dutch.status_code, english.status_code) == (200, 200)
    assert '<html lang="nl">' in dutch.text
    assert "(als je wilt)" not in dutch.text
    assert 'href="/forms/en/hello/?token=t"' in dutch.text
    assert 'href="/forms/nl/hello/?token=t"' in english.text


async def test_what_every_answer_says(client: httpx.AsyncClient) -> None:
    for answer in (
        await client.get("en/hello/"),
        await client.get("en/nothing/"),
        await client.get("xx/hello/"),
        await client.put("en/hello/"),
        await filled(client, name="Eva"),
    ):
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["strict-transport-security"]
        assert "set-cookie" not in answer.headers
    assert (await client.get("xx/hello/")).status_code == 404
    assert (await client.put("en/hello/")).status_code == 405
    assert (await client.get("style.css")).headers["content-type"].startswith("text/css")


async def test_a_form_does_what_it_says(client: httpx.AsyncClient) -> None:
    answer = await filled(client, name="Eva")

    assert (answer.status_code, "Thank you" in answer.text) == (200, True)
    assert await kept() == ["Eva"]


async def test_what_is_wrong_is_told_by_the_field_and_nothing_is_kept(
    client: httpx.AsyncClient,
) -> None:
    answer = await filled(client, name=" ")

    assert answer.status_code == 422
    assert 'aria-invalid="true" aria-describedby="name-help name-wrong"' in answer.text
    assert "This is not an e-mail address." in answer.text
    assert await kept() == []


async def test_what_was_typed_is_shown_again_as_text(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "nl/hello/", data={"form": "stale", "name": '"><script>alert(1)</script>'}
    )

    assert answer.status_code == 422
    assert "stond lang open" in answer.text
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text


@pytest.mark.parametrize("path", ["/forms/nl/hello/", "/forms/en/other/"])
async def test_a_token_is_for_one_form(client: httpx.AsyncClient, path: str) -> None:
    token = await tokens.form_token(path)

    assert (await client.post("en/hello/", data={"form": token, "name": "x"})).status_code == 422
    assert await kept() == []


async def test_who_fills_in_what_is_hidden_is_thanked_for_nothing(
    client: httpx.AsyncClient,
) -> None:
    answer = await filled(client, name="Bot", website="https://spam.example")

    assert (answer.status_code, "Thank you" in answer.text) == (200, True)
    assert await kept() == []


async def test_errors_tell_nothing_of_ours(client: httpx.AsyncClient) -> None:
    broken, missing = await filled(client, name="boom"), await client.get("nl/hello/?missing")

    assert (broken.status_code, missing.status_code) == (500, 404)
    assert "secret" not in broken.text
    assert "Traceback" not in broken.text
    assert await kept() == []


async def test_what_is_no_form_is_refused(client: httpx.AsyncClient) -> None:
    for answer, status in (
        (await client.post("en/hello/", json={"name": "x"}), 400),
        (await client.post("en/hello/", files={"name": b"x"}), 400),
        (await filled(client, name="x" * 300_000), 413),
        (await client.post("en/hello/", data={str(one): "x" for one in range(300)}), 400),
        (await filled(client, name="\0"), 422),
    ):
        assert answer.status_code == status
    assert await kept() == []


async def test_one_address_sends_so_much_and_then_waits(client: httpx.AsyncClient) -> None:
    found = [(await filled(client, name=f"Eva {one}")).status_code for one in range(31)]

    assert found == [200] * 30 + [429]
