"""What waits for somebody's attention: each list in one statement, of what its reader may view."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import allowed_filter, visible_filter
from cms.access.roles import Permission
from cms.content import LOCALES, State, localised
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.errors import N_, CmsError
from cms.reading.statement import live, live_or_planned
from cms.reading.working_copies import EACH_LANGUAGE, working_copies

SOON = "30 days"


class Worklist(StrEnum):
    """The lists. Scheduled and expiring come first what happens first, the others newest first."""

    REVIEW = "review"
    MINE = "mine"
    CHANGED = "changed"
    SCHEDULED = "scheduled"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    UNTRANSLATED = "untranslated"
    STALE = "stale"
    RECENT = "recent"


SOONEST_FIRST = frozenset({Worklist.SCHEDULED, Worklist.EXPIRING})


@dataclass(frozen=True)
class Waiting:
    """An entry in a list: in which languages it is there, since (or from) when, and by whom."""

    uid: str
    content_type: str
    titles: Mapping[str, str]
    locales: tuple[str, ...]
    at: datetime
    who: str


@dataclass(frozen=True)
class Listed:
    """A page of a list; ``total`` counts all of it, ``next`` is the cursor of the following page."""

    items: tuple[Waiting, ...]
    total: int
    next: str | None


class BadPlace(CmsError):
    """A place in a list that no list gave out."""

    code = "bad_cursor"

    def __init__(self) -> None:
        super().__init__(N_("This is no place in a list."))


_LAGS = f"""EXISTS (SELECT FROM publication s, jsonb_each_text(s.fingerprints->'fields') made
    WHERE s.uid = p.uid AND {live("s")} AND s.locale = p.fingerprints->>'source'
        AND s.locale <> p.locale AND p.fingerprints->'fields'->>made.key <> made.value)"""

# In each: `c` is a working copy, `l` one of its languages, `p` a publication, `asked` who asks.
_ITEMS: Mapping[Worklist, str] = {
    Worklist.REVIEW: f"""
        SELECT n.uid, l.locale, coalesce(t.at, c.updated_at) AS at, coalesce(t.actor, c.updated_by) AS who
        FROM node n JOIN copy c ON c.uid = n.uid CROSS JOIN LATERAL {EACH_LANGUAGE}
        LEFT JOIN LATERAL (SELECT t.at, t.actor FROM transition t WHERE t.uid = n.uid
            AND t.locale = l.locale AND t.to_state = '{State.PENDING}' ORDER BY t.id DESC LIMIT 1) t ON true
        WHERE l.state = '{State.PENDING}'""",
    Worklist.MINE: f"""
        SELECT n.uid, l.locale, c.updated_at AS at, c.updated_by AS who
        FROM asked, node n JOIN copy c ON c.uid = n.uid CROSS JOIN LATERAL {EACH_LANGUAGE}
        WHERE asked.who IN (n.created_by, c.updated_by) AND l.title <> '' AND NOT EXISTS (
            SELECT FROM publication p WHERE p.uid = n.uid AND {live_or_planned("p")})""",
    Worklist.CHANGED: f"""
        SELECT p.uid, p.locale, c.updated_at AS at, c.updated_by AS who
        FROM publication p JOIN copy c ON c.uid = p.uid
        WHERE {live("p")} AND p.revision < c.revision AND EXISTS (
            SELECT FROM version v, jsonb_array_elements_text(v.changed) name
            WHERE v.uid = p.uid AND v.revision > p.revision
                AND name <> ALL (ARRAY(SELECT o.name FROM of_others o WHERE o.locale = p.locale)))""",
    Worklist.SCHEDULED: """
        SELECT p.uid, p.locale, lower(p.valid) AS at, p.published_by AS who
        FROM publication p WHERE lower(p.valid) > statement_timestamp()""",
    Worklist.EXPIRING: f"""
        SELECT p.uid, p.locale, upper(p.valid) AS at, p.published_by AS who
        FROM publication p WHERE {live("p")}
            AND upper(p.valid) < statement_timestamp() + interval '{SOON}' AND NOT EXISTS (
                SELECT FROM publication f
                WHERE f.uid = p.uid AND f.locale = p.locale AND lower(f.valid) = upper(p.valid))""",
    Worklist.EXPIRED: f"""
        SELECT n.uid, l.locale, p.at, p.who
        FROM node n CROSS JOIN LATERAL {EACH_LANGUAGE} CROSS JOIN LATERAL (
            SELECT upper(p.valid) AS at, p.published_by AS who FROM publication p
            WHERE p.uid = n.uid AND p.locale = l.locale AND NOT isempty(p.valid)
            ORDER BY upper(p.valid) DESC LIMIT 1) p
        WHERE l.state = '{State.PUBLISHED}' AND p.at <= statement_timestamp()""",
    Worklist.UNTRANSLATED: f"""
        SELECT n.uid, l.locale, lower(p.valid) AS at, p.published_by AS who
        FROM publication p JOIN node n ON n.uid = p.uid CROSS JOIN LATERAL {EACH_LANGUAGE}
        WHERE {live("p")} AND NOT EXISTS (SELECT FROM publication o
            WHERE o.uid = p.uid AND o.locale = l.locale AND {live_or_planned("o")})""",
    Worklist.STALE: f"""
        SELECT p.uid, p.locale, p.published_at AS at, p.published_by AS who
        FROM publication p WHERE {live("p")} AND {_LAGS}""",
    Worklist.RECENT: """
        SELECT c.uid, l.locale, c.updated_at AS at, c.updated_by AS who
        FROM copy c CROSS JOIN unnest(ARRAY[NULL::text]) l(locale)""",
}

_TITLES = ", ".join(f"n.{localised('title', locale)}" for locale in LOCALES)


async def worklist(
    actor: Actor, which: Worklist, *, locale: str | None = None, first: int = 10, after: str = ""
) -> Listed:
    """One list, of one language if ``locale`` says so. Raises `BadPlace` for a bad ``after``."""
    at, uid = _place(after)
    seen = _for(actor, which)
    rows = await fetch(
        _statement(which, seen.numbered(6)),
        actor.name,
        locale,
        at,
        uid,
        first + 1,
        *seen.values,
    )
    shown = tuple(_waiting(row) for row in rows[:first])
    more = len(rows) > first
    return Listed(
        shown, rows[0]["total"] if rows else 0, _cursor(shown[-1]) if more and shown else None
    )


def _for(actor: Actor, which: Worklist) -> Any:
    """Whoever may review or publish there sees what waits for it, everybody else what they view."""
    if which is Worklist.REVIEW:
        return allowed_filter(actor, Permission.REVIEW)
    return visible_filter(actor)


def _statement(which: Worklist, seen: str) -> str:
    soonest = which in SOONEST_FIRST
    beyond, order, edge = (">", "ASC", "min") if soonest else ("<", "DESC", "max")
    return f"""
