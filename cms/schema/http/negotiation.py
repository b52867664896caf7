"""In which media type a client wants its answer, and what else tells answers apart."""

from collections.abc import Callable, Mapping

from cms.errors import N_
from cms.http.negotiation import accepted, coding_of
from cms.schema.errors import BadRequest

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
EVENTS = "text/event-stream"
_JSON = frozenset({JSON, f"{JSON};charset=utf-8", f"{JSON}; charset=utf-8"})


def answer_type(accept: str) -> str:
    """The media type of the answer. Raises `BadRequest` if the client takes none that we have."""
    for value in accepted(accept or "*/*"):
        if value in (GRAPHQL_JSON, JSON, EVENTS):
            return value
        if value in ("application/*", "*/*"):
            return JSON
    raise BadRequest(N_("Answers are {type}."), code="not_acceptable", status=406, type=JSON)


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
