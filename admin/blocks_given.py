"""What a block that lists gives readers now, asked with what stands in the form."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.answers import answering, concerns
from admin.entry_input import body_of
from admin.language import language_name, panel_locale
from cms.content import LOCALES, Blocks, ContentType, Values
from cms.content.blocks import Query
from cms.content.discovery import installed
from cms.content.values import blank_row
from cms.editing.input import problems_of, read_input
from cms.errors import N_, NotFound
from cms.reading.publications import Slice, part_of
from cms.reading.records import Record
from cms.reading.stored_queries import listing_of
from cms.reading.view import View
from cms.translation.interface.catalogues import type_label


def routes() -> Router:
    """POST a block as it stands in the form of an entry of a type."""
    return Router([Route("/{type}/", answering(given), methods=["POST"])])


async def given(request: Request) -> Response:
    """In each language what the public gets of it; nothing for a block that holds what it shows."""
    content_type, blocks = _blocks_of(request.path_params["type"])
    concerns(request, content_type)
    query = _query(content_type, blocks, await body_of(request))
    reader = panel_locale(request)
    found = [await _in_language(query, locale, reader) for locale in LOCALES] if query else []
    return JSONResponse({"languages": found})


def _blocks_of(name: str) -> tuple[ContentType, Blocks]:
    content_type = installed().get(name)
    for one in content_type.rows if content_type else ():
        if content_type and isinstance(one, Blocks):
            return content_type, one
    raise NotFound(N_("There are no blocks here."))


def _query(content_type: ContentType, blocks: Blocks, sent: Mapping[str, Any]) -> Query | None:
    (read,) = read_input(content_type, {blocks.name: [dict(sent)]})[blocks.name]
    row: Values = blank_row(blocks) | read
    kind = blocks.kinds.get(row["kind"])
    if kind is None or kind.query is None:
        return None
    problems_of([problem for rule in kind.rules for problem in rule(row)])
    plain = [one for one in blocks.fields_of(row) if not one.translated]
    return kind.query({one.name: row[one.column_name] for one in plain})


async def _in_language(query: Query, locale: str, reader: str) -> dict[str, Any]:
    found = await part_of(listing_of(query, View(locale)), Slice(query.most))
    return {
        "locale": locale,
        "name": language_name(locale, reader),
        "entries": [_entry(record, reader) for record, _ in found.records],
        "more": found.more,
    }


def _entry(record: Record, reader: str) -> dict[str, str]:
    content_type = installed()[record.content_type]
    about = type_label(content_type, reader)
    return {"uid": record.uid, "table": content_type.name, "title": record.title, "about": about}
