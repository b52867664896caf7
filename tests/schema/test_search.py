"""Search over all types in one language."""

from typing import Any

import pytest

from cms.database.engine import execute, fetch
from cms.reading.queries import tsquery
from cms.reading.statement import Statement
from cms.reading.view import View
from tests.builders import make, make_published
from tests.schema.client import ask, error_of
from tests.schema.made import make_tags

QUERY = """
query ($text: String!, $locale: Locale, $types: [ContentType!], $tags: [String!], $first: Int! = 20,
       $after: String) {
  search(text: $text, locale: $locale, types: $types, tags: $tags, first: $first, after: $after) {
    totalCount nodes { highlight content { __typename title locale } } pageInfo { endCursor hasNextPage }
  }
}
"""


async def found(text: str, **variables: Any) -> list[str]:
    nodes = (await ask(QUERY, text=text, **variables))["search"]["nodes"]
    return [one["content"]["title"] for one in nodes]


async def test_words_are_found_in_every_type_the_title_first(database: None) -> None:
    await make_published("page", "Anders", body_nl="<p>Iets over koffie.</p>")
    await make_published("event", "Koffie")
    await make_published("book", "Boek", summary_nl="Bij de koffie te lezen")
    await make("page", "Koffie", slug_nl="concept", slug_en="draft")

    data = (await ask(QUERY, text="koffie"))["search"]

    assert [one["content"]["title"] for one in data["nodes"]] == [
        "Koffie nl",
        "Boek nl",
        "Anders nl",
    ]
    assert {one["content"]["__typename"] for one in data["nodes"]} == {"Event", "Book", "Page"}
    assert data["totalCount"] == 3


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vergadering", ["Vergaderingen nl"]),
        ("Vergaderingen", ["Vergaderingen nl"]),
        ("vergad", ["Vergaderingen nl"]),
        ("café", ["Cafe nl"]),
        ("koffie -melk", ["Cafe nl"]),
        ("koffie or thee", ["Cafe nl", "Melk nl", "Thee nl"]),
        ('"koffie met melk"', ["Melk nl"]),
        ("koffie met mel", ["Melk nl"]),
        ("niets", []),
        ("", []),
        ("   ", []),
        ("'", []),
        ("& | ! ( ) : *", []),
        ("\\", []),
        ("koffie &", ["Cafe nl", "Melk nl"]),
    ],
)
async def test_a_search_reads_like_a_web_search(
    database: None, text: str, expected: list[str]
) -> None:
    await make_published("page", "Vergaderingen")
    await make_published("page", "Cafe", body_nl="<p>Koffie</p>")
    await make_published("page", "Melk", body_nl="<p>Koffie met melk</p>")
    await make_published("page", "Thee", body_nl="<p>Thee</p>")

    assert sorted(await found(text)) == expected


@pytest.mark.parametrize(
    "text", ["ŉ", "⑴", "a⑴", "a ŉ", "koffie ŉ", "½", "℅", "㎏", "_", "a_", "ﬁ"]
)
async def test_characters_that_fold_into_signs_are_words(database: None, text: str) -> None:
    await make_published("page", f"Koffie {text}")
    query = """query ($text: String!) {
      search(text: $text) { nodes { content { uid } highlight } }
      pages(filter: { search: $text, title: { contains: $text } }) { totalCount } }"""

    await ask(query, text=text)
    assert len(await found(f"koffie {text}")) == 1


async def test_no_character_breaks_a_search(database: None) -> None:
    letters = [chr(number) for number in range(1, 0x10000) if not 0xD800 <= number < 0xE000]
    texts = [text for one in letters for text in (one, f"a{one}")]
    for start in range(0, len(texts), 100):
        to = Statement(View("nl"))
        queries = [tsquery(text, "nl", to) for text in texts[start : start + 100]]
        await fetch(f"SELECT {', '.join(queries)}", *to.values)


async def test_each_language_has_its_own_words(database: None) -> None:
    await make_published("page", title_nl="Denktank", title_en="Think tank")

    assert await found("denktank", locale="NL") == ["Denktank"]
    assert await found("denktank", locale="EN") == []
    assert await found("thinking", locale="EN") == ["Think tank"]


MEANT = "query ($text: String!) { search(text: $text) { didYouMean nodes { content { title } } } }"


