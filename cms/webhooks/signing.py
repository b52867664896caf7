"""Proving to a receiver that a request is ours, and new: HMAC-SHA256 over the time and the body."""

import hashlib
import hmac
import secrets
from collections.abc import Iterable

HEADER = "Klankbord-Signature"
PREFIX = "whsec_"
_BYTES = 32


def make_secret() -> str:
    """A secret that nobody can guess."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def signature(keys: Iterable[str], at: int, body: bytes) -> str:
    """The value of the header: ``t=…,v1=…``, with a ``v1`` for each key that counts.

    ``at`` is in seconds since 1970. What is signed are its digits, a full stop and the body.
    """
    signed = str(at).encode() + b"." + body
    made = (hmac.new(key.encode(), signed, hashlib.sha256).hexdigest() for key in keys)
    return ",".join([f"t={at}", *(f"v1={one}" for one in made)])
