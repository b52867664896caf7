"""Atom (RFC 4287)."""

from xml.etree.ElementTree import Element

from cms.delivery.feeds.model import JPEG, Feed, Item
from cms.delivery.xml import add, root, written
from cms.http.addresses import MEDIA_TYPES

EXTENSION = "atom"
MEDIA_TYPE = MEDIA_TYPES[EXTENSION]
_NAMESPACE = "http://www.w3.org/2005/Atom"


def atom(feed: Feed) -> bytes:
    """The feed as Atom."""
    top = root("feed", {"xmlns": _NAMESPACE, "xml:lang": feed.locale})
    add(top, "id", feed.id)
    add(top, "title", feed.title)
    if feed.description:
        add(top, "subtitle", feed.description)
    add(top, "updated", feed.updated.isoformat())
    add(top, "link", rel="self", type=MEDIA_TYPE, href=feed.at(EXTENSION))
    add(top, "link", rel="alternate", type="text/html", hreflang=feed.locale, href=feed.page)
    for locale, address in feed.elsewhere(EXTENSION).items():
        add(top, "link", rel="alternate", type=MEDIA_TYPE, hreflang=locale, href=address)
    add(add(top, "author"), "name", feed.title)
    add(top, "generator", "Klankbord")
    for item in feed.items:
        _entry(top, item, feed)
    return written(top)


def _entry(top: Element, item: Item, feed: Feed) -> None:
    entry = add(top, "entry")
    add(entry, "id", item.id)
    add(entry, "title", item.title)
    add(entry, "published", item.published.isoformat())
    add(entry, "updated", item.updated.isoformat())
    add(entry, "link", rel="alternate", type="text/html", href=item.url)
    for locale, address in item.languages(feed.locale).items():
        add(entry, "link", rel="alternate", type="text/html", hreflang=locale, href=address)
    if item.image:
        add(entry, "link", rel="enclosure", type=JPEG, href=item.image.url)
    for one in item.authors:
        author = add(entry, "author")
        add(author, "name", one.name)
        add(author, "uri", one.url)
    for tag, label in item.tags.items():
        add(entry, "category", term=tag, label=label)
    if item.summary:
        add(entry, "summary", item.summary)
    add(entry, "content", item.html, type="html")
