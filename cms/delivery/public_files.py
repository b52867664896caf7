"""All files for programs as one application: feeds, sitemaps, calendars, texts, what open data there is."""

from collections.abc import Callable, Mapping

from starlette.applications import Starlette
from starlette.datastructures import QueryParams
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from cms.database.engine import publicly
from cms.delivery.calendars.routes import calendar_routes
from cms.delivery.feeds.routes import feed_routes
from cms.delivery.files import NoFile, refused
from cms.delivery.open_data.catalogue import catalogue_routes
from cms.delivery.sitemaps.routes import sitemap_routes
from cms.delivery.texts import text_routes
from cms.errors import N_, CmsError
from cms.http.addresses import is_file, query_of
from cms.http.negotiation import coding_of
from cms.settings import Settings

VARIES: Mapping[bytes, Callable[[str], str | None]] = {b"accept-encoding": coding_of}
"""The headers on which a file depends, each with what tells its values apart."""


def asked_plainly(app: ASGIApp) -> ASGIApp:
    """The application, asked for files without what changes nothing in them.

    A file is kept by its address: with anything behind that it would be made as often as a stranger likes.
    """

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["query_string"] and is_file(scope["path"]):
            query = query_of(scope["path"], QueryParams(scope["query_string"]))
            scope = {**scope, "query_string": query.encode()}
        await app(scope, receive, send)

    return asked


class FromReplicas:
    """The application, whose files are for nobody in particular: what it reads a replica may answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with publicly():
            await self.app(scope, receive, send)


class OnlyRead(CmsError):
    """A file is asked for, and nothing else is done with it."""

    code = "method_not_allowed"
    status = 405

    def __init__(self) -> None:
        super().__init__(N_("Files can only be read."))


def public_files(settings: Settings) -> Starlette:
    """The application. Cookies and tokens change nothing of what it says."""
    url = settings.public_url
    routes = [
        *feed_routes(url),
        *calendar_routes(url),
        *sitemap_routes(settings),
        *text_routes(url),
        *catalogue_routes(settings),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: told})


async def told(request: Request, error: Exception) -> Response:
    """That there is no such file, or that nothing but reading is done with it."""
    if isinstance(error, HTTPException) and error.status_code == 405:
        made = refused(OnlyRead(), request)
        made.headers["allow"] = "GET, HEAD"
        return made
    return refused(NoFile(), request)
