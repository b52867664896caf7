"""What a client saw of a working copy, so that it overwrites nothing that it did not see."""

import re

from cms.errors import N_, InvalidInput, Message, Problem

_ETAG = re.compile(r"w([1-9][0-9]{0,8})")


def write_etag(revision: int) -> str:
    """The etag of a working copy: another with each save, the same in all languages."""
    return f"w{revision}"


def read_etag(text: str | None) -> int:
    """The revision that a client saw. Raises `InvalidInput` for what is no etag, and for none."""
    found = _ETAG.fullmatch(text or "")
    if found:
        return int(found[1])
    message, code = N_("This is not the etag of a working copy."), "bad_etag"
    if not text:
        message, code = N_("Say with its etag which working copy you saw."), "etag_missing"
    raise InvalidInput([Problem(code, Message(message), "ifMatch")])
