"""How many publications of a listing have each of the values of a field."""

from dataclasses import dataclass

from cms.reading.conditions import Value, condition_sql
from cms.reading.publications import Link, Listing
from cms.reading.statement import Statement

MOST_VALUES = 100


@dataclass(frozen=True)
class Counting:
    """By which value a listing is counted; with a ``link`` only what belongs to its ``owner``."""

    value: Value
    listing: Listing
    link: Link | None = None
    owner: str = ""


async def counts_by_value(asked: Counting) -> list[tuple[str, int]]:
    """The values that the listing has, those that most have first; at most `MOST_VALUES`."""
    to = Statement(asked.listing.view)
    belongs = asked.link.sql("p", to.bind(asked.owner, "text")) if asked.link else "true"
    found = asked.value.sql("p")
    value, joined = f"({found})::text", ""
    if asked.value.many:
        listed = f"CASE WHEN jsonb_typeof({found}) = 'array' THEN {found} END"
        value, joined = (
            "v.item",
            f" CROSS JOIN LATERAL jsonb_array_elements_text({listed}) v (item)",
        )
    rows = await to.rows(
        f"SELECT {value} AS value, count(*) AS count FROM {to.table} p{joined}"
        f" WHERE {belongs} AND {to.served('p')}"
        f" AND ({condition_sql(asked.listing.where, 'p', to)}) AND {value} IS NOT NULL"
        f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {MOST_VALUES}"
    )
    return [(row["value"], row["count"]) for row in rows]
