"""The page a person sees who opens the server's address in a browser."""

from importlib.resources import files

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
_STATIC = files("cms.delivery") / "static"


async def welcome(_request: Request) -> Response:
    """Where to go, in Dutch and English; the site itself is a frontend's."""
    return HTMLResponse((_STATIC / "welcome.html").read_text("utf-8"), headers=HEADERS)


async def style(_request: Request) -> Response:
    """The welcome page's style sheet."""
    css = (_STATIC / "welcome.css").read_text("utf-8")
    return Response(css, media_type="text/css", headers=HEADERS)
