"""The application: the editors' face, the readers' face, and what an operator asks of it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Mount, Route

from admin.app import admin_app
from cms.database.engine import pool
from cms.database.migrations import pending
from cms.delivery.welcome import style, welcome
from cms.schema.endpoint import graphql_app
from cms.settings import Settings


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


def _not_ready(reason: str) -> Response:
    return JSONResponse({"ready": False, "reason": reason}, 503, {"Retry-After": "5"})


@asynccontextmanager
async def _lifespan(_app: Starlette) -> AsyncIterator[None]:
    async with pool():
        yield


def create_app(settings: Settings) -> Starlette:
    """The whole application as ASGI. Its database must be reachable when it starts."""
    return Starlette(
        routes=[
            Route("/", welcome),
            Route("/welcome.css", style),
            Route("/healthz", healthz),
            Route("/readyz", readyz),
            Mount("/graphql", graphql_app(settings)),
            Mount("/admin", admin_app(settings)),
        ],
        lifespan=_lifespan,
    )
