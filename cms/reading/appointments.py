"""Events and sessions with their schedules, for calendars."""

from dataclasses import dataclass

import orjson

from cms.reading.conditions import condition_sql
from cms.reading.publications import Link, Listing
from cms.reading.records import Record, record
from cms.reading.statement import Statement
from cms.recurrence import Schedule
from cms.recurrence.stored import from_json

SERIES = "series"
"""The column that names a publication's schedule."""

# How often the schedule was another one than in the publication before, whatever the language: it is
# never translated.
_SEQUENCE = """
(SELECT count(*) - 1 FROM (
    SELECT o.series, lag(o.series) OVER (ORDER BY o.revision, o.id) AS before FROM publication o
    WHERE o.uid = p.uid AND o.revision <= p.revision AND lower(o.valid) <= statement_timestamp()) run
WHERE series IS DISTINCT FROM before)
"""


@dataclass(frozen=True)
class Dated:
    """A publication with its schedule; ``sequence`` grows when another schedule is published."""

    record: Record
    schedule: Schedule
    sequence: int


async def dated(
    listing: Listing, most: int, link: Link | None = None, owner: str = ""
) -> list[Dated]:
    """Those of a listing that take place at known times; the ones that end last, if there are more.

    With a ``link``, only what belongs to the entry ``owner``.
    """
    to = Statement(listing.view)
    belongs = link.sql("p", to.bind(owner, "varchar")) if link else "true"
    rows = await to.rows(
        f"SELECT {to.columns}, s.schedule, {_SEQUENCE} AS sequence"
        f" FROM {to.table} p JOIN series s ON s.hash = p.series"
        f" WHERE p.series <> '' AND {belongs} AND {to.served('p')}"
        f" AND ({condition_sql(listing.where, 'p', to)})"
        " ORDER BY s.ends, (SELECT max(o.starts_at) FROM occurrence o WHERE o.series = s.hash) DESC,"
        f" p.uid LIMIT {to.bind(most, 'int')}"
    )
    return [Dated(record(row), _schedule(row["schedule"]), row["sequence"]) for row in rows]


def _schedule(stored: str) -> Schedule:
    return from_json(orjson.loads(stored))
