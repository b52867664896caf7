"""Opaque ids: which entry, seen in which view, so that a client's cache never mixes languages."""

import base64
import binascii
import hashlib
import re
from dataclasses import replace

from cms.content import LOCALES
from cms.reading.view import Perspective, View
from cms.schema.errors import BadId

IMAGE = "image:"
_ID = re.compile(r"(image:)?([0-9a-z]{1,16})~([a-z]+(?:,[a-z]+)*)(?:~([0-9a-f]{12}))?")


def write_id(uid: str, view: View) -> str:
    """The id of an entry in a view."""
    return _encoded(uid + view_mark(view))


def write_image_id(uid: str, view: View) -> str:
    """The id of an image in a view."""
    return _encoded(IMAGE + uid + view_mark(view))


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
    named, key = _read(text, perspective)
    if named:
        raise BadId
    return key


def read_image_id(text: str, perspective: Perspective) -> tuple[str, View] | None:
    """The same of an image."""
    named, key = _read(text, perspective)
    if not named:
        raise BadId
    return key


def _read(text: str, perspective: Perspective) -> tuple[str | None, tuple[str, View] | None]:
    """What kind of object an id names, unless it is an entry, and which in what view."""
    try:
        plain = base64.b64decode(
            text + "=" * (-len(text) % 4), altchars=b"-_", validate=True
        ).decode()
    except (binascii.Error, ValueError):
        raise BadId from None
    found = _ID.fullmatch(plain)
    if found is None or _encoded(plain) != text:  # only the spelling that we write is read
        raise BadId
    kind, uid, locales, mark = found.groups()
    locale, *fallback = locales.split(",")
    view = View(locale, tuple(fallback))
    if not set(view.locales) <= set(LOCALES) or len(view.locales) != len(fallback) + 1:
        raise BadId
    if (mark or "") == _mark(perspective):
        return kind, (uid, replace(view, perspective=perspective))
    return kind, None if mark else (uid, view)


def _encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
