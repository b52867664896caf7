"""Opaque ids: which entry, seen in which view, so that a client's cache never mixes languages."""

import base64
import binascii
import hashlib
import re
from dataclasses import replace

from cms.content import LOCALES
from cms.reading.view import Perspective, View
from cms.schema.errors import BadId

_ID = re.compile(r"([0-9a-z]{1,16})~([a-z]+(?:,[a-z]+)*)(?:~([0-9a-f]{12}))?")


def write_id(uid: str, view: View) -> str:
    """The id of an entry in a view."""
    return _encoded(uid + view_mark(view))


def view_mark(view: View) -> str:
    """What an id says of the view, after the uid."""
    mark = _mark(view.perspective)
    return f"~{','.join(view.locales)}" + (f"~{mark}" if mark else "")


def _mark(perspective: Perspective) -> str:
    """Tells previews apart and grants nothing; what is live has none."""
    key = perspective.key
    return hashlib.sha256(key.encode()).hexdigest()[:12] if key else ""


def read_id(text: str, perspective: Perspective) -> tuple[str, View] | None:
    """The entry and the view that an id names; ``perspective`` is what the request may look at.

    None for the id of any other preview. Raises `BadId`.
    """
    try:
        plain = base64.b64decode(
            text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
        ).decode()
    except (binascii.Error, ValueError):
        raise BadId from None
    found = _ID.fullmatch(plain)
    if found is None or _encoded(plain) != text:  # only the spelling that we write is read
        raise BadId
    locale, *fallback = found[2].split(",")
    view = View(locale, tuple(fallback))
    if not set(view.locales) <= set(LOCALES) or len(view.locales) != len(fallback) + 1:
        raise BadId
    if not found[3]:
        return found[1], view
    allowed = found[3] == _mark(perspective)
    return (found[1], replace(view, perspective=perspective)) if allowed else None


def _encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
