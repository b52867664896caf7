"""One client for all doors, and the world in which everything is tried."""

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Mount

from admin.app import admin_app
from cms.schema.payloads import payloads
from cms.settings import Settings
from tests.admin.conftest import a_client
from tests.matrix.world import World, make_world, still_there
from tests.schema.client import app as graphql

_made: list[World] = []


@pytest.fixture(scope="session")
def doors() -> Starlette:
    """The panel, and GraphQL beside it."""
    return Starlette(
        routes=[Mount("/admin", admin_app(Settings(), payloads(Settings()))), Mount("/", graphql)]
    )


@pytest.fixture
async def client(doors: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that reads English, and a script."""
    async with a_client(doors) as client:
        client.cookies.set("cms_lang", "en")
        yield client


@pytest.fixture
async def world(migrated: None) -> World:
    """Made once, as what is tried is undone; anew when other tests emptied the database since."""
    if not _made or not await still_there(_made[0]):
        _made[:] = [await make_world()]
    return _made[0]
