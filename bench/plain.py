"""The plain set-up: Strawberry's own view and Piccolo's own objects, as their manuals show them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

import strawberry
from piccolo.columns import Boolean, Text, Timestamptz
from piccolo.table import Table
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.types import ASGIApp
from strawberry.asgi import GraphQL

from cms.database.engine import engine, execute, pool

QUESTION = "{ books(first: 100) { title path slug summary isbn subtitle free updatedAt } }"


class PlainBook(Table, db=engine):
    """A book in columns."""

    title = Text()
    path = Text()
    slug = Text()
    summary = Text()
    isbn = Text()
    subtitle = Text()
    free = Boolean()
    updated_at = Timestamptz()


@strawberry.type(name="Book")
class _Book:
    title: str
    path: str
    slug: str
    summary: str
    isbn: str
    subtitle: str
    free: bool
    updated_at: datetime


@strawberry.type
class _Query:
    @strawberry.field
    async def books(self, first: int) -> list[_Book]:
        found = await PlainBook.objects().order_by(PlainBook.title).limit(first)
        return [
            _Book(
                title=one.title,
                path=one.path,
                slug=one.slug,
                summary=one.summary,
                isbn=one.isbn,
                subtitle=one.subtitle,
                free=one.free,
                updated_at=one.updated_at,
            )
            for one in found
        ]


def plain() -> ASGIApp:
    """The application."""

    @asynccontextmanager
    async def serving(_app: Starlette) -> AsyncIterator[None]:
        async with pool():
            yield

    view: ASGIApp = GraphQL(strawberry.Schema(_Query))
    return Starlette(routes=[Mount("/graphql", view)], lifespan=serving)


async def fill() -> None:
    """Copy the books to the plain table."""
    await PlainBook.create_table(if_not_exists=True)
    await execute("TRUNCATE plain_book")
    await execute(
        "INSERT INTO plain_book (title, path, slug, summary, isbn, subtitle, free, updated_at)"
        " SELECT title, path, data->>'slug', data->>'summary', data->>'isbn',"
        " coalesce(data->>'subtitle', ''), (data->>'free')::boolean, updated_at FROM publication"
        " WHERE content_type = 'book' AND locale = 'nl' ORDER BY id LIMIT 200"
    )
