"""All that is public, whole, in plain formats: and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, writing
from cms.publishing.publishing import publish, retract
from cms.reading import harvesting
from tests.builders import ACTOR, change, make, make_published, remove
from tests.delivery.open_data.reading import COPIES, entries, fetched, nodes, rows, text
from tests.delivery.reading import SITE
from tests.representations.reading import check

SECRET = "Zwijgplicht"


async def test_a_book_with_all_that_its_type_declares(database: None) -> None:
    author = await make_published("speaker", given_name="Ada", family_name="Berlo")
    saved = await make_published(
        "book", "Boek", isbn="0306406152", published="2008-12-01", published_precision="month",
        free=True, authors=[{"speaker": author.uid}], printings=[{"number": 1, "copies": 2000}],
        body_nl=f'<h2>Kop</h2><p><a href="uid:{author.uid}">Ada</a> <a href="/x">x</a></p>',
    )  # fmt: skip

    (book,) = await entries("nl", "book")
    (row,) = await rows("nl", "book")

    assert book["uid"] == saved.uid
    assert book["url"] == f"{SITE}/nl/boek-nl"
    assert book["translations"] == {"nl": f"{SITE}/nl/boek-nl", "en": f"{SITE}/en/boek-en"}
    assert book["title"] == "Boek nl"
    assert book["published"] == {"date": "2008-12-01", "precision": "month"}
    assert (book["authors"], book["isbn13"], book["free"]) == ([author.uid], "9780306406157", True)
    assert book["printings"] == [{"number": 1, "copies": 2000, "revised": False, "note": None}]
    assert book["body"] == (
        f'<h2>Kop</h2><p><a href="{SITE}/nl/ada-berlo">Ada</a> <a href="{SITE}/x">x</a></p>'
    )
    assert (row["uid"], row["published.precision"], row["free"]) == (saved.uid, "month", "true")
    assert row["body"].startswith(f"Kop\n\nAda ({SITE}/nl/ada-berlo) x")
    assert row["authors"] == author.uid
    assert row["printings"] == '[{"number":1,"copies":2000,"revised":false,"note":null}]'


@pytest.mark.parametrize("name", list(installed()))
async def test_every_type_in_every_format(database: None, name: str) -> None:
    saved = await make_published(name, locales=("nl",))

    assert saved.uid in [one["uid"] for one in await entries("nl", name)]
    assert saved.uid in [one["uid"] for one in await entries("nl", "all")]
    assert saved.uid in [one["uid"] for one in await rows("nl", name)]
    told = await nodes("nl", name)
    check({"@context": "https://schema.org", "@graph": told})
    assert f"{SITE}/nl/" in str(told)
    assert saved.uid not in await text(f"en/{name}.jsonl"), "in its own language only"


async def test_texts_within_something_lead_to_what_is_public(database: None) -> None:
    known, hidden = await make_published("page", "Open"), await make("page", "Dicht")
    links = f'<p><a href="uid:{known.uid}">a</a> <a href="uid:{hidden.uid}">b</a></p>'
    await make_published(
        "session", column_title_nl="Kop", column_title_en="Head", column_text_nl=links
    )

    (session,) = await entries("nl", "session")
    (row,) = await rows("nl", "session")

    assert session["column"]["text"] == f'<p><a href="{SITE}/nl/open-nl">a</a> b</p>'
    assert row["column.text"] == f"a ({SITE}/nl/open-nl) b\n"


async def test_linked_data_says_what_the_pages_say(database: None) -> None:
    parent = await make_published("page", "Boven")
    child = await make_published("page", "Onder", parent=parent.uid)

    told = await nodes("nl", "all")

    (way,) = [one for one in told if one["@id"] == f"{SITE}/nl/boven-nl/onder-nl#breadcrumbs"]
    assert [one["name"] for one in way["itemListElement"]] == ["Home nl", "Boven nl", "Onder nl"]
    assert child.uid


async def test_nothing_that_is_not_public_is_in_it(database: None) -> None:
    hidden = await make("speaker", given_name=SECRET, family_name="Persoon")
    dutch = await make_published("page", SECRET, locales=("nl",))
    draft = await make("page", SECRET)
    gone = await make_published("page", SECRET)
    binned = await make_published("page", SECRET)
    later = await make("page", SECRET)
    link = f'<p><a href="uid:{draft.uid}">zie</a> <a href="uid:{dutch.uid}">dit</a></p>'
    book = await make_published("book", authors=[{"speaker": hidden.uid}], body_en=link)
    await make_published("session", moderator=hidden.uid)
    await change("book", book.uid, subtitle_en=SECRET)
    async with writing():
        page = installed()["page"]
        await retract(page, gone.uid, "en", actor=ACTOR)
        at = datetime.now(UTC) + timedelta(days=1)
        await publish(page, later.uid, "en", actor=ACTOR, at=at)
    await remove(binned.uid)

    told = [await text(f"en/all.{end}") for end in ("json", "jsonl", "jsonld")]
    told += [await text(f"en/{name}.csv") for name in installed()]

    for one in told:
        assert SECRET.lower() not in one.lower()
        for uid in (hidden.uid, dutch.uid, draft.uid, gone.uid, binned.uid, later.uid):
            assert uid not in one
    assert any(book.uid in one for one in told)
    assert hidden.uid not in str(await entries("nl", "book"))


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\uff1d"])
async def test_no_cell_is_a_formula(database: None, begin: str) -> None:
    title = f'{begin}HYPERLINK("https://a.example";"klik")'
    await make_published("page", title_nl=title, body_nl=f"<p>{begin}1+1</p>")

    table = await rows("nl", "page")
    (listed,) = [one for one in await entries("nl", "page") if one["slug"] != "" and one["slug"]]

    assert f"'{title}" in [one["title"] for one in table]
    assert f"'{begin}1+1\n" in [one["body"] for one in table]
    assert listed["title"] == title, "a program reads it as it is"
    for row in table:
        assert not any(cell.startswith(("=", "+", "-", "@", "\uff1d")) for cell in row.values())


async def test_all_of_it_comes_in_batches(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(harvesting, "FEW", 1)
    monkeypatch.setattr(harvesting, "BATCH", 2)
    uids = {(await make_published("page", f"P{number}")).uid for number in range(5)}

    for name in ("page", "all"):
        found = [one["uid"] for one in await entries("nl", name)]
        assert uids < set(found)
        assert len(found) == len(set(found)) == 6, "and the home page"
    assert len(await rows("nl", "page")) == 6
    assert len([one for one in await nodes("nl", "page") if one["@type"] == "WebPage"]) == 6


async def test_long_texts_come_a_few_at_a_time(database: None) -> None:
    long = await make_published("page", "Lang", body_nl=f"<p>{'Een werkplaats. ' * 12_500}</p>")
    await execute(COPIES, long.uid, 1, 60)

    sizes = [len(found) async for found in harvesting.batches("nl", ["page"])]

    assert sum(sizes) == 62, "and the home page"
    assert max(sizes) < 15, "of 200 kB each"


async def test_a_site_without_anything_has_empty_data(database: None) -> None:
    assert await entries("nl", "all") == []
    assert await nodes("nl", "all") == []
    assert await rows("nl", "book") == []
    assert (await text("nl/book.csv")).startswith("uid,type,locale,url,")


async def test_who_has_it_is_sent_it_again_when_something_changed(database: None) -> None:
    page = await make_published("page", "Een")
    first = await fetched("nl/all.jsonl")
    assert first.headers["content-type"] == "application/x-ndjson"
    assert first.headers["content-disposition"] == 'attachment; filename="all.nl.jsonl"'

    async def again() -> int:
        headers = {"If-None-Match": first.headers["etag"]}
        return (await fetched("nl/all.jsonl", headers=headers)).status_code

    assert await again() == 304
    await change("page", page.uid, title_nl="Anders")
    assert await again() == 304, "a draft changes nothing"
    async with writing():
        await retract(installed()["page"], page.uid, "nl", actor=ACTOR)
    assert await again() == 200
    first = await fetched("nl/all.jsonl")
    assert await again() == 304
    await execute("INSERT INTO tag (key, label_nl, label_en) VALUES ('x', 'X', 'X')")
    assert await again() == 200


@pytest.mark.parametrize(
    "path", ["de/page.csv", "nl/nothing.csv", "nl/all.csv", "nl/page.xml", "nl/page", "nl/user.csv"]
)
async def test_other_addresses_are_not_there(database: None, path: str) -> None:
    answer = await fetched(path)

    assert answer.status_code == 404
    assert (await fetched("nl/page.csv", method="POST")).status_code == 405


async def test_only_what_it_is_may_be_asked(database: None) -> None:
    answer = await fetched("nl/page.csv", method="HEAD")

    assert (answer.status_code, answer.content) == (200, b"")
    assert "content-length" not in answer.headers, "nobody knows it beforehand"
    assert answer.headers["etag"] == (await fetched("nl/page.csv")).headers["etag"]
    first = await fetched("")
    assert first.headers["location"] == "/open-data/catalogue.jsonld"
