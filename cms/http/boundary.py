"""What holds for every request and every answer, whichever part of the site they are of."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.errors import N_, CmsError
from cms.http.hardening import ONE_YEAR
from cms.settings import Settings
from cms.translation.interface.catalogues import render_error
from cms.translation.interface.negotiation import negotiate

ALWAYS_OPEN = frozenset({"/healthz", "/readyz"})
"""What load balancers ask by a number, not a name; it says nothing about the site."""
BASE = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
"""For what is no page: should a browser show it all the same, nothing in it runs."""
HSTS = (b"strict-transport-security", b"max-age=%d" % ONE_YEAR)
_NO_DOCUMENT = (b"text/javascript", b"application/javascript", b"text/css", b"image/", b"font/")
"""Parts of pages: a policy of their own would hold for the workers among them."""
_NAMES = {name for name, _ in (*BASE, POLICY, HSTS)}


class WrongHost(CmsError):
    """The request was sent to a name that is not this site's."""

    code = "wrong_host"
    status = 421

    def __init__(self) -> None:
        super().__init__(N_("This site is not to be had at this address."))


class Boundary:
    """Refuse what is sent to another site's name, and have every answer say how safe it is.

    ``hosts`` are the names of this one; none means: any. ``secure``: it is at an https address. What an
    answer says by itself stands.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str] = (), secure: bool = False) -> None:
        self.app = app
        self.hosts = frozenset(hosts)
        self.headers = (*BASE, HSTS) if secure else BASE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif self.hosts and not self._is_ours(scope):
            await _refuse(scope, receive, send)
        else:
            await self.app(scope, receive, self._marking(send))

    def _is_ours(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        return scope["path"] in ALWAYS_OPEN or (
            len(named) == 1 and host_of(named[0].decode("latin-1")) in self.hosts
        )

    def _marking(self, send: Send) -> Send:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._lacking(message)]
            await send(message)

        return marked

    def _lacking(self, message: Message) -> Iterable[tuple[bytes, bytes]]:
        said, kind = set(), b""
        for name, value in message.get("headers", ()):
            lower = name.lower()
            if lower in _NAMES:
                said.add(lower)
            elif lower == b"content-type":
                kind = value
        wanted = self.headers if kind.startswith(_NO_DOCUMENT) else (*self.headers, POLICY)
        return (one for one in wanted if one[0] not in said)


def host_of(address: str) -> str:
    """The name in a ``Host`` header, without its port and in lower case."""
    name, _, port = address.rpartition(":")
    return (name if name and port.isdigit() else address).lower()


def hosts_of(settings: Settings) -> frozenset[str]:
    """The names by which the site may be asked, in production; before that: any."""
    if not settings.production:
        return frozenset()
    return frozenset(
        {host_of(settings.public_url.partition("://")[2].partition("/")[0]), *settings.hosts}
    )


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
        return
    error = WrongHost()
    asked = dict(scope["headers"]).get(b"accept-language", b"").decode("latin-1")
    body = f"{render_error(error, negotiate(asked))} [{error.code}]\n".encode()
    headers = [
        (b"content-type", b"text/plain; charset=utf-8"),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        *BASE,
    ]
    await send({"type": "http.response.start", "status": error.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
