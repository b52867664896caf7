"""Secrets that are handed out once: the holder has the text, the database only its hash."""

import hashlib
import secrets


def mint() -> str:
    """A new secret; it can stand in an address."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of it; whatever somebody sends instead of one has a digest too."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
