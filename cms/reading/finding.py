"""Finding entries for those who work on them: drafts too, in every language, whatever their type."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stdnum import isbn

from cms.access.actors import Actor
from cms.access.permissions import visible_filter
from cms.content import LOCALES, localised
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.reading.queries import tsquery
from cms.reading.statement import Statement, live
from cms.reading.view import View
from cms.reading.working_copies import nodes_with, working_copies

LONGEST = 200
LEAST_LIKENESS = 0.5


@dataclass(frozen=True)
class Wanted:
    """What somebody looks for. ``locale`` is the language of words and state; none is any."""

    text: str
    types: tuple[str, ...] = ()
    state: str = ""
    locale: str = ""


@dataclass(frozen=True)
class Hit:
    """An entry that was found. ``above`` are the titles above it, as far as they may be seen."""

    uid: str
    content_type: str
    titles: Mapping[str, str]
    states: Mapping[str, str]
    public: frozenset[str]
    changed_by: str
    changed_at: datetime
    above: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class Found:
    """The best hits of each type, and how many there are. ``alike``: only titles that look like it."""

    hits: Mapping[str, tuple[Hit, ...]]
    totals: Mapping[str, int]
    alike: bool = False


async def find(actor: Actor, wanted: Wanted, *, first: int = 10, offset: int = 0) -> Found:
    """What the actor may view and fits, in groups; if nothing does, titles spelt much like it."""
    wanted = _cleaned(wanted)
    if not wanted.text:
        return Found({}, {})
    rows = await _rows(actor, wanted, first, offset, alike=False)
    alike = not rows and not offset
    if alike:
        rows = await _rows(actor, wanted, first, offset, alike=True)
    above = await _above(actor, [row["uid"] for row in rows])
    hits: dict[str, list[Hit]] = {name: [] for name in installed()}
    for row in rows:
        hits[row["content_type"]].append(_hit(row, above.get(row["uid"], ())))
    return Found(
        {name: tuple(some) for name, some in hits.items() if some},
        {row["content_type"]: row["total"] for row in rows},
        alike and bool(rows),
    )


def _cleaned(wanted: Wanted) -> Wanted:
    text = " ".join(wanted.text.replace("\x00", " ").split())[:LONGEST]
    types = tuple(one for one in wanted.types if one in installed()) or tuple(installed())
    return Wanted(text, types, wanted.state, wanted.locale)


async def _rows(
    actor: Actor, wanted: Wanted, first: int, offset: int, *, alike: bool
) -> list[dict[str, Any]]:
    to = Statement(View(LOCALES[0]))
    text = to.bind(wanted.text, "text")
    locales = (wanted.locale,) if wanted.locale in LOCALES else LOCALES
    titles = {locale: f"lower(unaccent(n.{localised('title', locale)}))" for locale in locales}
    typed = f"lower(unaccent({text}))"
    if alike:
        score = _greatest(f"word_similarity({typed}, {title})" for title in titles.values())
        fits = f"{score} >= {LEAST_LIKENESS}"
    else:
        looked_for = _as_written(wanted.text)
        queries = {locale: tsquery(looked_for, locale, to) for locale in locales}
        score = _score(text, typed, titles.values())
        words = nodes_with({one: f"{{words}} @@ {query}" for one, query in queries.items()})
        fits = f"(n.uid IN ({words}) OR n.uid = {text} OR {_at_address(text)})"
    types = to.bind(list(wanted.types), "text[]")
    state = _in_state(wanted.state, locales, to)
    number, start = to.bind(first, "int"), to.bind(offset, "int")
    seen = visible_filter(actor, "n.uid")
    sql = f"""
