"""The application: the editors' face, the readers' face, and what an operator asks of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp, Scope

from admin.app import admin_app, warm
from admin.panel import STATIC
from cms.database.background import in_background
from cms.database.engine import pool, replicas
from cms.database.migrations import pending
from cms.delivery.as_public import as_public
from cms.delivery.forms.app import forms_app
from cms.delivery.hot.cache import Cache
from cms.delivery.hot.front import Front
from cms.delivery.hot.own_writes import OwnWrites
from cms.delivery.media import media
from cms.delivery.open_data.routes import open_data
from cms.delivery.public_files import VARIES as FILES_VARY
from cms.delivery.public_files import FromReplicas, asked_plainly, public_files
from cms.delivery.schemas import RICH_TEXT, rich_text_schema
from cms.delivery.security_txt import security_route
from cms.delivery.shedding import InLine, Shedding, file_refused, graphql_refused
from cms.delivery.welcome import style, welcome
from cms.http.addresses import OPEN_DATA, is_file
from cms.http.arriving import BodiesInTime
from cms.http.boundary import bounded
from cms.http.hardening import SecurityHeaders
from cms.http.line import Line
from cms.http.nothing import NOWHERE
from cms.mcp.http import McpApp
from cms.media.addresses import FOLDER
from cms.operation.attending import Attended
from cms.processes import database_duties, duties
from cms.publishing.feed import Feed, News
from cms.schema.http.endpoint import GraphQLApp, graphql_app
from cms.schema.http.negotiation import VARIES
from cms.schema.payloads import payloads
from cms.scraping.process import Serving
from cms.scraping.routes import metrics_route
from cms.scraping.siblings import Siblings
from cms.settings import Settings
from cms.tasks import titles
from cms.translation.interface.catalogues import edition

GRAPHQL = "/graphql"
UPLOADS = "/admin/uploads/"
TOOLS = "/mcp"
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
"""Of answers that no browser shows."""
STOP = "klankbord.stop"
"""Where the lifespan's state has what tells jobs to end, and all streams: it waits for the streams alone."""

STOPPING = "klankbord.stopping"
"""What the lifespan's state has once the process was told to stop."""


async def healthz(_request: Request) -> Response:
    """Alive: the process answers."""
    return PlainTextResponse("ok")


async def readyz(request: Request) -> Response:
    """Ready: the database answers and has every migration, and nobody told the process to stop."""
    if STOPPING in request.scope.get("state", ()):
        return _not_ready("stopping")
    try:
        waiting = await pending()
    except (
        OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError
    ):  # fmt: skip
        return _not_ready("database")
    return _not_ready("migrations") if waiting else JSONResponse({"ready": True})


async def favicon(_request: Request) -> Response:
    """The site's icon, for whatever asks for it where it always was."""
    return FileResponse(STATIC / "icon.svg", media_type="image/svg+xml")


def _not_ready(reason: str) -> Response:
    return JSONResponse({"ready": False, "reason": reason}, 503, {"Retry-After": "5"})


@asynccontextmanager
async def _serving(
    settings: Settings, process: Serving, graphql: GraphQLApp, tools: McpApp
) -> AsyncIterator[Mapping[str, Any]]:
    feed = process.feed

    def hear(_: News) -> None:
        replicas.told(hears=feed.live)

    with feed.heard_by(hear), feed.heard_by(graphql.documents.registered.hear):
        async with (
            pool(),
            replicas.running(),
            feed.running(),
            process.cache.running(),
            tools.running(),
            AsyncExitStack() as going,
        ):
            for duty in database_duties(settings):
                await going.enter_async_context(in_background(duty))
            begun = [
                await going.enter_async_context(in_background(duty))
                for duty in duties(settings, feed)
            ]
            await going.enter_async_context(in_background(partial(warm, settings)))
            telling = partial(Siblings(settings.var / "metrics").keep_writing, process)
            await going.enter_async_context(in_background(telling))

            async def stop() -> None:
                for task in begun:
                    task.cancel()
                await graphql.streams.stop()

            try:
                yield {STOP: stop}
            finally:
                await graphql.streams.stop()


def create_app(settings: Settings) -> ASGIApp:
    """The whole application as ASGI. Its database must be reachable when it starts."""
    feed = Feed()
    line = Line(settings.most_at_once)
    cache, graphql = Cache(feed), graphql_app(settings, feed, line)
    app = _application(settings, Serving(cache, feed, graphql.streams, line), graphql)
    made = Shedding(InLine(FromReplicas(public_files(settings)), line), line, file_refused)
    files = Front(app, made, cache, is_file, FILES_VARY, edition, made.turns_away)
    asked = Shedding(graphql, line, graphql_refused)
    front = Front(
        asked_plainly(files), asked, cache, GRAPHQL.__eq__, VARIES, edition, asked.turns_away
    )
    in_time = BodiesInTime(front, apart=_has_own_time)
    return Attended(bounded(in_time, settings), settings.log_requests)


def _has_own_time(scope: Scope) -> bool:
    """GraphQL says itself what came too late; files that are uploaded take their time."""
    path: str = scope["path"]
    return path == GRAPHQL or path.startswith(UPLOADS)


def _application(settings: Settings, process: Serving, graphql: GraphQLApp) -> Starlette:
    caught_up = process.feed.caught_up
    tools = McpApp(graphql.answering, settings.public_url)
    secure = settings.public_url.startswith("https:")
    panel = admin_app(settings, payloads(settings), titles(settings))
    return Starlette(
        routes=[
            Route("/", welcome),
            Route("/welcome.css", style),
            Route("/favicon.ico", favicon),
            Route(RICH_TEXT, rich_text_schema),
            security_route(settings),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            metrics_route(settings, process),
            WebSocketRoute(GRAPHQL, graphql),
            Mount(GRAPHQL, graphql),
            Route(TOOLS, SecurityHeaders(tools, headers=HEADERS, secure=secure)),
            Mount(OPEN_DATA, as_public(open_data(settings.public_url))),
            Mount(FOLDER, as_public(media())),
            Mount("/forms", OwnWrites(forms_app(settings), caught_up)),
            Mount("/admin", OwnWrites(panel, caught_up)),
        ],
        exception_handlers=NOWHERE,
        lifespan=lambda _app: _serving(settings, process, graphql, tools),
    )
