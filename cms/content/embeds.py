"""Whose videos can be shown on a page. What is not in this table is a link like any other.

A provider is in it when its player sets no cookie and tells nobody before the reader starts it, or
has an address for which that is so.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Provider:
    """Where videos come from.

    ``page`` and ``player`` are addresses with ``{id}`` in them: where a reader goes, and what a frame
    shows. ``addresses`` are those that name a video, from the host on; each has a group ``id``.
    """

    name: str
    label: str
    page: str
    player: str
    addresses: tuple[re.Pattern[str], ...]
    id: re.Pattern[str]

    @property
    def host(self) -> str:
        """The host of its player, for a Content-Security-Policy."""
        return urlsplit(self.player).netloc


class Video(NamedTuple):
    """A video, by the name of its provider and what that calls it. Both come from the table."""

    provider: str
    id: str

    @property
    def page(self) -> str:
        """Where a reader sees it at its provider."""
        return PROVIDERS[self.provider].page.format(id=self.id)

    @property
    def player(self) -> str:
        """What a frame shows: the provider's address that follows nobody."""
        return PROVIDERS[self.provider].player.format(id=self.id)


def _provider(name: str, label: str, page: str, player: str, addresses: str, id_: str) -> Provider:
    patterns = (re.compile(one.replace("{id}", f"(?P<id>{id_})")) for one in addresses.split())
    return Provider(name, label, page, player, tuple(patterns), re.compile(id_))


PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {
        one.name: one
        for one in (
            _provider(
                "youtube",
                "YouTube",
                "https://www.youtube.com/watch?v={id}",
                "https://www.youtube-nocookie.com/embed/{id}",
                r"(?:m\.)?youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/{id}"
                r" (?:m\.|music\.)?youtube\.com/watch\?(?:[^&]*&)*?v={id} youtu\.be/{id}",
                "[A-Za-z0-9_-]{11}",
            ),
            _provider(
                "vimeo",
                "Vimeo",
                "https://vimeo.com/{id}",
                "https://player.vimeo.com/video/{id}?dnt=1",
                r"vimeo\.com/(?:channels/[\w-]+/)?{id} player\.vimeo\.com/video/{id}",
                "[0-9]{5,12}",
            ),
            _provider(
                "framatube",
                "Framatube",
                "https://framatube.org/w/{id}",
                "https://framatube.org/videos/embed/{id}?p2p=0",
                r"framatube\.org/(?:w|videos/watch|videos/embed)/{id}",
                "[A-Za-z0-9]{22}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
            ),
            _provider(
                "archive",
                "Internet Archive",
                "https://archive.org/details/{id}",
                "https://archive.org/embed/{id}",
                r"archive\.org/(?:details|embed)/{id}",
                r"[A-Za-z0-9][A-Za-z0-9_.-]{2,99}",
            ),
            _provider(
                "ccc",
                "media.ccc.de",
                "https://media.ccc.de/v/{id}",
                "https://media.ccc.de/v/{id}/oembed",
                r"media\.ccc\.de/v/{id}",
                r"[A-Za-z0-9][A-Za-z0-9_.-]{2,149}",
            ),
        )
    }
)
_REST = re.compile(r"(?:[/?&]\S*)?")


def known(provider: str, id: str) -> Video | None:  # noqa: A002 - the field's own name
    """The video, if the table has its provider and the id is one of theirs."""
    found = PROVIDERS.get(provider)
    return Video(provider, id) if found and found.id.fullmatch(id) else None


def embedded(url: str) -> Video | None:
    """The video that an address leads to: its page, its short address, its player."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    if parts.scheme not in ("", "http", "https") or "@" in parts.netloc:
        return None
    whole = parts._replace(scheme="", fragment="").geturl().removeprefix("//").removeprefix("www.")
    for one in PROVIDERS.values():
        for pattern in one.addresses:
            found = pattern.match(whole)
            if found and _REST.fullmatch(whole, found.end()):
                return known(one.name, found["id"])
    return None