WITH copy AS ({working_copies()}),
hit AS (
    SELECT n.uid, n.content_type, {_columns("n")}, c.updated_by, c.updated_at,
        count(*) OVER (PARTITION BY n.content_type) AS total,
        row_number() OVER (PARTITION BY n.content_type
            ORDER BY {score} DESC, c.updated_at DESC, n.uid) AS place
    FROM node n JOIN copy c ON c.uid = n.uid
    WHERE {fits} AND n.content_type = ANY({types}) AND {state}
        AND {seen.numbered(len(to.values) + 1)})
SELECT hit.*, ARRAY(SELECT p.locale::text FROM publication p
    WHERE p.uid = hit.uid AND {live("p")}) AS public
FROM hit WHERE place > {start} AND place <= {start} + {number} ORDER BY content_type, place
"""
    return await fetch(sql, *to.values, *seen.values)


def _greatest(values: Iterable[str]) -> str:
    return f"greatest({', '.join(values)})"


def _as_written(text: str) -> str:
    """An ISBN is looked for as books have it, with its hyphens, however somebody typed it."""
    return isbn.format(text) if isbn.is_valid(text) else text


def _score(text: str, typed: str, titles: Iterable[str]) -> str:
    """Its uid before its whole title, its beginning, words within it, and words in the text."""
    said = list(titles)
    begins = " OR ".join(f"starts_with({title}, {typed})" for title in said)
    within = " OR ".join(f"strpos({title}, {typed}) > 0" for title in said)
    return (
        f"(CASE WHEN n.uid = {text} THEN 4 WHEN {typed} IN ({', '.join(said)}) THEN 3"
        f" WHEN {begins} THEN 2 WHEN {within} THEN 1 ELSE 0 END)"
    )


def _at_address(text: str) -> str:
    """An address, old or new, leads to the entry that had it last."""
    return (
        f"(starts_with({text}, '/') AND n.uid IN"
        f" (SELECT p.uid FROM publication p WHERE p.path = rtrim({text}, '/')))"
    )


def _in_state(state: str, locales: Sequence[str], to: Statement) -> str:
    if not state:
        return "true"
    wanted = to.bind(state, "text")
    return "(" + " OR ".join(f"n.{localised('state', one)} = {wanted}" for one in locales) + ")"


def _columns(alias: str) -> str:
    return ", ".join(
        f"{alias}.{localised(name, locale)}" for name in ("title", "state") for locale in LOCALES
    )


_ABOVE = """
WITH RECURSIVE up AS (
    SELECT uid AS entry, parent, 0 AS depth FROM node WHERE uid = ANY($1::text[])
    UNION ALL
    SELECT up.entry, n.parent, up.depth + 1 FROM up JOIN node n ON n.uid = up.parent),
path AS (SELECT entry, depth, parent AS uid FROM up WHERE parent IS NOT NULL)
SELECT path.entry, n.uid, {titles} FROM path JOIN node n ON n.uid = path.uid
WHERE n.parent IS NOT NULL AND {seen} ORDER BY path.entry, path.depth DESC
"""


async def _above(actor: Actor, uids: Sequence[str]) -> dict[str, tuple[Mapping[str, str], ...]]:
    """The titles above each entry, from below the home page."""
    seen = visible_filter(actor, "n.uid")
    titles = ", ".join(f"n.{localised('title', locale)}" for locale in LOCALES)
    sql = _ABOVE.format(titles=titles, seen=seen.numbered(2))
    found: dict[str, tuple[Mapping[str, str], ...]] = {}
    for row in await fetch(sql, list(uids), *seen.values) if uids else ():
        found[row["entry"]] = (*found.get(row["entry"], ()), row)
    return found


def _hit(row: Mapping[str, Any], above: tuple[Mapping[str, str], ...]) -> Hit:
    return Hit(
        uid=row["uid"],
        content_type=row["content_type"],
        titles={localised("title", one): row[localised("title", one)] for one in LOCALES},
        states={one: row[localised("state", one)] for one in LOCALES},
        public=frozenset(row["public"]),
        changed_by=row["updated_by"],
        changed_at=row["updated_at"],
        above=above,
    )
