"""Saving: one transaction, one list of consequences, and a clear no."""

import asyncio
from contextvars import Context
from typing import Any

import pytest

from cms.content.discovery import installed
from cms.database.engine import execute, fetch, writing
from cms.editing import saving
from cms.editing.working_copy import load
from cms.errors import Conflict, InvalidInput
from tests.builders import ACTOR, make, make_home

PASTED = f'<p>a<img src="data:image/jpeg;base64,{"/9j/4AAQ" * 20}" alt="b"></p>'


async def refused(type_name: str, name: str = "Voorbeeld", **values: Any) -> dict[str | None, str]:
    """The problems of a save that must be refused: code by field."""
    with pytest.raises(InvalidInput) as caught:
        await make(type_name, name, **values)
    return {problem.field: problem.code for problem in caught.value.problems}


async def everything() -> list[str]:
    """Every row of every table, to see that nothing changed."""
    tables = await fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'")
    rows = [await fetch(f'SELECT t::text AS text FROM "{one["name"]}" t') for one in tables]
    return sorted(row["text"] for found in rows for row in found)


async def test_each_bad_value_is_named_and_nothing_is_written(database: None) -> None:
    await make_home()
    before = await everything()

    problems = await refused(
        "event",
        title_nl="x" * 201,
        kind="party",
        starts_at="tomorrow",
        whole_day="perhaps",
        tags="not a list",
        position="first",
        body_nl=7,
        colour="red",
    )

    assert problems == {
        "title_nl": "too_long",
        "kind": "not_a_choice",
        "starts_at": "wrong_type",
        "whole_day": "wrong_type",
        "tags": "wrong_type",
        "position": "wrong_type",
        "body_nl": "wrong_type",
        "colour": "unknown_field",
    }
    assert await everything() == before


@pytest.mark.parametrize(
    ("type_name", "values", "problem"),
    [
        ("event", {"ends_at": "2009-12-04T14:00:00+01:00"}, ("ends_at", "end_before_start")),
        ("event", {"starts_at": None, "kind": "meeting"}, ("starts_at", "start_missing")),
        ("event", {"timezone": "Amsterdam"}, ("timezone", "unknown_timezone")),
        ("event", {"rrule": "elke maandag"}, ("rrule", "bad_recurrence")),
        ("event", {"starts_at": "2009-12-04T14:00:00"}, ("starts_at", "wrong_type")),
        ("book", {"isbn": "978-90-12-12345-0"}, ("isbn", "bad_isbn")),
        ("book", {"printings": [{"copies": 0}]}, ("printings.0.copies", "too_small")),
        ("book", {"links": [{"url": "javascript:alert(1)"}]}, ("links.0.url", "bad_address")),
        ("book", {"authors": [{"speaker": "nobody"}]}, ("authors.0.speaker", "unknown_reference")),
        ("session", {"capacity": -1}, ("capacity", "too_small")),
        ("page", {"tags": ["unheard-of"]}, ("tags", "unknown_tag")),
        ("page", {"slug_nl": "Met Spatie"}, ("slug_nl", "bad_slug")),
        ("page", {"parent": "nowhere"}, ("parent", "unknown_parent")),
        ("page", {"position": 2**40}, ("position", "too_large")),
        ("page", {"title_nl": "a\x00b"}, ("title_nl", "bad_character")),
        ("page", {"source_locale": "fr"}, ("source_locale", "unknown_locale")),
        ("page", {"body_nl": "<blockquote>" * 500 + "x"}, ("body_nl", "too_deep")),
        ("page", {"body_nl": PASTED}, ("body_nl", "inline_image")),
        ("page", {"body_en": '<img src="file:///C:/a.png">'}, ("body_en", "local_image")),
        ("page", {"summary_nl": "x" * 601}, ("summary_nl", "too_long")),
        ("mission_text", {"statements": "one"}, ("statements", "wrong_type")),
        ("mission_text", {"statements": [{"nope": 1}]}, ("statements.0.nope", "unknown_field")),
        ("mission_text", {"statements": [{}] * 201}, ("statements", "too_many")),
        ("speaker", {"family_name": " "}, ("family_name", "required")),
    ],
)
async def test_a_broken_rule_is_a_clear_no(
    database: None, type_name: str, values: dict[str, Any], problem: tuple[str, str]
) -> None:
    assert problem in (await refused(type_name, **values)).items()


async def test_isbn_with_a_right_check_digit_is_taken(database: None) -> None:
    assert (await make("book", isbn="978-0-306-40615-7")).values["isbn"] == "978-0-306-40615-7"


async def test_text_null_stays_text(database: None) -> None:
    saved = await make("page", title_nl="null", summary_nl="None")

    values = await load(installed()["page"], saved.uid)

    assert (values["title_nl"], values["summary_nl"]) == ("null", "None")


async def test_a_cycle_in_the_tree_is_refused(database: None) -> None:
    page = installed()["page"]
    above = await make("page", "Boven")
    below = await make("page", "Onder", parent=above.uid)

    for parent in (below.uid, above.uid):
        with pytest.raises(InvalidInput) as caught:
            async with writing():
                await saving.save(page, above.uid, {"parent": parent}, revision=1, actor=ACTOR)
        assert [(one.field, one.code) for one in caught.value.problems] == [("parent", "cycle")]


