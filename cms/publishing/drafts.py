"""Drafts: what would be published of the working copies as they stand, for previews to read.

They are derived by the same serialiser as publications and kept, so that a preview asks them what
readers ask publications. Nothing depends on them: what changed since is derived anew when it is asked.
"""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from cms.content import LOCALES, ContentType, State, Values, localised
from cms.content.discovery import installed
from cms.database.engine import as_json, attempting, execute, fetch, writing
from cms.database.outages import is_outage
from cms.editing import texts, working_copy
from cms.editing.input import problems_of, read_input
from cms.errors import NotFound
from cms.publishing.document import document
from cms.publishing.series.keeping import keep
from cms.reading.searching import search_document

log = logging.getLogger(__name__)

LOCK = 0x6472616674  # "draft": one renewal at a time
BATCH = 100
"""So many entries are kept at once: a renewal that is interrupted goes on where it stopped."""

# Whatever writes an entry writes its node. Two writes of one transaction differ in time alone.
_STALE = """
SELECT n.uid, n.content_type, n.xmin::text || ' ' || n.updated_at || $1 AS stamp FROM node n
WHERE n.content_type = ANY($2::text[]) AND n.uid <> ALL($3::text[]) AND NOT EXISTS (
    SELECT FROM draft d
    WHERE d.uid = n.uid AND d.stamp = n.xmin::text || ' ' || n.updated_at || $1)
"""

_INSERT = f"""
INSERT INTO draft (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    updated_at, state, stamp, revision, series, search, first_published_at)
SELECT $1::text, $2::text, $3::text, '', $4::text, $5::int, $6::text, $7::jsonb, $8::jsonb,
    $9::text[], $10::jsonb, $11::timestamptz, $12::text, $13::text, $14::int, $15::text,
    {search_document(16)},
    (SELECT min(first_published_at) FROM publication
        WHERE uid = $1::text AND locale = $3::text AND NOT isempty(valid))
"""

_SLUGS = " ".join(f"WHEN '{one}' THEN n.{localised('slug', one)}" for one in LOCALES)

# An entry that has no short name yet is called by its uid, so that every draft has an address.
_PLACE = f"""
WITH RECURSIVE placed AS (
    SELECT n.uid, locale.code, '/' || locale.code AS path
    FROM node n, unnest($1::text[]) locale (code) WHERE n.parent IS NULL
    UNION ALL
    SELECT n.uid, p.code, p.path || '/' || coalesce(nullif(CASE p.code {_SLUGS} END, ''), n.uid)
    FROM node n JOIN placed p ON n.parent = p.uid)
UPDATE draft d SET path = placed.path FROM placed
WHERE d.uid = placed.uid AND d.locale = placed.code AND d.path <> placed.path
"""


async def renew() -> None:
    """Derive anew the drafts of what changed since. In transactions of its own, if there is none.

    An entry of which none can be made keeps the drafts that it had; the others go on.
    """
    failed: list[str] = []
    while await fetch(f"{_STALE} LIMIT 1", *_known(), failed):
        async with writing():
            await hold()
            stale = await fetch(f"{_STALE} LIMIT {BATCH}", *_known(), failed)
            made = [await _attempt(row, failed) for row in stale]
            await execute(_PLACE, list(LOCALES))
        if stale and not any(made):
            return  # nodes without an entry: nothing to show of them


async def _attempt(row: Mapping[str, Any], failed: list[str]) -> bool:
    """Whether something came of deriving one entry's drafts, be it a failure."""
    try:
        async with attempting():
            return await _derive(**row)
    except Exception as error:
        if is_outage(error):
            raise
        log.exception("the drafts of %s cannot be derived", row["uid"])
        failed.append(row["uid"])
        return True


async def hold() -> None:
    """Let no drafts be derived until the transaction ends: of what goes there can be none."""
    await execute("SELECT pg_advisory_xact_lock($1)", LOCK)


def _known() -> tuple[str, list[str]]:
    return f" {_declarations()}", list(installed())


@cache
def _declarations() -> str:
    """Changes with what is declared of the content types, and so with what a document holds."""
    shapes = [
        (
            one.name,
            [each.name for each in one.all_fields],
            [each.name for rows in one.rows for each in rows.plain_fields],
            one.schedule is not None,
        )
        for one in installed().values()
    ]
    return hashlib.sha256(repr(shapes).encode()).hexdigest()[:8]


async def _derive(uid: str, content_type: str, stamp: str) -> bool:
    await execute("DELETE FROM draft WHERE uid = $1", uid)
    try:
        values = await working_copy.load(installed()[content_type], uid)
    except NotFound:
        return False
    for locale in drafted(values):
        await execute(_INSERT, *await _columns(installed()[content_type], values, locale, stamp))
    return True


def drafted(values: Values) -> Iterator[str]:
    """The languages in which an entry has a draft.

    Its own, those in which it has a title, and those in which the public knows it.
    """
    for locale in LOCALES:
        own = locale == values["source_locale"] or values[localised("title", locale)]
        if own or values[localised("state", locale)] != State.PRIVATE:
            yield locale


def typed_over(
    content_type: ContentType, values: Values, typed: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """What the drafts of an entry would hold if what was typed were saved, a document for each language.

    Raises `InvalidInput` for what can never be saved.
    """
    after = dict(values) | read_input(content_type, typed)
    if content_type.prepare:
        content_type.prepare(after)
    problems_of([one for rule in content_type.rules for one in rule(after)])
    made = {locale: document(content_type, after, locale) for locale in drafted(after)}
    return [
        {
            "locale": locale,
            **{name: getattr(one, name) for name in ("title", "data", "texts", "refs")},
        }
        for locale, one in made.items()
    ]


async def _columns(
    content_type: ContentType, values: Values, locale: str, stamp: str
) -> tuple[Any, ...]:
    made = document(content_type, values, locale)
    digests = await texts.fingerprints(content_type, values, locale)
    return (
        *(values["uid"], content_type.name, locale, values["parent"], values["position"]),
        *(made.title, as_json(made.data), as_json(made.texts), list(made.refs)),
        as_json({"source": values["source_locale"], "fields": digests}),
        *(values["updated_at"], values[localised("state", locale)], stamp, values["revision"]),
        await keep(made.schedule, datetime.now(UTC)),
        *(f"cms_{locale}", *(made.search[weight] for weight in "ABCD")),
    )
