"""What a perspective reads: one relation with the columns of ``publication``, and one instant.

Every statement for readers is written once, over ``table`` at the instant ``now``. A perspective that
is not plainly live puts a relation of its own in the table's place, in which each entry's ranges tell
what that perspective shows of it. So lists, counts, search, menus and redirects follow by themselves.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.access.permissions import SITE, decide, visible_filter
from cms.access.roles import Permission
from cms.reading.view import AsOf, Drafts, Live, Moment, Perspective

Bind = Callable[[Any, str], str]

NOW = "statement_timestamp()"

_COLUMNS = (
    "uid, content_type, locale, parent_uid, position, title, data, texts, refs, fingerprints,"
    " search, first_published_at, updated_at, revision, series"
)
_OVER = ("title", "data", "texts", "refs")
PUBLICATION = f"id, path, valid, {_COLUMNS}"
"""The columns that every relation of publications has."""

_BELOW = """
WITH RECURSIVE below AS (
    SELECT uid FROM node WHERE {root}
    UNION SELECT n.uid FROM node n JOIN below b ON n.parent = b.uid),
seen AS (SELECT uid FROM below n WHERE {visible}),
"""

# Drafts stand under what is live above the branch, whatever that will be called once it is published.
# What is between, and not live, is called by its uid: no draft outside the branch gives its name away.
_DRAFTS = """
above AS (
    SELECT n.parent AS uid, 1 AS steps FROM node n WHERE {root}
    UNION ALL SELECT n.parent, a.steps + 1 FROM above a JOIN node n ON n.uid = a.uid),
depth AS (SELECT max(steps) AS steps FROM above),
up AS (
    SELECT l.locale, n.parent AS uid, '' AS rest
    FROM node n, (SELECT DISTINCT locale::text FROM draft) l WHERE {root}
    UNION ALL
    SELECT u.locale, m.parent, '/' || m.uid || u.rest FROM up u JOIN node m ON m.uid = u.uid
    WHERE m.parent IS NOT NULL AND NOT EXISTS (
        SELECT FROM publication p WHERE p.uid = u.uid AND p.locale = u.locale AND p.valid @> {now})),
lifted AS (
    SELECT u.locale, coalesce(p.path, '/' || u.locale) || u.rest || '/' AS base
    FROM up u JOIN node m ON m.uid = u.uid
    LEFT JOIN publication p ON p.uid = u.uid AND p.locale = u.locale AND p.valid @> {now}
    WHERE p.id IS NOT NULL OR m.parent IS NULL),
shown AS (
    SELECT -d.id AS id, {columns}, coalesce(
            (SELECT l.base || array_to_string(
                (string_to_array(d.path, '/'))[(SELECT steps FROM depth) + 1:], '/')
            FROM lifted l WHERE l.locale = d.locale), d.path) AS path,
        tstzrange({now}, NULL) AS valid, NULL::tstzrange AS open, d.state
    FROM {drafts} d WHERE d.uid IN (SELECT uid FROM seen)
    UNION ALL
    SELECT id, {columns}, path, tstzrange(lower(valid), least(upper(valid), {now})), valid, 'published'
    FROM publication WHERE uid IN (SELECT uid FROM seen) AND lower(valid) < {now}
    UNION ALL
    SELECT id, {columns}, path, valid, valid, 'published'
    FROM publication WHERE uid NOT IN (SELECT uid FROM seen))
"""

TYPED_LATELY = "coalesce(typed_at > statement_timestamp() - interval '1 hour', false)"
"""Of a preview: whether the texts that lie over the drafts are still shown."""

# What somebody typed and did not save, over the drafts of that entry: its texts, and not its place.
_TYPED = f"""
typed AS (
    SELECT p.branch AS uid, o.* FROM preview p, jsonb_to_recordset(p.typed) o
        (locale text, title text, data jsonb, texts jsonb, refs varchar(16)[])
    WHERE p.id = {{preview}} AND {TYPED_LATELY}),
typed_over AS (
    SELECT {{columns}} FROM draft d LEFT JOIN typed o ON o.uid = d.uid AND o.locale = d.locale),
"""

# What may not be seen at the moment is moved in time, so that it is then as it is now.
_MOMENT = """
shown AS (
    SELECT id, {columns}, path, valid, valid AS open, 'published' AS state
    FROM publication WHERE uid IN (SELECT uid FROM seen)
    UNION ALL
    SELECT id, {columns}, path, CASE WHEN isempty(valid) THEN valid ELSE tstzrange(
        lower(valid) + ({now} - statement_timestamp()),
        upper(valid) + ({now} - statement_timestamp())) END, valid, 'published'
    FROM publication WHERE uid NOT IN (SELECT uid FROM seen))
"""


@dataclass(frozen=True)
class Source:
    """The relation and the instant that a statement reads; ``prelude`` stands in front of it.

    ``extra`` are the columns beside those of ``publication``: the range as it really is, and the state.
    """

    table: str = "publication"
    now: str | datetime = NOW
    prelude: str = ""
    extra: str = ""


def source_of(perspective: Perspective, bind: Bind) -> Source:
    """What a perspective reads."""
    match perspective:
        case Live():
            return Source()
        case AsOf(at=at):
            return Source(now=at)
        case Moment(at=at, actor=actor, branch=branch):
            if branch is None and decide(actor, Permission.VIEW, SITE).allowed:
                return Source(now=at)
            return _own(perspective, _MOMENT, bind(at, "timestamptz"), bind)
        case Drafts():
            return _own(perspective, _DRAFTS, NOW, bind)


def _own(perspective: Moment | Drafts, shown: str, now: str, bind: Bind) -> Source:
    root = "parent IS NULL"
    if perspective.branch is not None:
        root = f"uid = {bind(perspective.branch, 'text')}"
    condition = visible_filter(perspective.actor, "n.uid")
    visible = condition.sql.format(*(bind(value, "") for value in condition.values))
    below = _BELOW.format(root=root, visible=visible)
    typed = ""
    if isinstance(perspective, Drafts) and perspective.typed_in:
        typed = _typed(bind(perspective.typed_in, "text"))
    drafts = "typed_over" if typed else "draft"
    made = shown.format(columns=_COLUMNS, now=now, root=f"n.{root}", drafts=drafts)
    return Source("shown", now, below + typed + made, ", p.open, p.state")


def _typed(preview: str) -> str:
    columns = [one.strip() for one in f"id, path, state, {_COLUMNS}".split(",")]
    over = [
        f"coalesce(o.{one}, d.{one}) AS {one}" if one in _OVER else f"d.{one}" for one in columns
    ]
    return _TYPED.format(preview=preview, columns=", ".join(over))
