"""Moments as people write and read them: on the clocks of the site's time zone."""

from datetime import UTC, datetime
from math import ceil
from zoneinfo import ZoneInfo

from admin.language import TIMEZONE
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.interface.catalogues import gettext, ngettext
from cms.translation.interface.formats import format_datetime

LONGEST = 40
MINUTE = 60


def read_moment(text: object, name: str) -> datetime | None:
    """What a date and time field sends; without a zone of its own it is meant here.

    None for nothing; raises `InvalidInput` for ``name`` when it is no moment.
    """
    if text in (None, ""):
        return None
    try:
        moment = datetime.fromisoformat(text) if isinstance(text, str) else None
        if moment is not None and len(str(text)) <= LONGEST:
            local = moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(TIMEZONE))
            return local.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    wrong = Message(N_("Write a date and a time, as in 2009-12-04 15:30."))
    raise InvalidInput([Problem("bad_moment", wrong, name)])


def in_words(moment: datetime, locale: str) -> str:
    """``4 december 2009, 15.30 uur``."""
    return format_datetime(moment, TIMEZONE, locale)


def until(moment: datetime, locale: str) -> str:
    """``in 40 seconds`` if it is within a minute, ``at once`` if it is past, and else the moment."""
    seconds = ceil((moment - datetime.now(UTC)).total_seconds())
    if seconds <= 0:
        return gettext("at once", locale)
    if seconds < MINUTE:
        return ngettext("in {number} second", "in {number} seconds", seconds, locale)
    return in_words(moment, locale)
