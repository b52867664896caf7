"""The session's cookie under the name ``__Host-id``, wherever the site is at an https address.

A browser takes a cookie of such a name from this very host alone, by https, for the whole of it: no other
site below the same domain can put one in its place. Within the panel it is called ``id`` all the same.
"""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin.authentication import SESSION_COOKIE

PREFIX = b"__Host-"
_NAME = SESSION_COOKIE.encode("ascii") + b"="
_ATTRIBUTES = (b"path=", b"domain=")


class HostCookie:
    """Gives the session's cookie its name outside, and takes it from no other. ``used``: whether at all."""

    def __init__(self, app: ASGIApp, *, used: bool) -> None:
        self.app = app
        self.used = used

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self.used or scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def outside(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [_outside(*one) for one in message.get("headers", ())]
            await send(message)

        headers = [_within(*one) for one in scope["headers"]]
        await self.app({**scope, "headers": headers}, receive, outside)


def _within(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name != b"cookie":
        return name, value
    cookies = (one.strip() for one in value.split(b";"))
    kept = (one.removeprefix(PREFIX) for one in cookies if not one.startswith(_NAME))
    return name, b"; ".join(kept)


def _outside(name: bytes, value: bytes) -> tuple[bytes, bytes]:
    if name.lower() != b"set-cookie" or not value.startswith(_NAME):
        return name, value
    cookie, *attributes = (one.strip() for one in value.split(b";"))
    kept = [one for one in attributes if not one.lower().startswith(_ATTRIBUTES)]
    if b"secure" not in {one.lower() for one in kept}:
        kept.append(b"Secure")
    return name, b"; ".join([PREFIX + cookie, *kept, b"Path=/"])
