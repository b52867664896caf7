"""Values of fields: composites, rows, dates, instants, rich text."""

import pytest
from jsonschema_rs import Draft202012Validator

from cms.content.richtext.json_schema import json_schema
from cms.database.engine import execute
from tests.builders import make, make_published
from tests.schema.client import ask, error_of
from tests.schema.compiled.both import Both


async def test_rows_and_composites(database: None) -> None:
    saved = await make_published(
        "book",
        subtitle_nl="Ondertitel",
        published="2008-12-04",
        free=True,
        printings=[
            {"number": 1, "copies": 2000},
            {"number": 2, "revised": True, "note_nl": "Herzien"},
        ],
        links=[{"label_nl": "Bestel", "label_en": "Order", "url": "https://example.org/"}],
    )

    data = await ask(
        """query ($uid: ID!) { entry(uid: $uid) { ... on Book {
          subtitle isbn free published { date precision formatted }
          printings { key number copies revised note } links { label url } } } }""",
        uid=saved.uid,
    )

    book = data["entry"]
    keys = [one.pop("key") for one in book["printings"]]
    assert len(set(keys)) == 2
    assert book == {
        "subtitle": "Ondertitel",
        "isbn": None,
        "free": True,
        "published": {"date": "2008-12-04", "precision": "DAY", "formatted": "4 december 2008"},
        "printings": [
            {"number": 1, "copies": 2000, "revised": False, "note": None},
            {"number": 2, "copies": None, "revised": True, "note": "Herzien"},
        ],
        "links": [{"label": "Bestel", "url": "https://example.org/"}],
    }


@pytest.mark.parametrize(
    ("precision", "dutch", "english"),
    [
        ("year", "2008", "2008"),
        ("month", "maart 2008", "March 2008"),
        ("day", "1 maart 2008", "1 March 2008"),
    ],
)
async def test_a_date_says_what_is_known_of_it(
    database: None, precision: str, dutch: str, english: str
) -> None:
    fact = {"label_nl": "Begin", "label_en": "Start", "date": "2008-03-01", "precision": precision}
    saved = await make_published("mission_text", facts=[fact, {**fact, "date": None}])

    data = await ask(
        """query ($uid: ID!) {
          nl: entry(uid: $uid, locale: NL) { ... on MissionText { facts { date { formatted } } } }
          en: entry(uid: $uid, locale: EN) { ... on MissionText { facts { date { formatted } } } }
        }""",
        uid=saved.uid,
    )

    assert data["nl"]["facts"] == [{"date": {"formatted": dutch}}, {"date": None}]
    assert data["en"]["facts"] == [{"date": {"formatted": english}}, {"date": None}]


async def test_instants_are_utc_and_a_place_without_a_name_is_none(database: None) -> None:
    here = await make_published("event", "Hier", place_name_nl="Foyer", place_city_nl="Den Haag")
    nowhere = await make_published("event", "Nergens", place_city_nl="Den Haag")
    query = """query ($uid: ID!) { entry(uid: $uid) { ... on Event {
      startsAt kind place { name address city } } } }"""

    assert (await ask(query, uid=here.uid))["entry"] == {
        "startsAt": "2009-12-04T14:00:00Z",
        "kind": "MEETING",
        "place": {"name": "Foyer", "address": None, "city": "Den Haag"},
    }
    assert (await ask(query, uid=nowhere.uid))["entry"]["place"] is None


async def test_an_older_publication_without_a_newer_field_has_its_default(database: None) -> None:
    saved = await make_published("book")
    await execute(
        "UPDATE publication SET data = data - 'free' - 'printings' - 'tags' WHERE uid = $1",
        saved.uid,
    )

    data = await ask(
        "query ($uid: ID!) { entry(uid: $uid) { tags { key } ... on Book { free printings { key } } } }",
        uid=saved.uid,
    )

    assert data["entry"] == {"tags": [], "free": False, "printings": []}


BODY = (
    '<h2>Eerst</h2><p>Lees <strong>dit</strong> over <a href="uid:{known}">open</a> en'
    ' <a href="uid:{hidden}">dicht</a>.</p><h3>Dan</h3><p>Meer.</p>'
)


PLANTED = (
    '<script>alert(1)</script><p onclick="x()">Tekst<img src=x onerror=alert(1)>'
    ' <a href="javascript:alert(1)">hier</a></p><iframe src="https://evil.example"></iframe>'
)


async def test_what_somebody_wrote_into_the_database_is_sanitised_when_it_is_read(
    database: None,
) -> None:
    page, both = await make_published("page", body_nl="<p>Eerst</p>"), Both()
    await execute(
        "UPDATE publication SET texts = texts || jsonb_build_object('body', $1::text) WHERE uid = $2",
        *(PLANTED, page.uid),
    )

    query = "query ($uid: ID!) { entry(uid: $uid, locale: NL) { ... on Page { body { html } } } }"
    html = (await both.ask(query, {"uid": page.uid}))["data"]["entry"]["body"]["html"]

    assert both.compared == 1  # compiled and executed, to the byte
    assert "Tekst" in html
    for evil in ("script", "onclick", "onerror", "iframe", "evil.example"):
        assert evil not in html


