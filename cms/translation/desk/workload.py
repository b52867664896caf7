"""What there is to translate, counted by statements over the texts: no entry is loaded.

What is counted are the working copies, since it is on those that translators work here; the files
hold the public texts. The stages mean the same in both.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cms.access.actors import Actor
from cms.access.permissions import able_somewhere, translatable_filter, visible_filter
from cms.access.roles import Permission
from cms.content import LOCALES, localised
from cms.database.engine import fetch
from cms.editing.segmentation import SEPARATOR
from cms.reading.statement import live
from cms.reading.working_copies import working_copies
from cms.translation.rules.stages import WORK, Stage

A_PAGE = 50
Beyond = tuple[int, str, str]
"""An entry's place among what is to be done in one language."""
MOST_BRANCHES = 40


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

    Either of a pair of languages and a type, or of a ``branch``: an entry next below the wanted one,
    or that one itself.
    """

    stage: Stage
    messages: int
    words: int
    source: str = ""
    locale: str = ""
    type_name: str = ""
    branch: str = ""


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
    def place(self) -> Beyond:
        """Where it stands in the order of what is to be done."""
        return self.urgency, self.title, self.uid


@dataclass(frozen=True)
class Workload:
    """All that is wanted, counted: by pair of languages and type, and by branch (those with most to do).

    ``entries`` are a page of those in which something is to be done, of ``total``: a conflict comes
    before what is stale, and what is missing last.
    """

    types: tuple[Tally, ...]
    branches: tuple[Tally, ...]
    entries: tuple[Entry, ...]
    total: int


async def workload(
    actor: Actor,
    wanted: Wanted,
    offset: int = 0,
    most: int = A_PAGE,
    beyond: Beyond | None = None,
) -> Workload:
    """Count what ``actor`` may translate, or may view if they translate nothing, in one statement.

    The entries begin ``beyond`` a place in their order, or after so many.
    """
    stages = wanted.stages or ((wanted.stage,) if wanted.stage else WORK)
    after = beyond or (None, None, None)
    row = await _asked(actor, wanted, [str(one) for one in stages], offset, most, *after)
    entries = json.loads(row["entries"])
    return Workload(
        tuple(_tally(one) for one in json.loads(row["types"])),
        tuple(_tally(one) for one in json.loads(row["branches"])),
        tuple(_entry(one) for one in entries),
        row["total"],
    )


def _tally(row: Mapping[str, Any]) -> Tally:
    return Tally(**{**row, "stage": Stage(row["stage"])})


def _entry(row: Mapping[str, Any]) -> Entry:
    return Entry(
        row["uid"], row["type_name"], row["source"], row["locale"], row["title"],
        Counter({Stage(stage): count for stage, count in row["stages"].items()}), row["words"],
        row["urgency"],
    )  # fmt: skip


async def _asked(
    actor: Actor, wanted: Wanted, stages: list[str], *part: int | str | None
) -> Mapping[str, Any]:
    types = wanted.type_names or tuple(filter(None, [wanted.type_name]))
    values: list[Any] = [list(types), wanted.branch or None, wanted.drafts, stages, *part]
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
    rows = await fetch(f"{_pieces(' OR '.join(allowed))} {_COUNTED}", *values)
    return rows[0]


_TITLE = " ".join(f"WHEN '{locale}' THEN n.{localised('title', locale)}" for locale in LOCALES)
_SAME = (
    "(btrim(regexp_replace(replace({0}, U&'\\00AD', ''), '\\s+', ' ', 'g'))"
    " = btrim(regexp_replace(replace({1}, U&'\\00AD', ''), '\\s+', ' ', 'g')))"
)
"""What `same_text` says, in SQL."""
_NUMBERS = (
    "(SELECT array_agg(found[1] ORDER BY found[1]) FROM regexp_matches("
    "replace(replace({0}, '{{{{', ''), '}}}}', ''), '\\{{([1-9]\\d{{0,3}})\\}}', 'g') found)"
)
_FITS = (
    "(strpos(s.text, '{') + strpos(ready.text, '{') = 0 OR"
    f" {_NUMBERS.format('s.text')} IS NOT DISTINCT FROM {_NUMBERS.format('ready.text')})"
)
"""What `cms.translation.exchange.messages.fits` says."""


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
said AS MATERIALIZED (
    SELECT w.uid, w.locale,
        octet_length(s.text) + 1
            - octet_length(replace(replace(s.text, ' ', ''), E'\n', '')) AS words,
        CASE
            WHEN own.uid IS NOT NULL THEN CASE WHEN own.base = (
                SELECT string_agg(o.text, '{SEPARATOR}' ORDER BY o.position) FROM source_text o
                WHERE (o.uid, o.field, o.item) = (s.uid, s.field, s.item) AND NOT o.removed)
                THEN 'ready' ELSE 'stale' END
            WHEN clash.uid IS NOT NULL AND EXISTS (SELECT FROM unnest(clash.texts) one
                WHERE one <> coalesce(draft.text, ready.text, '')) THEN 'conflict'
            WHEN draft.uid IS NOT NULL THEN
                CASE draft.origin WHEN 'mt' THEN 'machine' ELSE 'review' END
            WHEN ready.uid IS NULL THEN 'missing'
            WHEN (ready.base = s.text OR {_SAME.format("ready.base", "s.text")})
                AND {_FITS} THEN 'ready'
            ELSE 'stale' END AS stage
    FROM wanted w
    JOIN source_text s ON s.uid = w.uid AND NOT s.removed
    LEFT JOIN translated_text ready ON {_of("ready", "s.seg", "ready")}
    LEFT JOIN translated_text draft ON {_of("draft", "s.seg", "review")}
    LEFT JOIN translated_text own ON {_of("own", "''", "ready")}
    LEFT JOIN clash ON (clash.uid, clash.field, clash.item, clash.seg, clash.locale)
        = (s.uid, s.field, s.item, s.seg, w.locale)),
counted AS MATERIALIZED (
    SELECT uid, locale, stage, count(*)::int AS messages, sum(words)::int AS words
    FROM said GROUP BY 1, 2, 3),
piece AS MATERIALIZED (SELECT * FROM counted JOIN wanted USING (uid, locale))"""  # noqa: S608 - names and words of our own


