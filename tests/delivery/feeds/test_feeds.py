"""Feeds, as a reader of feeds gets them."""

import json
from typing import Any

import feedparser
import pytest
from lxml import etree

from cms.database.engine import execute
from tests.builders import make, make_published
from tests.delivery.editing import move, republish, retract
from tests.delivery.reading import SITE, body, read
from tests.delivery.secrets import WORD, plant
from tests.schema.made import make_tags

pytestmark = pytest.mark.usefixtures("database")
FORMATS = ("rss", "atom", "json")
STRANGE = "Ijs \x01\x0b\ufffe]]> & <b>vet</b> \"'😀 שלום\u202e"


async def feed(path: str) -> dict[str, Any]:
    return dict(json.loads(await body(f"{path}.json")))


async def titles(path: str) -> list[str]:
    return [one["title"] for one in (await feed(path))["items"]]


@pytest.mark.parametrize("kind", ["rss", "atom"])
async def test_a_reader_of_feeds_understands_it(kind: str) -> None:
    await make_tags(buurt=("Buurt", "Neighbourhood"))
    writer = await make_published("speaker", given_name="Mia", family_name="Nijs")
    book = await make_published(
        "book", "Boek", authors=[{"speaker": writer.uid}], tags=["buurt"],
        summary_nl="Kort & <goed>", body_nl="<h2>Kop</h2><p>Tekst</p>",
    )  # fmt: skip

    found = feedparser.parse(await body(f"/feeds/nl/book.{kind}"))
    (entry,) = found.entries

    assert not found.bozo
    assert (found.feed.title, found.feed.link) == ("Boeken – Home nl", f"{SITE}/nl")
    assert found.feed.get("language", "nl") == "nl"
    assert {one.href for one in found.feed.links if one.rel == "self"} == {
        f"{SITE}/feeds/nl/book.{kind}"
    }
    assert (entry.title, entry.link) == ("Boek nl", f"{SITE}/nl/boek-nl")
    assert entry.id.startswith("urn:uuid:")
    assert entry.author == "Mia Nijs"
    assert [one.get("label") or one.term for one in entry.tags] == ["Buurt"]
    assert "Kort &" in entry.summary
    assert entry.content[0].value == "<h2>Kop</h2><p>Tekst</p>"
    assert entry.published_parsed <= entry.updated_parsed
    assert book.uid not in (await body(f"/feeds/nl/book.{kind}")).decode()


async def test_json_feed_has_what_its_description_asks() -> None:
    writer = await make_published("speaker", given_name="Mia", family_name="Nijs")
    await make_published("book", "Boek", authors=[{"speaker": writer.uid}])

    answer = await read("/feeds/en/book.json")
    found = answer.json()
    (item,) = found["items"]

    assert answer.headers["content-type"] == "application/feed+json; charset=utf-8"
    assert found["version"] == "https://jsonfeed.org/version/1.1"
    assert found["feed_url"] == f"{SITE}/feeds/en/book.json"
    assert (found["title"], found["language"]) == ("Books – Home en", "en")
    assert {"id", "url", "content_html", "date_published", "date_modified"} <= set(item)
    assert item["authors"] == [{"name": "Mia Nijs", "url": f"{SITE}/en/mia-nijs"}]
    assert all(name.isidentifier() for name in [*found, *item])


@pytest.mark.parametrize("kind", ["rss", "atom"])
async def test_whatever_signs_a_text_has_it_is_xml(kind: str) -> None:
    page = await make_published("page", "Pagina")
    await execute(
        "UPDATE publication SET title = $1, data = data || jsonb_build_object('summary', $1::text)"
        " WHERE uid = $2",
        STRANGE,
        page.uid,
    )

    parsed = etree.fromstring(await body(f"/feeds/nl/page.{kind}"))

    shown = "".join(sign for sign in STRANGE if sign not in "\x01\x0b\ufffe")
    assert shown in {one.text for one in parsed.iter("{*}title")}


async def test_an_identity_stays_whatever_changes() -> None:
    parent = await make_published("page", "Elders")
    page = await make_published("page", "Eerst")
    (before,) = [
        one for one in (await feed("/feeds/nl/page"))["items"] if one["title"] == "Eerst nl"
    ]

    await republish("page", page.uid, title_nl="Later", slug_nl="later")
    await move(page.uid, parent.uid)
    (after,) = [one for one in (await feed("/feeds/nl/page"))["items"] if one["title"] == "Later"]
    english = {one["id"] for one in (await feed("/feeds/en/page"))["items"]}

    assert after["id"] == before["id"]
    assert after["id"] not in english
    assert after["url"] == f"{SITE}/nl/elders-nl/later"
    assert after["date_published"] == before["date_published"]
    assert after["date_modified"] > before["date_modified"]


