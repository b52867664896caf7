"""All our small public pages, as an application to be mounted at ``/forms``."""

from collections.abc import Iterable, Mapping

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from cms.content import LOCALES
from cms.delivery.forms import comments, proposals, reports, sign_ups, speakers
from cms.delivery.forms.pages import Unreadable, told
from cms.delivery.forms.rendering import style
from cms.errors import N_, NotFound
from cms.http.hardening import SecurityHeaders
from cms.settings import Settings

LARGEST = 200_000
"""Bytes of a form that is sent."""
ONE_YEAR = 31_536_000
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none';"
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
            Middleware(
                SecurityHeaders, headers=HEADERS, secure=settings.public_url.startswith("https:")
            ),
            Middleware(RequestBodyLimitMiddleware, max_body_size=LARGEST),
        ],
        exception_handlers={HTTPException: _refused},
    )
    app.state.settings = settings
    return app


async def _style(_request: Request) -> Response:
    return Response(style, media_type="text/css", headers={"Cache-Control": "max-age=3600"})


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return told(request, NotFound(N_("There is no such page.")))
    answer = told(request, Unreadable(N_("This request cannot be understood.")))
    answer.status_code = error.status_code
    answer.headers.update(error.headers or {})
    return answer
