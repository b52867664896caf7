"""From when until when: what somebody asks for, against the clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing.timeline import FOREVER

SKEW = timedelta(minutes=5)
"""So far behind ours the clock may be of somebody who asks for now."""


@dataclass(frozen=True)
class Window:
    """The range in which the public reads something; ``until`` is `FOREVER` without an end."""

    since: datetime
    until: datetime

    @property
    def end(self) -> datetime | None:
        """The end, if there is one."""
        return None if self.until == FOREVER else self.until


def read_window(now: datetime, at: datetime | None, until: datetime | None) -> Window:
    """The range that is asked for; a beginning in the last minutes means now.

    Raises `InvalidInput` when a moment has no time zone or has passed (a mistyped year would publish
    at once), and when the end lies before the beginning.
    """
    for name, moment in (("at", at), ("until", until)):
        if moment is not None and moment.tzinfo is None:
            text = N_("Say in which time zone this moment is.")
            raise InvalidInput([Problem("no_timezone", Message(text), name)])
    since = max(now, at or now)
    for name, moment, first in (("at", at, now - SKEW), ("until", until, now)):
        if moment is not None and moment <= first:
            text = N_("This moment has passed already.")
            raise InvalidInput([Problem(f"{name}_passed", Message(text), name)])
    if until is not None and until <= since:
        text = N_("The end lies before the beginning, or is the same moment.")
        raise InvalidInput([Problem("until_before_at", Message(text), "until")])
    return Window(since, FOREVER if until is None else until)
