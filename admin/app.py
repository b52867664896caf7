"""The editors' face as one ASGI application, to be mounted at /admin/."""

import asyncio
import gc
import logging
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from threading import Lock

from anyio import to_thread
from starlette.applications import Starlette
from starlette.authentication import AuthenticationError
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from admin import (
    access,
    account,
    aliases,
    audit,
    autosave,
    beside,
    blocks_given,
    bulk,
    cards,
    choosing,
    comments,
    copies,
    enrolment,
    history,
    invites,
    links,
    locks,
    officialese,
    outgoing,
    overview,
    panel,
    password,
    people,
    previews,
    proposals,
    publishing,
    queue,
    recurrence,
    recycle_bin,
    reports,
    rich_text,
    search,
    shares,
    sign_ups,
    speaker_offers,
    speaker_requests,
    translations,
    tree,
    undo,
    uploads,
    webhooks,
)
from admin.again import Again
from admin.answers import Masked
from admin.authentication import SessionBackend, login_needed, to_login
from admin.hardening import BodyLimit, FormToken, SameOrigin, Token, headers
from admin.host_cookie import HostCookie
from admin.language import panel_locale
from admin.later import Later
from admin.library import files as library_files
from admin.library import listing as library
from admin.login import login, logout
from cms.http.hardening import SecurityHeaders
from cms.http.nothing import said
from cms.http.targets import Allowed
from cms.settings import Settings
from cms.translation.interface.catalogues import read_ahead
from cms.webhooks.means import Means
from cms.webhooks.shaping import Shaping


def admin_app(
    settings: Settings, shaping: Shaping | None = None, titles: Mapping[str, str] | None = None
) -> ASGIApp:
    """The panel. It needs a connection pool and a migrated database, and is mounted at ``/admin``.

    Pages of webhooks need ``shaping``, by which their documents are answered. ``titles`` are what
    people read instead of the names of the tasks that jobs do.
    """
    _for_editors = partial(_door, settings.second_factor)
    app = Starlette(
        routes=[
            Route("/", panel.index),
            Route("/panel.js", panel.script),
            Route("/texts.js", panel.texts),
            Route("/public/meta/", panel.meta),
            Route("/public/translations/", panel.translations),
            Route("/public/translations/{code}/", panel.translation),
            Route("/public/login/", login, methods=["POST"]),
            Route("/public/logout/", logout, methods=["POST"]),
            Mount("/api/tables/grouped", _for_editors(Router([Route("/", panel.menu)]))),
            Mount("/api/links", _for_editors(Router([Route("/", panel.links)]))),
            Mount(
                "/api/change-password",
                _for_editors(
                    Router(
                        [
                            Route("/", password.change_password, methods=["POST"]),
                        ]
                    )
                ),
            ),
            *(Route(f"{path}{{rest:path}}", not_found, methods=EVERY_METHOD) for path in HIDDEN),
            Mount("/locks", _for_editors(locks.routes())),
            Mount("/autosave", _for_editors(autosave.routes())),
            Mount("/undo", _for_editors(undo.routes())),
            Mount("/entries", _for_editors(publishing.routes())),
            Mount("/rich-text", _for_editors(rich_text.routes())),
            Mount("/uid", _for_editors(Router([Route("/{uid}", panel.entry_of)]))),
            Mount("/history", _for_editors(history.routes(), to_login)),
            Mount("/preview", _for_editors(previews.entry_routes(), to_login)),
            Mount("/beside", _for_editors(beside.routes())),
            Mount("/blocks/given", _for_editors(blocks_given.routes())),
            Mount("/cards", _for_editors(cards.routes())),
            Mount("/copies", _for_editors(copies.routes(), to_login)),
            Mount("/previews", _for_editors(previews.routes(), to_login)),
            Mount("/overview", _for_editors(overview.routes(), to_login)),
            Mount("/search", _for_editors(search.routes(), to_login)),
            Mount("/translations", _for_editors(translations.routes(), to_login)),
            Mount("/bulk", _for_editors(bulk.routes(), to_login)),
            Mount("/password", choosing.routes()),
            Mount("/access", _for_editors(access.routes(), to_login)),
            Mount("/audit", _for_editors(audit.routes(), to_login)),
            Mount("/comments", _for_editors(comments.routes(), to_login)),
            *([Mount("/webhooks", _for_editors(webhooks.routes(), to_login))] if shaping else []),
            Mount("/mail", _for_editors(outgoing.routes(), to_login)),
            Mount("/jobs", _for_editors(queue.routes(), to_login)),
            Mount(
                "/account/second-factor", _for_editors(enrolment.routes(), to_login, enrolling=True)
            ),
            Mount("/account/password", _for_editors(password.routes(), to_login)),
            Mount("/account", _for_editors(account.routes(), to_login)),
            Mount("/people/invites", _for_editors(invites.routes(), to_login)),
            Mount("/people", _for_editors(people.routes(), to_login)),
            Mount("/bin", _for_editors(recycle_bin.routes(), to_login)),
            Mount("/aliases", _for_editors(aliases.routes(), to_login)),
            Mount("/speaker-requests", _for_editors(speaker_requests.routes(), to_login)),
            Mount("/speaker-offers", _for_editors(speaker_offers.routes(), to_login)),
            Mount("/proposals", _for_editors(proposals.routes(), to_login)),
            Mount("/officialese", _for_editors(officialese.routes(), to_login)),
            Mount("/recurrence", _for_editors(recurrence.routes())),
            Mount("/reports", _for_editors(reports.routes(), to_login)),
            Mount("/links", _for_editors(links.routes(), to_login)),
            Mount("/sign-ups", _for_editors(sign_ups.routes(), to_login)),
            Mount("/sharing", _for_editors(shares.routes(), to_login)),
            Mount("/tree/data", _for_editors(tree.data())),
            Mount("/tree", _for_editors(tree.routes(), to_login)),
            Mount("/uploads", _for_editors(uploads.routes())),
            Mount("/library/files", _for_editors(library_files.routes(), to_login)),
            Mount("/library", _for_editors(library.routes(), to_login)),
            Mount("/static", StaticFiles(directory=panel.STATIC)),
            Mount("/", Later(partial(_generated, settings))),
        ],
        middleware=[
            Middleware(HostCookie, used=settings.public_url.startswith("https:")),
            Middleware(SecurityHeaders, headers=headers(settings), secure=settings.production),
            Middleware(Masked),
            Middleware(BodyLimit, streamed=STREAMED),
            Middleware(Again, streamed=STREAMED),
            Middleware(SameOrigin, public_url=settings.public_url),
            Middleware(FormToken, folders=PAGES),
            Middleware(_with_token),
        ],
        exception_handlers={404: _nowhere, 405: _nowhere},
    )
    app.state.settings = settings
    app.state.titles = titles or {}
    if shaping:
        app.state.means = Means(shaping, Allowed.read(settings.outgoing_allow))
    return app