async def test_every_address_in_it_is_whole() -> None:
    there = await make_published("page", "Daar")
    hidden = await make("page", "Weg")
    text = (
        f'<p><a href="uid:{there.uid}#deel">a</a> <a href="uid:{hidden.uid}">b</a>'
        ' <a href="/nl/x">c</a> <a href="#kop">d</a> <a href="https://elders.example/">e</a></p>'
    )
    await make_published("page", "Hier", body_nl=text, locales=("nl",))

    found = {one["title"]: one for one in (await feed("/feeds/nl/page"))["items"]}

    assert found["Hier nl"]["content_html"] == (
        f'<p><a href="{SITE}/nl/daar-nl#deel">a</a> b <a href="{SITE}/nl/x">c</a>'
        f' <a href="{SITE}/nl/hier-nl#kop">d</a> <a href="https://elders.example/">e</a></p>'
    )


async def test_the_newest_comes_first() -> None:
    for name in ("Een", "Twee", "Drie"):
        await make_published("page", name)

    assert (await titles("/feeds/nl/page"))[:3] == ["Drie nl", "Twee nl", "Een nl"]


async def test_each_language_has_its_own_and_leads_to_the_others() -> None:
    both = await make_published("page", "Beide")
    await make_published("page", "Alleen", locales=("nl",))

    dutch, english = await feed("/feeds/nl/page"), await feed("/feeds/en/page")
    item = next(one for one in dutch["items"] if one["title"] == "Beide nl")
    alone = next(one for one in dutch["items"] if one["title"] == "Alleen nl")

    assert "Alleen en" not in {one["title"] for one in english["items"]}
    assert item["_klankbord"]["alternates"] == [{"language": "en", "url": f"{SITE}/en/beide-en"}]
    assert "_klankbord" not in alone
    assert dutch["_klankbord"]["alternates"][0]["url"] == f"{SITE}/feeds/en/page.json"
    await retract("page", both.uid, "en")
    (answer,) = [one for one in (await feed("/feeds/nl/page"))["items"] if one["id"] == item["id"]]
    assert "_klankbord" not in answer


async def test_a_branch_a_tag_and_a_search_have_their_own() -> None:
    await make_tags(buurt=("Buurt", "Neighbourhood"), leeg=("Leeg", "Empty"))
    branch = await make_published("page", "Tak", summary_nl="Alles hier")
    leaf = await make_published("page", "Blad", parent=branch.uid, tags=["buurt"])
    await make_published("page", "Elders", parent=leaf.uid, body_nl="<p>Koffie</p>")

    tak = await feed(f"/feeds/nl/branch/{branch.uid}")

    assert [one["title"] for one in tak["items"]] == ["Elders nl", "Blad nl"]
    assert (tak["title"], tak["description"]) == ("Tak nl – Home nl", "Alles hier")
    assert tak["home_page_url"] == f"{SITE}/nl/tak-nl"
    assert await titles("/feeds/nl/tag/buurt") == ["Blad nl"]
    assert (await feed("/feeds/en/tag/buurt"))["title"] == "Neighbourhood – Home en"
    found = json.loads(await body("/feeds/nl/search.json?text=koffie"))
    assert [one["title"] for one in found["items"]] == ["Elders nl"]
    assert found["feed_url"] == f"{SITE}/feeds/nl/search.json?text=koffie"


@pytest.mark.parametrize("kind", FORMATS)
async def test_what_is_not_public_is_in_no_feed(kind: str) -> None:
    branch = await make_published("page", "Tak")
    await make_tags(stil=(WORD, WORD))
    hidden = await plant("page", parent=branch.uid)
    await make("page", WORD, tags=["stil"])

    for path in ("all", "page", f"branch/{branch.uid}", "search"):
        answer = await read(f"/feeds/nl/{path}.{kind}?text=openbaar")
        assert answer.status_code == 200
        assert b"Openbaar nl" in answer.content
        assert WORD.encode() not in answer.content.lower()
    absent = [f"branch/{uid}" for uid in hidden] + ["tag/stil"]
    for path in absent:
        assert (await read(f"/feeds/nl/{path}.{kind}")).status_code == 404


@pytest.mark.parametrize(
    ("path", "status", "said"),
    [
        ("/feeds/nl/niets.rss", 404, "staat niets"),
        ("/feeds/xx/all.rss", 404, "nothing at this address"),
        ("/feeds/nl/all.txt", 404, "staat niets"),
        ("/feeds/nl", 404, ""),
        ("/feeds/nl/branch/%00.rss", 404, "staat niets"),
        ("/feeds/nl/tag/onbekend.rss", 404, "staat niets"),
        ("/feeds/en/search.rss", 400, "Say what to look for"),
        ("/feeds/nl/search.rss?text=%00", 400, "Zeg waarnaar je zoekt"),
        (f"/feeds/nl/search.rss?text={'a' * 201}", 400, "hoogstens 200 tekens"),
    ],
)
async def test_a_bad_address_is_told_in_the_readers_language(
    path: str, status: int, said: str
) -> None:
    answer = await read(path, headers={"accept-language": "en"})

    assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
    assert said in answer.text


async def test_a_site_without_anything_has_feeds_all_the_same() -> None:
    for kind in FORMATS:
        assert (await read(f"/feeds/nl/all.{kind}")).status_code == 200
