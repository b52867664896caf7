"""The pictures of entries in feeds."""

import json

import feedparser
import pytest

from tests.builders import make_asset, make_published
from tests.delivery.reading import SITE, body

pytestmark = pytest.mark.usefixtures("database")


async def test_every_format_has_the_picture_of_an_entry() -> None:
    image, text = await make_asset(), await make_asset("kade.jpg", alt_nl="De <kade>")
    html = f'<p>Zie <img src="uid:{text}" alt=""></p>'
    await make_published("book", "Boek", image=image, body_nl=html)
    address = f"{SITE}/media/{image}/v1/cover-1200x630.jpeg"

    (atom,) = feedparser.parse(await body("/feeds/nl/book.atom")).entries
    (rss,) = feedparser.parse(await body("/feeds/nl/book.rss")).entries
    (item,) = json.loads(await body("/feeds/nl/book.json"))["items"]

    assert [(one.href, one.type) for one in atom.enclosures] == [(address, "image/jpeg")]
    assert [one["url"] for one in rss.media_content] == [address]
    assert item["image"] == address
    assert 'alt="De &lt;kade&gt;"' in item["content_html"]
    assert f'src="{SITE}/media/{text}/v1/contain-1280.auto"' in item["content_html"]
    assert "uid:" not in item["content_html"]
