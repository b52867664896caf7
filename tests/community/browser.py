"""Whoever fills in our public pages, and whoever organises in the panel, over HTTP."""

import html
import re
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.access import sessions
from cms.delivery.forms.app import forms_app
from cms.settings import Settings

SITE = "http://127.0.0.1:8000"
app = Starlette(
    routes=[Mount("/admin", admin_app(Settings())), Mount("/forms", forms_app(Settings()))]
)
_INPUT = re.compile(r'<input[^>]*?name="(\w+)"[^>]*?value="([^"]*)"[^>]*>')
_TEXT = re.compile(r'<textarea[^>]*name="(\w+)"[^>]*>([^<]*)</textarea>')


def browser() -> httpx.AsyncClient:
    """Somebody's browser."""
    transport = httpx.ASGITransport(app=app, client=("192.0.2.7", 4000))
    return httpx.AsyncClient(transport=transport, base_url=SITE)


async def organiser(user_id: int) -> httpx.AsyncClient:
    """A browser in which an account is logged in."""
    client = browser()
    client.cookies.set("csrftoken", "token")
    client.cookies.set("cms_lang", "en")
    client.cookies.set("id", await sessions.begin(user_id))
    return client


def hidden(page: str, *besides: str) -> dict[str, str]:
    """What a form sends that nobody typed: hidden fields, the version of a consent, and what stands there."""
    found = {
        name: html.unescape(value)
        for name, value in _INPUT.findall(page)
        if name in {"form", "token", "csrftoken", "fingerprint", "consent", "takes_part", *besides}
    }
    texts = {name: html.unescape(text).removeprefix("\n") for name, text in _TEXT.findall(page)}
    return texts | found


async def filled(client: httpx.AsyncClient, address: str, **fields: Any) -> httpx.Response:
    """Open a public page, and send its form."""
    page = await client.get(address)
    assert page.status_code == 200, page.text
    return await client.post(address, data=hidden(page.text) | fields)
