"""In front of everything: an answer that is kept is sent before the application hears of the question."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.delivery.hot.cache import Begun, Cache
from cms.delivery.hot.kept import KeptAnswer, kept_keys, size_of
from cms.reading.patience import Patience
from cms.reading.surrogates import BODY, FRESH_FOR, READS, Reads

KEPT = frozenset({"GET", "POST"})
WHOLE = (b"json", b"xml", b"calendar", b"html", b"markdown", b"text/plain", b"turtle")
"""Parts of the media types of answers that have an end, and are small enough to be held back."""
MOST_WAITS = 3
MOST_KNOWN = 1_000
LARGEST_QUESTION = 32 * 1024
SECONDS = 5
"""How long a question is waited for; the application has its own limit."""
LONGEST_KNOWN = 500
NEVER = frozenset(
    {b"authorization", b"cms-preview", b"cms-explain", b"range", b"upgrade", b"content-encoding"}
)
"""Headers of requests that are answered anew each time: for somebody in particular, or not as a whole."""
HAS = b"if-none-match"
SINCE = b"if-modified-since"
ON_304 = frozenset(
    {b"cache-control", b"etag", b"vary", b"age", b"last-modified", b"access-control-allow-origin"}
)
"""Not the surrogate keys: an answer that was read from others has another entity tag."""
_NOTHING: Message = {"type": "http.response.body", "body": b""}

Headers = list[tuple[bytes, bytes]]


@dataclass(slots=True)
class Has:
    """What a client has: the answer with one of these entity tags; else that of this moment."""

    tags: bytes | None = None
    since: bytes | None = None

    def is_(self, kept: KeptAnswer) -> bool:
        """Whether it has this answer."""
        if self.tags is not None:
            return _matches(self.tags, kept.etag)
        return self.since is not None and self.since == kept.modified


@dataclass(slots=True)
class Question:
    """A request that may have an answer for all: its key, what it has already, and what was read of it."""

    key: tuple[Hashable, ...]
    has: "Has"
    body: bytes


@dataclass(eq=False)
class _Flight:
    """An answer in the making: whoever asks the same after the same changes waits for it."""

    begun: Begun
    landed: asyncio.Event = field(default_factory=asyncio.Event)


def _nobody(_: Scope) -> bool:
    """Everybody is answered."""
    return False


class Front:
    """An ASGI application that keeps the answers of ``endpoint``; ``covers`` tells of a path that
    it is the endpoint's, others are ``app``'s.

    ``by`` tells on which headers they depend, as `Varied` has it, and ``edition`` by which words of
    the software's own: they change without the database. Whom the endpoint ``turns_away`` has an answer
    that nobody else waits for.
    """

    def __init__(
        self,
        app: ASGIApp,
        endpoint: ASGIApp,
        cache: Cache,
        covers: Callable[[str], bool],
        by: Mapping[bytes, Callable[[str], str | None]],
        edition: Callable[[], int],
        turns_away: Callable[[Scope], bool] = _nobody,
    ) -> None:
        self.app = app
        self.endpoint = endpoint
        self.edition = edition
        self.turns_away = turns_away
        self.varied = Varied(by)
        self.cache = cache
        self.covers = covers
        self._flights: dict[Hashable, _Flight] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self.covers(scope["path"]):
            await self.app(scope, receive, send)
            return
        messages: list[Message] = []
        body: bytes | None = b""
        if scope["method"] == "POST":
            body = await _read(receive, messages)
        question = None if body is None else self._question(scope, body)
        kept = question and self.cache.find(question.key)
        if question and kept:
            self.cache.found += 1
            start, content = _ready(kept, question.has)
            await send(start)
            await send(content)
            return
        if messages:
            scope[BODY] = body
            receive = _again(messages, receive)
        scope[FRESH_FOR] = self.cache.fresh_for
        if question:
            await self._answer(question, scope, receive, send)
        else:
            await self.endpoint(scope, receive, send)

    def _question(self, scope: Scope, body: bytes) -> Question | None:
        method = scope["method"]
        if method not in KEPT or not self.cache.works:
            return None
        parts = self.varied.scan(scope["headers"])
        if parts is None:
            return None
        of_headers, has = parts
        asked = (method, scope["query_string"], body, scope["path"])
        key = (*asked, self.edition(), *of_headers)
        return Question(key, has, body)

    async def _answer(self, question: Question, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what is not kept, or wait for somebody else's answer."""
        key, cache = question.key, self.cache
        cache.missed += 1
        for _ in range(MOST_WAITS):
            flight = self._flights.get(key)
            if flight is None or flight.begun.changes != cache.changes.now:
                break
            await flight.landed.wait()
            kept = cache.find(key)
            if kept is not None:
                for message in _ready(kept, question.has):
                    await send(message)
                return
        else:  # what changes all the time is not worth waiting for
            await self.endpoint(scope, receive, send)
            return
        if not self.turns_away(scope) and cache.worth_keeping(key):
            await self._make(question, scope, receive, send)
        else:
            await self.endpoint(scope, receive, send)

    async def _make(self, question: Question, scope: Scope, receive: Receive, send: Send) -> None:
        """Have the answer made, keep it if it may be kept, and send it."""
        flight = self._flights[question.key] = _Flight(self.cache.begin())
        made, reads = _Recorder(send), Reads()
        try:
            await self.endpoint(
                {**scope, READS: reads, "headers": _whole(scope["headers"])}, receive, made
            )
            if reads.whole and made.whole:
                until = None if reads.until is None else self.cache.ends(reads.until)
                kept = replace(_kept(question, made.messages, reads), until=until)
                self.cache.keep(kept, flight.begun)
                made.messages = [*_ready(kept, question.has)]
            elif not made.failed:
                self.cache.refuse(question.key)
        finally:
            if self._flights.get(question.key) is flight:
                del self._flights[question.key]
            flight.landed.set()
        await made.send_all()


