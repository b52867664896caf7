"""The application: the editors' face, the readers' face, and what an operator asks of it."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from time import monotonic
from typing import Any, TypeVar

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.types import ASGIApp

from admin.app import admin_app
from admin.panel import STATIC
from cms.access.actors import system
from cms.community import asking
from cms.community.comments import keeping
from cms.database.background import in_background
from cms.database.embedded import ensure
from cms.database.engine import pool, writing
from cms.database.migrations import pending
from cms.database.outages import is_outage
from cms.database.ownership import DatabaseUnavailable
from cms.delivery.forms.app import forms_app
from cms.delivery.hot.cache import Cache
from cms.delivery.hot.front import Front
from cms.delivery.hot.own_writes import OwnWrites
from cms.delivery.welcome import style, welcome
from cms.mail.spool import forget_old, send_due
from cms.publishing import boundaries
from cms.publishing.bin.recycle_bin import purge_old
from cms.publishing.feed import Feed
from cms.publishing.series import upkeep
from cms.schema.http.endpoint import GraphQLApp, graphql_app
from cms.schema.http.negotiation import VARIES
from cms.settings import Settings
from cms.translation.interface.catalogues import edition

KEEPER_SECONDS = 2
MOST_SECONDS = 30  # another process may plan something in the meantime
MAIL_SECONDS = 2
A_MINUTE = 60
DIGEST_SECONDS = 60
AN_HOUR = 3_600
GRAPHQL = "/graphql"
STOP = "klankbord.stop"
"""Where the lifespan's state has what ends all streams: to be awaited before connections are."""
logger = logging.getLogger(__name__)
Result = TypeVar("Result")


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


async def _keep_running(settings: Settings) -> None:
    """Start the embedded server again whenever it was killed under us."""
    while True:
        await asyncio.sleep(KEEPER_SECONDS)
        try:
            await asyncio.to_thread(ensure, settings.var)
        except DatabaseUnavailable as error:
            logger.warning("%s", error)


async def attempted(job: str, act: Callable[[], Awaitable[Result]]) -> Result | None:
    """What a job brings, or nothing: one that fails is told in the log, and comes again."""
    try:
        return await act()
    except Exception as error:
        if is_outage(error):
            logger.warning("%s: %s", job, type(error).__name__)
        else:
            logger.exception("%s", job)
        return None


async def _keep_time() -> None:
    """Notice planned moments as they come, and at first those that came while nothing ran."""
    while True:
        left = await attempted("Planned moments wait", _fire)
        await asyncio.sleep(MOST_SECONDS if left is None else max(0.0, min(MOST_SECONDS, left)))


async def _fire() -> float | None:
    async with writing():
        await boundaries.fire()
    return await boundaries.seconds_left()


async def _keep_bin(settings: Settings) -> None:
    """Forget what was in the bin for its time, at the start and then every hour."""

    async def purge() -> int:
        async with writing():
            return await purge_old(system("schedule"), settings.bin_days)

    while True:
        await attempted("The bin waits", purge)
        await asyncio.sleep(AN_HOUR)


async def _deliver(settings: Settings) -> None:
    """Send the letters that wait in the spool, and those that come."""
    while True:
        await attempted("Mail waits", partial(send_due, settings))
        await asyncio.sleep(MAIL_SECONDS)


async def _forget() -> None:
    """Erase what strangers sent, and what they were sent, in its time: at the start and every hour."""

    async def comments() -> None:
        async with writing():
            await keeping.forget_old()

    while True:
        await attempted("Old mail waits", forget_old)
        await attempted("Old comments wait", comments)
        await asyncio.sleep(AN_HOUR)


async def _keep_network(settings: Settings) -> None:
    """Remind speakers who have not answered, and forget requests and proposals that ended long ago."""
    forgotten = 0.0
    while True:
        await attempted("Reminders wait", asking.remind_all)
        if monotonic() >= forgotten:
            await attempted("Old requests wait", partial(asking.forget_old, settings.request_days))
            forgotten = monotonic() + AN_HOUR
        await asyncio.sleep(A_MINUTE)


async def _keep_calendar() -> None:
    """Let series reach the horizon, and forget those that nothing names, at the start and every hour."""

    async def renew() -> None:
        whole = False
        while not whole:
            async with writing():
                whole = (await upkeep.renew()).whole
        async with writing():
            await upkeep.prune()

    while True:
        await attempted("The calendar waits", renew)
        await asyncio.sleep(AN_HOUR)


async def _tell_moderators() -> None:
    """Mail those who judge comments that some wait."""
    while True:
        await attempted("Moderators wait", keeping.tell_moderators)
        await asyncio.sleep(DIGEST_SECONDS)


@asynccontextmanager
async def _serving(
    settings: Settings, feed: Feed, cache: Cache, graphql: GraphQLApp
) -> AsyncIterator[Mapping[str, Any]]:
    with feed.heard_by(graphql.documents.registered.hear):
        async with pool(), feed.running(), cache.running(), AsyncExitStack() as going:
            await going.enter_async_context(in_background(_keep_time))
            await going.enter_async_context(in_background(_keep_calendar))
            await going.enter_async_context(in_background(partial(_keep_bin, settings)))
            await going.enter_async_context(in_background(partial(_deliver, settings)))
            await going.enter_async_context(in_background(partial(_keep_network, settings)))
            await going.enter_async_context(in_background(_forget))
            await going.enter_async_context(in_background(_tell_moderators))
            if not settings.database_url:
                await going.enter_async_context(in_background(partial(_keep_running, settings)))
            try:
                yield {STOP: graphql.streams.stop}
            finally:
                await graphql.streams.stop()


def create_app(settings: Settings) -> ASGIApp:
    """The whole application as ASGI. Its database must be reachable when it starts."""
    feed = Feed()
    cache, graphql = Cache(feed), graphql_app(settings, feed)
    app = _application(settings, feed, cache, graphql)
    return Front(app, graphql, cache, GRAPHQL, VARIES, edition)


def _application(settings: Settings, feed: Feed, cache: Cache, graphql: GraphQLApp) -> Starlette:
    return Starlette(
        routes=[
            Route("/", welcome),
            Route("/welcome.css", style),
            Route("/favicon.ico", favicon),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            WebSocketRoute(GRAPHQL, graphql),
            Mount(GRAPHQL, graphql),
            Mount("/forms", OwnWrites(forms_app(settings), feed.caught_up)),
            Mount("/admin", OwnWrites(admin_app(settings), feed.caught_up)),
        ],
        lifespan=lambda _app: _serving(settings, feed, cache, graphql),
    )
