"""Publishing and retracting, one language at a time."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.content import ContentType, State, Values, localised
from cms.database.engine import as_json, execute, fetch
from cms.editing import texts, working_copy
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import gate
from cms.publishing.addresses import (
    Moving,
    Standing,
    moved,
    path_of,
    standing,
    standing_below,
    taken,
)
from cms.publishing.document import Document, document

# Titles and summaries are found by their own words too: what is half typed has another stem.
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

_CLOSE = """
UPDATE publication
SET valid = tstzrange(lower(valid), greatest(lower(valid), $2::timestamptz)), ended_by = $3
WHERE id = $1
"""

_MOVE = """
WITH moving AS (SELECT * FROM unnest($1::bigint[], $2::text[]) AS m (id, new_path)),
closed AS (
    UPDATE publication p
    SET valid = tstzrange(lower(valid), greatest(lower(valid), $3::timestamptz)), ended_by = $4
    FROM moving WHERE p.id = moving.id RETURNING p.*, moving.new_path)
INSERT INTO publication (
    uid, content_type, locale, path, parent_uid, position, title, data, texts, refs, fingerprints,
    search, revision, valid, first_published_at, published_at, published_by, updated_at)
SELECT uid, content_type, locale, new_path, parent_uid, position, title,
    data, texts, refs, fingerprints, search, revision, tstzrange($3::timestamptz, NULL),
    first_published_at, published_at, published_by, updated_at
FROM closed
"""

PUBLISHING_LOCK = 0x7075626C  # "publ": one publication at a time, so that addresses cannot cross
MOST_NAMED = 3


class NotPublished(CmsError):
    """There is nothing to retract."""

    code = "not_published"
    status = 409


class PublishedBelow(CmsError):
    """Something public stands under what was to be retracted."""

    code = "published_below"
    status = 409


@dataclass(frozen=True)
class Published:
    """What a publication made: the address now, and the one it had before if that was another."""

    uid: str
    locale: str
    path: str
    moved_from: str | None


@dataclass(frozen=True)
class Effect:
    """What publishing would do: the address, what moves along, and what stands in the way."""

    path: str | None
    live: Standing | None
    moves: tuple[Moving, ...]
    problems: tuple[Problem, ...]


async def publish(content_type: ContentType, uid: str, locale: str, *, actor: str) -> Published:
    """Let the public read the working copy in ``locale``; the other languages are not touched.

    What is live below follows to its new address. Raises `InvalidInput` naming each field that is
    missing, and why an address cannot be had. Call it inside `writing()`.
    """
    values = await working_copy.load(content_type, uid, lock=True)
    await execute("SELECT pg_advisory_xact_lock($1)", PUBLISHING_LOCK)
    effect = await effect_of_publishing(content_type, values, locale)
    if effect.problems or effect.path is None:
        raise InvalidInput(effect.problems)
    moment = await _moment()
    if effect.live:
        await execute(_CLOSE, effect.live.id, moment, actor)
    await _insert(content_type, values, locale, effect.path, moment, actor)
    if effect.moves:
        rows = [one.standing.id for one in effect.moves]
        await execute(_MOVE, rows, [one.path for one in effect.moves], moment, actor)
    await texts.note_published(values, locale)
    await working_copy.set_state(content_type, uid, locale, State.PUBLISHED)
    before = effect.live.path if effect.live else effect.path
    return Published(uid, locale, effect.path, before if before != effect.path else None)


async def retract(content_type: ContentType, uid: str, locale: str, *, actor: str) -> None:
    """Take the entry away from the public in ``locale``; its address answers "gone" from now on.

    Raises `NotPublished`, and `PublishedBelow` while something public stands under it. Call it
    inside `writing()`.
    """
    await working_copy.load(content_type, uid, lock=True)
    await execute("SELECT pg_advisory_xact_lock($1)", PUBLISHING_LOCK)
    live = await standing(uid, locale)
    if live is None:
        raise NotPublished(N_("This entry is not published in this language."))
    below = await standing_below(uid, locale)
    if below:
        raise PublishedBelow(
            N_("Under it these are public in this language: {titles}. Retract them first."),
            titles=_named(below),
        )
    await execute(_CLOSE, live.id, await _moment(), actor)
    await working_copy.set_state(content_type, uid, locale, State.RETIRED)


def _named(below: list[Standing]) -> str:
    titles = [f"“{one.title}”" for one in below[:MOST_NAMED]]
    return ", ".join([*titles, "…"] if len(below) > MOST_NAMED else titles)


async def effect_of_publishing(content_type: ContentType, values: Values, locale: str) -> Effect:
    """What `publish` would do, without doing it."""
    uid = values["uid"]
    problems = gate.missing(content_type, values, locale)
    live = await standing(uid, locale)
    path = await path_of(values, locale)
    if isinstance(path, Problem):
        follows = path.code == "slug_missing" and problems  # with a title it will have a slug
        return Effect(None, live, (), (*problems, *(() if follows else (path,))))
    moves: tuple[Moving, ...] = ()
    if live and live.path != path:
        below = await standing_below(uid, locale)
        if any(one.uid == values["parent"] for one in below):
            text = N_("It would stand under itself. First publish what it now stands under.")
            return Effect(None, live, (), (*problems, Problem("cycle", Message(text), "parent")))
        moves = moved(below, live.path, path)
    ours = [uid, *(one.standing.uid for one in moves)]
    held = await taken([path, *(one.path for one in moves)], locale, ours)
    problems += [_address_taken(one, locale) for one in held]
    return Effect(path, live, moves, tuple(problems))


def _address_taken(path: str, locale: str) -> Problem:
    text = Message(N_("The address {path} is taken by another entry."), {"path": path})
    return Problem("address_taken", text, localised("slug", locale))


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
    fingerprints = await texts.fingerprints(content_type, values, locale)
    await execute(
        _INSERT,
        *(values["uid"], content_type.name, locale, path, values["parent"], values["position"]),
        *_columns(made),
        as_json({"source": values["source_locale"], "fields": fingerprints}),
        *(f"cms_{locale}", *(made.search[weight] for weight in "ABCD")),
        *(values["revision"], moment, actor, values["updated_at"]),
    )


def _columns(made: Document) -> tuple[Any, ...]:
    return (made.title, as_json(made.data), as_json(made.texts), list(made.refs))
