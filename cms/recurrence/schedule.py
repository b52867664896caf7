"""When something takes place: once or by a rule, and what differs for single occurrences."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from cms.recurrence.localtime import instant_of, midnight, wall_of

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Addition:
    """An occurrence beside the rule's. Without an end it lasts as long as the others."""

    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Override:
    """What differs for one occurrence: that it is cancelled, or takes place at another time.

    ``recurrence_id`` is the instant at which it would start by the rule. ``key`` is handed on to
    the `Occurrence`, for what else differs: a place, a note.
    """

    recurrence_id: datetime
    key: str
    cancelled: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True)
class Variation:
    """A rule that picks some occurrences, by their days; ``key`` is handed on to these."""

    rrule: str
    key: str


@dataclass(frozen=True)
class Schedule:
    """When something takes place. All instants know their zone; ``timezone`` is whose clocks count.

    With ``whole_day`` only the days of the instants count, the last one included. ``open_end`` lasts
    until the end of its last day.
    """

    starts_at: datetime
    ends_at: datetime | None = None
    whole_day: bool = False
    open_end: bool = False
    timezone: str = "Europe/Amsterdam"
    rrule: str = ""
    exclusions: tuple[datetime, ...] = ()
    additions: tuple[Addition, ...] = ()
    overrides: tuple[Override, ...] = ()
    variations: tuple[Variation, ...] = ()

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @cached_property
    def first(self) -> datetime:
        """What the clocks show at the start of the series."""
        wall = wall_of(self.starts_at, self.zone)
        return midnight(wall) if self.whole_day else wall

    @cached_property
    def span(self) -> timedelta:
        """From the start to the end that was typed, by the clocks of its zone."""
        last = self.first if self.ends_at is None else wall_of(self.ends_at, self.zone)
        return max(last - self.first, timedelta(0))

    @cached_property
    def length(self) -> timedelta:
        """How long the first occurrence lasts by the clocks of its zone."""
        if not (self.whole_day or self.open_end):
            return self.span
        return midnight(self.first + self.span) + DAY - self.first

    def start_of(self, instant: datetime) -> datetime:
        """Where an occurrence that is said to start at an instant does start: whole days, at midnight."""
        if not self.whole_day:
            return instant
        return instant_of(midnight(wall_of(instant, self.zone)), self.zone)


@dataclass(frozen=True)
class Occurrence:
    """One time that something takes place, in UTC.

    ``recurrence_id`` is where it starts by the rule, and stays what it is when it is moved.
    ``ends_at`` is where it is over: for whole days the midnight after the last, for an open end the
    midnight after its last day. ``override`` and ``variation`` are keys of the `Schedule`'s, or empty.
    """

    recurrence_id: datetime
    starts_at: datetime
    ends_at: datetime
    timezone: str
    cancelled: bool = False
    override: str = ""
    variation: str = ""

    @property
    def local_starts_at(self) -> datetime:
        """The start as the clocks of its zone show it."""
        return self.starts_at.astimezone(ZoneInfo(self.timezone))

    @property
    def local_ends_at(self) -> datetime:
        """The end as the clocks of its zone show it."""
        return self.ends_at.astimezone(ZoneInfo(self.timezone))
