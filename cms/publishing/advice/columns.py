"""How regular the columns are: the newspaper asks for one at least every three weeks."""

from datetime import date, timedelta

from cms.database.engine import fetch
from cms.reading.statement import live

EVERY = timedelta(weeks=3)

_LAST = f"""
SELECT max(p.data->'column'->>'published_on') AS day FROM publication p
WHERE p.content_type = 'session' AND {live("p")} AND p.data->'column'->>'published_on' <= $1
"""


async def overdue(today: date) -> date | None:
    """The day on which the last column appeared, if that is too long ago; none without any column."""
    rows = await fetch(_LAST, today.isoformat())
    last = date.fromisoformat(rows[0]["day"]) if rows[0]["day"] else None
    return last if last and today - last > EVERY else None
