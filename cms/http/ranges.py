"""Which part of a file a client asks for (RFC 9110, 14)."""

import re

from cms.errors import N_, CmsError

Span = tuple[int, int]
"""From this byte until before that one."""
_LONGEST = 1000
_PART = re.compile(r"([0-9]*)\s*-\s*([0-9]*)")


class NotSatisfiable(CmsError):
    """Nothing of what is asked for is in the file."""

    code = "range_not_satisfiable"
    status = 416

    def __init__(self, size: int) -> None:
        super().__init__(N_("The file ends before the part that was asked for."))
        self.size = size


def span_of(header: str, size: int) -> Span | None:
    """The bytes that a Range header asks for; none is the whole file.

    What cannot be read, other units and several parts at once mean the whole, as the standard
    allows. Raises `NotSatisfiable` when nothing of it is there.
    """
    unit, _, text = header.partition("=")
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if unit.strip().lower() != "bytes" or not parts or len(header) > _LONGEST:
        return None
    asked = [_bounds(part) for part in parts]
    if None in asked:
        return None
    there = [span for one in asked if one and (span := _span(*one, size))]
    if not there:
        raise NotSatisfiable(size)
    return there[0] if len(there) == 1 else None


def _bounds(part: str) -> tuple[int | None, int | None] | None:
    found = _PART.fullmatch(part)
    first, last = (int(one) if one else None for one in found.groups()) if found else (None, None)
    backwards = first is not None and last is not None and last < first
    return None if (first is None and last is None) or backwards else (first, last)


def _span(first: int | None, last: int | None, size: int) -> Span | None:
    if first is None:
        start, end = max(size - (last or 0), 0), size
    else:
        start, end = first, size if last is None else min(last + 1, size)
    return (start, end) if start < end else None
