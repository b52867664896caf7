"""The home page's lists: what needs an editor's attention."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from admin import titles
from admin.language import language_name, panel_locale
from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.editing import working_copy
from cms.publishing.comparison import changed_since
from cms.publishing.statement import live
from cms.translation.catalogues import type_label

MOST_LISTED = 8
MOST_LOOKED_AT = 30

Node = dict[str, Any]

_STATES = ", ".join(localised("state", locale) for locale in LOCALES)
_ANY_PUBLIC = " OR ".join(f"{localised('state', locale)} = 'published'" for locale in LOCALES)
_ALL_PUBLIC = " AND ".join(f"{localised('state', locale)} = 'published'" for locale in LOCALES)

_NEWER = (
    f"EXISTS (SELECT FROM publication p WHERE p.uid = node.uid AND {live('p')}"  # noqa: S608 - our own
    " AND p.revision < (SELECT max(v.revision) FROM version v WHERE v.uid = node.uid))"
)


async def dashboard(request: Request) -> Response:
    """The newest few of each list."""
    locale = panel_locale(request)
    lists = {
        "recent": await _nodes("true", MOST_LISTED),
        "changed": await _changed(),
        "drafts": await _nodes(f"NOT ({_ANY_PUBLIC})", MOST_LISTED),
        "untranslated": await _nodes(f"({_ANY_PUBLIC}) AND NOT ({_ALL_PUBLIC})", MOST_LISTED),
    }
    return JSONResponse(
        {name: [_shown(node, locale) for node in nodes] for name, nodes in lists.items()}
    )


async def _nodes(condition: str, most: int) -> list[Node]:
    return await fetch(
        f"SELECT uid, content_type, {titles.COLUMNS}, {_STATES} FROM node"  # noqa: S608 - our own
        f" WHERE {condition} AND content_type = ANY($1) ORDER BY updated_at DESC, uid LIMIT $2",
        list(installed()),
        most,
    )


async def _changed() -> list[Node]:
    """What differs from its publication: a newer revision may concern another language only."""
    found: list[Node] = []
    for node in await _nodes(_NEWER, MOST_LOOKED_AT):
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
    public = [one for one in LOCALES if row[localised("state", one)] == "published"]
    return {
        "uid": row["uid"],
        "type": row["content_type"],
        "type_label": type_label(installed()[row["content_type"]], locale),
        "title": title_of(row, locale),
        "notes": [language_name(one, locale) for one in public],
    }
