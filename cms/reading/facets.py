"""How many publications of a listing have each of the values of something.

All that is counted of one listing is counted in one statement, which looks for its publications once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson

from cms.reading.conditions import TAGS, Value, condition_sql
from cms.reading.publications import Link, Listing
from cms.reading.statement import Statement
from cms.settings import settings

MOST_VALUES = 100


@dataclass(frozen=True)
class Year:
    """The year, in the site's time zone, of an instant that publications have in a column."""

    name: str
    many = False

    @property
    def names(self) -> tuple[str, ...]:
        """As a `Value` has them."""
        return (self.name,)

    def sql(self, alias: str) -> str:
        """The expression for it."""
        # A name of the IANA database, which has no quotes.
        return f"to_char({alias}.{self.name} AT TIME ZONE '{settings.timezone}', 'YYYY')"


@dataclass(frozen=True)
class Referred:
    """The entries of a type to which a value refers, as far as the view of the listing serves them."""

    value: Value
    content_type: str

    @property
    def many(self) -> bool:
        """As a `Value` says it."""
        return self.value.many

    @property
    def names(self) -> tuple[str, ...]:
        """As a `Value` has them."""
        return self.value.names

    def sql(self, alias: str) -> str:
        """The expression for it."""
        return self.value.sql(alias)


By = Value | Year | Referred
BY_TYPE = Value(("content_type",), column=True)
BY_TAG = TAGS
BY_YEAR = Year("first_published_at")
Counts = list[tuple[str, int]]


@dataclass(frozen=True)
class Counted:
    """A listing to be counted; with a ``link`` only what belongs to its ``owner``."""

    listing: Listing
    link: Link | None = None
    owner: str = ""


async def counts(some: Sequence[By], of: Counted) -> Mapping[By, Counts]:
    """The values that a listing has, those that most have first; at most `MOST_VALUES` of each."""
    to = Statement(of.listing.view)
    belongs = of.link.sql("p", to.bind(of.owner, "text")) if of.link else "true"
    where = f"{belongs} AND {to.served('p')} AND ({condition_sql(of.listing.where, 'p', to)})"
    pairs = "SELECT json_agg(json_build_array(c.value, c.number)) FROM ({}) c"
    made = ", ".join(
        f"({pairs.format(counts_sql(number, by, to))}) AS c{number}"
        for number, by in enumerate(some)
    )
    # What stands in front of a statement is another WITH.
    found = found_sql(some, f"{to.table} p", where, "p")
    (row,) = await to.rows(f"SELECT * FROM (WITH found AS ({found}) SELECT {made}) counted")
    return {
        by: [(value, count) for value, count in orjson.loads(row[f"c{number}"] or "[]")]
        for number, by in enumerate(some)
    }


def found_sql(some: Sequence[By], tables: str, where: str, alias: str) -> str:
    """The statement of what is counted by, of the publications called ``alias``: v0, v1, …"""
    columns = ", ".join(f"{by.sql(alias)} AS v{number}" for number, by in enumerate(some))
    return f"SELECT {columns} FROM {tables} WHERE {where}"


def counts_sql(number: int, by: By, to: Statement, found: str = "found") -> str:
    """The statement of each ``value`` with the ``number`` of publications that have it."""
    value = f"(f.v{number})::text"
    rows = f"SELECT {value} AS value FROM {found} f"
    if by.many:
        listed = f"CASE WHEN jsonb_typeof(f.v{number}) = 'array' THEN f.v{number} END"
        rows = f"SELECT i.value FROM {found} f, jsonb_array_elements_text({listed}) i (value)"
    order = 'ORDER BY number DESC, value COLLATE "C"'
    counted = (
        f"SELECT s.value, count(*) AS number FROM ({rows}) s WHERE s.value IS NOT NULL"
        f" GROUP BY s.value {order}"
    )
    if isinstance(by, Referred):
        # In their order, as many as are needed: what is not shown takes no place of what is.
        shown = _served(to, "c.value")
        counted = f"SELECT c.value, c.number FROM ({counted} OFFSET 0) c WHERE {shown} {order}"
    return f"{counted} LIMIT {MOST_VALUES}"


def _served(to: Statement, uid: str) -> str:
    """That the view serves an entry, found one by one: the planner would look for all it serves."""
    alias = to.alias()
    served = f"{alias}.uid = {uid} AND {to.served(alias)}"
    return f"(SELECT true FROM {to.table} {alias} WHERE {served} LIMIT 1)"
