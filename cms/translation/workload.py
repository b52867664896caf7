"""What there is to translate, counted by statements over the texts: no entry is loaded.

What is counted are the working copies, since it is on those that translators work here; the files
hold the public texts (`cms.translation.statistics`). The stages mean the same in both.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import able_somewhere, translatable_filter, visible_filter
from cms.access.roles import Permission
from cms.content import LOCALES, localised
from cms.database.engine import fetch
from cms.editing.segmentation import SEPARATOR
from cms.reading.statement import live
from cms.reading.working_copies import working_copies

A_PAGE = 50
Beyond = tuple[int, str, str]
"""An entry's place among what is to be done in one language."""


class Stage(StrEnum):
    """How far a text is in a language: the most urgent first, and what is done last.

    A draft waits in ``review``, or in ``machine`` when no person wrote it.
    """

    CONFLICT = "conflict"
    STALE = "stale"
    REVIEW = "review"
    MACHINE = "machine"
    MISSING = "missing"
    READY = "ready"


WORK = tuple(one for one in Stage if one is not Stage.READY)
"""The stages in which somebody must look at a text."""


@dataclass(frozen=True)
class Wanted:
    """Which texts: into which language, of which type, under which entry, in which stage.

    Without ``drafts`` only those of entries that are public in the language they were written in.
    ``type_names`` and ``stages`` are for who wants any of several.
    """

    locale: str = ""
    type_name: str = ""
    branch: str = ""
    stage: Stage | None = None
    drafts: bool = False
    type_names: tuple[str, ...] = ()
    stages: tuple[Stage, ...] = ()


@dataclass(frozen=True)
class Tally:
    """Texts that are alike in all of this: how many, in how many words of source text.

    ``branch`` is the entry next below the wanted one, or that one itself.
    """

    source: str
    locale: str
    type_name: str
    branch: str
    stage: Stage
    messages: int
    words: int


@dataclass(frozen=True)
class Entry:
    """An entry in one language in which something is to be done."""

    uid: str
    type_name: str
    source: str
    locale: str
    title: str
    messages: Counter[Stage] = field(default_factory=Counter)
    words: int = 0
    urgency: int = 0

    @property
    def place(self) -> "Beyond":
        """Where it stands in the order of what is to be done."""
        return self.urgency, self.title, self.uid


@dataclass(frozen=True)
class Todo:
    """A page of entries; ``total`` counts all."""

    entries: tuple[Entry, ...]
    total: int


async def tally(actor: Actor, wanted: Wanted) -> list[Tally]:
    """Every text that is wanted, whatever its stage, in one statement."""
    rows = await _asked(
        actor,
        wanted,
        "SELECT w.source, w.locale, w.type_name, w.branch, p.stage,"
        " sum(p.messages)::int AS messages, sum(p.words)::int AS words"
        " FROM piece p JOIN wanted w USING (uid, locale) GROUP BY 1, 2, 3, 4, 5",
    )
    return [Tally(**(dict(row) | {"stage": Stage(row["stage"])})) for row in rows]


async def todo(
    actor: Actor,
    wanted: Wanted,
    offset: int = 0,
    most: int = A_PAGE,
    beyond: Beyond | None = None,
) -> Todo:
    """The entries in which something is to be done, in the wanted stage if there is one.

    The most urgent come first: a conflict before what is stale, and what is missing last. They begin
    ``beyond`` a place in this order, or after so many.
    """
    stages = wanted.stages or ((wanted.stage,) if wanted.stage else WORK)
    after = beyond or (None, None, None)
    rows = await _asked(actor, wanted, _TODO, [str(one) for one in stages], most, offset, *after)
    entries = tuple(_entry(row) for row in rows)
    return Todo(entries, rows[0]["total"] if rows else 0)


def _entry(row: Mapping[str, Any]) -> Entry:
    counts = dict(zip(row["stages"], row["counts"], strict=True))
    return Entry(
        row["uid"], row["type_name"], row["source"], row["locale"], row["title"],
        Counter({Stage(stage): count for stage, count in counts.items()}), row["words"],
        row["urgency"],
    )  # fmt: skip


async def _asked(actor: Actor, wanted: Wanted, select: str, *more: Any) -> list[dict[str, Any]]:
    types = wanted.type_names or tuple(filter(None, [wanted.type_name]))
    values: list[Any] = [list(types), wanted.branch or None, wanted.drafts, *more]
    overseeing = not {Permission.EDIT, Permission.TRANSLATE} & await able_somewhere(actor)
    allowed = []
    for locale in [wanted.locale] if wanted.locale in LOCALES else LOCALES:
        seen = (
            visible_filter(actor, "n.uid")
            if overseeing
            else translatable_filter(actor, locale, "n.uid")
        )
        allowed.append(f"(l.locale = '{locale}' AND {seen.numbered(len(values) + 1)})")
        values += seen.values
    return await fetch(f"{_pieces(' OR '.join(allowed))} {select}", *values)


