"""JSON Feed 1.1."""

from collections.abc import Mapping
from typing import Any

import orjson

from cms.delivery.feeds.model import Feed, Item
from cms.http.addresses import MEDIA_TYPES

EXTENSION = "json"
MEDIA_TYPE = MEDIA_TYPES[EXTENSION]
_VERSION = "https://jsonfeed.org/version/1.1"
_OURS = "_klankbord"
"""What the format has no name for: the same in other languages."""


def json_feed(feed: Feed) -> bytes:
    """The feed as JSON Feed."""
    made = {
        "version": _VERSION,
        "title": feed.title,
        "home_page_url": feed.page,
        "feed_url": feed.at(EXTENSION),
        "description": feed.description,
        "language": feed.locale,
        _OURS: _alternates(feed.elsewhere(EXTENSION)),
        "items": [_item(item, feed) for item in feed.items],
    }
    return orjson.dumps({name: value for name, value in made.items() if value or name == "items"})


def _item(item: Item, feed: Feed) -> dict[str, Any]:
    made = {
        "id": item.id,
        "url": item.url,
        "title": item.title,
        "summary": item.summary,
        "image": item.image.url if item.image else "",
        "date_published": item.published.isoformat(),
        "date_modified": item.updated.isoformat(),
        "authors": [{"name": one.name, "url": one.url} for one in item.authors],
        "tags": list(item.tags.values()),
        "language": feed.locale,
        _OURS: _alternates(item.alternates),
    }
    return {
        **{name: value for name, value in made.items() if value},
        "content_html": item.html,  # needed, be it empty
    }


def _alternates(addresses: Mapping[str, str]) -> dict[str, Any]:
    if not addresses:
        return {}
    return {"alternates": [{"language": name, "url": url} for name, url in addresses.items()]}
