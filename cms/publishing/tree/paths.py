"""One spelling of an address, whoever asks for it or writes it down."""

import unicodedata
from functools import lru_cache
from urllib.parse import quote, unquote

_REMEMBERED = 200


def normal_path(path: str) -> str:
    """One spelling of an address: decoded, without its query, doubled or closing slashes."""
    return _known(path) if len(path) <= _REMEMBERED else _normal(path)


@lru_cache(maxsize=2_000)  # readers ask for the same ones again and again
def _known(path: str) -> str:
    return _normal(path)


def _normal(path: str) -> str:
    path = unquote(path.partition("?")[0].partition("#")[0])
    parts = [part for part in unicodedata.normalize("NFC", path).split("/") if part]
    return "/" + "/".join(parts)


def written_path(path: str) -> str:
    """A path as a person can type it again: `normal_path` of it is the same path."""
    return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def sent_path(path: str) -> str:
    """A path as it stands in a link or a header."""
    return quote(path, safe="/:@!$&'()*+,;=~-._")
