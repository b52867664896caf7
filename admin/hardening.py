"""What every request to the panel must satisfy, and what every answer says to the browser."""

from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from piccolo_api.csrf.middleware import CSRFMiddleware
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin.language import panel_locale
from cms import errors
from cms.errors import N_
from cms.settings import Settings
from cms.translation.interface.catalogues import render

MOST_BODY = 5 * 1024 * 1024
TOO_LARGE = errors.Message(N_("A request has at most {most} bytes."), {"most": MOST_BODY})
READING = ("GET", "HEAD", "OPTIONS")
PORTS: Mapping[str, int] = {"http": 80, "https": 443}

# The panel sets styles by script: Font Awesome and the editor put <style> elements in the page.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none';"
    " frame-ancestors 'none'"
)
HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def headers(settings: Settings) -> Mapping[str, str]:
    """The same, with what may be framed: the sites that show previews."""
    frames = " ".join(dict.fromkeys(one.origin for one in settings.frontends))
    policy = f"{POLICY}; frame-src {frames}" if frames else POLICY
    return {**HEADERS, "Content-Security-Policy": policy}


class BodyLimit:
    """Take a request's body in before anything parses it, and refuse one that is too large.

    What comes in at the folders ``streamed`` goes to disk as it comes, within limits of its own.
    """

    def __init__(self, app: ASGIApp, *, streamed: tuple[str, ...] = ()) -> None:
        self.app = app
        self.streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in READING or self._is_streamed(scope):
            await self.app(scope, receive, send)
            return
        body = await _body(Headers(scope=scope), receive)
        if body is None:
            answer = _too_large(panel_locale(Request(scope)))
            await answer(scope, receive, send)
            return
        messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replayed() -> Message:
            return messages.pop() if messages else await receive()

        await self.app(scope, replayed, send)

    def _is_streamed(self, scope: Scope) -> bool:
        return bool(self.streamed) and within(scope).startswith(self.streamed)


def _too_large(locale: str) -> Response:
    said = render(TOO_LARGE, locale)
    return JSONResponse({"detail": said, "code": "too_large"}, status_code=413)


async def _body(headers: Headers, receive: Receive) -> bytes | None:
    announced = headers.get("content-length", "0")
    if not announced.isdigit() or len(announced) > 12 or int(announced) > MOST_BODY:
        return None
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return None
        if not message.get("more_body"):
            return bytes(body)


Origin = tuple[str, str, int]


def origin_of(address: str) -> Origin | None:
    """Scheme, host and port of an address, those that a browser leaves out included."""
    try:
        parts = urlsplit(address)
        port = parts.port or PORTS[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None


def within(scope: Scope) -> str:
    """The path within the panel."""
    path: str = scope["path"]
    return path.removeprefix(scope.get("root_path", ""))


class FormToken:
    """Take the token of our own pages' forms to where the check looks for it: in a header."""

    def __init__(self, app: ASGIApp, *, folders: tuple[str, ...]) -> None:
        self.app = app
        self.folders = folders

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST" or not self._is_page(scope):
            await self.app(scope, receive, send)
            return
        headers = MutableHeaders(scope=scope)
        message = await receive()  # whole: `BodyLimit` has read it
        if headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            fields = dict(parse_qsl(message.get("body", b"").decode("latin-1")))
            token = fields.get("csrftoken", "").encode("ascii", "replace").decode()
            headers.setdefault("x-csrftoken", token)
        messages = [message]

        async def replayed() -> Message:
            return messages.pop() if messages else await receive()

        await self.app(scope, replayed, send)

    def _is_page(self, scope: Scope) -> bool:
        return within(scope).startswith(self.folders)


class SameOrigin:
    """Refuse writes that another site's page sends, whatever token they carry.

    A browser says whether the page is ours: in `Sec-Fetch-Site`, or else where it comes from, in
    `Origin` or `Referer`. That must be the address the request was sent to, or the site's public
    one. A program that sends none of these has no cookie to abuse.
    """

    def __init__(self, app: ASGIApp, *, public_url: str) -> None:
        self.app = app
        self.public = origin_of(public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._allowed(Request(scope)):
            answer = PlainTextResponse("This request comes from another site.", status_code=403)
            await answer(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _allowed(self, request: Request) -> bool:
        headers: Headers = request.headers
        if request.method in READING:
            return True
        if site := headers.get("sec-fetch-site"):
            return site in ("same-origin", "none")
        source = headers.get("origin") or headers.get("referer")
        if source is None:
            return True
        own = origin_of(f"{request.url.scheme}://{headers.get('host', '')}")
        return origin_of(source) in {self.public, own} - {None}


class Token(CSRFMiddleware):
    """The double-submit cookie. `SameOrigin` has compared origins, of which this knows half."""

    def is_valid_referer(self, request: Request) -> bool:  # noqa: ARG002 - its signature
        return True
