"""When the public may read an entry in one language: the stretches of time, replacements left out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from cms.content import State
from cms.database.engine import fetch
from cms.reading.records import Record


@dataclass(frozen=True)
class Stretch:
    """From one instant until another, or for good."""

    since: datetime
    until: datetime | None

    def holds(self, at: datetime) -> bool:
        """Whether an instant is in it."""
        return self.since <= at and (self.until is None or at < self.until)


@dataclass(frozen=True)
class Stretches:
    """All of an entry in one language, in their order, and the instant at which they were read."""

    all: Sequence[Stretch]
    now: datetime


@dataclass(frozen=True)
class Window:
    """When a reader may read what a view shows: already, from later on, or no longer."""

    since: datetime | None = None
    until: datetime | None = None
    scheduled: bool = False
    expired: bool = False


_STRETCHES = """
SELECT uid, locale, lower(stretch) AS since, upper(stretch) AS until, statement_timestamp() AS now
FROM (
    SELECT uid, locale, unnest(range_agg(valid)) AS stretch FROM publication
    WHERE uid = ANY($1::text[]) GROUP BY uid, locale) run
ORDER BY since
"""


async def stretches(uids: Iterable[str]) -> dict[tuple[str, str], Stretches]:
    """The stretches of entries, by uid and language; what never was and never will be is absent."""
    found: dict[tuple[str, str], list[Stretch]] = {}
    rows = await fetch(_STRETCHES, list(uids))
    for row in rows:
        key = row["uid"], row["locale"]
        found.setdefault(key, []).append(Stretch(row["since"], row["until"]))
    return {key: Stretches(made, rows[0]["now"]) for key, made in found.items()}


def window_of(record: Record, known: Stretches | None) -> Window:
    """The window of what a view shows: of a draft that of the public's own text."""
    if known is None:
        return Window()
    if record.since is not None:
        held = next((one for one in known.all if one.holds(record.since)), None)
        return Window(held.since, held.until) if held else Window(record.since, record.until)
    return _window_of_draft(record.state, known)


def _window_of_draft(state: State, known: Stretches) -> Window:
    last = next((one for one in known.all if one.until is None or known.now < one.until), None)
    if last is not None:
        return Window(last.since, last.until, scheduled=known.now < last.since)
    if state is not State.PUBLISHED:
        return Window()
    return Window(known.all[-1].since, known.all[-1].until, expired=True)
