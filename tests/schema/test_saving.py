"""Saving through GraphQL: for every content type alike, and whatever goes wrong is an outcome."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from cms.access.roles import Permission
from cms.content import Composite, ContentType, Field, Rows
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import working_copy
from cms.schema.build import built
from tests.builders import make, make_home, make_published, sample
from tests.schema.client import post
from tests.schema.editing_client import PROBLEM, Client, client_of

pytestmark = pytest.mark.usefixtures("database")

TYPES = list(installed().values())
BY_NAME = pytest.mark.parametrize("content_type", TYPES, ids=[one.name for one in TYPES])
AGAIN = ("timeout", "unavailable")
"""What who had to wait too long for others is told."""


def shaped(content_type: ContentType, values: dict[str, Any]) -> dict[str, Any]:
    """Values by column as the inputs have them."""
    made: dict[str, Any] = {}
    for one in content_type.all_fields:
        if isinstance(one, Field):
            made |= _field(one, values)
        elif isinstance(one, Composite):
            parts = [_field(part, values) for part in one.fields]
            made |= {camel(one.name): {k: v for part in parts for k, v in part.items()}}
    return {name: value for name, value in made.items() if value not in ({}, None)}


def _field(one: Field, values: dict[str, Any]) -> dict[str, Any]:
    if one.translated:
        found = {c[-2:]: values[c] for c in one.columns() if c in values}
        return {camel(one.name): found} if found else {}
    return {camel(one.name): values[one.column_name]} if one.column_name in values else {}


@BY_NAME
async def test_every_type_is_made_read_and_changed(content_type: ContentType) -> None:
    await make_home()
    eva, kind = await client_of("eva", "editor"), content_type.graphql_name

    made = await eva.save(kind, input=shaped(content_type, sample(content_type, "Eerste")))
    values = await working_copy.load(content_type, made["uid"])
    wish = {"uid": made["uid"], "seoTitle": {"en": "Another"}, "tags": [], "noindex": True}
    changed = await eva.save(kind, input=wish, ifMatch=made["etag"])
    after = await working_copy.load(content_type, made["uid"])

    assert made["__typename"] == changed["__typename"] == "Saved", (made, changed)
    assert values["title_nl"].startswith("Eerste")
    assert values["created_by"] == "eva"
    assert (after["seo_title_nl"], after["seo_title_en"]) == ("", "Another")
    assert after["title_nl"] == values["title_nl"]
    assert made["etag"] != changed["etag"]
    assert {one["field"] for one in changed["diff"]} == {"seoTitle.en", "noindex"}
    assert changed["undo"]


@BY_NAME
def test_an_input_has_all_that_an_editor_may_write_and_no_more(content_type: ContentType) -> None:
    schema = built().schema._schema
    fields: Any = schema.type_map[f"{content_type.graphql_name}Input"]
    written = [one for one in content_type.all_fields if isinstance(one, Field | Composite | Rows)]

    assert set(fields.fields) == {"uid", *(camel(one.name) for one in written)}
    assert not {"state", "revision", "createdBy", "updatedAt"} & set(fields.fields)
    for one in written:
        if isinstance(one, Field) and one.translated:
            inner: Any = fields.fields[camel(one.name)].type
            assert set(inner.fields) == {"nl", "en"}


async def test_left_out_is_untouched_and_null_is_cleared() -> None:
    book = await make(
        "book",
        subtitle_nl="Blijft",
        subtitle_en="Goes",
        published="2009-12-04",
        isbn="9789461057013",
    )
    eva = await client_of("eva", "editor")
    wish = {"uid": book.uid, "subtitle": {"en": None}, "published": None, "isbn": None}

    done = await eva.save("Book", input=wish, ifMatch="w1")
    after = await working_copy.load(installed()["book"], book.uid)

    assert done["__typename"] == "Saved", done
    assert (after["subtitle_nl"], after["subtitle_en"]) == ("Blijft", "")
    assert (after["published"], after["published_precision"], after["isbn"]) == (None, "day", "")


async def test_rows_keep_what_is_not_said_and_relations_keep_their_rows() -> None:
    one, two = await make("speaker", "Een"), await make("speaker", "Twee")
    eva = await client_of("eva", "editor")
    made = await eva.save(
        "Book",
        input={
            "title": {"nl": "Boek"},
            "authors": [one.uid, two.uid],
            "printings": [{"number": 1, "note": {"nl": "Eerste"}}, {"number": 2}],
        },
    )
    before = await working_copy.load(installed()["book"], made["uid"])
    keys = [row["key"] for row in before["printings"]]

    await eva.save(
        "Book",
        input={
            "uid": made["uid"],
            "authors": [two.uid, one.uid],
            "printings": [{"key": keys[1], "copies": 500}, {"key": keys[0], "revised": True}],
        },
        ifMatch=made["etag"],
    )
    after = await working_copy.load(installed()["book"], made["uid"])

    assert [row["speaker"] for row in after["authors"]] == [two.uid, one.uid]
    assert {row["key"] for row in after["authors"]} == {row["key"] for row in before["authors"]}
    assert [(row["number"], row["copies"], row["note_nl"]) for row in after["printings"]] == [
        (2, 500, ""),
        (1, None, "Eerste"),
    ]


async def test_what_is_wrong_is_told_where_the_client_wrote_it() -> None:
    eva = await client_of("eva", "editor")
    await make_home()
    wish = {
        "title": {"nl": "x" * 300, "en": "Fine"},
        "isbn": "123",
        "links": [{"label": {"en": "Shop"}, "url": "javascript:alert(1)"}],
        "published": {"date": "2009-12-04"},
        "authors": ["nobody"],
    }

    long = await eva.save("Book", input=wish)
    wish["title"] = {"nl": "Boek"}
    bad = await eva.save("Book", input=wish | {"authors": []})
    gone = await eva.save("Book", input={"title": {"nl": "Boek"}, "authors": ["nobody"]})

    assert long["__typename"] == bad["__typename"] == "InvalidInput"
    assert [(one["field"], one["code"]) for one in long["fields"]] == [("title.nl", "too_long")]
    assert {one["field"] for one in bad["fields"]} == {"isbn", "links.0.url"}
    assert [one["field"] for one in gone["fields"]] == ["authors.0"]
    assert await fetch("SELECT FROM book") == []


async def test_outcomes_are_told_in_the_language_of_the_reader() -> None:
    eva = await client_of("eva", "editor")
    await make_home()

    english = await eva.save("Book", input={"title": {"nl": "Boek"}, "isbn": "1"})
    dutch = await Client(eva.token, "nl").save("Book", input={"title": {"nl": "B"}, "isbn": "1"})

    assert english["code"] == dutch["code"] == "invalid_input"
    assert english["message"] != dutch["message"]
    assert english["fields"][0]["message"] != dutch["fields"][0]["message"]


async def test_a_stale_etag_is_a_conflict_by_field_and_changes_nothing() -> None:
    page = await make("page", summary_nl="Oud")
    eva, piet = await client_of("eva", "editor"), await client_of("piet", "editor")
    theirs = {"uid": page.uid, "summary": {"nl": "Van Piet"}, "title": {"en": "Piet's"}}
    mine = {"uid": page.uid, "summary": {"nl": "Van Eva"}, "seoTitle": {"nl": "Eva's"}}

    first = await piet.save("Page", input=theirs, ifMatch="w1")
    second = await eva.save("Page", input=mine, ifMatch="w1")
    after = await working_copy.load(installed()["page"], page.uid)

    assert (second["__typename"], second["code"]) == ("Conflict", "conflict")
    assert (second["etag"], second["savedBy"]) == (first["etag"], "piet")
    assert second["fields"] == [
        {
            "field": "summary.nl",
            "locale": "NL",
            "base": "Oud",
            "theirs": "Van Piet",
            "mine": "Van Eva",
        }
    ]
    assert (after["summary_nl"], after["revision"]) == ("Van Piet", 2)


@pytest.mark.parametrize(
    ("if_match", "code"), [(None, "etag_missing"), ("2", "bad_etag"), ("w0", "bad_etag")]
)
async def test_nothing_is_overwritten_unseen(if_match: str | None, code: str) -> None:
    page, eva = await make("page"), await client_of("eva", "editor")

    done = await eva.save(
        "Page", input={"uid": page.uid, "title": {"nl": "Blind"}}, ifMatch=if_match
    )

    assert [(one["field"], one["code"]) for one in done["fields"]] == [("ifMatch", code)]


async def test_a_dry_run_tells_and_leaves_nothing() -> None:
    page, eva = await make_published("page"), await client_of("eva", "editor")
    wish = {"uid": page.uid, "title": {"nl": "Geprobeerd"}}

    tried = await eva.save("Page", input=wish, ifMatch="w1", dryRun=True)
    made = await eva.save("Page", input={"title": {"nl": "Nieuw"}}, dryRun=True)
    bad = await eva.save("Book", input={"title": {"nl": "B"}, "isbn": "1"}, dryRun=True)

    assert (tried["dryRun"], tried["undo"]) == (True, None)
    assert {one["field"] for one in tried["diff"]} == {"title.nl"}
    assert made["__typename"] == "Saved"
    assert bad["__typename"] == "InvalidInput"
    rows = await fetch("SELECT title_nl, revision FROM page WHERE parent IS NOT NULL")
    assert [(row["title_nl"], row["revision"]) for row in rows] == [("Voorbeeld nl", 1)]
    assert await fetch("SELECT FROM undo") == []


async def test_the_answer_has_the_working_copy_as_it_is_now_or_would_be() -> None:
    writer = await make("speaker", "Schrijver")
    eva = await client_of("eva", "editor")
    more = """... on Saved { nl: content { ...C } en: content(locale: EN) { ...C } } } }
      fragment C on Content { title locale etag state path
        ... on Book { body { text } authors { title } } ... on Page { uid"""
    wish = {"title": {"nl": "Boek"}, "body": {"nl": "<p>Tekst</p>"}, "authors": [writer.uid]}

    for dry_run in (True, False):
        made = await eva.save("Book", input=wish, dryRun=dry_run, more=more)
        assert made["nl"] == {
            "title": "Boek",
            "locale": "NL",
            "etag": "w1",
            "state": "PRIVATE",
            "path": "/nl/boek",
            "body": {"text": "Tekst"},
            "authors": [{"title": "Schrijver Schrijver"}],
        }
        assert (made["en"]["title"], made["en"]["locale"]) == ("Boek", "NL")
    drafts = {"cms-preview": "drafts", "authorization": f"Bearer {eva.token}"}
    query = "query ($uid: ID!) { entry(uid: $uid) { etag title } }"
    seen = (await post(query, drafts, uid=made["uid"])).json()["data"]["entry"]
    assert seen == {"etag": made["etag"], "title": "Boek"}
    assert (await post(query, uid=made["uid"])).json()["data"]["entry"] is None
    assert (await post(query, {"cms-preview": "drafts"}, uid=made["uid"])).status_code == 401


async def test_several_mutations_are_done_one_by_one_each_for_itself() -> None:
    page, eva = await make("page"), await client_of("eva", "editor")
    query = f"""mutation ($uid: ID!) {{
      one: savePage(input: {{uid: $uid, title: {{nl: "Een"}}}}, ifMatch: "w1") {{ {PROBLEM} }}
      bad: savePage(input: {{uid: $uid, title: {{nl: "Fout"}}}}, ifMatch: "w1") {{ {PROBLEM} }}
      two: savePage(input: {{uid: $uid, title: {{en: "Two"}}}}, ifMatch: "w2") {{ {PROBLEM} }}
    }}"""

    data = await eva.ask(query, uid=page.uid)
    after = await working_copy.load(installed()["page"], page.uid)

    assert [data[one]["__typename"] for one in ("one", "bad", "two")] == [
        "Saved",
        "Conflict",
        "Saved",
    ]
    assert (after["title_nl"], after["title_en"], after["revision"]) == ("Een", "Two", 3)


async def test_a_request_has_a_greatest_number_of_mutations() -> None:
    one = 'm{}: savePage(input: {{title: {{nl: "x"}}}}) {{ __typename }}'
    eva = await client_of("eva", "editor")

    body = await eva.post("mutation { " + " ".join(one.format(n) for n in range(11)) + " }")

    (error,) = body["errors"]
    assert error["extensions"] == {"code": "limit", "limit": "mutations", "most": 10, "asked": 11}
    assert await fetch("SELECT FROM page") == []


async def test_fifty_savers_of_one_entry_make_one_winner() -> None:
    page, eva = await make("page"), await client_of("eva", "editor")

    async def save(number: int) -> dict[str, Any]:
        """Until there is an outcome: who waits for the others too long is told to try again."""
        title = {"nl": f"Van {number}"}
        done = await eva.save("Page", input={"uid": page.uid, "title": title}, ifMatch="w1")
        return await save(number) if done.get("code") in AGAIN else done

    done = await asyncio.gather(*(save(number) for number in range(50)))

    assert Counter(one.get("code", "saved") for one in done) == {"saved": 1, "conflict": 49}


@pytest.mark.parametrize(
    ("roles", "scopes", "kind"),
    [
        (["reader"], tuple(Permission), "Denied"),
        (["translator:en"], tuple(Permission), "Denied"),
        (["editor"], (Permission.VIEW,), "Denied"),
        (["editor"], (Permission.EDIT,), "Saved"),
        ([], tuple(Permission), "NotFound"),
    ],
)
async def test_who_may_not_is_told_so_or_that_there_is_nothing(
    roles: list[str], scopes: tuple[Permission, ...], kind: str
) -> None:
    page, someone = await make("page"), await client_of("iemand", *roles, scopes=scopes)

    done = await someone.save(
        "Page", input={"uid": page.uid, "title": {"nl": "Nieuw"}}, ifMatch="w1"
    )

    assert done["__typename"] == kind, done


async def test_nobody_changes_anything_and_a_cookie_makes_nobody_somebody() -> None:
    query = f'mutation {{ done: savePage(input: {{title: {{nl: "x"}}}}) {{ {PROBLEM} }} }}'
    await make_home()

    for headers in ({}, {"cookie": "id=1"}):
        body = (await post(query, headers)).json()
        assert (body["data"]["done"]["__typename"], body["data"]["done"]["code"]) == (
            "Refused",
            "unauthenticated",
        )
    assert len(await fetch("SELECT FROM page")) == 1


async def test_a_stale_etag_with_values_that_break_a_rule_is_an_outcome_too() -> None:
    ada = await client_of("ada", superuser=True)
    page = await make("page")
    await ada.save("Page", input={"uid": page.uid, "title": {"nl": "Eerst"}}, ifMatch="w1")

    late = await ada.save("Page", input={"uid": page.uid, "title": {"nl": "x" * 999}}, ifMatch="w1")

    assert late["__typename"] == "InvalidInput"
    assert [(one["field"], one["code"]) for one in late["fields"]] == [("title.nl", "too_long")]
