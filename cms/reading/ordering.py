"""In which order: sort keys, and where the next page begins without counting the ones before it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.reading.conditions import SQL_TYPES, TITLE, UID, Kind, Value, rank_sql
from cms.reading.occurrences import NextOccurrence, OfOccurrence
from cms.reading.statement import Statement

KeyValue = str | int | float | bool | datetime | None
Boundary = tuple[KeyValue, ...]
"""The values of all sort keys of one publication: its place in the order."""


@dataclass(frozen=True)
class Relevance:
    """How well a publication fits what was searched for."""

    text: str
    kind: Kind = "number"


def folded_title(alias: str) -> str:
    """A title without regard to case and accents, as the indexes have it."""
    return f"cms_folded({alias}.title)"


@dataclass(frozen=True)
class Key:
    """One thing to sort by. What is empty comes last, whichever the direction."""

    by: Value | Relevance | NextOccurrence | OfOccurrence
    descending: bool = False

    def sql(self, alias: str, to: Statement) -> str:
        """The expression to sort by; texts in the same order on every server."""
        if isinstance(self.by, Relevance):
            return rank_sql(self.by.text, alias, to)
        if isinstance(self.by, NextOccurrence):
            return self.by.sql(alias, to)
        sql = self.by.sql(alias)
        if isinstance(self.by, OfOccurrence) or self.by.kind != "text":
            return sql
        folded = sql if self.by.exact else f"lower(unaccent({sql}))"
        if self.by == TITLE:
            folded = folded_title(alias)
        return f'({folded}) COLLATE "C"'


Order = tuple[Key, ...]
POSITION = Value(("position",), "integer", column=True)
BY_PLACE: Order = (Key(POSITION), Key(TITLE))


def complete(order: Order) -> Order:
    """The order with the uid as tie-breaker, so that no two publications are equal."""
    return (*order, Key(UID))


def order_sql(keys: Sequence[str], order: Order, *, backwards: bool) -> str:
    """``ORDER BY`` for key expressions or their names."""
    parts = []
    for sql, key in zip(keys, order, strict=True):
        direction = "DESC" if key.descending != backwards else "ASC"
        parts.append(f"{sql} {direction} NULLS {'FIRST' if backwards else 'LAST'}")
    return ", ".join(parts)


def beyond_sql(
    keys: Sequence[str], order: Order, boundary: Boundary, to: Statement, *, backwards: bool
) -> str:
    """What lies after a place in the order, or before it."""
    equal: list[str] = []
    ways: list[str] = []
    for sql, key, value in zip(keys, order, boundary, strict=True):
        bound = "NULL" if value is None else to.bind(value, SQL_TYPES[key.by.kind])
        further = _further(sql, bound, value, descending=key.descending, backwards=backwards)
        if further:
            ways.append(" AND ".join([*equal, further]))
        equal.append(f"{sql} IS NULL" if value is None else f"{sql} = {bound}")
    return " OR ".join(f"({way})" for way in ways) or "false"


def _further(
    sql: str, bound: str, value: KeyValue, *, descending: bool, backwards: bool
) -> str | None:
    if value is None:
        return f"{sql} IS NOT NULL" if backwards else None
    sign = "<" if descending != backwards else ">"
    return f"{sql} {sign} {bound}" if backwards else f"({sql} {sign} {bound} OR {sql} IS NULL)"
