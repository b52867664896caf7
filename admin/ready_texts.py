"""Texts to put in another text: those that were made to be copied, piece by piece."""

from collections.abc import Iterator, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.answers import answering
from admin.language import language_name, panel_locale
from admin.link_targets import described, language_of
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import ContentType
from cms.content.discovery import installed
from cms.content.richtext.ast import Block, Blocks, List
from cms.content.richtext.html import blocks_to_html
from cms.errors import N_, NotFound
from cms.publishing.standings import NOWHERE, standings
from cms.reading import publications
from cms.reading.finding import LONGEST, Wanted, find
from cms.reading.view import View
from cms.representations.copies import Written
from cms.translation.interface.catalogues import type_label

MOST = 20


def routes() -> Router:
    """Looking for a text, and one in pieces."""
    return Router([Route("/", offered), Route("/{uid}/", pieces)])


def _types() -> tuple[str, ...]:
    return tuple(name for name, one in installed().items() if one.whole)


@answering
async def offered(request: Request) -> Response:
    """Ready texts that fit the words in ``q``, in their statements and facts too."""
    actor, text = await actor_of(request), request.query_params.get("q", "")[:LONGEST]
    locale, reader = language_of(request), panel_locale(request)
    if not text.strip():
        return JSONResponse({"texts": await _all(actor, locale, reader)})
    found = await find(actor, Wanted(text, _types()), first=MOST)
    hits = [hit for some in found.hits.values() for hit in some]
    return JSONResponse({"texts": await described(hits, locale, reader)})


async def _all(actor: Actor, locale: str, reader: str) -> list[dict[str, Any]]:
    """All of them by title, as many as fit in a list."""
    listed = [
        {"uid": uid, "title": title, "type": type_label(installed()[name], reader)}
        for name in _types()
        for uid, title in (
            await titles.find(actor, installed()[name], "", locale, limit=MOST, offset=0)
        ).items()
    ]
    stand = await standings(one["uid"] for one in listed)
    return [
        {**one, "public": bool(stand.get(one["uid"], {}).get(locale, NOWHERE).path)}
        for one in listed
    ]


@answering
async def pieces(request: Request) -> Response:
    """What the public reads of one in a language, as pieces of canonical HTML."""
    uid, locale = request.path_params["uid"], language_of(request)
    await require(await actor_of(request), Permission.VIEW, uid)
    record = (await publications.entries([uid], View(locale))).get(uid)
    content_type = installed().get(record.content_type) if record else None
    if record is None or content_type is None or content_type.whole is None:
        language = language_name(locale, panel_locale(request))
        raise NotFound(
            N_("This text is not public in this language ({language})."), language=language
        )
    texts = await publications.long_texts([record.id], View(locale).perspective)
    said = _said(content_type, {**record.data, **texts.get(record.id, {})}, locale)
    return JSONResponse({"uid": uid, "title": record.title, "pieces": list(_pieces(said))})


def _said(content_type: ContentType, published: Mapping[str, Any], locale: str) -> Blocks:
    assert content_type.whole
    return content_type.whole(published, Written(locale))


def _pieces(blocks: Blocks) -> Iterator[str]:
    """Each block; of a list each item, since statements and facts are wanted one by one."""
    for block in blocks:
        yield from map(_html, _items(block) if isinstance(block, List) else (block,))


def _items(block: List) -> Iterator[Block]:
    return (List(block.ordered, (item,)) for item in block.children)


def _html(block: Block) -> str:
    return blocks_to_html((block,))
