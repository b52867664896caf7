"""A calendar as values, before it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cms.recurrence import Schedule


@dataclass(frozen=True)
class Difference:
    """What is told of some occurrences only: another place, a note. Empty: as for all others."""

    place: str = ""
    note: str = ""


SAME = Difference()


@dataclass(frozen=True)
class Appointment:
    """An event or a session in one language, with its schedule.

    ``sequence`` is larger whenever the schedule is another one. ``differences`` are those of the
    schedule's overrides and variations, by their keys.
    """

    uid: str
    locale: str
    url: str
    title: str
    text: str
    place: str
    tags: Sequence[str]
    sequence: int
    created: datetime
    changed: datetime
    schedule: Schedule
    differences: Mapping[str, Difference] = field(default_factory=dict)
