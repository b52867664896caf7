"""What a client would rather have: the headers in which it gives weights."""

import re
from collections.abc import Callable, Mapping

from cms.errors import N_
from cms.schema.errors import BadRequest

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENTS = "text/event-stream"
IDENTITY = "identity"
CODINGS = ("zstd", "gzip")
"""The codings we have, the one we would rather send first."""
_JSON = frozenset({JSON, f"{JSON};charset=utf-8", f"{JSON}; charset=utf-8"})
_LONGEST = 1000
_WEIGHT = re.compile(r"[01](?:\.[0-9]{0,3})?")


def weights(header: str) -> Mapping[str, float]:
    """The values of a header in lower case, in its order, and how much each is wanted.

    What is not understood weighs nothing. Of a value that comes twice the last counts.
    """
    found: dict[str, float] = {}
    for part in header[:_LONGEST].split(","):
        value, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if value:
            found[value] = _weight(parameters)
    return found


def accepted(header: str) -> list[str]:
    """The media types of an Accept header, the most wanted first; what is refused is left out."""
    wanted = {value: weight for value, weight in weights(header).items() if weight > 0}
    return sorted(wanted, key=lambda value: -wanted[value])


def answer_type(accept: str) -> str:
    """The media type of the answer. Raises `BadRequest` if the client takes none that we have."""
    for value in accepted(accept or "*/*"):
        if value in (GRAPHQL_JSON, JSON, EVENTS):
            return value
        if value in ("application/*", "*/*"):
            return JSON
    raise BadRequest(N_("Answers are {type}."), code="not_acceptable", status=406, type=JSON)


def coding_of(accept_encoding: str) -> str:
    """In which coding to send an answer: `IDENTITY` unless the client would rather have another.

    A client that refuses even that gets it all the same: it can do more with it than with a 406.
    """
    wanted = weights(accept_encoding)
    rest = wanted.get("*", 0.0)
    best = max(CODINGS, key=lambda one: wanted.get(one, rest))
    weight = wanted.get(best, rest)
    return best if weight > 0 and weight >= wanted.get(IDENTITY, rest) else IDENTITY


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, text = parameter.partition("=")
        if name.strip() == "q":
            text = text.strip()
            return min(float(text), 1.0) if _WEIGHT.fullmatch(text) else 0.0
    return 1.0


def _kind(accept: str) -> str | None:
    try:
        kind = answer_type(accept)
    except BadRequest:
        return "none"
    return None if kind == EVENTS else kind


def _content(content_type: str) -> str | None:
    """All common ways to say JSON are one; others may be refused."""
    return JSON if content_type.lower() in _JSON else None


def _tags(value: str) -> str | None:
    """That it is there says all. An empty one would look like none."""
    return "tags" if value else None


VARIES: Mapping[bytes, Callable[[str], str | None]] = {
    b"accept": _kind,
    b"accept-encoding": coding_of,
    b"content-type": _content,
    b"cms-tags": _tags,
}
"""The headers on which an answer for everybody depends, each with what tells its values apart.

There are few of these, whatever clients write: they become part of keys. None is for what is
answered anew each time, as a stream of events: it has no end, so nobody may wait for it or keep it.
"""