@pytest.mark.parametrize(
    ("text", "expected", "meant"),
    [
        ("sessies", ["Sessie nl"], None),
        ("sesie", ["Sessie nl"], "sessie"),
        ("Vergadring", ["Vergaderingen nl"], "vergaderingen"),
        ("grootte vergadring", [], None),
        ("koffe sesie", [], None),
        ("denkank", ["Denktank nl"], "denktank"),
        ("denk tank", ["Denktank nl"], "denktank"),
        ("denktankbestuur", ["Denktank nl"], "denktank bestuur"),
        ("prikelend", ["Denktank nl"], "prikkelend"),
        ("cooperatei", ["Denktank nl"], "coöperatie"),
        ("sesie -thee", [], None),
        ('"sesie"', [], None),
        ('"sessies"', [], None),
        ("koffie", [], None),
        ("", [], None),
    ],
)
async def test_when_nothing_has_the_words_errors_in_them_are_mended(
    database: None, text: str, expected: list[str], meant: str | None
) -> None:
    for name in ("Sessie", "Vergaderingen"):
        await make_published("page", name)
    await make_published("page", "Denktank", body_nl="<p>Prikkelend <b>bestuur</b>, coöperatie</p>")

    data = (await ask(MEANT, text=text))["search"]

    assert [one["content"]["title"] for one in data["nodes"]] == expected
    assert data["didYouMean"] == meant


async def test_nothing_is_meant_that_may_not_be_seen(database: None) -> None:
    await make("page", "Geheimzinnig")
    retired = await make_published("page", "Verborgen")
    await execute(
        "UPDATE publication SET valid = tstzrange(lower(valid), statement_timestamp()) WHERE uid = $1",
        retired.uid,
    )
    await make_published("page", title_nl="Open", title_en="Mysterious")

    for text in ("geheimzinig", "verborgn", "mysterius"):
        assert (await ask(MEANT, text=text))["search"] == {"didYouMean": None, "nodes": []}


async def test_pages_of_what_was_meant(database: None) -> None:
    for place in range(5):
        await make_published("page", f"Sessie {place}")
    seen: list[str] = []
    after = None
    for _ in range(3):
        data = (await ask(QUERY, text="sesie", first=2, after=after))["search"]
        seen += [one["content"]["title"] for one in data["nodes"]]
        after = data["pageInfo"]["endCursor"]

    assert seen == [f"Sessie {place} nl" for place in range(5)]
    assert (data["totalCount"], data["pageInfo"]["hasNextPage"]) == (5, False)
    error = await error_of(QUERY, text="thee", after=after)
    assert error["extensions"]["code"] == "bad_cursor"


FACETS = """
query ($text: String!, $types: [ContentType!], $tags: [String!], $locale: Locale) {
  search(text: $text, types: $types, tags: $tags, locale: $locale) {
    totalCount facets(by: [TYPE, TAG, YEAR]) { by values { value label count } } } }
"""


async def facets(text: str, **variables: Any) -> dict[str, dict[str, int]]:
    data = (await ask(FACETS, text=text, **variables))["search"]["facets"]
    return {one["by"]: {each["value"]: each["count"] for each in one["values"]} for one in data}


async def test_facets_count_what_was_found(database: None) -> None:
    await make_tags(web=("Web", "Web"), open=("Openheid", "Openness"))
    await make_published("page", "Koffie", tags=["web", "open"])
    await make_published("page", "Koffie thee", slug_nl="t", slug_en="t", tags=["web"])
    await make_published("event", "Koffie", slug_nl="k", slug_en="k", tags=["open"])
    await make("page", "Koffie", slug_nl="c", slug_en="c", tags=["web"])
    await make_published("page", "Anders", tags=["web"])

    found = await facets("koffie")
    assert found["TYPE"] == {"PAGE": 2, "EVENT": 1}
    assert found["TAG"] == {"open": 2, "web": 2}
    assert list(found["YEAR"].values()) == [3]
    assert (await facets("koffei"))["TYPE"] == {"PAGE": 2, "EVENT": 1}, "of what was meant"
    assert await facets("niets") == {"TYPE": {}, "TAG": {}, "YEAR": {}}


async def test_a_year_begins_on_the_clocks_of_the_site(database: None) -> None:
    for name, first in (
        ("Koffie", "2009-12-31T22:59:59Z"),
        ("Koffie thee", "2009-12-31T23:00:00Z"),
    ):
        made = await make_published("page", name, slug_nl=name[-3:], slug_en=name[-3:])
        await execute(
            "UPDATE publication SET first_published_at = $2::text::timestamptz WHERE uid = $1",
            made.uid,
            first,
        )

    assert (await facets("koffie"))["YEAR"] == {"2009": 1, "2010": 1}


async def test_a_facet_leaves_its_own_filter_out_of_account(database: None) -> None:
    await make_tags(web=("Web", "Web"), open=("Openheid", "Openness"))
    await make_published("page", "Koffie", tags=["web", "open"])
    await make_published("event", "Koffie", slug_nl="k", slug_en="k", tags=["open"])

    found = await facets("koffie", types=["EVENT"], tags=["open"])
    assert found["TYPE"] == {"EVENT": 1, "PAGE": 1}
    assert found["TAG"] == {"open": 1}
    assert (await facets("koffie", tags=["web"]))["TAG"] == {"open": 2, "web": 1}


