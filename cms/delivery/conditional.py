"""Answers that are sent only to who has not got them already (RFC 9110, 13.1.2)."""

import hashlib

from starlette.requests import Request


def etag_of(*parts: bytes) -> str:
    """An entity tag that follows from these bytes."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big") + part)
    return f'"{digest.hexdigest()[:24]}"'


def has_already(request: Request, etag: str) -> bool:
    """Whether who asks named this entity tag; a weak one is as good as a strong one here."""
    named = request.headers.get("if-none-match", "").split(",")
    return any(one.strip().removeprefix("W/") in (etag, "*") for one in named)
