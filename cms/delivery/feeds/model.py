"""A feed as values, before it is written in one of the formats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cms.media.sizes import Rendition

JPEG = "image/jpeg"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Author:
    """Who wrote it; ``url`` is their page."""

    name: str
    url: str


@dataclass(frozen=True)
class Item:
    """One entry in one language.

    ``tags`` are the labels of its tags by key, ``alternates`` its addresses in other languages.
    ``image`` is a JPEG of what stands for it.
    """

    id: str
    url: str
    title: str
    summary: str
    html: str
    published: datetime
    updated: datetime
    authors: Sequence[Author] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    alternates: Mapping[str, str] = field(default_factory=dict)
    image: Rendition | None = None

    def languages(self, own: str) -> Mapping[str, str]:
        """Its addresses in all languages, if there are several; its own last.

        Some readers follow the first address of an entry, which has no language, others the last.
        """
        return {**self.alternates, own: self.url} if self.alternates else {}


@dataclass(frozen=True)
class Feed:
    """What is new in one place, the newest first.

    ``address`` is its own without the format at its end, ``page`` that of the page it belongs to;
    ``alternates`` are its addresses in the other languages, by language. ``query`` follows the format.
    """

    id: str
    title: str
    description: str
    locale: str
    address: str
    page: str
    query: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)
    items: Sequence[Item] = ()

    @property
    def updated(self) -> datetime:
        """When something in it changed last."""
        return max((one.updated for one in self.items), default=NEVER)

    def at(self, extension: str) -> str:
        """Its address in a format."""
        return f"{self.address}.{extension}{self.query}"

    def elsewhere(self, extension: str) -> Mapping[str, str]:
        """Its addresses in the same format in the other languages."""
        return {
            locale: f"{address}.{extension}{self.query}"
            for locale, address in self.alternates.items()
        }
