"""The straight road: the common question, with as little around its statement as HTTP allows.

That is a POST of a query's text or of a registered document's hash, whose body was read already, from
nobody in particular, without any wish of its own, that is answered from a compiled plan. Nothing is
made for it that only other requests need. All others, and whatever goes wrong, take the general road
(`endpoint`) from the start: it alone refuses and explains. What was tried here it finds in the scope,
so nothing is tried or paid for twice. Both roads say the same, to the byte.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send

from cms.http.negotiation import IDENTITY, coding_of
from cms.http.representations import SMALLEST, Representation
from cms.reading.surrogates import BODY
from cms.schema.asked import Asked
from cms.schema.errors import BadRequest, OverLimit
from cms.schema.http.answering import Answering
from cms.schema.http.known import Documents
from cms.schema.http.negotiation import EVENTS, answer_type
from cms.schema.http.replies import coded, raw, unkept
from cms.schema.http.requests import LARGEST_HEADERS, PUBLIC_BODY, check_content
from cms.schema.limits import check_nesting

LONGEST = 500
"""What clients write in their headers is remembered, but not at any length."""
_READ = (b"accept", b"content-type", b"accept-encoding", b"content-length")
_READ_ONCE = frozenset(_READ)
_ELSEWHERE = frozenset(
    {b"authorization", b"cms-preview", b"cms-explain", b"cms-tags", b"content-encoding"}
)
_MEMBERS = ("operationName", "variables", "extensions")
_NUL = rb"\u0000"
_NESTED = (dict, list)

Headers = Iterable[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Form:
    """How a client wants its answer: the media type, and the coding of what is large enough."""

    media_type: str
    coding: str


class Straight:
    """Answers what it can."""

    def __init__(self, answering: Answering) -> None:
        self.answering = answering

    async def answer(
        self, documents: Documents, scope: Scope, receive: Receive, send: Send
    ) -> bool:
        """Whether the request is answered; else nothing of it is."""
        body = scope.get(BODY)
        if body is None or scope["query_string"]:
            return False
        form, asked = _form_of(scope["headers"]), _asked(body, documents)
        if form is None or asked is None:
            return False
        found = await self.answering.straight(asked, scope, receive)
        if found is None:
            return False
        large = len(found) >= SMALLEST
        coding = form.coding if large else IDENTITY
        if coding != IDENTITY:
            found = await coded(Representation(found, form.media_type), coding)
        kind, rest = _headers(form.media_type, coding, large)
        headers = [kind, (b"content-length", b"%d" % len(found)), *rest]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": found})
        return True


def _form_of(headers: Headers) -> Form | None:
    """What the client wants, if that is nothing uncommon."""
    size, found = 0, {}
    for name, value in headers:
        size += len(name) + len(value)
        if name in _READ_ONCE:
            if name in found or len(value) > LONGEST:
                return None
            found[name] = value
        elif name in _ELSEWHERE:
            return None
    if size > LARGEST_HEADERS:
        return None
    length = found.get(b"content-length", b"0")
    if not length.isdigit() or int(length) > PUBLIC_BODY:
        return None
    return _form(*(found.get(name, b"") for name in _READ[:3]))


@lru_cache(maxsize=1_000)
def _form(accept: bytes, content_type: bytes, accept_encoding: bytes) -> Form | None:
    try:
        check_content(content_type.decode("latin-1"))
        media_type = answer_type(accept.decode("latin-1"))
    except BadRequest:
        return None
    coding = coding_of(accept_encoding.decode("latin-1")) if accept_encoding else IDENTITY
    return None if media_type == EVENTS else Form(media_type, coding)


def _asked(body: bytes, documents: Documents) -> Asked | None:
    """The question, if it is whole and nothing about it must be refused."""
    if _NUL in body or len(body) > PUBLIC_BODY:
        return None
    try:
        sent = orjson.loads(body)
    except orjson.JSONDecodeError:
        return None
    if type(sent) is not dict:
        return None
    name, variables, extensions = (sent.get(one) for one in _MEMBERS)
    plain = (
        (name is None or type(name) is str)
        and _is_plain(variables)
        and _is_plain(extensions)
        and not (extensions and "persistedQuery" in extensions)
    )
    text = _text(sent.get("query"), sent.get("documentId"), documents) if plain else None
    return text and Asked(text[0], variables or {}, name or None, text[1])


def _text(query: Any, document_id: Any, documents: Documents) -> tuple[str, str | None] | None:
    """The text of a query, and the hash under which it must be registered."""
    if query is None and type(document_id) is str:
        return documents.at_hand(document_id)
    if document_id is None and type(query) is str and not documents.registered_only:
        return query, None
    return None


def _is_plain(values: Any) -> bool:
    """Whether it is nothing, or an object that is not nested too deeply."""
    if values is None or type(values) is not dict:
        return values is None
    if any(type(one) in _NESTED for one in values.values()):
        try:
            check_nesting(values)
        except OverLimit:
            return False
    return True


@lru_cache(maxsize=100)
def _headers(
    media_type: str, coding: str, large: bool
) -> tuple[tuple[bytes, bytes], list[tuple[bytes, bytes]]]:
    """The media type, and all that comes after the length, as the general road writes them."""
    kind, _, *rest = raw(unkept(Representation(b" " * SMALLEST * large, media_type), coding))
    return kind, rest
