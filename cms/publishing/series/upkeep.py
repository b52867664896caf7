"""What keeps series as long and as many as they should be, as the clock goes on."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from piccolo.columns import Timestamptz

from cms.content import ContentType, Field, Values
from cms.content.discovery import installed
from cms.database.engine import execute, fetch
from cms.publishing import drafts, outbox
from cms.publishing.changes import Change
from cms.publishing.plans import one_at_a_time
from cms.publishing.series import keeping
from cms.recurrence import Schedule

BATCH = 20
"""So many at once: whoever publishes waits no longer than for these."""

_UNASKED = """
SELECT id, content_type, data FROM publication
WHERE series IS NULL AND content_type = ANY($1::text[]) ORDER BY id LIMIT $2
"""
_NAME = """
UPDATE publication p SET series = n.series
FROM unnest($1::bigint[], $2::text[]) n (id, series) WHERE p.id = n.id
"""
_SHOWN = """
SELECT DISTINCT uid, content_type, locale FROM publication
WHERE (id = ANY($1::bigint[]) OR series = ANY($2::text[])) AND valid && tstzrange($3, NULL)
"""
_PRUNE = """
DELETE FROM series s
WHERE NOT EXISTS (SELECT FROM publication p WHERE p.series = s.hash AND p.series <> '')
    AND NOT EXISTS (SELECT FROM draft d WHERE d.series = s.hash AND d.series <> '')
"""


@dataclass(frozen=True)
class Renewed:
    """How many publications got their series, and how many series became longer."""

    named: int
    extended: int

    @property
    def whole(self) -> bool:
        """Whether nothing is left to do."""
        return max(self.named, self.extended) < BATCH


async def renew() -> Renewed:
    """Ask some of the older publications for their dates, and extend some series that need it.

    Call it inside `writing()`, in one transaction after another, until the result is ``whole``.
    """
    now = await one_at_a_time()
    named = await _ask_older(now)
    extended = await keeping.extend(now, BATCH)
    await _tell(named, extended, now)
    return Renewed(len(named), len(extended))


async def prune() -> None:
    """Forget the series that no publication and no draft names. Call it inside `writing()`."""
    await one_at_a_time()
    await drafts.hold()
    await execute(_PRUNE)


async def _ask_older(now: datetime) -> list[int]:
    types = {one.name: one for one in installed().values() if one.schedule}
    rows = await fetch(_UNASKED, list(types), BATCH)
    series = [
        await keeping.keep(dates_of(types[row["content_type"]], json.loads(row["data"])), now)
        for row in rows
    ]
    ids = [row["id"] for row in rows]
    await execute(_NAME, ids, series)
    return ids


def dates_of(content_type: ContentType, data: Mapping[str, Any]) -> Schedule | None:
    """When something takes place, by the short fields of its publication or draft."""
    assert content_type.schedule
    values = _typed(content_type.plain_fields, data)
    for rows in content_type.rows:
        if not rows.relation:
            stored = data.get(rows.name) or []
            values[rows.name] = [
                _typed(rows.plain_fields, one) | {"key": one["key"]} for one in stored
            ]
    return content_type.schedule(values)


def _typed(fields: Sequence[Field], stored: Mapping[str, Any]) -> Values:
    """What `encode` wrote as Python values; texts that readers see as null are empty again."""
    typed: Values = {}
    for one in fields:
        value = stored.get(one.name)
        if value and issubclass(one.kind, Timestamptz):
            value = datetime.fromisoformat(value)
        typed[one.column_name] = "" if value is None and one.length else value
    return typed


async def _tell(named: Sequence[int], extended: Sequence[str], now: datetime) -> None:
    rows = await fetch(_SHOWN, named, extended, now) if named or extended else []
    await outbox.tell(
        Change("series", row["uid"], row["content_type"], row["locale"], fields=("series",))
        for row in rows
    )