async def test_facets_say_what_readers_call_them(database: None) -> None:
    await make_tags(open=("Openheid", "Openness"))
    await make_published("event", "Koffie", tags=["open"])

    async def labels(locale: str) -> list[str]:
        data = await ask(FACETS, text="koffie", locale=locale)
        return [one["label"] for facet in data["search"]["facets"][:2] for one in facet["values"]]

    assert await labels("NL") == ["Evenement", "Openheid"]
    assert await labels("EN") == ["Event", "Openness"]


async def test_place_and_time_narrow_a_search(database: None) -> None:
    branch = await make_published("page", "Tak")
    inside = await make_published("page", "Koffie", parent=branch.uid)
    await make_published("page", "Koffie buiten")
    query = """query ($under: String, $published: TimeMatch) {
      search(text: "koffie", under: $under, published: $published) { nodes { content { uid } } } }"""

    async def uids(**variables: Any) -> list[str]:
        nodes = (await ask(query, **variables))["search"]["nodes"]
        return [one["content"]["uid"] for one in nodes]

    assert await uids(under=branch.uid) == [inside.uid]
    assert await uids(under="/nl/niets") == []
    assert len(await uids(published={"after": "2020-01-01T00:00:00Z"})) == 2
    assert await uids(published={"before": "2020-01-01T00:00:00Z"}) == []
    error = await error_of(query, under="x" * 201)
    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("limit", "under")


async def test_types_and_tags_narrow_a_search(database: None) -> None:
    await make_tags(web=("Web", "Web"), open=("Open", "Open"))
    await make_published("page", "Koffie", tags=["web"])
    await make_published("event", "Koffie", slug_nl="k", slug_en="k", tags=["open"])

    assert len(await found("koffie", types=["EVENT"])) == 1
    assert len(await found("koffie", types=["EVENT", "PAGE"])) == 2
    assert len(await found("koffie", tags=["web"])) == 1
    assert len(await found("koffie", tags=["web", "open"])) == 2
    assert len(await found("koffie", tags=["none"])) == 0


async def test_a_piece_of_the_text_is_shown_safely(database: None) -> None:
    await make_published(
        "page", "Iets", body_nl="<p>Een lange inleiding &lt;b&gt; over koffie &amp; thee.</p>"
    )

    (hit,) = (await ask(QUERY, text="koffie"))["search"]["nodes"]

    assert "<mark>koffie</mark> &amp; thee" in hit["highlight"]
    assert "<b>" not in hit["highlight"]


async def test_pages_of_hits(database: None) -> None:
    for place in range(5):
        await make_published("page", f"P{place}", body_nl="<p>koffie</p>")
    seen: list[str] = []
    after = None
    for _ in range(3):
        data = (await ask(QUERY, text="koffie", first=2, after=after))["search"]
        seen += [one["content"]["title"] for one in data["nodes"]]
        after = data["pageInfo"]["endCursor"]

    assert seen == [f"P{place} nl" for place in range(5)]
    assert data["pageInfo"]["hasNextPage"] is False
    error = await error_of(QUERY, text="thee", after=after)
    assert error["extensions"]["code"] == "bad_cursor"


async def test_a_list_searched_comes_in_order_of_relevance(database: None) -> None:
    await make_published("page", "Anders", body_nl="<p>koffie</p>")
    await make_published("page", "Koffie")

    async def listed(order: str) -> list[str]:
        query = f'{{ pages(filter: {{ search: "koffie" }} {order}) {{ nodes {{ title }} }} }}'
        return [one["title"] for one in (await ask(query))["pages"]["nodes"]]

    assert await listed("") == ["Koffie nl", "Anders nl"]
    assert await listed(", order: [{ relevance: DESC }]") == ["Koffie nl", "Anders nl"]
    assert await listed(", order: [{ relevance: ASC }]") == ["Anders nl", "Koffie nl"]


async def test_a_long_text_is_refused(database: None) -> None:
    error = await error_of(QUERY, text="x" * 201)

    assert (error["extensions"]["code"], error["extensions"]["limit"]) == ("limit", "text")


async def test_an_expired_hit_is_not_found(database: None) -> None:
    saved = await make_published("page", "Koffie")
    await execute(
        "UPDATE publication SET valid = tstzrange(lower(valid), statement_timestamp())"
        " WHERE uid = $1 AND locale = 'nl'",
        saved.uid,
    )

    assert await found("koffie") == []
    assert await found("koffie", locale="EN") == ["Koffie en"]