STREAMED = ("/uploads/",)
"""What is read while it comes, and only once."""
PAGES = (
    "/account/",
    "/aliases/",
    "/audit/",
    "/bin/",
    "/bulk/",
    "/comments/",
    "/history/",
    "/jobs/",
    "/library/",
    "/locks/",
    "/officialese/",
    "/mail/",
    "/password/",
    "/people/",
    "/preview/",
    "/previews/",
    "/proposals/",
    "/reports/",
    "/sharing/",
    "/sign-ups/",
    "/speaker-offers/",
    "/speaker-requests/",
    "/translations/",
    "/tree/",
    "/undo/",
    "/webhooks/",
)
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
HIDDEN = ("/public/docs", "/public/openapi.json", "/api/docs", "/api/openapi.json", "/openapi.json",
          "/api/media", "/api/mfa-setup")  # fmt: skip
"""What piccolo-admin has and we do not show: its documentation loads scripts from elsewhere."""


async def not_found(_request: Request) -> Response:
    """There is nothing here."""
    return Response(status_code=404)


async def _nowhere(request: Request, error: Exception) -> Response:
    """That nothing is there, or is done so, in the language in which its reader sees the panel."""
    return said(error, panel_locale(request), "Accept-Language, Cookie")


def _with_token(app: ASGIApp) -> ASGIApp:
    return Token(app)


OnError = Callable[[HTTPConnection, AuthenticationError], Response]


def _door(
    policy: str, app: ASGIApp, on_error: OnError = login_needed, *, enrolling: bool = False
) -> ASGIApp:
    """Where only people who are logged in come, and who have the second factor that they must."""
    backend = SessionBackend(policy=policy, enrolling=enrolling)
    return AuthenticationMiddleware(app, backend=backend, on_error=on_error)


GENERATED = "admin.generated"
"""Takes a second to load and to make, for which no process need wait to be ready."""
WARM_SECONDS = 2.0

logger = logging.getLogger(__name__)


async def warm(settings: Settings) -> None:
    """Make what takes a second before anybody asks for it, and after the process is ready."""
    await asyncio.sleep(WARM_SECONDS)
    await to_thread.run_sync(read_ahead)
    try:
        await to_thread.run_sync(_generated, settings)
    except Exception:
        logger.exception("The forms of the panel's tables cannot be made")
    gc.freeze()  # all of that stays: nobody need look through it for garbage


def _generated(settings: Settings) -> ASGIApp:
    with _MAKING:
        made: ASGIApp = import_module(GENERATED).made(settings.second_factor, settings.production)
        return made


_MAKING = Lock()