async def test_rich_text_in_every_form(database: None) -> None:
    known, hidden = await make_published("page", "Open"), await make("page", "Dicht")
    saved = await make_published(
        "page", "Tekst", body_nl=BODY.format(known=known.uid, hidden=hidden.uid)
    )

    data = await ask(
        """query ($uid: ID!) { entry(uid: $uid) { ... on Page { body {
          html deeper: html(headingBase: 4) text short: text(max: 12) words minutes locale
          toc { level text anchor } references { title } ast markdown } } } }""",
        uid=saved.uid,
    )

    body = data["entry"]["body"]
    assert '<a href="/nl/open-nl">open</a>' in body["html"]
    assert hidden.uid not in body["html"]
    assert '<h2 id="eerst">Eerst</h2>' in body["html"]
    assert '<h4 id="eerst">Eerst</h4>' in body["deeper"]
    assert body["text"] == "Eerst\nLees dit over open en dicht.\nDan\nMeer."
    assert body["short"] == "Eerst Lees…"
    assert (body["words"], body["minutes"], body["locale"]) == (9, 1, "NL")
    assert body["toc"] == [
        {"level": 2, "text": "Eerst", "anchor": "eerst"},
        {"level": 3, "text": "Dan", "anchor": "dan"},
    ]
    assert body["references"] == [{"title": "Open nl"}]
    assert body["ast"]["type"] == "document"
    assert "**dit** over [open](/nl/open-nl) en dicht." in body["markdown"]
    assert body["ast"]["children"][1]["children"][2:] == [
        {"type": "text", "text": " over "},
        {
            "type": "link",
            "href": "/nl/open-nl",
            "uid": known.uid,
            "children": [{"type": "text", "text": "open"}],
        },
        {"type": "text", "text": " en "},
        {"type": "text", "text": "dicht"},
        {"type": "text", "text": "."},
    ]


NOTED = (
    '<p>Zie dit<span data-footnote="">Over <a href="uid:{known}">open</a>.</span>.</p>'
    '<figure data-embed="vimeo:76979871"><a href="https://vimeo.com/76979871">Film</a></figure>'
)


async def test_footnotes_and_videos_in_every_form(database: None) -> None:
    known = await make_published("page", "Open")
    saved = await make_published("page", "Tekst", body_nl=NOTED.format(known=known.uid))

    data = await ask(
        "query ($uid: ID!) { entry(uid: $uid) { ... on Page { body { html markdown text ast"
        " references { title } } } } }",
        uid=saved.uid,
    )

    body = data["entry"]["body"]
    assert body["references"] == [{"title": "Open nl"}]
    assert 'role="doc-noteref">1</a></sup>.</p>' in body["html"]
    assert '<section role="doc-endnotes" aria-label="Noten"><ol><li id="note-' in body["html"]
    assert '>Over <a href="/nl/open-nl">open</a>. <a href="#note-' in body["html"]
    assert 'aria-label="Terug naar de tekst bij noot 1"' in body["html"]
    assert 'data-src="https://player.vimeo.com/video/76979871?dnt=1"' in body["html"]
    assert "dit[^1]." in body["markdown"]
    assert "[^1]: Over [open](/nl/open-nl)." in body["markdown"]
    assert body["text"] == "Zie dit.\nOver open.\nFilm"
    validator = Draft202012Validator(json_schema())
    validator.validate(body["ast"])
    assert body["ast"]["children"][1]["player"] == "https://player.vimeo.com/video/76979871?dnt=1"


async def test_links_lead_to_the_language_of_the_view(database: None) -> None:
    both = await make_published("page", "Beide")
    dutch = await make_published("page", "Dutch", locales=("nl",))
    text = f'<p><a href="uid:{both.uid}#x">a</a> <a href="uid:{dutch.uid}">b</a></p>'
    saved = await make_published("page", "Tekst", body_nl=text, body_en=text)
    query = """query ($uid: ID!, $fallback: [Locale!]) {
      entry(uid: $uid, locale: EN, fallback: $fallback) {
        ... on Page { body { html markdown ast } } } }"""

    strict = (await ask(query, uid=saved.uid))["entry"]["body"]
    lenient = (await ask(query, uid=saved.uid, fallback=["NL"]))["entry"]["body"]

    for form in strict.values():
        assert "/en/beide-en#x" in str(form)
        assert "dutch" not in str(form)
        assert "uid:" not in str(form)
    for form in lenient.values():
        assert "/nl/dutch-nl" in str(form)


async def test_an_empty_text_is_empty_and_not_null(database: None) -> None:
    saved = await make_published("page")

    data = await ask(
        "query ($uid: ID!) { entry(uid: $uid) { ... on Page { body { html text words toc { text } } } } }",
        uid=saved.uid,
    )

    assert data["entry"]["body"] == {"html": "", "text": "", "words": 0, "toc": []}


@pytest.mark.parametrize(
    "arguments", ["html(headingBase: 0)", "html(headingBase: 7)", "text(max: -1)"]
)
async def test_a_form_that_cannot_be_made_has_a_code(database: None, arguments: str) -> None:
    await make_published("page")

    error = await error_of(f'{{ page(slug: "voorbeeld-nl") {{ body {{ {arguments} }} }} }}')

    assert error["extensions"]["code"] == "bad_argument"


@pytest.mark.parametrize(
    "value", ["2009-12-04", "2009-12-04T15:00:00", "gisteren", "0001-01-01T00:00:00+14:00", ""]
)
async def test_an_instant_without_offset_is_refused(database: None, value: str) -> None:
    query = "query ($at: DateTime) { events(filter: { startsAt: { after: $at } }) { totalCount } }"

    assert (await error_of(query, at=value))["extensions"]["code"] == "bad_argument"
    literal = query.replace("($at: DateTime)", "").replace("$at", f'"{value}"')
    assert (await error_of(literal))["extensions"]["code"] == "bad_argument"
