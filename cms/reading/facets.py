"""How many publications of a listing have each value of something."""

from dataclasses import dataclass
from typing import Literal

from cms.reading.conditions import condition_sql
from cms.reading.publications import Listing
from cms.reading.statement import Statement

Facet = Literal["type", "tag", "year"]
MOST_VALUES = 100

_VALUES: dict[Facet, tuple[str, str]] = {
    "type": ("p.content_type", ""),
    "tag": ("tag.key", " CROSS JOIN LATERAL jsonb_array_elements_text(p.data->'tags') tag (key)"),
    "year": ("to_char(p.first_published_at, 'YYYY')", ""),
}


@dataclass(frozen=True)
class Counted:
    """A value, and how many publications have it."""

    value: str
    count: int


async def counted(by: Facet, listing: Listing) -> list[Counted]:
    """The values that a listing has, those that most have first; at most `MOST_VALUES`."""
    value, joined = _VALUES[by]
    to = Statement(listing.view)
    rows = await to.rows(
        f"SELECT {value} AS value, count(*) AS count FROM {to.table} p{joined}"
        f" WHERE {to.served('p')} AND ({condition_sql(listing.where, 'p', to)})"
        f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}"
    )
    return [Counted(**row) for row in rows]
