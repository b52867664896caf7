"""RSS 2.0, with what Atom and Dublin Core add to it."""

from datetime import UTC, datetime
from email.utils import format_datetime
from html import escape
from xml.etree.ElementTree import Element

from cms.delivery.feeds.model import JPEG, Feed, Item
from cms.delivery.xml import add, root, written
from cms.http.addresses import MEDIA_TYPES

EXTENSION = "rss"
MEDIA_TYPE = MEDIA_TYPES[EXTENSION]
_NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def rss(feed: Feed) -> bytes:
    """The feed as RSS."""
    top = root("rss", {"version": "2.0", **_NAMESPACES})
    channel = add(top, "channel")
    add(channel, "title", feed.title)
    add(channel, "link", feed.page)
    add(channel, "description", feed.description or feed.title)
    add(channel, "language", feed.locale)
    if feed.items:
        add(channel, "lastBuildDate", _date(feed.updated))
    add(channel, "generator", "Klankbord")
    add(channel, "atom:link", rel="self", type=MEDIA_TYPE, href=feed.at(EXTENSION))
    for locale, address in feed.elsewhere(EXTENSION).items():
        add(channel, "atom:link", rel="alternate", type=MEDIA_TYPE, hreflang=locale, href=address)
    for item in feed.items:
        _item(channel, item, feed.locale)
    return written(top)


def _item(channel: Element, item: Item, locale: str) -> None:
    made = add(channel, "item")
    add(made, "title", item.title)
    add(made, "link", item.url)
    add(made, "guid", item.id, isPermaLink="false")
    add(made, "pubDate", _date(item.published))
    add(made, "atom:updated", item.updated.isoformat())
    for author in item.authors:
        add(made, "dc:creator", author.name)
    for tag in item.tags.values():
        add(made, "category", tag)
    for language, address in item.languages(locale).items():
        add(made, "atom:link", rel="alternate", type="text/html", hreflang=language, href=address)
    if item.image:
        width, height = str(item.image.width), str(item.image.height)
        url, medium = item.image.url, "image"
        add(made, "media:content", url=url, medium=medium, type=JPEG, width=width, height=height)
    if item.summary:
        add(made, "description", escape(item.summary, quote=False))  # read as HTML
    add(made, "content:encoded", item.html)


def _date(at: datetime) -> str:
    return format_datetime(at.astimezone(UTC), usegmt=True)
