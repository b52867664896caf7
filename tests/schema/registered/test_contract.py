"""A content type that changes, and the documents that ask what it had."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema

from cms.access.actors import system
from cms.content import ContentType, Ending, Field
from cms.content.discovery import installed
from cms.database.engine import fetch, writing
from cms.schema.build import build, built
from cms.schema.registered import registry
from cms.schema.registered.contract import DocumentsBreak, broken_by, let_all_break
from cms.schema.registered.usage import report
from tests.schema.registered.frontend import HOME, registered

SHELF = "query Shelf {\n  books { nodes {\n    title\n    ...Number\n  } }\n}\n"
NUMBER = "fragment Number on Book { isbn }\n"


def schema_with(book: ContentType) -> GraphQLSchema:
    return build({**installed(), "book": book}).schema._schema


def book_with(**changes: Any) -> ContentType:
    """The books' type, its ISBN changed; or without one."""
    book = installed()["book"]
    fields = [
        replace(one, **changes) if isinstance(one, Field) and one.name == "isbn" else one
        for one in book.fields
        if changes or getattr(one, "name", "") != "isbn"
    ]
    return replace(book, fields=tuple(fields))


async def test_a_field_that_goes_breaks_who_asks_it(database: None, tmp_path: Path) -> None:
    await registered(tmp_path, shelf=SHELF, number=NUMBER, home=HOME)
    assert await broken_by(lambda: built().schema._schema) == []

    (broken,) = await broken_by(lambda: schema_with(book_with()))

    (problem,) = DocumentsBreak([broken]).problems
    assert (problem.field, problem.code) == ("site: Shelf:11", "unknown_field")
    assert str(problem.message) == "Book has no field “isbn”."


async def test_one_that_was_let_break_is_not_asked_again(database: None, tmp_path: Path) -> None:
    shelf, *_ = await registered(tmp_path / "a", shelf=SHELF, number=NUMBER)
    await registered(tmp_path / "b", client="app", shelf=SHELF, number=NUMBER)
    schema = schema_with(book_with())
    async with writing():
        await let_all_break(system("test"), await broken_by(lambda: schema))

    noted = await fetch("SELECT subject FROM audit WHERE act = 'document.break' ORDER BY subject")
    assert [row["subject"] for row in noted] == ["app", "site"]
    assert await broken_by(lambda: schema) == []
    await registered(tmp_path / "a")  # registered anew, it is a promise again
    (again,) = await broken_by(lambda: schema)
    assert (again.document.client, again.document.digest) == ("site", shelf.digest)


async def test_what_will_end_is_reported_with_who_asks_it(database: None, tmp_path: Path) -> None:
    await registered(tmp_path, shelf=SHELF, number=NUMBER)
    ending = Ending(on=date(2027, 6, 30), use="number")

    found = report(schema_with(book_with(ending=ending)), await registry.documents())

    (one,) = found.endings
    assert (one.name, one.on, one.use) == ("Book.isbn", date(2027, 6, 30), "number")
    assert one.reason == "Use `number`."
    assert one.documents == ("site: Shelf",)


async def test_a_type_says_what_will_end(database: None) -> None:
    made = build(
        {**installed(), "book": book_with(ending=Ending(on=date(2027, 6, 30), use="number"))}
    )

    printed = made.schema.as_str()

    assert (
        '@sunset(on: "2027-06-30", use: "number") @deprecated(reason: "Use `number`.")' in printed
    )
