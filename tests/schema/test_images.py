"""Images of the library, as frontends ask for them."""

from typing import Any

import pytest

from cms.content import Asset
from cms.content.assets import AssetKind
from cms.database.engine import execute, writing
from tests.builders import change, make, make_asset, make_published
from tests.schema.client import SITE, ask, error_of
from tests.schema.previewing import reviewer, seen, token
from tests.schema.statements import counted

IMAGE = """query ($uid: ID!, $locale: Locale, $fallback: [Locale!]) {
  entry(uid: $uid, locale: $locale, fallback: $fallback) { image {
    id uid name alt altLocale credit licence mediaType width height size focusX focusY url } } }"""
SETS = """query ($uid: ID!) { entry(uid: $uid) { image {
  card: set(preset: CARD) { src srcset sizes width height sources { type srcset } }
  text: set(preset: TEXT) { srcset } } } }"""
RENDITION = """query ($uid: ID!, $width: Int, $height: Int, $fit: Fit!, $format: Format!) {
  entry(uid: $uid) { image { rendition(width: $width, height: $height, fit: $fit, format: $format) {
    url width height format } } } }"""
LISTED = (
    "{ pages(first: 50) { nodes { title image { alt url set(preset: CARD) { src srcset } } } } }"
)


async def test_an_image_says_what_it_is(database: None) -> None:
    image = await make_asset("De haven.jpg", credit="Jo Bos", licence="cc_by", focus_x=0.3)
    page = await make_published("page", image=image)

    found = (await ask(IMAGE, uid=page.uid))["entry"]["image"]

    assert found.pop("id")
    assert found == {
        "uid": image, "name": "De haven.jpg", "alt": "De haven", "altLocale": "NL",
        "credit": "Jo Bos", "licence": "CC_BY", "mediaType": "image/jpeg", "width": 1600,
        "height": 900, "size": 120_000, "focusX": 0.3, "focusY": 0.5,
        "url": f"{SITE}/media/{image}/v1/file/De%20haven.jpg",
    }  # fmt: skip


async def test_the_text_beside_it_is_in_a_language_of_the_view(database: None) -> None:
    image = await make_asset(alt_en="")
    page = await make_published("page", image=image)

    async def alt(**view: Any) -> tuple[str, str | None]:
        found = (await ask(IMAGE, uid=page.uid, **view))["entry"]["image"]
        return found["alt"], found["altLocale"]

    assert await alt(locale="NL") == ("De haven", "NL")
    assert await alt(locale="EN") == ("", None)
    assert await alt(locale="EN", fallback=["NL"]) == ("De haven", "NL")


async def test_a_preset_is_all_that_html_takes(database: None) -> None:
    image = await make_asset(width=700, height=700)
    page = await make_published("page", image=image)

    found = (await ask(SETS, uid=page.uid))["entry"]["image"]

    place = f"{SITE}/media/{image}/v1"
    assert found["card"]["src"] == f"{place}/cover-700x394.auto"
    assert found["card"]["srcset"].startswith(f"{place}/cover-320x180.auto 320w, {place}/cover-480")
    assert (found["card"]["width"], found["card"]["height"]) == (700, 394)
    assert [one["type"] for one in found["card"]["sources"]] == ["image/avif", "image/webp"]
    assert ".avif 320w" in found["card"]["sources"][0]["srcset"]
    assert f"{place}/contain-640.auto 640w" in found["text"]["srcset"]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"width": 300, "height": 300}, ("cover-320x320.auto", 320, 320)),
        ({"width": 300}, ("contain-320.auto", 320, 180)),
        ({"height": 90}, ("contain-160.auto", 160, 90)),
        ({"width": 2000, "format": "WEBP"}, ("contain-1600.webp", 1600, 900)),
        ({"width": 500, "height": 500, "fit": "CONTAIN"}, ("contain-640.auto", 640, 360)),
        ({}, ("contain-1600.auto", 1600, 900)),
    ],
)
async def test_a_size_is_rounded_up_to_one_that_is_offered(
    database: None, asked: dict[str, Any], expected: tuple[str, int, int]
) -> None:
    page = await make_published("page", image=await make_asset())

    found = await ask(RENDITION, uid=page.uid, **({"fit": "COVER", "format": "AUTO"} | asked))

    made = found["entry"]["image"]["rendition"]
    assert (made["url"].rpartition("/")[2], made["width"], made["height"]) == expected


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"width": 2561}, "limit"),
        ({"height": 100_000}, "limit"),
        ({"width": 0}, "bad_argument"),
        ({"height": -5}, "bad_argument"),
        ({"format": "PNG"}, "bad_argument"),
    ],
)
async def test_what_is_not_offered_is_said(
    database: None, asked: dict[str, Any], code: str
) -> None:
    page = await make_published("page", image=await make_asset())

    error = await error_of(RENDITION, uid=page.uid, **({"fit": "COVER", "format": "AUTO"} | asked))

    assert error["extensions"]["code"] == code
    if code == "limit":
        assert error["extensions"]["limit"] == "pixels"
        assert "2560" in error["message"]


