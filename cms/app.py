"""The application: the editors' face, the readers' face, and what an operator asks of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Scope

from admin.app import admin_app
from admin.panel import STATIC
from cms.database.background import in_background
from cms.database.engine import pool
from cms.database.migrations import pending
from cms.delivery.as_public import as_public
from cms.delivery.forms.app import forms_app
from cms.delivery.hot.cache import Cache
from cms.delivery.hot.front import Front
from cms.delivery.hot.own_writes import OwnWrites
from cms.delivery.media import media
from cms.delivery.open_data.routes import open_data
from cms.delivery.public_files import VARIES as FILES_VARY
from cms.delivery.public_files import asked_plainly, public_files
from cms.delivery.schemas import RICH_TEXT, rich_text_schema
from cms.delivery.welcome import style, welcome
from cms.http.addresses import OPEN_DATA, is_file
from cms.http.arriving import BodiesInTime
from cms.http.boundary import Boundary, hosts_of
from cms.jobs import jobs
from cms.media.addresses import FOLDER
from cms.publishing.feed import Feed
from cms.schema.http.endpoint import GraphQLApp, graphql_app
from cms.schema.http.negotiation import VARIES
from cms.settings import Settings
from cms.translation.interface.catalogues import edition

GRAPHQL = "/graphql"
UPLOADS = "/admin/uploads/"
STOP = "klankbord.stop"
"""Where the lifespan's state has what ends all streams: to be awaited before connections are."""


async def healthz(_request: Request) -> Response:
    """Alive: the process answers."""
    return PlainTextResponse("ok")


async def readyz(_request: Request) -> Response:
    """Ready: the database answers and has every migration."""
    try:
        waiting = await pending()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return _not_ready("database")
    return _not_ready("migrations") if waiting else JSONResponse({"ready": True})


async def favicon(_request: Request) -> Response:
    """The site's icon, for whatever asks for it where it always was."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


def _not_ready(reason: str) -> Response:
    return JSONResponse({"ready": False, "reason": reason}, 503, {"Retry-After": "5"})


@asynccontextmanager
async def _serving(
    settings: Settings, feed: Feed, cache: Cache, graphql: GraphQLApp
) -> AsyncIterator[Mapping[str, Any]]:
    with feed.heard_by(graphql.documents.registered.hear):
        async with pool(), feed.running(), cache.running(), AsyncExitStack() as going:
            for job in jobs(settings, feed):
                await going.enter_async_context(in_background(job))
            try:
                yield {STOP: graphql.streams.stop}
            finally:
                await graphql.streams.stop()


def create_app(settings: Settings) -> ASGIApp:
    """The whole application as ASGI. Its database must be reachable when it starts."""
    feed = Feed()
    cache, graphql = Cache(feed), graphql_app(settings, feed)
    app = _application(settings, feed, cache, graphql)
    files = Front(app, as_public(public_files(settings)), cache, is_file, FILES_VARY, edition)
    front = Front(asked_plainly(files), graphql, cache, GRAPHQL.__eq__, VARIES, edition)
    return Boundary(
        BodiesInTime(front, apart=_has_own_time),
        hosts=hosts_of(settings),
        secure=settings.public_url.startswith("https:"),
    )


def _has_own_time(scope: Scope) -> bool:
    """GraphQL says itself what came too late; files that are uploaded take their time."""
    path: str = scope["path"]
    return path == GRAPHQL or path.startswith(UPLOADS)


def _application(settings: Settings, feed: Feed, cache: Cache, graphql: GraphQLApp) -> Starlette:
    return Starlette(
        routes=[
            Route("/", welcome),
            Route("/welcome.css", style),
            Route("/favicon.ico", favicon),
            Route(RICH_TEXT, rich_text_schema),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            WebSocketRoute(GRAPHQL, graphql),
            Mount(GRAPHQL, graphql),
            Mount(OPEN_DATA, as_public(open_data(settings.public_url))),
            Mount(FOLDER, as_public(media())),
            Mount("/forms", OwnWrites(forms_app(settings), feed.caught_up)),
            Mount("/admin", OwnWrites(admin_app(settings), feed.caught_up)),
        ],
        lifespan=lambda _app: _serving(settings, feed, cache, graphql),
    )
