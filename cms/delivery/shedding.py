"""In front of what the line is before: when it is full, a refusal that costs next to nothing.

Whoever was known by a token a moment ago is let through, and what was sent with a token that nobody knows
is worth as much as none. What is kept is answered before this. Whoever asks again sooner than they were
told is kept waiting: else those who do so at once would take the time of those who are answered.
"""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import Callable
from contextlib import AsyncExitStack
from functools import lru_cache
from time import monotonic

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.errors import CmsError
from cms.http.caching import NOBODY_KEEPS
from cms.http.line import RETRY_SECONDS, SOMEBODY, Line, Overloaded
from cms.translation.interface.catalogues import render_error
from cms.translation.interface.negotiation import negotiate

KNOWN_SECONDS = 300.0
MOST_KNOWN = 1_000
LONGEST = 500
HELD_SECONDS = 0.5
"""How long they wait who ask again too soon. Their connections are open anyway: nothing more is held."""
MOST_REFUSED = 2_000
"""More than the connections that the server has open."""
TOKENS = (b"authorization", b"cms-preview")
ANSWERED = frozenset({"GET", "HEAD", "POST"})

Refusal = tuple[Message, Message]
Refuse = Callable[[bytes, bytes], Refusal]
"""From the languages and the media types that a client takes to what it is told."""


class Shedding:
    """An ASGI application around one that makes answers for the public.

    That one notes in the scope, as `SOMEBODY`, that whoever asked is known.
    """

    def __init__(self, app: ASGIApp, line: Line, refuse: Refuse) -> None:
        self.app = app
        self.line = line
        self.refuse = refuse
        self._known: OrderedDict[bytes, float] = OrderedDict()
        self._refused: OrderedDict[object, float] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self.turns_away(scope):
            if self._comes_too_soon(scope["client"]):
                await asyncio.sleep(HELD_SECONDS)
            if self.line.full:
                self.line.refusal()
                await _say(self.refuse(*_wishes(scope)), send)
                return
        await self.app(scope, receive, send)
        if scope.get(SOMEBODY):
            self._remember(scope)

    def turns_away(self, scope: Scope) -> bool:
        """Whether there is no room for whoever asks this."""
        return self.line.full and scope["method"] in ANSWERED and not self._knows(scope)

    def _comes_too_soon(self, client: object) -> bool:
        """Whether they were turned away a moment ago; from now on they were, on this connection."""
        now = monotonic()
        too_soon = self._refused.pop(client, 0.0) > now
        self._refused[client] = now + RETRY_SECONDS
        if len(self._refused) > MOST_REFUSED:
            self._refused.popitem(last=False)
        return too_soon and client is not None

    def _knows(self, scope: Scope) -> bool:
        mark = _mark(scope)
        return mark is not None and self._known.get(mark, 0.0) > monotonic()

    def _remember(self, scope: Scope) -> None:
        mark = _mark(scope)
        if mark is not None:
            self._known[mark] = monotonic() + KNOWN_SECONDS
            self._known.move_to_end(mark)
            if len(self._known) > MOST_KNOWN:
                self._known.popitem(last=False)


class InLine:
    """An ASGI application around another, each answer of which is made when its turn has come.

    The next one's turn comes when it begins to be sent: who reads slowly holds nobody up.
    """

    def __init__(self, app: ASGIApp, line: Line) -> None:
        self.app = app
        self.line = line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async with AsyncExitStack() as place:
            try:
                await place.enter_async_context(self.line)
            except Overloaded:
                await _say(file_refused(*_wishes(scope)), send)
                return

            async def sent(message: Message) -> None:
                await place.aclose()
                await send(message)

            await self.app(scope, receive, sent)


async def _say(refusal: Refusal, send: Send) -> None:
    start, body = refusal
    await send({**start, "headers": [*start["headers"]]})  # others add to them on the way
    await send(body)


def _mark(scope: Scope) -> bytes | None:
    """What tells a client's tokens from others'; none without any. The tokens are not kept."""
    tokens = [pair for pair in scope["headers"] if pair[0] in TOKENS]
    return hashlib.sha256(repr(tokens).encode()).digest() if tokens else None


def _wishes(scope: Scope) -> tuple[bytes, bytes]:
    found = dict(scope["headers"])
    return found.get(b"accept-language", b"")[:LONGEST], found.get(b"accept", b"")[:LONGEST]


@lru_cache(maxsize=500)
def graphql_refused(languages: bytes, accept: bytes) -> Refusal:
    """As GraphQL tells errors."""
    error = Overloaded()
    told = {"message": _told(error, languages)[0], "extensions": {"code": error.code}}
    own = b"application/graphql-response+json"
    kind = own if own in accept else b"application/json"
    return _refusal(orjson.dumps({"errors": [told]}), kind + b"; charset=utf-8")


@lru_cache(maxsize=500)
def file_refused(languages: bytes, _accept: bytes) -> Refusal:
    """As files tell errors: a line of text."""
    said, locale = _told(Overloaded(), languages)
    return _refusal(f"{said}\n".encode(), b"text/plain; charset=utf-8", locale)


def _told(error: CmsError, languages: bytes) -> tuple[str, str]:
    locale = negotiate(languages.decode("latin-1") or None)
    return render_error(error, locale), locale


def _refusal(body: bytes, kind: bytes, locale: str = "") -> Refusal:
    headers = [
        (b"content-type", kind),
        (b"content-length", b"%d" % len(body)),
        (b"retry-after", b"%d" % RETRY_SECONDS),
        (b"cache-control", NOBODY_KEEPS.encode()),
        (b"access-control-allow-origin", b"*"),
        (b"x-content-type-options", b"nosniff"),
        (b"vary", b"accept-language, accept"),
        *([(b"content-language", locale.encode())] if locale else []),
    ]
    start = {"type": "http.response.start", "status": 503, "headers": headers}
    return start, {"type": "http.response.body", "body": body}
