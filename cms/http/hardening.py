"""What every answer says to a browser about its safety."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

ONE_YEAR = 31_536_000


class SecurityHeaders:
    """Put these headers on every answer; what is no file is never kept.

    ``secure``: the site is at an https address, and nothing of it is ever to be had by http.
    """

    def __init__(self, app: ASGIApp, *, headers: Mapping[str, str], secure: bool) -> None:
        self.app = app
        self.headers = headers
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers[name] = value
                # A file has an ETag: the browser keeps it, and asks whether it changed.
                headers.setdefault("Cache-Control", "no-cache" if "etag" in headers else "no-store")
                if self.secure:
                    headers["Strict-Transport-Security"] = f"max-age={ONE_YEAR}"
                    _secure_cookies(headers)
            await send(message)

        await self.app(scope, receive, with_headers)


def _secure_cookies(headers: MutableHeaders) -> None:
    cookies = headers.getlist("set-cookie")
    del headers["set-cookie"]
    for cookie in cookies:
        headers.append("set-cookie", cookie if "secure" in cookie.lower() else f"{cookie}; Secure")
