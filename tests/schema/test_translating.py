"""Translating text by text through GraphQL."""

import pytest

from cms.content.discovery import installed
from cms.editing import working_copy
from tests.builders import make
from tests.schema.client import post
from tests.schema.editing_client import PROBLEM, SAVED, Client, client_of

pytestmark = pytest.mark.usefixtures("database")

SEGMENTS = """query ($uid: ID!) { segments(uid: $uid, locale: EN) {
  key label kind source text draft stale } }"""
SAVE = f"""mutation ($uid: ID!, $segments: [SegmentInput!]!, $ifMatch: String, $locale: Locale! = EN) {{
  done: saveTranslation(uid: $uid, locale: $locale, segments: $segments, ifMatch: $ifMatch) {{
    {PROBLEM} {SAVED} }} }}"""
BODY = '<p>Zie <a href="uid:{}">het boek</a> nu.</p><p>Tweede.</p>'


async def made() -> tuple[str, str]:
    book = await make("book", "Boek")
    page = await make(
        "page", title_nl="Titel", title_en="", summary_en="", body_nl=BODY.format(book.uid)
    )
    return page.uid, book.uid


async def keys(client: Client, uid: str) -> dict[str, str]:
    found = (await client.ask(SEGMENTS, uid=uid))["segments"]
    return {one["source"]: one["key"] for one in found}


async def test_a_field_is_shown_once_each_of_its_texts_has_a_translation() -> None:
    uid, book = await made()
    tess = await client_of("tess", "translator:en")
    named = await keys(tess, uid)
    link = next(text for text in named if "{1}" in text or "boek" in text)
    first = [
        {"key": named["Titel"], "text": "Title"},
        {"key": named[link], "text": link.replace("Zie", "See").replace("het boek", "the book")},
    ]

    half = (await tess.ask(SAVE, uid=uid, segments=first, ifMatch="w1"))["done"]
    values = await working_copy.load(installed()["page"], uid)
    rest = [{"key": named["Tweede."], "text": "Second."}]
    whole = (await tess.ask(SAVE, uid=uid, segments=rest, ifMatch=half["etag"]))["done"]
    after = await working_copy.load(installed()["page"], uid)

    assert half["__typename"] == whole["__typename"] == "Saved", (half, whole)
    assert (values["title_en"], values["body_en"]) == ("Title", "")
    assert after["body_en"] == (f'<p>See <a href="uid:{book}">the book</a> nu.</p><p>Second.</p>')
    assert after["updated_by"] == "tess"
    parts = (await tess.ask(SEGMENTS, uid=uid))["segments"]
    assert {one["source"]: one["text"] for one in parts}["Tweede."] == "Second."
    assert not any(one["stale"] for one in parts)


async def test_a_draft_waits_and_a_translation_of_an_older_text_is_stale() -> None:
    uid, _ = await made()
    eva = await client_of("eva", "editor")
    named = await keys(eva, uid)
    draft = [{"key": named["Titel"], "text": "Maybe", "draft": True}]
    await eva.ask(SAVE, uid=uid, segments=draft, ifMatch="w1")
    old = [{"key": named["Titel"], "text": "Old", "source": "Oude titel"}]
    waiting = {one["key"]: one for one in (await eva.ask(SEGMENTS, uid=uid))["segments"]}

    await eva.ask(SAVE, uid=uid, segments=old, ifMatch="w1")
    found = {one["key"]: one for one in (await eva.ask(SEGMENTS, uid=uid))["segments"]}

    assert (waiting[named["Titel"]]["text"], waiting[named["Titel"]]["draft"]) == (None, "Maybe")
    assert (found[named["Titel"]]["text"], found[named["Titel"]]["draft"]) == ("Old", None)
    assert found[named["Titel"]]["stale"] is True


async def test_what_cannot_be_taken_is_told_and_nothing_is() -> None:
    uid, _ = await made()
    eva = await client_of("eva", "editor")
    named = await keys(eva, uid)
    link = next(text for text in named if "boek" in text)
    bad = [
        {"key": named["Titel"], "text": "Title"},
        {"key": named[link], "text": "No link at all"},
        {"key": "nothing", "text": "x"},
        {"key": named["Tweede."], "text": " "},
        {"key": named["Titel"], "text": "Twice"},
    ]

    done = (await eva.ask(SAVE, uid=uid, segments=bad, ifMatch="w1"))["done"]
    same = (await eva.ask(SAVE, uid=uid, segments=[], ifMatch="w1", locale="NL"))["done"]
    stale = (await eva.ask(SAVE, uid=uid, segments=[], ifMatch="w7"))["done"]

    assert [(one["field"], one["code"]) for one in done["fields"]] == [
        ("segments.1.text", "E06"),
        ("segments.2.key", "unknown_segment"),
        ("segments.3.text", "required"),
        ("segments.4.key", "unknown_segment"),
    ]
    assert [one["code"] for one in same["fields"]] == ["source_locale"]
    assert stale["__typename"] == "Conflict"
    assert (await working_copy.load(installed()["page"], uid))["title_en"] == ""


@pytest.mark.parametrize(
    ("role", "outcome"), [("translator:nl", "Denied"), ("reader", "Denied"), ("", "NotFound")]
)
async def test_translating_takes_the_permission_in_that_language(role: str, outcome: str) -> None:
    uid, _ = await made()
    client = await client_of("iemand", *filter(None, [role]))

    done = (await client.ask(SAVE, uid=uid, segments=[], ifMatch="w1"))["done"]

    assert done["__typename"] == outcome
    seen = (await post(SEGMENTS, uid=uid)).json()
    assert seen["errors"][0]["extensions"]["code"] == "unauthenticated"


async def test_stored_rich_text_comes_back_as_it_was_given_and_not_to_the_public() -> None:
    uid, book = await made()
    eva = await client_of("eva", "editor")
    query = "query ($uid: ID!) { page: entry(uid: $uid) { ... on Page { body { stored } } } }"

    seen = await eva.post(query, {"cms-preview": "drafts"}, uid=uid)

    assert seen["data"]["page"]["body"]["stored"] == BODY.format(book)
