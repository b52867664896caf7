"""The occasions that something can be proposed for: what is public, recurs, and is still to come."""

from dataclasses import dataclass
from datetime import datetime

from cms.database.engine import fetch

MOST = 20
_COMING = """
SELECT p.uid, p.title, o.recurrence_id, o.starts_at, p.data->>'timezone' AS timezone
FROM publication p JOIN occurrence o ON o.series = p.series
WHERE p.content_type = 'event' AND p.locale = $1 AND p.series <> '' AND p.data->>'rrule' <> ''
    AND p.valid @> clock_timestamp() AND NOT o.cancelled
    AND o.starts_at > clock_timestamp() + interval '1 day'
    AND ($2 = '' OR (p.uid = $2 AND o.recurrence_id = $3))
ORDER BY o.starts_at, p.uid LIMIT $4
"""


@dataclass(frozen=True)
class Occasion:
    """One time that a meeting takes place."""

    uid: str
    title: str
    recurrence_id: datetime
    starts_at: datetime
    timezone: str


async def occasions(locale: str) -> list[Occasion]:
    """The next ones, in order, as they are called in a language."""
    return [Occasion(**row) for row in await fetch(_COMING, locale, "", None, MOST)]


async def occasion(uid: str, recurrence_id: datetime, locale: str) -> Occasion | None:
    """One of them; none when it is not to come."""
    found = await fetch(_COMING, locale, uid, recurrence_id, 1)
    return Occasion(**found[0]) if found else None
