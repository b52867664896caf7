"""All our small public pages, as an application to be mounted at ``/forms``."""

from collections.abc import Iterable, Mapping

from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.content import LOCALES
from cms.delivery.forms import comments, proposals, reports, sign_ups, speakers
from cms.delivery.forms.pages import Unreadable, told
from cms.delivery.forms.rendering import style
from cms.errors import N_, NotFound
from cms.settings import Settings

LARGEST = 200_000
"""Bytes of a form that is sent."""
ONE_YEAR = 31_536_000
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none';"
        " frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",  # the address may hold a token
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
PAGES: tuple[Route, ...] = (
    *comments.ROUTES,
    *sign_ups.ROUTES,
    *speakers.ROUTES,
    *proposals.ROUTES,
    *reports.ROUTES,
)
"""Every page, below the language: each room's `pages(…)`."""


def forms_app(settings: Settings, pages: Iterable[Route] = PAGES) -> ASGIApp:
    """The pages, in each of the site's languages."""
    below = [*pages]
    app = Starlette(
        routes=[
            Route("/style.css", _style),
            *(Mount(f"/{locale}", routes=below) for locale in LOCALES),
        ],
        middleware=[
            Middleware(_Headers, secure=settings.public_url.startswith("https:")),
            Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST),
        ],
        exception_handlers={HTTPException: _refused},
    )
    app.state.settings = settings
    return app


class _Headers:
    """Put the headers on every answer; no page is kept by anybody, and none sets a cookie."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
                if self.secure:
                    headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
            await send(message)

        await self.app(scope, receive, with_headers)


async def _style(_request: Request) -> Response:
    return Response(style, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return told(request, NotFound(N_("There is no such page.")))
    answer = told(request, Unreadable(N_("This request cannot be understood.")))
    answer.status_code = error.status_code
    return answer
