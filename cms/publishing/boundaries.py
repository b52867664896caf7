"""Moments that were planned and have come: each is an event, once, whoever notices it and however late.

What the public reads follows the clock by itself. This writes what must be known of it: a step in the
entry's history, and what the outbox tells. A job does so at each moment, and every minute one that
finds what was missed, and the moments that come next.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.content import State, localised
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.editing import texts, transitions, working_copy
from cms.editing.transitions import Step
from cms.errors import NotFound
from cms.publishing import fingerprints, outbox, waking
from cms.publishing.changes import Kind
from cms.publishing.plans import one_at_a_time

NOBODY = ""
"""Who acts when a moment comes."""

NAMES: Mapping[Kind, str] = {
    "published": "begin",
    "changed": "begin",
    "moved": "move",
    "expired": "expire",
}

# What acts end or begin at once is in the history at that very moment, and so is what was fired.
# What goes on at its address has another number among its siblings: no news.
_PASSED = """
WITH mark AS (
    SELECT coalesce((SELECT at FROM watermark WHERE name = 'boundaries'), '-infinity')
        - interval '1 hour' AS at),
boundary AS (
    SELECT p.id, p.uid, p.locale, lower(p.valid) AS at, true AS begins FROM publication p, mark
    WHERE lower(p.valid) > mark.at AND lower(p.valid) <= $1
    UNION ALL
    SELECT p.id, p.uid, p.locale, upper(p.valid), false FROM publication p, mark
    WHERE upper(p.valid) > mark.at AND upper(p.valid) <= $1 AND NOT EXISTS (
        SELECT FROM publication n
        WHERE n.uid = p.uid AND n.locale = p.locale AND lower(n.valid) = upper(p.valid)))
SELECT b.uid, b.locale, b.at, b.begins, p.content_type, p.revision, p.path, o.path AS old,
    o.id IS NOT NULL AS follows, o.published_at = p.published_at AS same
FROM boundary b JOIN publication p ON p.id = b.id
LEFT JOIN publication o
    ON b.begins AND o.uid = b.uid AND o.locale = b.locale AND upper(o.valid) = b.at
WHERE (o.id IS NULL OR (o.published_at, o.path) <> (p.published_at, p.path)) AND NOT EXISTS (
    SELECT FROM transition t WHERE t.uid = b.uid AND t.locale = b.locale AND t.at = b.at)
ORDER BY b.at, b.begins, p.path
"""

_MARK = """
INSERT INTO watermark (name, at) VALUES ('boundaries', $1)
ON CONFLICT (name) DO UPDATE SET at = greatest(watermark.at, excluded.at)
"""

_NEXT = """
SELECT lower(valid) AS at FROM publication WHERE lower(valid) > $1 AND lower(valid) <= $2
UNION
SELECT upper(valid) FROM publication WHERE upper(valid) > $1 AND upper(valid) <= $2
ORDER BY at
"""


@dataclass(frozen=True)
class Fired:
    """A planned moment that came: an entry appeared, changed, moved or expired in one language."""

    kind: Kind
    uid: str
    locale: str
    at: datetime
    path: str


async def fire() -> tuple[Fired, ...]:
    """Note every planned moment that has come and was not noted yet. Call it inside `writing()`."""
    now = await one_at_a_time()
    fired = [await _fire(row) for row in await fetch(_PASSED, now)]
    await execute(_MARK, now)
    await waking.wake_at(row["at"] for row in await fetch(_NEXT, now, now + waking.AHEAD))
    return tuple(fired)


async def _fire(row: Mapping[str, Any]) -> Fired:
    kind, uid, locale, at = _kind(row), row["uid"], row["locale"], row["at"]
    values = {"uid": uid, localised("state", locale): State.PUBLISHED.value}
    step = Step(NAMES[kind], State.PUBLISHED)
    await transitions.record(values, locale, step, at=at, actor=NOBODY)
    await outbox.note(kind, uid, locale, at, NOBODY, path=row["path"], old=row["old"])
    if kind in ("published", "changed"):
        await _note_texts(row)
    return Fired(kind, uid, locale, at, row["path"])


def _kind(row: Mapping[str, Any]) -> Kind:
    if not row["begins"]:
        return "expired"
    if not row["follows"]:
        return "published"
    return "moved" if row["same"] else "changed"


async def _note_texts(row: Mapping[str, Any]) -> None:
    """The texts that are public now may leave in files, unless editors have gone on since."""
    content_type = installed().get(row["content_type"])
    if content_type is None:
        return
    try:
        values = await working_copy.load(content_type, row["uid"])
    except NotFound:
        return
    if values["revision"] == row["revision"]:
        await texts.note_published(values, row["locale"])
        await fingerprints.renew(content_type, values, row["locale"])
