"""Search for those who work on entries: drafts, all types, both languages, spelling."""

import pytest

from cms.access.actors import load_actor
from cms.content.discovery import installed
from cms.content.words import index_statements, words_sql
from cms.database.engine import fetch, writing
from cms.reading.finding import Found, Wanted, find
from tests.builders import make, make_published
from tests.people import give, make_user, someone

pytestmark = pytest.mark.usefixtures("database")


def uids(found: Found) -> list[str]:
    return [hit.uid for hits in found.hits.values() for hit in hits]


async def look(text: str, **wanted: object) -> list[str]:
    return uids(await find(await load_actor("els"), Wanted(text, **wanted)))  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
async def els(database: None) -> None:
    await someone("els", "editor")


@pytest.mark.parametrize(
    "text",
    ["Coöperatie", "cooperatie", "COÖP", "cooperative", "honing", "imkers zwerm", "imkers zwe"],
)
async def test_titles_and_texts_in_both_languages(text: str) -> None:
    wanted = await make(
        "page", title_nl="Coöperatie", title_en="Cooperative",
        body_nl="<p>Over <strong>honing</strong></p><p>van imkers met zwermen</p>",
    )  # fmt: skip
    await make("page", title_nl="Iets anders", title_en="Something else")

    assert await look(text) == [wanted.uid]


async def test_its_short_name_its_uid_and_its_address() -> None:
    saved = await make_published("page", "Stuk", slug_nl="bijzondere-naam")

    assert await look("bijzondere-naam") == [saved.uid]
    assert await look(saved.uid) == [saved.uid]
    assert await look("/nl/bijzondere-naam/") == [saved.uid]


async def test_texts_in_related_rows_and_details() -> None:
    book = await make("book", isbn="9780306406157", printings=[{"number": 1, "note_nl": "linnen"}])

    assert await look("linnen") == [book.uid]
    assert await look("9780306406157") == [book.uid]
    assert await look("978-0-306-40615-7") == [book.uid]


async def test_tags_of_the_html_are_no_words() -> None:
    await make("page", body_nl='<p><a href="https://example.org/geheim">tekst</a></p>')

    assert await look("href") == []
    assert await look("geheim") == []


@pytest.mark.parametrize("text", ["coperatie", "coöperatei", "Cooperratie"])
async def test_a_typing_error_finds_titles_that_look_like_it(text: str) -> None:
    wanted = await make("page", title_nl="De coöperatie", title_en="")

    found = await find(await load_actor("els"), Wanted(text))

    assert uids(found) == [wanted.uid]
    assert found.alike


async def test_the_whole_title_comes_before_words_in_the_text() -> None:
    in_text = await make("page", "Eerste", body_nl="<p>bijenvolk</p>")
    begins = await make("page", title_nl="Bijenvolk in de winter")
    whole = await make("page", title_nl="Bijenvolk")
    await make("page", "Laatste", body_nl="<p>niets</p>")

    assert await look("bijenvolk") == [whole.uid, begins.uid, in_text.uid]


async def test_filters_by_type_state_and_language() -> None:
    page = await make_published("page", title_nl="Raat", title_en="Comb", locales=("nl",))
    event = await make("event", title_nl="Raat", title_en="Comb")

    assert await look("raat", types=("event",)) == [event.uid]
    assert await look("raat", state="published") == [page.uid]
    assert await look("raat", locale="en") == []
    assert await look("comb", locale="en", state="published") == []
    assert set(await look("comb", locale="en")) == {page.uid, event.uid}


async def test_groups_counts_and_pages() -> None:
    made = {(await make("page", title_nl=f"Korf {number}")).uid for number in range(5)}
    event = await make("event", title_nl="Korf")
    actor = await load_actor("els")

    found = await find(actor, Wanted("korf"), first=2)
    rest = [
        uid
        for offset in (0, 2, 4)
        for uid in uids(await find(actor, Wanted("korf", ("page",)), first=2, offset=offset))
    ]

    assert found.totals == {"page": 5, "event": 1}
    assert uids(found)[-1] == event.uid
    assert len(uids(found)) == 3
    assert len(rest) == 5
    assert set(rest) == made


async def test_only_what_may_be_seen_is_found_and_counted() -> None:
    branch = await make("page", title_nl="Besloten tak")
    inside = await make("page", title_nl="Nectar binnen", parent=branch.uid)
    await make("page", title_nl="Nectar buiten")
    user_id = await make_user("lokaal")
    await give("reader", user_id=user_id, uid=inside.uid)

    found = await find(await load_actor("lokaal"), Wanted("nectar"))

    assert uids(found) == [inside.uid]
    assert found.totals == {"page": 1}
    assert found.hits["page"][0].above == (), "what stands above is not the reader's to see"
    assert [one["title_nl"] for one in (await find(await load_actor("els"), Wanted("nectar binnen"))).hits[
        "page"
    ][0].above] == ["Besloten tak"]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "   ", "'", '"', "\\", "-", "a & b | !c", ":*", "\x00", "x" * 5000]
)
async def test_whatever_is_typed(text: str) -> None:
    await make("page", "Stuk")

    assert await look(text) == []


async def test_the_index_is_used() -> None:
    page = installed()["page"]
    words = words_sql(page.plain_fields, "nl")
    async with writing():
        await fetch("SET LOCAL enable_seqscan = off")
        plan = await fetch(
            f"EXPLAIN SELECT uid FROM page WHERE {words} @@ to_tsquery('cms_nl', 'raat')"
        )

    assert any("words_page" in row["QUERY PLAN"] for row in plan)
    each = 3  # what is no longer asked for goes, and an index a language comes
    assert len(list(index_statements([page]))) == each * len(
        {page.table, *(one.table for one in page.rows)}
    )
