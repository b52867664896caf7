"""What holds for every request and every answer, whichever part of the site they are of."""

from collections.abc import Iterable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.errors import N_, CmsError, Unexpected
from cms.http.hardening import ONE_YEAR
from cms.http.refusing import refuse
from cms.settings import Settings

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
            return
        app = self.app if not self.hosts or self._is_ours(scope) else _elsewhere
        begun = False

        async def marked(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                message["headers"] = [*message.get("headers", ()), *self._lacking(message)]
            await send(message)

        try:
            await app(scope, receive, marked)
        except Exception as error:
            if begun or scope["type"] == "websocket":
                raise
            await refuse(Unexpected(error), scope, marked)

    def _is_ours(self, scope: Scope) -> bool:
        named = [value for name, value in scope["headers"] if name == b"host"]
        return scope["path"] in ALWAYS_OPEN or (
            len(named) == 1 and host_of(named[0].decode("latin-1")) in self.hosts
        )

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


def marks(settings: Settings) -> tuple[tuple[bytes, bytes], ...]:
    """The headers that every answer has that is no part of a page and says nothing else itself."""
    return (*BASE, POLICY, HSTS) if _is_secure(settings) else (*BASE, POLICY)


def bounded(app: ASGIApp, settings: Settings) -> Boundary:
    """The boundary that the settings ask for, around an application."""
    return Boundary(app, hosts=hosts_of(settings), secure=_is_secure(settings))


def _is_secure(settings: Settings) -> bool:
    return settings.public_url.startswith("https:")


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


async def _elsewhere(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1008})
    else:
        await refuse(WrongHost(), scope, send)
