"""Calendars: the occurrences of what a view serves, in the order in which they start."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from cms.reading.conditions import UID
from cms.reading.occurrences import COLUMNS, OfOccurrence, coming, within
from cms.reading.ordering import Key, Order
from cms.reading.publications import Listing, Part, Slice, part, rows_of
from cms.reading.statement import Statement, in_every_language
from cms.reading.view import Perspective
from cms.recurrence.occurrences import HORIZON
from cms.recurrence.schedule import Occurrence

LAST_KNOWN = HORIZON - timedelta(days=366)
"""So far ahead of the clock every series is known, if it was extended within a year."""
BY_START: Order = (Key(OfOccurrence("starts_at")),)
_TIES: Order = (Key(UID), Key(OfOccurrence("recurrence_id")))


@dataclass(frozen=True, kw_only=True)
class Calendar(Listing):
    """Occurrences in a stretch of time, of publications. One that is longer counts wherever it goes on."""

    since: datetime
    until: datetime
    order: Order = BY_START

    @property
    def keys(self) -> tuple[Key, ...]:
        return (*self.order, *_TIES)

    def relation(self, to: Statement) -> str:
        """Publications with an occurrence each."""
        return (
            f"(SELECT p.*, {COLUMNS} FROM occurrence o"
            f" JOIN {to.table} p ON p.series = o.series AND p.series <> ''"  # as its index says
            f" WHERE {within('o', self.since, self.until, to)})"
        )

    def columns(self, to: Statement) -> str:
        """What is read of each publication with its occurrence, when they are called ``p``."""
        return f"{to.columns}, {COLUMNS.replace('o.', 'p.')}"


@dataclass(frozen=True)
class CalendarPart:
    """A part of a calendar: publications in its order, and beside each the occurrence."""

    entries: Part
    occurrences: tuple[Occurrence, ...]


async def calendar_part(calendar: Calendar, asked: Slice) -> CalendarPart:
    """One part of a calendar, in one statement."""
    rows = await rows_of(calendar, asked)
    found = part(rows, calendar, asked)
    pairs = zip(rows, found.records, strict=False)
    occurrences = tuple(_occurrence(row, record.data["timezone"]) for row, (record, _) in pairs)
    return CalendarPart(found, occurrences)


@dataclass(frozen=True)
class Stretch:
    """Some of the occurrences of a series: the first that lie in a stretch of time."""

    perspective: Perspective
    since: datetime
    until: datetime
    most: int

    def chosen(self, to: Statement) -> str:
        """Which occurrences, when they are called ``o``."""
        return within("o", self.since, self.until, to)


@dataclass(frozen=True)
class Coming:
    """The occurrence of a series that comes next, or is going on."""

    perspective: Perspective
    most: int = 1

    def chosen(self, to: Statement) -> str:
        """Which occurrences, when they are called ``o``."""
        return coming("o", to)


async def occurrences_of(
    ids: Iterable[int], asked: Stretch | Coming
) -> dict[int, list[Occurrence]]:
    """Occurrences of publications that a perspective shows, by their id; of many in one statement."""
    to = in_every_language(asked.perspective)
    rows = await to.rows(
        f"SELECT p.id, p.data->>'timezone' AS timezone, {COLUMNS} FROM {to.table} p"
        f" CROSS JOIN LATERAL (SELECT * FROM occurrence o WHERE o.series = p.series"
        f" AND {asked.chosen(to)} ORDER BY o.starts_at, o.recurrence_id"
        f" LIMIT {to.bind(asked.most, 'int')}) o"
        f" WHERE p.id = ANY({to.bind(list(ids), 'bigint[]')})"
        f" ORDER BY o.starts_at, o.recurrence_id"
    )
    found: dict[int, list[Occurrence]] = {}
    for row in rows:
        found.setdefault(row["id"], []).append(_occurrence(row, row["timezone"]))
    return found


def _occurrence(row: Mapping[str, Any], timezone: str) -> Occurrence:
    return Occurrence(
        row["recurrence_id"],
        row["starts_at"],
        row["ends_at"],
        timezone,
        row["cancelled"],
        row["override_key"],
        row["variation_key"],
    )
