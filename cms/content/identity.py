"""Names of things that never change and mean nothing: uids of entries, keys of rows."""

import hashlib
import secrets

UID_LENGTH = 16
"""Of the columns that hold a uid; those that we mint are shorter."""
BASE32 = "0123456789abcdefghjkmnpqrstvwxyz"
"""Digits and lower-case letters without i, l, o and u, which are misread."""


def _letters(number: int, length: int) -> str:
    return "".join(BASE32[(number >> (5 * place)) & 31] for place in range(length))


def mint_uid() -> str:
    """A new entry's uid: 12 random characters (60 bits), never used again."""
    return _letters(secrets.randbits(60), 12)


def mint_key() -> str:
    """A new row's key: 8 random characters, unique among the rows of its table."""
    return _letters(secrets.randbits(40), 8)


def is_key(text: str) -> bool:
    """Whether a text may be the key of a row."""
    return 4 <= len(text) <= 8 and all(letter in BASE32 for letter in text)


def derived_uid(source: str, key: str) -> str:
    """The uid of an imported entry: the same in every database that imports ``key`` of ``source``."""
    return _letters(_digest(source, key), 12)


def derived_key(source: str, *parts: str) -> str:
    """The key of an imported row, the same in every database."""
    return _letters(_digest(source, *parts), 8)


def _digest(*parts: str) -> int:
    return int.from_bytes(hashlib.sha256("\0".join(parts).encode()).digest()[:10], "big")
