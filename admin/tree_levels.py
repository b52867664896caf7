"""What the tree's page shows of one level: each entry with its state in every language."""

from collections.abc import Mapping, Sequence
from typing import Any

from admin.language import language_name
from admin.standing import KEYS, badge
from admin.titles import COLUMNS
from cms.access.actors import Actor
from cms.access.permissions import Facts, decide, facts_of, not_found, visible_filter
from cms.access.roles import Permission
from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.content.values import title_of
from cms.database.engine import fetch
from cms.editing.authorised import may_create
from cms.editing.siblings import IN_ORDER
from cms.publishing.standings import NOWHERE, Stand, standings
from cms.translation.interface.catalogues import gettext, state_label, type_label

TOP = "top"
AT_ONCE = 200

SYMBOLS: Mapping[str, str] = {
    "published": "●",
    "scheduled": "◔",
    "pending": "◐",
    "private": "○",
    "expired": "◌",
    "retired": "✕",
}

_STATES = ", ".join(localised(name, locale) for name in ("state", "slug") for locale in LOCALES)

_ABOVE = """
WITH RECURSIVE above AS (
    SELECT uid, parent, 0 AS depth FROM node WHERE uid = $1
    UNION ALL
    SELECT n.uid, n.parent, a.depth + 1 FROM node n JOIN above a ON n.uid = a.parent)
SELECT uid FROM above ORDER BY depth DESC
"""


async def level(actor: Actor, uid: str, locale: str, start: int = 0) -> dict[str, Any]:
    """The order of what an actor sees under an entry, with the details of some, from ``start`` on.

    On top (`TOP`) stands the home page, or for whoever sees only branches where those begin.
    """
    order = await (_tops(actor) if uid == TOP else _children(actor, uid))
    part = order[start : start + AT_ONCE]
    return {
        "parent": uid,
        "order": order,
        "start": start,
        "entries": await _entries(actor, part, locale),
    }


async def _tops(actor: Actor) -> list[str]:
    seen, above = visible_filter(actor), visible_filter(actor, "parent")
    rows = await fetch(
        f"SELECT uid FROM node WHERE {seen.numbered(1)}"  # noqa: S608 - our own columns
        f" AND (parent IS NULL OR NOT ({above.numbered(1 + len(seen.values))})) ORDER BY {IN_ORDER}",
        *seen.values,
        *above.values,
    )
    return [row["uid"] for row in rows]


async def _children(actor: Actor, uid: str) -> list[str]:
    if not decide(actor, Permission.VIEW, await _facts(actor, uid)).allowed:
        raise not_found(uid)
    seen = visible_filter(actor)
    rows = await fetch(
        f"SELECT uid FROM node WHERE parent = $1 AND {seen.numbered(2)} ORDER BY {IN_ORDER}",  # noqa: S608
        uid,
        *seen.values,
    )
    return [row["uid"] for row in rows]


async def _facts(actor: Actor, uid: str) -> Facts:
    found = await facts_of(actor, [uid])
    if uid not in found:
        raise not_found(uid)
    return found[uid]


async def way(actor: Actor, uid: str) -> list[str]:
    """The entries above one that the actor sees, from the top, and itself; raises `NotFound`."""
    above = [row["uid"] for row in await fetch(_ABOVE, uid)]
    facts = await facts_of(actor, above)
    seen = [one for one in above if decide(actor, Permission.VIEW, facts[one]).allowed]
    if not seen or seen[-1] != uid:
        raise not_found(uid)
    # What is not seen stops the way: the tree begins below it.
    hidden = [place for place, one in enumerate(above) if one not in seen]
    return above[hidden[-1] + 1 :] if hidden else above


async def _entries(actor: Actor, uids: Sequence[str], locale: str) -> list[dict[str, Any]]:
    seen = visible_filter(actor, "c.uid")
    rows = await fetch(
        f"SELECT uid, content_type, parent, {COLUMNS}, {_STATES}, EXISTS ("  # noqa: S608
        f"SELECT FROM node c WHERE c.parent = node.uid AND {seen.numbered(2)}) AS below"
        " FROM node WHERE uid = ANY($1) ORDER BY array_position($1::text[], uid::text)",
        list(uids),
        *seen.values,
    )
    facts, stands = await facts_of(actor, uids), await standings(uids)
    return [
        _entry(actor, row, facts[row["uid"]], stands.get(row["uid"], {}), locale) for row in rows
    ]


def _entry(
    actor: Actor, row: Mapping[str, Any], facts: Facts, stands: Mapping[str, Stand], locale: str
) -> dict[str, Any]:
    content_type = installed()[row["content_type"]]
    edits = decide(actor, Permission.EDIT, facts).allowed
    return {
        "uid": row["uid"],
        "type": content_type.name,
        "type_label": type_label(content_type, locale),
        "title": title_of(row, locale),
        "below": row["below"],
        "slugs": {one: row[localised("slug", one)] for one in LOCALES},
        "states": [_state(row, one, stands.get(one, NOWHERE), locale) for one in LOCALES],
        "home": row["parent"] is None,
        "may": {
            "edit": edits,
            "add": may_create(actor, facts),
            "rename": [
                one
                for one in LOCALES
                if edits or decide(actor, Permission.TRANSLATE, facts, one).allowed
            ],
        },
    }


def _state(row: Mapping[str, Any], locale: str, stand: Stand, panel: str) -> dict[str, str]:
    made = badge(row[localised("state", locale)], stand, changed=False, locale=panel)
    return {
        "locale": locale,
        "language": language_name(locale, panel),
        "state": made.key,
        "symbol": SYMBOLS[made.key],
        "label": f"{made.label}. {made.more}" if made.more else made.label,
    }


def legend(panel: str) -> list[tuple[str, str, str]]:
    """Each state with its symbol and what it is called."""
    return [
        (key, symbol, gettext(KEYS[key], panel) if key in KEYS else state_label(key, panel))
        for key, symbol in SYMBOLS.items()
    ]