async def test_a_drawing_is_served_as_it_is(database: None) -> None:
    drawing = await make_asset("logo.svg", kind=AssetKind.DRAWING, width=None, height=None)
    page = await make_published("page", image=drawing)

    found = (await ask(SETS, uid=page.uid))["entry"]["image"]

    assert found["card"] == {
        "src": f"{SITE}/media/{drawing}/v1/file/logo.svg", "srcset": "", "sizes": "",
        "width": 300, "height": 150, "sources": [],
    }  # fmt: skip


async def test_any_number_of_images_is_one_statement(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        await make_published("page", f"P{number}", image=await make_asset(f"{number}.jpg"))

    async with counted(monkeypatch) as sent:
        nodes = (await ask(f"query {{ {LISTED[1:-1]} __schema {{ description }} }}"))["pages"]

    assert sum(bool(one["image"]) for one in nodes["nodes"]) == 5
    assert sum("FROM asset" in one for one in sent) <= 1


async def test_only_an_image_that_the_public_sees_is_found_by_its_id(database: None) -> None:
    shown, hidden = await make_asset(), await make_asset()
    page = await make_published("page", image=shown)
    draft = await make("page", "Concept", image=hidden)
    find = "query ($id: ID!) { node(id: $id) { id ... on Image { uid alt } } }"
    preview = await token(await reviewer())
    images = [
        (await ask(IMAGE, uid=page.uid))["entry"]["image"]["id"],
        (await seen(preview, IMAGE, uid=draft.uid))["entry"]["image"]["id"],
    ]

    assert (await ask(find, id=images[0]))["node"] == {
        "id": images[0], "uid": shown, "alt": "De haven",
    }  # fmt: skip
    assert (await ask(find, id=images[1]))["node"] is None
    assert (await seen(preview, find, id=images[1]))["node"]["uid"] == hidden


async def test_what_is_gone_is_null(database: None) -> None:
    image = await make_asset()
    page = await make_published("page", image=image)
    await change("page", page.uid, image=None)
    await execute("UPDATE page SET image = NULL")
    async with writing():
        await Asset.delete().where(Asset.uid == image)

    assert (await ask(IMAGE, uid=page.uid))["entry"]["image"] is None


async def test_a_text_without_words_for_a_picture_takes_the_library_s_everywhere(
    database: None,
) -> None:
    uids = [await make_asset("haven.jpg"), await make_asset("kade.jpg")]
    html = f'<p><img src="uid:{uids[0]}" alt=""> <img src="uid:{uids[1]}" alt="Kade"></p>'
    table = f"<table><tr><td>{html}</td></tr></table>"
    page = await make_published("page", body_nl=html + table)
    query = "query ($uid: ID!) { entry(uid: $uid) { ... on Page { body { html markdown ast } } } }"

    told = (await ask(query, uid=page.uid))["entry"]["body"]

    for form in ("html", "markdown", "ast"):
        assert str(told[form]).count("De haven") == 2, form
        assert str(told[form]).count("Kade") == 2
