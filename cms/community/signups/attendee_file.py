"""Those who signed up, as a file for a spreadsheet."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import count
from zoneinfo import ZoneInfo

from cms.community.signups.people import Person, Stage
from cms.content.cells import harmless
from cms.errors import N_
from cms.translation.interface.catalogues import gettext

BOM = "\ufeff"
"""By this, spreadsheets know that a file is UTF-8."""
STAGES: Mapping[Stage, str] = {
    Stage.UNCONFIRMED: N_("Not confirmed yet"),
    Stage.SEATED: N_("Has a seat"),
    Stage.WAITING: N_("On the waiting list"),
    Stage.CANCELLED: N_("Cancelled"),
    Stage.ERASED: N_("Erased"),
}
HEADINGS = (
    N_("Name"),
    N_("E-mail address"),
    N_("State"),
    N_("Place on the waiting list"),
    N_("Signed up at"),
    N_("Confirmed at"),
    N_("Language"),
)


def written(everybody: Iterable[Person], timezone: str, locale: str) -> str:
    """All who are not erased, in their order; the moments are on the clocks of the time zone."""
    made = io.StringIO()
    lines = csv.writer(made, lineterminator="\r\n")
    lines.writerow([gettext(one, locale) for one in HEADINGS])
    for cells in _rows(everybody, ZoneInfo(timezone), locale):
        lines.writerow([harmless(one) for one in cells])
    return BOM + made.getvalue()


def _rows(everybody: Iterable[Person], zone: ZoneInfo, locale: str) -> Iterator[list[str]]:
    places = count(1)
    for one in everybody:
        place = str(next(places)) if one.state is Stage.WAITING else ""
        if one.erased_at is None:
            state = gettext(STAGES[one.state], locale)
            moments = (_moment(one.created_at, zone), _moment(one.confirmed_at, zone))
            yield [one.name, one.email, state, place, *moments, one.locale]


def _moment(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
