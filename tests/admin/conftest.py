"""The panel over ASGI, with an editor who is logged in."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.access import sessions
from cms.schema.payloads import payloads
from cms.settings import Settings
from tests.people import EDITOR, make_user

BASE = "http://127.0.0.1:8000/admin/"


@pytest.fixture(scope="session")
def app() -> Starlette:
    return Starlette(routes=[Mount("/admin", admin_app(Settings(), payloads(Settings())))])


def a_client(app: Starlette, address: str = "192.0.2.1", **options: object) -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=True, client=(address, 4000))
    client = httpx.AsyncClient(transport=transport, base_url=BASE, **options)  # type: ignore[arg-type]
    client.cookies.set("csrftoken", "token")
    client.headers["X-CSRFToken"] = "token"
    return client


@pytest.fixture
async def stranger(database: None, app: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody has logged in with."""
    async with a_client(app) as client:
        yield client


@pytest.fixture
async def editor(stranger: httpx.AsyncClient) -> httpx.AsyncClient:
    """The same browser, logged in."""
    await log_in(stranger, await make_user(EDITOR, "editor", "reviewer"))
    return stranger


async def log_in(client: httpx.AsyncClient, user_id: int, cookie: str = "id") -> None:
    """Give a browser a session of this account."""
    client.cookies.set(cookie, await sessions.begin(user_id))
