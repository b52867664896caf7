"""What stands on piccolo-admin's home page; the dashboard has more: `admin.overview`."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin import titles
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from cms.access.actors import Actor
from cms.access.permissions import able_somewhere, visible_filter
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.reading.statement import live, live_or_planned
from cms.reading.worklists import Worklist, worklist
from cms.translation.interface.catalogues import type_label

MOST_LISTED = 8

Node = dict[str, Any]

_LIVE = f"SELECT count(*) FROM publication p WHERE p.uid = node.uid AND {live('p')}"  # noqa: S608 - our own
_PLANNED = f"SELECT FROM publication p WHERE p.uid = node.uid AND {live_or_planned('p')}"
_PUBLIC = f"ARRAY(SELECT p.locale::text FROM publication p WHERE p.uid = node.uid AND {live('p')})"  # noqa: S608 - our own


async def home(request: Request) -> Response:
    """The newest few of each list, of what its reader may view."""
    locale, actor = panel_locale(request), await actor_of(request)
    lists = {
        "recent": await _nodes(actor, "true"),
        "changed": await _changed(actor),
        "drafts": await _nodes(actor, f"NOT EXISTS ({_PLANNED})"),
        "untranslated": await _nodes(actor, f"({_LIVE}) BETWEEN 1 AND {len(LOCALES) - 1}"),
    }
    found = {name: [_shown(node, locale) for node in nodes] for name, nodes in lists.items()}
    return JSONResponse({**found, "roleless": not await able_somewhere(actor)})


async def _nodes(actor: Actor, condition: str, *values: Any) -> list[Node]:
    seen, next_one = visible_filter(actor), len(values) + 1
    return await fetch(
        f"SELECT uid, content_type, {titles.COLUMNS}, {_PUBLIC} AS public FROM node"  # noqa: S608 - our own
        f" WHERE {condition} AND content_type = ANY(${next_one}) AND {seen.numbered(next_one + 1)}"
        f" ORDER BY updated_at DESC, uid LIMIT {MOST_LISTED}",
        *values,
        list(installed()),
        *seen.values,
    )


async def _changed(actor: Actor) -> list[Node]:
    found = await worklist(actor, Worklist.CHANGED, first=MOST_LISTED)
    return await _nodes(actor, "uid = ANY($1::text[])", [one.uid for one in found.items])


def _shown(row: Node, locale: str) -> dict[str, Any]:
    return {
        "uid": row["uid"],
        "type": row["content_type"],
        "type_label": type_label(installed()[row["content_type"]], locale),
        "title": title_of(row, locale),
        "notes": [language_name(one, locale) for one in LOCALES if one in row["public"]],
    }
