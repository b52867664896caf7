"""Publishing and retracting, one language at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg

from cms.content import ContentType, State, Values, localised
from cms.database.engine import as_json, execute, fetch
from cms.editing import texts, transitions, working_copy
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import fingerprints, gate
from cms.publishing.addresses import path_of
from cms.publishing.document import Document, document

_INSERT = """
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
SELECT $1::text, $2::text, $3::text, $4::text, $5::text, $6::int, $7::text,
    $8::jsonb, $9::jsonb, $10::text[], $11::jsonb,
    setweight(to_tsvector($12::regconfig, $13) || to_tsvector('simple', unaccent($13)), 'A')
    || setweight(to_tsvector($12::regconfig, $14) || to_tsvector('simple', unaccent($14)), 'B')
    || setweight(to_tsvector($12::regconfig, $15), 'C')
    || setweight(to_tsvector($12::regconfig, $16), 'D'),
    $17::int, tstzrange($18::timestamptz, NULL),
    coalesce((SELECT min(first_published_at) FROM publication
        WHERE uid = $1::text AND locale = $3::text), $18::timestamptz),
    $18::timestamptz, $19::text, $20::timestamptz
"""

# Titles and summaries are found by their own words too: what is half typed has another stem.

_CLOSE = """
UPDATE publication SET valid = tstzrange(lower(valid), greatest(lower(valid), $3::timestamptz))
WHERE uid = $1 AND locale = $2 AND valid @> $3::timestamptz RETURNING path
"""

_MOVE_BELOW = """
WITH closed AS (
    UPDATE publication SET valid = tstzrange(lower(valid), greatest(lower(valid), $4::timestamptz))
    WHERE locale = $1 AND starts_with(path, $2::text || '/') AND valid @> $4::timestamptz RETURNING *),
noted AS (
    INSERT INTO transition (uid, locale, from_state, to_state, at, actor, comment)
    SELECT uid, locale, 'published', 'published', $4::timestamptz, $5::text, '' FROM closed)
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
SELECT uid, content_type, locale, $3::text || substr(path, length($2::text) + 1), parent_uid, position, title,
    data, texts, refs, fingerprints, search, revision, tstzrange($4::timestamptz, NULL), first_published_at,
    published_at, published_by, updated_at
FROM closed
"""


class NotPublished(CmsError):
    """There is nothing to retract."""

    code = "not_published"
    status = 409


@dataclass(frozen=True)
class Published:
    """What a publication made: the address now, and the addresses below that moved with it."""

    uid: str
    locale: str
    path: str
    moved_from: str | None


@dataclass(frozen=True)
class Effect:
    """What pressing the button would do: the address, and what stands in the way."""

    path: str | None
    live_path: str | None
    live_revision: int | None
    problems: tuple[Problem, ...]


async def publish(
    content_type: ContentType, uid: str, locale: str, *, actor: str, comment: str = ""
) -> Published:
    """Let the public read the working copy in ``locale``; the other languages are not touched.

    ``comment`` says why, in the entry's history. Raises `InvalidInput` naming each field that is
    missing. Call it inside `writing()`.
    """
    values = await working_copy.load(content_type, uid, lock=True)
    problems = gate.missing(content_type, values, locale)
    if problems:
        raise InvalidInput(problems)
    path = await path_of(values, locale)
    moment = await _moment()
    closed = await fetch(_CLOSE, uid, locale, moment)
    await _insert(content_type, values, locale, path, moment, actor)
    moved_from = closed[0]["path"] if closed and closed[0]["path"] != path else None
    if moved_from:
        await execute(_MOVE_BELOW, locale, moved_from, path, moment, actor)
    await transitions.record(
        values, locale, State.PUBLISHED, at=moment, actor=actor, comment=comment
    )
    await texts.note_published(values, locale)
    await fingerprints.renew(content_type, values, locale)
    await working_copy.set_state(content_type, uid, locale, State.PUBLISHED)
    return Published(uid, locale, path, moved_from)


async def retract(
    content_type: ContentType, uid: str, locale: str, *, actor: str, comment: str = ""
) -> None:
    """Take the entry away from the public in ``locale``; its address answers "gone" from now on.

    ``comment`` says why, in the entry's history. Raises `NotPublished`. Call it inside `writing()`.
    """
    values = await working_copy.load(content_type, uid, lock=True)
    moment = await _moment()
    if not await fetch(_CLOSE, uid, locale, moment):
        raise NotPublished(N_("This entry is not published in this language."))
    await transitions.record(values, locale, State.RETIRED, at=moment, actor=actor, comment=comment)
    await working_copy.set_state(content_type, uid, locale, State.RETIRED)


async def effect_of_publishing(content_type: ContentType, values: Values, locale: str) -> Effect:
    """What `publish` would do, without doing it."""
    problems = gate.missing(content_type, values, locale)
    path = None
    try:
        path = await path_of(values, locale)
    except InvalidInput as error:
        problems += error.problems
    live = await fetch(
        "SELECT path, revision FROM publication"
        " WHERE uid = $1 AND locale = $2 AND valid @> statement_timestamp()",
        values["uid"],
        locale,
    )
    now = live[0] if live else {"path": None, "revision": None}
    return Effect(path, now["path"], now["revision"], tuple(problems))


async def _moment() -> datetime:
    moment: datetime = (await fetch("SELECT clock_timestamp() AS moment"))[0]["moment"]
    return moment


async def _insert(
    content_type: ContentType,
    values: Values,
    locale: str,
    path: str,
    moment: datetime,
    actor: str,
) -> None:
    made = document(content_type, values, locale)
    digests = await texts.fingerprints(content_type, values, locale)
    try:
        await execute(
            _INSERT,
            *(values["uid"], content_type.name, locale, path, values["parent"], values["position"]),
            *_columns(made),
            as_json({"source": values["source_locale"], "fields": digests}),
            *(f"cms_{locale}", *(made.search[weight] for weight in "ABCD")),
            *(values["revision"], moment, actor, values["updated_at"]),
        )
    except asyncpg.ExclusionViolationError:
        text = Message(N_("The address {path} is taken by another entry."), {"path": path})
        problem = Problem("address_taken", text, localised("slug", locale))
        raise InvalidInput([problem]) from None


def _columns(made: Document) -> tuple[Any, ...]:
    return (made.title, as_json(made.data), as_json(made.texts), list(made.refs))