async def test_two_moves_at_once_cannot_make_a_cycle(database: None) -> None:
    page = installed()["page"]
    one, other = await make("page", "Een"), await make("page", "Ander")

    async def move(uid: str, parent: str) -> None:
        async with writing():
            await saving.save(page, uid, {"parent": parent}, revision=1, actor=ACTOR)

    results = await asyncio.gather(
        move(one.uid, other.uid), move(other.uid, one.uid), return_exceptions=True
    )

    assert [type(result) for result in results if result] == [InvalidInput]


async def test_of_concurrent_saves_of_one_form_exactly_one_wins(database: None) -> None:
    page = installed()["page"]
    saved = await make("page")

    async def save(number: int) -> None:
        async with writing():
            await saving.save(page, saved.uid, {"summary_nl": f"{number}"}, revision=1, actor=ACTOR)

    results = await asyncio.gather(*(save(number) for number in range(8)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in results) == ["Conflict"] * 7 + ["NoneType"]
    assert len(await fetch("SELECT 1 FROM version WHERE uid = $1", saved.uid)) == 2


async def test_there_is_one_home_and_all_else_stands_under_it(database: None) -> None:
    home = await make_home()
    saved = await make("page")

    assert saved.values["parent"] == home
    assert (await load(installed()["page"], home))["slug_nl"] == ""


async def test_several_first_entries_at_once_make_one_home(database: None) -> None:
    page = installed()["page"]

    async def create(number: int) -> None:
        async with writing():
            await saving.create(page, {"title_nl": f"Eerste {number}"}, actor=ACTOR)

    await asyncio.gather(*(create(number) for number in range(5)))

    parents = await fetch("SELECT parent FROM node ORDER BY parent NULLS FIRST")
    assert len(parents) == 5
    assert [row["parent"] is None for row in parents] == [True, *[False] * 4]


async def test_the_database_itself_knows_one_home(database: None) -> None:
    """Whoever writes without waiting for the others is told, not shown a stack trace."""
    page = installed()["page"]

    async def create() -> None:
        async with writing():
            await saving.create(page, {"title_nl": "Ook een begin"}, actor=ACTOR)

    async with writing():
        await execute("INSERT INTO node (uid, content_type) VALUES ('elsewhere', 'page')")
        waiting = asyncio.create_task(create(), context=Context())
        await asyncio.sleep(0.5)
        assert not waiting.done()
    with pytest.raises(InvalidInput) as caught:
        await waiting

    assert [(one.field, one.code) for one in caught.value.problems] == [("parent", "home_taken")]


async def test_a_save_that_changes_nothing_makes_no_version(database: None) -> None:
    page = installed()["page"]
    saved = await make("page", "Gelijk")
    async with writing():
        again = await saving.save(
            page, saved.uid, {"title_nl": "Gelijk nl", "tags": []}, revision=1, actor=ACTOR
        )

    assert (again.revision, again.changed) == (1, ())


async def test_rows_keep_their_keys_and_their_order(database: None) -> None:
    book = installed()["book"]
    saved = await make("book", printings=[{"number": 1, "copies": 2000}, {"number": 2}])
    first, second = saved.values["printings"]

    async with writing():
        changed = await saving.save(
            book,
            saved.uid,
            {"printings": [{"key": second["key"], "revised": True}, {"key": first["key"]}]},
            revision=1,
            actor=ACTOR,
        )

    stored = (await load(book, saved.uid))["printings"]
    assert stored == changed.values["printings"]
    assert stored == [second | {"revised": True}, first]


async def test_a_row_of_another_entry_cannot_be_taken(database: None) -> None:
    first = await make("book", "Een", printings=[{"number": 1}])
    key = first.values["printings"][0]["key"]

    problems = await refused("book", printings=[{"key": key, "number": 9}])

    assert problems == {"printings.0.key": "unknown_row"}
    assert (await load(installed()["book"], first.uid))["printings"] == first.values["printings"]


async def test_two_rows_with_one_key_are_told_apart_from_a_row_of_another_entry(
    database: None,
) -> None:
    rows = [{"key": "same", "number": 1}, {"number": 2}, {"key": "same", "number": 3}]

    with pytest.raises(InvalidInput) as caught:
        await make("book", printings=rows)

    (problem,) = caught.value.problems
    assert (problem.field, problem.code) == ("printings.2.key", "duplicate_key")
    assert problem.message.params == {"number": 1}


async def test_a_failed_save_leaves_no_trace(database: None) -> None:
    page = installed()["page"]
    saved = await make("page")
    before = await everything()

    async def interrupted() -> None:
        async with writing():
            await saving.save(page, saved.uid, {"title_nl": "Half"}, revision=1, actor=ACTOR)
            raise KeyError

    with pytest.raises(KeyError):
        await interrupted()

    assert await everything() == before


async def test_conflict_names_both_revisions(database: None) -> None:
    saved = await make("page")
    with pytest.raises(Conflict) as caught:
        async with writing():
            await saving.save(installed()["page"], saved.uid, {}, revision=0, actor=ACTOR)

    assert (caught.value.opened, caught.value.current) == (0, 1)


async def test_a_version_holds_the_related_rows(database: None) -> None:
    saved = await make("mission_text", statements=[{"text_nl": "Wij zijn een netwerk"}])

    versions = await fetch(
        "SELECT snapshot->'statements'->0->>'text_nl' AS text FROM version WHERE uid = $1",
        saved.uid,
    )

    assert [row["text"] for row in versions] == ["Wij zijn een netwerk"]


async def test_rich_text_is_stored_clean(database: None) -> None:
    saved = await make(
        "page", body_nl='<p onclick="x()">Hoi<script>alert(1)</script></p><p><br></p>'
    )

    assert saved.values["body_nl"] == "<p>Hoi</p>"
