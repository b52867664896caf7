"""Links and relations that the public reads and that lead nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cms.access.actors import Actor
from cms.access.permissions import visible
from cms.database.engine import fetch
from cms.reading.statement import live

Fate = Literal["gone", "binned", "not_public"]
Kind = Literal["link", "relation"]

MOST = 500

_BROKEN = f"""
SELECT p.uid, p.content_type, p.locale, p.path, p.title, target,
    CASE WHEN EXISTS (SELECT FROM node n WHERE n.uid = target) THEN 'not_public'
        WHEN EXISTS (SELECT FROM binned_entry b WHERE b.uid = target) THEN 'binned'
        ELSE 'gone' END AS fate,
    CASE WHEN strpos(p.texts::text, 'uid:' || target) > 0 THEN 'link' ELSE 'relation' END AS kind
FROM publication p CROSS JOIN LATERAL unnest(p.refs) target
WHERE {live("p")} AND ($1::text IS NULL OR p.locale = $1) AND NOT EXISTS (
    SELECT FROM publication t WHERE t.uid = target AND t.locale = p.locale AND {live("t")})
ORDER BY p.locale, p.path COLLATE "C", target
"""


@dataclass(frozen=True)
class BrokenLink:
    """Where a reader of one language meets something that leads nowhere.

    ``source`` is the title of what they read, ``target`` the uid that it leads to. ``fate``: that
    does not exist any more, it is in the bin, or it is not public in this language.
    """

    uid: str
    content_type: str
    locale: str
    path: str
    source: str
    kind: Kind
    target: str
    fate: Fate


@dataclass(frozen=True)
class Report:
    """The first broken links that the actor may see, how many there are, and how many are hidden."""

    broken: tuple[BrokenLink, ...]
    total: int
    hidden: int


async def broken_links(actor: Actor, locale: str | None = None) -> Report:
    """What is broken now, in one language or in all. Links to other sites are not looked at."""
    rows = await fetch(_BROKEN, locale)
    seen = await visible(actor, {row["uid"] for row in rows})
    found = [_broken(row) for row in rows if row["uid"] in seen]
    return Report(tuple(found[:MOST]), len(found), len(rows) - len(found))


def _broken(row: Mapping[str, Any]) -> BrokenLink:
    return BrokenLink(
        uid=row["uid"],
        content_type=row["content_type"],
        locale=row["locale"],
        path=row["path"],
        source=row["title"],
        kind=row["kind"],
        target=row["target"],
        fate=row["fate"],
    )