_TITLE = " ".join(f"WHEN '{locale}' THEN n.{localised('title', locale)}" for locale in LOCALES)
_SAME = (
    "(btrim(regexp_replace(replace({0}, U&'\\00AD', ''), '\\s+', ' ', 'g'))"
    " = btrim(regexp_replace(replace({1}, U&'\\00AD', ''), '\\s+', ' ', 'g')))"
)
"""What `same_text` says, in SQL."""


def _pieces(allowed: str) -> str:
    """``piece``: how many texts of each wanted entry and language are in which stage.

    Each part is a list of its own, or the planner takes the texts one entry at a time.
    """
    return f"""
WITH RECURSIVE below (uid, branch, depth) AS (
    SELECT n.uid, n.uid, 0 FROM node n
    WHERE CASE WHEN $2::text IS NULL THEN n.parent IS NULL ELSE n.uid = $2 END
    UNION ALL
    SELECT n.uid, CASE b.depth WHEN 0 THEN n.uid ELSE b.branch END, b.depth + 1
    FROM node n JOIN below b ON n.parent = b.uid),
copy AS ({working_copies()}),
wanted AS MATERIALIZED (
    SELECT n.uid, n.content_type AS type_name, c.source_locale AS source, l.locale, b.branch,
        CASE c.source_locale {_TITLE} END AS title
    FROM below b JOIN node n ON n.uid = b.uid JOIN copy c ON c.uid = n.uid
    CROSS JOIN unnest(ARRAY[{", ".join(f"'{one}'" for one in LOCALES)}]) l (locale)
    WHERE l.locale <> c.source_locale AND ($1::text[] = '{{}}' OR n.content_type = ANY($1)) AND ({allowed})
        AND ($3::bool OR EXISTS (SELECT FROM publication p
            WHERE p.uid = n.uid AND p.locale = c.source_locale AND {live("p")}))),
clash AS MATERIALIZED (
    SELECT uid, field, item, seg, locale, array_agg(text) AS texts
    FROM kept_text WHERE why = 'conflict' GROUP BY 1, 2, 3, 4, 5),
said AS (
    SELECT w.uid, w.locale,
        length(s.text) - length(translate(s.text, E' \n', '')) + 1 AS words,
        CASE
            WHEN own.uid IS NOT NULL THEN CASE WHEN own.base = (
                SELECT string_agg(o.text, '{SEPARATOR}' ORDER BY o.position) FROM source_text o
                WHERE (o.uid, o.field, o.item) = (s.uid, s.field, s.item) AND NOT o.removed)
                THEN 'ready' ELSE 'stale' END
            WHEN EXISTS (SELECT FROM unnest(clash.texts) one
                WHERE one <> coalesce(draft.text, ready.text, '')) THEN 'conflict'
            WHEN draft.uid IS NOT NULL THEN
                CASE draft.origin WHEN 'mt' THEN 'machine' ELSE 'review' END
            WHEN ready.uid IS NULL THEN 'missing'
            WHEN ready.base = s.text OR {_SAME.format("ready.base", "s.text")} THEN 'ready'
            ELSE 'stale' END AS stage
    FROM wanted w
    JOIN source_text s ON s.uid = w.uid AND NOT s.removed
    LEFT JOIN translated_text ready ON {_of("ready", "s.seg", "ready")}
    LEFT JOIN translated_text draft ON {_of("draft", "s.seg", "review")}
    LEFT JOIN translated_text own ON {_of("own", "''", "ready")}
    LEFT JOIN clash ON (clash.uid, clash.field, clash.item, clash.seg, clash.locale)
        = (s.uid, s.field, s.item, s.seg, w.locale)),
piece AS (
    SELECT uid, locale, stage, count(*)::int AS messages, sum(words)::int AS words
    FROM said GROUP BY 1, 2, 3)"""  # noqa: S608 - names and words of our own


def _of(alias: str, seg: str, state: str) -> str:
    return (
        f"({alias}.uid, {alias}.field, {alias}.item, {alias}.seg, {alias}.locale, {alias}.state)"
        f" = (s.uid, s.field, s.item, {seg}, w.locale, '{state}')"
    )


_TODO = """, entry AS (
    SELECT w.uid, w.type_name, w.source, w.locale, w.title,
        array_agg(p.stage) AS stages, array_agg(p.messages) AS counts,
        sum(p.words) FILTER (WHERE p.stage = ANY($4::text[]))::int AS words,
        min(array_position($4::text[], p.stage)) AS urgency
    FROM piece p JOIN wanted w USING (uid, locale) GROUP BY 1, 2, 3, 4, 5
    HAVING bool_or(p.stage = ANY($4::text[])))
SELECT *, (SELECT count(*) FROM entry) AS total FROM entry
WHERE $7::int IS NULL OR (urgency, lower(title), uid) > ($7, lower($8::text), $9::text)
ORDER BY urgency, lower(title), uid, locale LIMIT $5 OFFSET $6"""
