"""Links and relations that the public reads and that lead nowhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from cms.access.actors import Actor
from cms.access.permissions import visible
from cms.database.engine import fetch
from cms.errors import N_, CmsError
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
    AND NOT EXISTS (SELECT FROM asset a WHERE a.uid = target)
"""


class BadCursor(CmsError):
    """A place in the report that no report gave out."""

    code = "bad_cursor"


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
    """A part of the broken links that the actor may see, by language and address.

    ``total`` is how many there are of them, ``hidden`` how many more. ``next`` is where the rest
    begins, if there is a rest.
    """

    broken: tuple[BrokenLink, ...]
    total: int
    hidden: int
    next: str = ""


async def broken_links(
    actor: Actor, locale: str | None = None, first: int = MOST, after: str = ""
) -> Report:
    """What is broken now, in one language or in all. Links to other sites are not looked at.

    Raises `BadCursor`.
    """
    begin = _place(after)
    rows = await fetch(_BROKEN, locale)
    seen = await visible(actor, {row["uid"] for row in rows})
    found = sorted((_broken(row) for row in rows if row["uid"] in seen), key=_key)
    rest = [one for one in found if _key(one) > begin]
    more = _cursor(rest[first - 1]) if len(rest) > first else ""
    return Report(tuple(rest[:first]), len(found), len(rows) - len(found), more)


Key = tuple[str, str, str]


def _key(one: BrokenLink) -> Key:
    """By which they are ordered."""
    return one.locale, one.path, one.target


def _cursor(one: BrokenLink) -> str:
    """Only the last part of it may have spaces."""
    return f"{one.locale} {one.target} {one.path}"


def _place(after: str) -> Key:
    if not after:
        return "", "", ""
    match after.split(" ", 2):
        case [locale, target, path]:
            return locale, path, target
    raise BadCursor(N_("There is no such place in this list."))


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