def _whole(headers: Headers) -> Headers:
    """The headers of the same request from a client that has no answer yet: a 304 cannot be kept."""
    return [pair for pair in headers if pair[0] not in (HAS, SINCE)]


class _Recorder:
    """Holds an answer back until it is whole, if it is one that might be kept; else passes it on."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.messages: list[Message] = []
        self.whole = False
        self.failed = False
        self._passes = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._passes = not _might_be_kept(message)
            self.failed = message["status"] >= 500  # the next one may have an answer to keep
        if self._passes:
            await self.send(message)
            return
        self.messages.append(message)
        self.whole = message["type"] == "http.response.body" and not message.get("more_body")

    async def send_all(self) -> None:
        """Send what was held back."""
        for message in self.messages:
            await self.send(message)


def _might_be_kept(start: Message) -> bool:
    kinds = [value for name, value in start["headers"] if name == b"content-type"]
    return start["status"] == 200 and any(one in kind for kind in kinds for one in WHOLE)


class Varied:
    """What of a request's headers an answer depends on.

    ``by`` names headers, each with a function of its value that tells apart only what makes a
    difference; none for what is answered anew each time. Their values come from few clients: what
    was told apart is remembered.
    """

    def __init__(self, by: Mapping[bytes, Callable[[str], str | None]]) -> None:
        self.by = by
        self.places = {name: place for place, name in enumerate(by)}
        self.concerns = {*by, *NEVER, HAS, SINCE}
        self.plain = tuple(tell("") or "" for tell in by.values())
        self._known: dict[tuple[bytes, bytes], str] = {}

    def scan(self, headers: Iterable[tuple[bytes, bytes]]) -> tuple[list[str], Has] | None:
        """What the headers add to the key, and what the client has; none for no answer to all."""
        found = [*self.plain]
        given = set()
        has = Has()
        for name, value in headers:
            if name not in self.concerns:
                continue
            if name in self.places:
                told = self._known.get((name, value)) or self._told(name, value)
                if told is None or name in given:  # several lines are one list, read elsewhere
                    return None
                given.add(name)
                found[self.places[name]] = told
            elif name == HAS:
                has.tags = value
            elif name == SINCE:
                has.since = value
            else:
                return None
        return found, has

    def _told(self, name: bytes, value: bytes) -> str | None:
        if len(self._known) >= MOST_KNOWN:
            self._known.clear()
        told = self.by[name](value.decode("latin-1"))
        if told is not None and len(value) <= LONGEST_KNOWN:
            self._known[name, value] = told
        return told


async def _read(receive: Receive, messages: list[Message]) -> bytes | None:
    """The body of a request; ``messages`` are all that was received. None if it is too large.

    None also for one that takes too long: the application knows what to say.
    """
    try:
        with Patience(SECONDS):
            message = await receive()
            messages.append(message)
            size = 0
            while message.get("more_body") and size <= LARGEST_QUESTION:
                size += len(message.get("body", b""))
                message = await receive()
                messages.append(message)
    except TimeoutError:
        return None
    if message["type"] != "http.request" or message.get("more_body"):
        return None
    return b"".join([one.get("body", b"") for one in messages])


def _again(messages: list[Message], receive: Receive) -> Receive:
    """What gives these messages again, and then what comes after them."""
    waiting = iter(messages)

    async def again() -> Message:
        read = next(waiting, None)
        return await receive() if read is None else read

    return again


def _kept(question: Question, messages: list[Message], reads: Reads) -> KeptAnswer:
    start, *rest = messages
    body = b"".join(one.get("body", b"") for one in rest)
    headers = dict(start["headers"])
    keys = kept_keys(reads.keys)
    dated = b"max-age" in headers.get(b"cache-control", b"")
    return KeptAnswer(
        key=question.key,
        start={**start, "headers": list(start["headers"])},
        body={"type": "http.response.body", "body": body},
        etag=headers.get(b"etag", b""),
        modified=headers.get(b"last-modified"),
        keys=keys,
        fields=reads.fields,
        size=size_of(len(question.body) + len(str(question.key[1])), body, keys),
        dated=monotonic() if dated else None,
    )


def _ready(kept: KeptAnswer, has: Has) -> tuple[Message, Message]:
    """The messages that send an answer to a client that has some already."""
    if kept.dated is not None:
        _grow_older(kept, int(monotonic() - kept.dated))
    if not has.is_(kept):
        return kept.start, kept.body
    if kept.unchanged is None:
        headers = [pair for pair in kept.start["headers"] if pair[0] in ON_304]
        kept.unchanged = {"type": "http.response.start", "status": 304, "headers": headers}
    return kept.unchanged, _NOTHING


def _grow_older(kept: KeptAnswer, seconds: int) -> None:
    """Say how old the answer is: who keeps it further must not do so for longer than is left."""
    if seconds != kept.age:
        kept.age = seconds
        headers = [pair for pair in kept.start["headers"] if pair[0] != b"age"]
        kept.unchanged = None
        kept.start = {**kept.start, "headers": [*headers, (b"age", b"%d" % seconds)]}


def _matches(has: bytes, etag: bytes) -> bool:
    """Whether ``If-None-Match`` names this ETag, by RFC 9110's weak comparison."""
    if not etag:
        return False
    if has == etag:
        return True
    bare = etag.removeprefix(b"W/")
    named = [one.strip().removeprefix(b"W/") for one in has.split(b",")]
    return bare in named or named == [b"*"]
