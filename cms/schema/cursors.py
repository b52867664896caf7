"""Cursors: a place in one order of one list, opaque to its reader.

A cursor holds the values of the sort keys, and a digest of the list that gave it out, so that one
of another list, order, filter or language is refused. It is not secret and gives no rights: its
values are only ever compared, as parameters of the type of their key.
"""

import base64
import binascii
import hashlib
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import orjson

from cms.reading.conditions import Kind
from cms.reading.ordering import Boundary, KeyValue
from cms.reading.publications import Link, Listing
from cms.schema.errors import BadCursor

_LONGEST = 8_000
"""Room for as many of the longest titles as a list can be sorted by."""
_TYPES: dict[Kind, tuple[type, ...]] = {
    "text": (str,),
    "integer": (int,),
    "number": (float, int),
    "boolean": (bool,),
    "instant": (str,),
}


@lru_cache(maxsize=200)
def _digest(listing: Listing, link: Link | None) -> str:
    return hashlib.sha256(repr((listing, link)).encode()).hexdigest()[:12]


def write_cursor(boundary: Boundary, listing: Listing, link: Link | None = None) -> str:
    """The cursor of a place."""
    values = [one.isoformat() if isinstance(one, datetime) else one for one in boundary]
    return packed([_digest(listing, link), *values])


def packed(values: list[Any]) -> str:
    """Plain values as an opaque text."""
    return base64.urlsafe_b64encode(orjson.dumps(values)).decode().rstrip("=")


def unpacked(cursor: str) -> Any:
    """What `packed` was given, as far as that can be told. Raises `BadCursor`."""
    if len(cursor) > _LONGEST:
        raise BadCursor
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        return orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        raise BadCursor from None


def read_cursor(cursor: str, listing: Listing, link: Link | None = None) -> Boundary:
    """The place that a cursor names. Raises `BadCursor`."""
    held = unpacked(cursor)
    keys = listing.keys
    if not isinstance(held, list) or len(held) != len(keys) + 1:
        raise BadCursor
    if held[0] != _digest(listing, link):
        raise BadCursor
    return tuple(_value(one, key.by.kind) for one, key in zip(held[1:], keys, strict=True))


def _value(value: object, kind: Kind) -> KeyValue:
    if value is None:
        return None
    if type(value) not in _TYPES[kind]:
        raise BadCursor
    assert isinstance(value, str | int | float)
    if isinstance(value, str) and "\0" in value:
        raise BadCursor
    if isinstance(value, int) and not -(2**63) <= value < 2**63:
        raise BadCursor
    return instant_of(value) if kind == "instant" else value


def instant_of(value: object) -> datetime:
    """The instant that a cursor holds. Raises `BadCursor`."""
    try:
        read = datetime.fromisoformat(str(value))
        if read.tzinfo is not None:
            return read.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    raise BadCursor
