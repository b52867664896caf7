"""Which addresses a link or an image may have, and how they are written."""

import re
from collections.abc import Callable, Sequence
from urllib.parse import quote

from cms.content.identity import UID_LENGTH

Resolve = Callable[[str], str | None]
"""The address for a uid, if it has one for the reader."""

Picture = Callable[[str, str | None], str | None]
"""For the uid and the description of an image of the library: its ``<img>``, if the reader gets it."""

_IGNORED = re.compile("[\0-\x1f\x7f-\x9f\ufeff]")  # browsers skip most of them: java\nscript:
_SCHEME = re.compile(r"([^/?#:]*):")
_UID = re.compile(rf"uid:([0-9A-Za-z_-]{{1,{UID_LENGTH}}})(#[^\s#]*)?")
_ENCODED = re.compile(r'[\s"<>\\^`{|}]')


def address(value: str, schemes: Sequence[str] = ("http", "https", "mailto", "tel")) -> str:
    """The address in the form we store, or nothing if it is none that we follow.

    Kept are the ``schemes``, addresses without one, and ``uid:<uid>`` with an optional fragment, if
    it is no longer than a uid can be.
    """
    value = _IGNORED.sub("", value).strip()
    value = _ENCODED.sub(lambda found: quote(found[0], safe=""), value)
    scheme = _SCHEME.match(value)
    if scheme and scheme[1].lower() not in schemes and not _UID.fullmatch(value):
        return ""
    return value


def uid_of(target: str) -> str | None:
    """The uid that an internal address names."""
    found = _UID.fullmatch(target)
    return found[1] if found else None


def resolved(target: str, resolve: Resolve | None) -> str | None:
    """Where ``target`` leads for a reader: ``resolve`` knows the addresses of uids.

    Nothing when an internal address leads nowhere; without ``resolve`` the target as it is.
    """
    uid = uid_of(target)
    if uid is None or resolve is None:
        return target
    found = resolve(uid)
    _, mark, fragment = target.partition("#")
    return found + mark + fragment if found else None
