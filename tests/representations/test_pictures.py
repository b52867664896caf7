"""Pictures in linked data, in texts and beside links."""

from html.parser import HTMLParser

import pytest

from cms.reading.files import File
from cms.representations.pictures import img
from tests.builders import make_asset, make_published
from tests.representations.reading import linked, node
from tests.schema.client import SITE

PHOTO = File(
    "abc", "image", 'x">.jpg', "image/jpeg", 1, "v1", 1000, 500, 0.5, 0.5, "", "unknown", False,
    (("nl", "De <b> & \"kade\"' onerror=alert(1)"),), "",
)  # fmt: skip


async def test_linked_data_has_the_picture(database: None) -> None:
    image = await make_asset(credit="Jo")
    book = await make_published("book", image=image)
    page = await make_published("page", image=image)

    found = await linked(book.uid)
    other = await linked(page.uid)

    said = node(found, "WebPage")["primaryImageOfPage"]
    assert said == node(found, "Book")["image"]
    assert said["url"] == f"{SITE}/media/{image}/v1/contain-1280.jpeg"
    assert (said["width"], said["height"], said["caption"]) == (1280, 720, "De haven")
    assert node(other, "WebPage")["primaryImageOfPage"]["creditText"] == "Jo"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize(
    ("alt", "locales", "said", "lang"),
    [
        ("Kade", ("nl", "en"), "Kade", None),
        (None, ("nl",), PHOTO.alts[0][1], None),
        (None, ("en", "nl"), PHOTO.alts[0][1], "nl"),
        (None, ("en",), "", None),
        ("", ("nl", "en"), "", None),
        ('"><script>', ("nl",), '"><script>', None),
    ],
)
def test_an_image_in_a_text_is_one_element(
    alt: str | None, locales: tuple[str, ...], said: str, lang: str | None
) -> None:
    reader = _Reader()
    reader.feed(img(PHOTO, alt, locales, "https://example.org") or "")

    ((tag, found),) = reader.found
    assert (tag, found["alt"], found.get("lang")) == ("img", said, lang)
    assert (found["width"], found["height"], found["loading"]) == ("1000", "500", "lazy")
    assert set(found) <= {"alt", "src", "srcset", "sizes", "width", "height", "lang", "loading"}


def test_what_is_no_picture_is_not_shown() -> None:
    assert img(PHOTO._replace(kind="file"), "x", ("nl",), "") is None
