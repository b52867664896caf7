"""The home page's lists: what needs an editor's attention."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin import titles
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from cms.access.actors import Actor
from cms.access.permissions import visible_filter
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.editing import working_copy
from cms.publishing.comparison import changed_since
from cms.reading.statement import live, live_or_planned
from cms.translation.catalogues import type_label

MOST_LISTED = 8
MOST_LOOKED_AT = 30

Node = dict[str, Any]

_LIVE = f"SELECT count(*) FROM publication p WHERE p.uid = node.uid AND {live('p')}"  # noqa: S608 - our own
_PLANNED = f"SELECT FROM publication p WHERE p.uid = node.uid AND {live_or_planned('p')}"
_PUBLIC = f"ARRAY(SELECT p.locale::text FROM publication p WHERE p.uid = node.uid AND {live('p')})"  # noqa: S608 - our own

_NEWER = (
    f"EXISTS (SELECT FROM publication p WHERE p.uid = node.uid AND {live('p')}"  # noqa: S608 - our own
    " AND p.revision < (SELECT max(v.revision) FROM version v WHERE v.uid = node.uid))"
)


async def dashboard(request: Request) -> Response:
    """The newest few of each list, of what its reader may view."""
    locale, actor = panel_locale(request), await actor_of(request)
    lists = {
        "recent": await _nodes(actor, "true", MOST_LISTED),
        "changed": await _changed(actor),
        "drafts": await _nodes(actor, f"NOT EXISTS ({_PLANNED})", MOST_LISTED),
        "untranslated": await _nodes(
            actor, f"({_LIVE}) BETWEEN 1 AND {len(LOCALES) - 1}", MOST_LISTED
        ),
    }
    return JSONResponse(
        {name: [_shown(node, locale) for node in nodes] for name, nodes in lists.items()}
    )


async def _nodes(actor: Actor, condition: str, most: int) -> list[Node]:
    seen = visible_filter(actor)
    return await fetch(
        f"SELECT uid, content_type, {titles.COLUMNS}, {_PUBLIC} AS public FROM node"  # noqa: S608 - our own
        f" WHERE {condition} AND content_type = ANY($1) AND {seen.numbered(3)}"
        " ORDER BY updated_at DESC, uid LIMIT $2",
        list(installed()),
        most,
        *seen.values,
    )


async def _changed(actor: Actor) -> list[Node]:
    """What differs from its publication: a newer revision may concern another language only."""
    found: list[Node] = []
    for node in await _nodes(actor, _NEWER, MOST_LOOKED_AT):
        if len(found) < MOST_LISTED and await _differs(node):
            found.append(node)
    return found


async def _differs(node: Node) -> bool:
    content_type = installed()[node["content_type"]]
    values = await working_copy.load(content_type, node["uid"])
    for locale in LOCALES:
        if await changed_since(content_type, values, locale):
            return True
    return False


def _shown(row: Node, locale: str) -> dict[str, Any]:
    return {
        "uid": row["uid"],
        "type": row["content_type"],
        "type_label": type_label(installed()[row["content_type"]], locale),
        "title": title_of(row, locale),
        "notes": [language_name(one, locale) for one in LOCALES if one in row["public"]],
    }
