"""One spelling of an address, whoever asks for it or writes it down."""

import unicodedata
from urllib.parse import quote, unquote


def normal_path(path: str) -> str:
    """One spelling of an address: decoded, without its query, doubled or closing slashes."""
    path = unquote(path.partition("?")[0].partition("#")[0])
    parts = [part for part in unicodedata.normalize("NFC", path).split("/") if part]
    return "/" + "/".join(parts)


def written_path(path: str) -> str:
    """A path as a person can type it again: `normal_path` of it is the same path."""
    return path.replace("%", "%25").replace("?", "%3F").replace("#", "%23")


def sent_path(path: str) -> str:
    """A path as it stands in a link or a header."""
    return quote(path, safe="/:@!$&'()*+,;=~-._")
