"""From keys and paths to the requests that a cache in front understands, as the settings put them."""

import json
import re
from collections.abc import Iterator, Sequence
from urllib.parse import quote, urlsplit

from cms.http.outgoing import Call
from cms.http.targets import Allowed
from cms.settings import Settings

PATH = "{path}"


def allowed(settings: Settings) -> Allowed:
    """What may be called: the cache may be inside, since whoever sets the server up says where it is."""
    host = urlsplit(settings.purge_url.replace(PATH, "/")).hostname or ""
    return Allowed.read([*settings.outgoing_allow, host])


def calls(settings: Settings, tags: Sequence[str], paths: Sequence[str]) -> Iterator[Call]:
    """The requests that have these forgotten: one for so many tags, or one for each path."""
    if names_paths(settings):
        for path in paths:
            yield _filled(settings, {PATH: quote(path, safe="/-._~")})
        return
    for start in range(0, len(tags), settings.purge_batch):
        yield _filled(settings, _places(tags[start : start + settings.purge_batch]))


def names_paths(settings: Settings) -> bool:
    """Whether the cache is told paths, and not tags."""
    values = (value for _, value in settings.purge_headers)
    return any(PATH in one for one in (settings.purge_url, settings.purge_body, *values))


def _places(tags: Sequence[str]) -> dict[str, str]:
    return {
        "{tags}": " ".join(tags),
        "{tags_comma}": ",".join(tags),
        "{tags_json}": json.dumps(list(tags)),
        "{tags_regex}": rf"(^|\s)({'|'.join(map(re.escape, tags))})(\s|$)",
    }


def _filled(settings: Settings, places: dict[str, str]) -> Call:
    quoted = {name: quote(value, safe="/-._~") for name, value in places.items()}
    if PATH in places:
        quoted = places
    headers = {name: _with(value, places) for name, value in settings.purge_headers}
    body = _with(settings.purge_body, places).encode()
    return Call(_with(settings.purge_url, quoted), settings.purge_method, headers, body)


def _with(text: str, places: dict[str, str]) -> str:
    for name, value in places.items():
        text = text.replace(name, value)
    return text