def _of(alias: str, seg: str, state: str) -> str:
    return (
        f"({alias}.uid, {alias}.field, {alias}.item, {alias}.seg, {alias}.locale, {alias}.state)"
        f" = (s.uid, s.field, s.item, {seg}, w.locale, '{state}')"
    )


_WORK = ", ".join(f"'{one}'" for one in WORK)
_COUNTED = f""",
by_type AS (
    SELECT p.source, p.locale, p.type_name, p.stage,
        sum(p.messages)::int AS messages, sum(p.words)::int AS words
    FROM piece p GROUP BY 1, 2, 3, 4),
busiest AS (
    SELECT p.branch FROM piece p GROUP BY 1
    ORDER BY coalesce(sum(p.messages) FILTER (WHERE p.stage IN ({_WORK})), 0) DESC, 1
    LIMIT {MOST_BRANCHES}),
by_branch AS (
    SELECT p.branch, p.stage, sum(p.messages)::int AS messages, sum(p.words)::int AS words
    FROM piece p JOIN busiest USING (branch) GROUP BY 1, 2),
entry AS (
    SELECT p.uid, p.type_name, p.source, p.locale, p.title,
        json_object_agg(p.stage, p.messages) AS stages,
        sum(p.words) FILTER (WHERE p.stage = ANY($4::text[]))::int AS words,
        min(array_position($4::text[], p.stage)) AS urgency
    FROM piece p GROUP BY 1, 2, 3, 4, 5
    HAVING bool_or(p.stage = ANY($4::text[]))),
listed AS (
    SELECT * FROM entry
    WHERE $7::int IS NULL OR (urgency, lower(title), uid) > ($7, lower($8::text), $9::text)
    ORDER BY urgency, lower(title), uid, locale LIMIT $6 OFFSET $5)
SELECT (SELECT coalesce(json_agg(by_type), '[]') FROM by_type) AS types,
    (SELECT coalesce(json_agg(by_branch), '[]') FROM by_branch) AS branches,
    (SELECT count(*) FROM entry) AS total,
    (SELECT coalesce(json_agg(listed ORDER BY urgency, lower(title), uid, locale), '[]')
        FROM listed) AS entries
"""  # noqa: S608 - names and words of our own
