"""When entries take place: the occurrences of the series that publications have, in SQL."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cms.reading.statement import Statement

SERIES = "series"
"""Under this name it is told that an entry takes place at other times than before."""
COLUMNS = ", ".join(
    f"o.{name}"
    for name in (
        "recurrence_id",
        "starts_at",
        "ends_at",
        "cancelled",
        "override_key",
        "variation_key",
    )
)
"""What an occurrence is made of, of the row that is called ``o``."""


@dataclass(frozen=True)
class OfOccurrence:
    """A moment of an occurrence, to sort lists of them by."""

    name: Literal["starts_at", "recurrence_id"]
    kind: Literal["instant"] = "instant"

    @property
    def names(self) -> tuple[str, ...]:
        """As a `Value` has them."""
        return (SERIES,)

    def sql(self, alias: str) -> str:
        """The expression for it."""
        return f"{alias}.{self.name}"


@dataclass(frozen=True)
class NextOccurrence:
    """When the first occurrence starts that is not over at the moment of the view, nor cancelled."""

    kind: Literal["instant"] = "instant"

    @property
    def names(self) -> tuple[str, ...]:
        """As a `Value` has them."""
        return (SERIES,)

    def sql(self, alias: str, to: Statement) -> str:
        """The expression for it."""
        other = to.alias()
        return (
            f"(SELECT min({other}.starts_at) FROM occurrence {other}"
            f" WHERE {other}.series = {alias}.series AND {coming(other, to)})"
        )


def coming(alias: str, to: Statement) -> str:
    """That an occurrence is not over at the moment of the view, and not cancelled."""
    return f"{alias}.ends_at > {to.now} AND NOT {alias}.cancelled"


def comes_sql(alias: str, to: Statement) -> str:
    """That an entry has an occurrence that is yet to come, or is going on."""
    other = to.alias()
    return (
        f"EXISTS (SELECT FROM occurrence {other} WHERE {other}.series = {alias}.series"
        f" AND {coming(other, to)})"
    )


def within(alias: str, since: datetime, until: datetime, to: Statement) -> str:
    """That an occurrence begins before a stretch of time is over, and ends after that has begun.

    One that takes no time lies where it starts.
    """
    first, last = to.bind(since, "timestamptz"), to.bind(until, "timestamptz")
    return f"{alias}.during && tstzrange({first}, {last})"


def occurs_sql(alias: str, since: datetime, until: datetime, to: Statement) -> str:
    """That an entry takes place in a stretch of time, as a whole or in part."""
    other = to.alias()
    return (
        f"EXISTS (SELECT FROM occurrence {other} WHERE {other}.series = {alias}.series"
        f" AND {within(other, since, until, to)})"
    )
