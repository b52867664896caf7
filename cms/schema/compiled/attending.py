"""What a session tells those who attend it: its seats, and what others wrote of it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from cms.community.reports.reports import public_sql
from cms.community.signups.numbers import Numbers
from cms.community.signups.seats import Counts
from cms.community.signups.sessions import data_sql, rules_of
from cms.content import LOCALES
from cms.reading.view import Live
from cms.schema.community.seats import status
from cms.schema.compiled import marks
from cms.schema.compiled.common import locale_name, plain
from cms.schema.compiled.objects import Objects, Place, Write
from cms.schema.compiled.selection import Selected
from cms.schema.compiled.slots import Variables
from cms.schema.compiled.told import told
from cms.schema.compiled.values import instant
from cms.schema.compiled.writing import Column

Tell = Callable[[Numbers, Selected, Place], Any]


def _of_numbers(tell: Tell) -> Write:
    """A field that follows from how a session stands; of a draft by the rules of its own."""

    def write(objects: Objects, one: Selected, place: Place) -> Column:
        uid, public = f"{place.alias}.uid", data_sql(f"{place.alias}.uid")
        objects.mark(place, [*marks.of_uid(uid, LOCALES), f"'seats.' || {uid}", _until(public)])
        data = public if isinstance(place.view.perspective, Live) else place.values
        counted = f"(SELECT json_build_array(seated, waiting) FROM seating WHERE session = {uid})"

        def finish(value: Any, _variables: Variables) -> Any:
            counts, now = Counts(*(value["counts"] or ())), datetime.fromisoformat(value["now"])
            return tell(Numbers(rules_of(value["data"] or {}), counts, now), one, place)

        pairs = f"'data', {data}, 'counts', {counted}, 'now', statement_timestamp()"
        return Column("", f"json_build_object({pairs})", finish)

    return write


def _until(data: str) -> str:
    """When the clock alone makes it another, as `Numbers.until` tells."""
    closes = "coalesce(s.data->>'sign_up_closes', s.data->>'starts_at')::timestamptz"
    return (
        f"(SELECT {marks.of_moment(instant(closes))} FROM (SELECT {data} AS data) s"
        f" WHERE s.data->>'sign_up_mode' = 'open' AND {closes} > statement_timestamp())"
    )


def _sign_up(found: Numbers, one: Selected, place: Place) -> Any:
    return told(status(found, place.view.locale), one)


def _seats_left(found: Numbers, _one: Selected, _place: Place) -> int | None:
    return found.seats_left


def _reports(objects: Objects, one: Selected, place: Place) -> Column:
    objects.mark(place, [f"'reports.' || {place.alias}.uid"])
    alias = objects.writer.alias()
    row = objects.row(one.concrete, Place(place.to, alias, "NULL"))
    public = public_sql(f"= {place.alias}.uid", place.to.now)
    source = f"(SELECT r.*, r.session AS uid FROM ({public}) r) {alias}"
    return objects.many(row, f"FROM {source} ORDER BY {alias}.sent_at, {alias}.id")


ATTENDED: Mapping[str, Write] = {
    "signUp": _of_numbers(_sign_up),
    "seatsLeft": _of_numbers(_seats_left),
    "reports": _reports,
}
"""What sessions tell beside their declared fields."""
REPORT: Mapping[str, Write] = {
    "id": plain("{p}.id::text"),
    "title": plain("{p}.title"),
    "name": plain("{p}.name"),
    "text": plain("{p}.text"),
    "locale": locale_name,
    "sentAt": plain(instant("{p}.sent_at")),
}
