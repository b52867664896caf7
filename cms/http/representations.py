"""The bytes of an answer in each coding, and the entity tag of each."""

import re
import zlib
from base64 import urlsafe_b64encode
from collections.abc import Mapping, Sequence
from functools import cached_property
from hashlib import blake2b

import zstandard

from cms.http.negotiation import IDENTITY, coding_of

SMALLEST = 1_000
"""Below it a coding saves no packet."""
GZIP_LEVEL = 4
ZSTD_LEVEL = 3
_GZIP_WINDOW = 31  # zlib's for the largest window, with gzip's header
_LONGEST = 4_000
_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


class Representation:
    """One answer, ready to be sent to whoever asks; each coding is made once, when it is asked for."""

    def __init__(self, body: bytes, media_type: str, keys: Sequence[str] = ()) -> None:
        self.media_type = media_type
        self.keys = keys
        self.bodies = {IDENTITY: body}

    @cached_property
    def tag(self) -> str:
        """What stands for the bytes, and for what they were read from: it is another one for others.

        So a cache that hears that nothing changed has the right surrogate keys, too.
        """
        digest = blake2b(self.bodies[IDENTITY], digest_size=12)
        digest.update(" ".join((self.media_type, *self.keys)).encode())
        return urlsafe_b64encode(digest.digest()).decode()

    @property
    def size(self) -> int:
        """How many bytes it keeps."""
        return sum(map(len, self.bodies.values()))

    @property
    def compressible(self) -> bool:
        """Whether it is large enough to be worth it."""
        return len(self.bodies[IDENTITY]) >= SMALLEST

    def coding(self, accept_encoding: str) -> str:
        """In which coding a client gets it."""
        return coding_of(accept_encoding) if self.compressible and accept_encoding else IDENTITY

    def body(self, coding: str) -> bytes:
        """The bytes in a coding."""
        if coding not in self.bodies:
            self.bodies[coding] = encoded(self.bodies[IDENTITY], coding)
        return self.bodies[coding]

    def etag(self, coding: str) -> str:
        """A strong entity tag: no two codings and no two media types share one."""
        return f'"{self.tag}.{coding}"'

    def headers(self, coding: str) -> Mapping[str, str]:
        """What describes the bytes."""
        found = {
            "content-type": f"{self.media_type}; charset=utf-8",
            "content-length": str(len(self.body(coding))),
        }
        return found if coding == IDENTITY else {**found, "content-encoding": coding}


def encoded(body: bytes, coding: str) -> bytes:
    """Bytes in a coding."""
    if coding == "gzip":
        return zlib.compress(body, GZIP_LEVEL, _GZIP_WINDOW)
    return zstandard.ZstdCompressor(ZSTD_LEVEL).compress(body)


def matches(if_none_match: str, etag: str) -> bool:
    """Whether a client has what an entity tag stands for. Weak tags are compared like strong ones."""
    header = if_none_match.strip()
    if header == "*":
        return True
    return len(header) <= _LONGEST and etag in _TAG.findall(header)
