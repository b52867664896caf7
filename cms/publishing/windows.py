"""From when until when: what somebody asks for, against the clock."""

from dataclasses import dataclass
from datetime import datetime

from cms.errors import N_, InvalidInput, Message, Problem
from cms.publishing.timeline import FOREVER


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
    """The range that is asked for; a beginning that has passed means now.

    Raises `InvalidInput` when it has no time zone, when the end has passed, and when it lies before
    the beginning.
    """
    for name, moment in (("at", at), ("until", until)):
        if moment is not None and moment.tzinfo is None:
            text = N_("Say in which time zone this moment is.")
            raise InvalidInput([Problem("no_timezone", Message(text), name)])
    since = max(now, at or now)
    if until is not None and until <= now:
        text = N_("This moment has passed already.")
        raise InvalidInput([Problem("until_passed", Message(text), "until")])
    if until is not None and until <= since:
        text = N_("The end lies before the beginning, or is the same moment.")
        raise InvalidInput([Problem("until_before_at", Message(text), "until")])
    return Window(since, FOREVER if until is None else until)
