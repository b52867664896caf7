"""The editors' face as one ASGI application, to be mounted at /admin/."""

from collections.abc import Callable
from typing import Any

from piccolo.table import Table
from piccolo_admin import endpoints
from piccolo_api.session_auth.middleware import SessionsAuthBackend
from starlette.applications import Starlette
from starlette.authentication import AuthenticationError
from starlette.middleware import Middleware
from starlette.middleware.authentication import AuthenticationMiddleware
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from admin import (
    aliases,
    autosave,
    bulk,
    history,
    links,
    locks,
    overview,
    panel,
    people,
    previews,
    publishing,
    recycle_bin,
    rich_text,
    shares,
    tree,
    undo,
)
from admin.answers import Masked
from admin.crud import CmsCRUD
from admin.entry_crud import EntryCRUD
from admin.hardening import BodyLimit, FormToken, SameOrigin, SecurityHeaders, Token
from admin.login import EXPIRY, EXTENSION, LONGEST_SESSION, login
from admin.pages import to_login
from admin.password import change_password
from admin.tables import table_configs
from admin.tag_crud import TagCRUD
from cms.content import Tag
from cms.content.discovery import content_type_of
from cms.settings import Settings


def admin_app(settings: Settings) -> ASGIApp:
    """The panel. It needs a connection pool and a migrated database, and is mounted at ``/admin``."""
    app = Starlette(
        routes=[
            Route("/", panel.index),
            Route("/panel.js", panel.script),
            Route("/texts.js", panel.texts),
            Route("/public/meta/", panel.meta),
            Route("/public/translations/", panel.translations),
            Route("/public/translations/{code}/", panel.translation),
            Route("/public/login/", login, methods=["POST"]),
            Mount("/api/tables/grouped", _for_editors(Router([Route("/", panel.menu)]))),
            Mount("/api/links", _for_editors(Router([Route("/", panel.links)]))),
            Mount(
                "/api/change-password",
                _for_editors(
                    Router(
                        [
                            Route("/", change_password, methods=["POST"]),
                        ]
                    )
                ),
            ),
            *(Route(f"{path}{{rest:path}}", not_found, methods=EVERY_METHOD) for path in HIDDEN),
            Mount("/locks", _for_editors(locks.routes())),
            Mount("/autosave", _for_editors(autosave.routes())),
            Mount("/undo", _for_editors(undo.routes())),
            Mount("/entries", _for_editors(publishing.routes())),
            Mount(
                "/rich-text", _for_editors(Router([Route("/", rich_text.kept, methods=["POST"])]))
            ),
            Mount("/uid", _for_editors(Router([Route("/{uid}", panel.entry_of)]))),
            Mount("/history", _for_editors(history.routes(), to_login)),
            Mount("/preview", _for_editors(previews.entry_routes(), to_login)),
            Mount("/previews", _for_editors(previews.routes(), to_login)),
            Mount("/overview", _for_editors(overview.routes(), to_login)),
            Mount("/bulk", _for_editors(bulk.routes(), to_login)),
            Mount("/people", _for_editors(people.routes(), to_login)),
            Mount("/bin", _for_editors(recycle_bin.routes(), to_login)),
            Mount("/aliases", _for_editors(aliases.routes(), to_login)),
            Mount("/links", _for_editors(links.routes(), to_login)),
            Mount("/sharing", _for_editors(shares.routes(), to_login)),
            Mount("/tree/data", _for_editors(tree.data())),
            Mount("/tree", _for_editors(tree.routes(), to_login)),
            Mount("/static", StaticFiles(directory=panel.STATIC)),
            Mount("/", _piccolo_admin(settings)),
        ],
        middleware=[
            Middleware(SecurityHeaders, secure=settings.production),
            Middleware(Masked),
            Middleware(BodyLimit),
            Middleware(SameOrigin, public_url=settings.public_url),
            Middleware(FormToken, folders=PAGES),
            Middleware(_with_token),
        ],
    )
    app.state.settings = settings
    return app


PAGES = (
    "/aliases/",
    "/bin/",
    "/bulk/",
    "/history/",
    "/locks/",
    "/people/",
    "/preview/",
    "/previews/",
    "/sharing/",
)
EVERY_METHOD = ["GET", "POST", "PUT", "PATCH", "DELETE"]
HIDDEN = ("/public/docs", "/public/openapi.json", "/api/docs", "/api/openapi.json", "/openapi.json",
          "/api/media", "/api/mfa-setup")  # fmt: skip
"""What piccolo-admin has and we do not show: its documentation loads scripts from elsewhere."""


async def not_found(_request: Request) -> Response:
    """There is nothing here."""
    return Response(status_code=404)


def crud_for(table: type[Table], **options: Any) -> CmsCRUD:
    """The handlers of one table, instead of piccolo-admin's own."""
    content_type = content_type_of(table)
    if content_type:
        return EntryCRUD(content_type, table=table, **options)
    return (TagCRUD if table is Tag else CmsCRUD)(table=table, **options)


def _with_token(app: ASGIApp) -> ASGIApp:
    return Token(app)


def _login_needed(_connection: HTTPConnection, _error: AuthenticationError) -> Response:
    return JSONResponse({"error": "Auth failed"}, status_code=401)


def _for_editors(
    app: ASGIApp,
    on_error: Callable[[HTTPConnection, AuthenticationError], Response] = _login_needed,
) -> ASGIApp:
    return AuthenticationMiddleware(
        app,
        backend=SessionsAuthBackend(admin_only=True, increase_expiry=EXTENSION),
        on_error=on_error,
    )


def _piccolo_admin(settings: Settings) -> ASGIApp:
    # create_admin reads both: for each table's handlers, and for its own check of the token.
    vars(endpoints).update(PiccoloCRUD=crud_for, CSRFMiddleware=Token)
    admin: ASGIApp = endpoints.create_admin(
        tables=table_configs(),
        site_name=panel.SITE_NAME,
        auto_include_related=False,
        production=settings.production,
        session_expiry=EXPIRY,
        max_session_expiry=LONGEST_SESSION,
        increase_expiry=EXTENSION,
    )
    return admin
