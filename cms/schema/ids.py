"""Opaque ids: which entry, seen in which view, so that a client's cache never mixes languages."""

import base64
import binascii
import re

from cms.content import LOCALES
from cms.publishing.view import View
from cms.schema.errors import BadId

_ID = re.compile(r"([0-9a-z]{1,16})~([a-z]+(?:,[a-z]+)*)")


def write_id(uid: str, view: View) -> str:
    """The id of an entry in a view."""
    return _encoded(f"{uid}~{','.join(view.locales)}")


def read_id(text: str) -> tuple[str, View]:
    """The entry and the view that an id names. Raises `BadId`."""
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
    return found[1], view


def _encoded(plain: str) -> str:
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
