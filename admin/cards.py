"""What an entry looks like where another refers to it: its title, summary, state and picture."""

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin import standing
from admin.acting import actor_of
from admin.answers import answering
from admin.language import panel_locale
from admin.library.cards import thumb
from cms.access.permissions import visible
from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.translation.interface.catalogues import type_label

MOST = 100
LONGEST_SUMMARY = 200
THUMB = 160

Card = dict[str, Any]


def routes() -> Router:
    """GET the cards of entries, by uid."""
    return Router([Route("/", answering(cards))])


async def cards(request: Request) -> Response:
    """What is there and may be viewed; the rest is left out."""
    actor, locale = await actor_of(request), panel_locale(request)
    asked = [uid for uid in request.query_params.getlist("uid")[:MOST] if uid.isalnum()]
    seen = await visible(actor, asked)
    badges = await standing.badges(actor, seen, locale)
    found = await _cards(seen, locale)
    await _draw(found.values())
    for uid, card in found.items():
        of = badges.get(uid, {})
        card["states"] = [
            {"locale": one, "key": badge.key, "label": badge.label} for one, badge in of.items()
        ]
    return JSONResponse(found)


async def _cards(uids: Iterable[str], locale: str) -> dict[str, Card]:
    rows = await fetch(
        "SELECT uid, content_type FROM node WHERE uid = ANY($1) ORDER BY uid", list(uids)
    )
    found: dict[str, Card] = {}
    for name in sorted({row["content_type"] for row in rows} & installed().keys()):
        found |= await _of_type(
            name, [row["uid"] for row in rows if row["content_type"] == name], locale
        )
    return found


async def _of_type(name: str, uids: list[str], locale: str) -> dict[str, Card]:
    columns = ", ".join(localised(one, each) for one in ("title", "summary") for each in LOCALES)
    rows = await fetch(
        f'SELECT uid, image, {columns} FROM "{name}" WHERE uid = ANY($1)',  # noqa: S608 - our own columns
        uids,
    )
    return {
        row["uid"]: {
            "title": title_of(row, locale),
            "type": type_label(installed()[name], locale),
            "table": name,
            "summary": _summary(row, locale),
            "image": row["image"],
        }
        for row in rows
    }


async def _draw(found: Iterable[Card]) -> None:
    """The address of each picture, in place of its uid."""
    wanted = [card for card in found if card["image"]]
    rows = await fetch("SELECT * FROM asset WHERE uid = ANY($1)", [one["image"] for one in wanted])
    pictures = {row["uid"]: thumb(row, THUMB) for row in rows}
    for card in wanted:
        card["image"] = pictures.get(card["image"])


def _summary(row: dict[str, Any], locale: str) -> str:
    texts = (row.get(localised("summary", one)) for one in (locale, *LOCALES))
    found = str(next(filter(None, texts), ""))
    return found if len(found) <= LONGEST_SUMMARY else found[:LONGEST_SUMMARY].rstrip() + "…"