WITH asked AS (SELECT $1::text AS who, $2::text AS locale, $3::timestamptz AS at, $4::text AS uid),
copy AS ({working_copies()}),
of_others (locale, name) AS (VALUES {_names_of_others()}),
item AS ({_ITEMS[which]}),
listed AS (
    SELECT item.uid, {edge}(item.at) AS at,
        array_remove(array_agg(DISTINCT item.locale::text), NULL) AS locales,
        (array_agg(item.who ORDER BY item.at {order}))[1] AS who
    FROM item, asked WHERE asked.locale IS NULL OR item.locale = asked.locale GROUP BY item.uid),
allowed AS (SELECT * FROM listed WHERE {seen})
SELECT a.*, n.content_type, {_TITLES}, (SELECT count(*) FROM allowed) AS total
FROM asked, allowed a JOIN node n ON n.uid = a.uid
WHERE asked.at IS NULL OR (a.at, a.uid) {beyond} (asked.at, asked.uid)
ORDER BY a.at {order}, a.uid {order} LIMIT $5
"""


def _names_of_others() -> str:
    """For each language the columns whose change the public does not read in it."""
    place = {"parent", "position"}
    pairs = [
        (locale, column)
        for one in installed().values()
        for locale in LOCALES
        for column, declared in one.columns.items()
        if column in place or (declared.translated and column != declared.column_in(locale))
    ]
    return ", ".join(f"('{locale}', '{name}')" for locale, name in dict.fromkeys(pairs))


def _waiting(row: Mapping[str, Any]) -> Waiting:
    return Waiting(
        uid=row["uid"],
        content_type=row["content_type"],
        titles={locale: row[localised("title", locale)] for locale in LOCALES},
        locales=tuple(locale for locale in LOCALES if locale in row["locales"]),
        at=row["at"],
        who=row["who"],
    )


def _cursor(last: Waiting) -> str:
    return f"{last.at.isoformat()}_{last.uid}"


_CURSOR = re.compile(r"([0-9T:.+-]{19,40})_([0-9a-z]{1,16})", re.ASCII)


def _place(cursor: str) -> tuple[datetime | None, str]:
    if not cursor:
        return None, ""
    found = _CURSOR.fullmatch(cursor)
    try:
        at = datetime.fromisoformat(found[1]) if found else None
    except ValueError:
        at = None
    if found is None or at is None or at.tzinfo is None:
        raise BadPlace
    return at, found[2]
