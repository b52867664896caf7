"""What a text may lead to: entries by their titles, with how they stand in the language of the text."""

from collections.abc import Iterable, Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering
from admin.language import panel_locale
from cms.access.actors import Actor
from cms.content import DEFAULT_LOCALE, LOCALES, Blocks, Field, Values
from cms.content.discovery import installed
from cms.content.richtext import parse, toc
from cms.content.values import title_of
from cms.editing.working_copy import load
from cms.errors import N_, NotFound
from cms.publishing.standings import standings
from cms.reading.finding import LONGEST, Hit, Wanted, find
from cms.translation.interface.catalogues import state_label, type_label

FEW = 6
"""So many of each type: the words that somebody types make it fewer."""
MOST = 12


def routes() -> Router:
    """Looking for a target, and all about one."""
    return Router([Route("/", offered), Route("/{uid}/", target)])


def language_of(request: Request) -> str:
    """The language of the text that asks."""
    asked = request.query_params.get("locale", "")
    return asked if asked in LOCALES else DEFAULT_LOCALE


@answering
async def offered(request: Request) -> Response:
    """Entries that fit the words in ``q``, the best of each type first."""
    actor, text = await actor_of(request), request.query_params.get("q", "")[:LONGEST]
    found = await find(actor, Wanted(text), first=FEW)
    hits = _in_turn(found.hits.values())[:MOST]
    return JSONResponse(
        {"targets": await described(hits, language_of(request), panel_locale(request))}
    )


@answering
async def target(request: Request) -> Response:
    """One entry, with the headings in it that a link may lead to."""
    locale = language_of(request)
    hit = await _hit(await actor_of(request), request.path_params["uid"])
    [made] = await described([hit], locale, panel_locale(request))
    return JSONResponse({**made, "headings": await _headings(hit, locale)})


async def described(hits: Iterable[Hit], locale: str, reader: str) -> list[dict[str, Any]]:
    """What a link's writer must know of entries; ``reader`` is the language of the panel."""
    hits = list(hits)
    stand = await standings(hit.uid for hit in hits)
    return [
        {
            "uid": hit.uid,
            "title": title_of({**hit.titles, "uid": hit.uid}, locale),
            "type": type_label(installed()[hit.content_type], reader),
            "path": _path(stand.get(hit.uid, {}).get(locale)),
            "state": hit.states[locale],
            "said": state_label(hit.states[locale], reader),
            "public": locale in hit.public,
        }
        for hit in hits
    ]


def _path(stand: Any) -> str:
    return stand.path or "" if stand else ""


async def _hit(actor: Actor, uid: str) -> Hit:
    found = await find(actor, Wanted(uid), first=FEW)
    for hit in (hit for hits in found.hits.values() for hit in hits):
        if hit.uid == uid:
            return hit
    raise NotFound(N_("There is no entry {uid}."), uid=uid[:20])


async def _headings(hit: Hit, locale: str) -> list[dict[str, Any]]:
    content_type = installed()[hit.content_type]
    values = await load(content_type, hit.uid)
    found = [*_in_texts(content_type.plain_fields, values, locale)]
    for rows in content_type.rows:
        if isinstance(rows, Blocks):
            for row in rows.shown(values[rows.name]):
                found += _in_block(rows, row, locale)
    first: dict[str, dict[str, Any]] = {}
    for one in found:
        first.setdefault(one["anchor"], one)
    return [*first.values()]


def _in_block(blocks: Blocks, row: Values, locale: str) -> Iterator[dict[str, Any]]:
    if anchor := row["anchor"]:
        yield {"anchor": anchor, "text": f"#{anchor}", "level": 2}
    yield from _in_texts(blocks.fields_of(row), row, locale)


def _in_texts(fields: Iterable[Field], values: Values, locale: str) -> Iterator[dict[str, Any]]:
    for one in fields:
        for entry in toc(parse(values[one.column_in(locale)] or "")) if one.rich else ():
            yield {"anchor": entry.anchor, "text": entry.text, "level": entry.level}


def _in_turn(groups: Iterable[tuple[Hit, ...]]) -> list[Hit]:
    """The best of each group, then the second of each, and so on."""
    placed = [(place, hit) for hits in groups for place, hit in enumerate(hits)]
    return [hit for _, hit in sorted(placed, key=lambda one: one[0])]
