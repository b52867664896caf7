"""The next dates of a series as its form shows them: each in words, with what is different on it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from cms.content import LOCALES, Values, localised
from cms.content.values import encode
from cms.errors import N_
from cms.recurrence import HORIZON, BadRule, Frequency, Occurrence, Schedule, occurrences, parse
from cms.recurrence.localtime import instant_of, wall_of
from cms.recurrence.occurrences import starts
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import DateStyle, format_date, format_dates
from cms.translation.interface.schedules import in_words

MOST = 10
MOST_LEFT_OUT = 40
TEXTS = ("place_name", "place_address", "place_city", "note")
SUMMER = N_("From here on it is summer time.")
WINTER = N_("From here on it is winter time.")
MEANWHILE = N_("The clocks change meanwhile.")
SKIPPED = N_("The clocks skip that hour on this day.")


def first_start(schedule: Schedule) -> dict[str, Any] | None:
    """The first date that the rule gives, where the start that was typed is none; none if it gives none."""
    bare = replace(schedule, exclusions=(), additions=())
    try:
        found = next(starts(bare, bare.starts_at, bare.starts_at + HORIZON), None)
    except BadRule:
        return None
    return {"starts_at": encode(found)} if found else None


def dates(
    schedule: Schedule, values: Values, locale: str, since: date | None
) -> list[dict[str, Any]]:
    """The next ones, from now or from a day on; those that are left out stand among them."""
    start = _since(schedule, since)
    found = list(_shown(schedule, start))
    if not found and since is None:
        found = list(_shown(schedule, schedule.starts_at))
    before: Occurrence | None = None
    told = []
    for one, left_out in found:
        told.append(_told(one, schedule, values, locale) | {"left_out": left_out})
        told[-1]["clock"] = [gettext(text, locale) for text in _clock(one, before, schedule)]
        before = one
    return told


def variations(schedule: Schedule, values: Values, locale: str) -> list[dict[str, Any]]:
    """The rules that pick some of the dates, in words, with what differs on these."""
    return [
        {"words": _picked(schedule, row["rrule"], locale), "place": place_of(row, locale), **row}
        for row in values["variations"]
    ]


def place_of(row: Mapping[str, Any], locale: str) -> str:
    """Where it is, in the reader's language or another."""
    name, town = (_text(row, column, locale) for column in ("place_name", "place_city"))
    parts = (name, row.get("place_address"), town)
    return ", ".join(part for part in parts if part)


def _picked(schedule: Schedule, rrule: str, locale: str) -> str:
    """The days that a rule picks, without the hours of the series."""
    return in_words(
        Schedule(schedule.starts_at, whole_day=True, timezone=schedule.timezone, rrule=rrule),
        locale,
    )


def _since(schedule: Schedule, since: date | None) -> datetime:
    return (
        instant_of(datetime.combine(since, time()), schedule.zone) if since else datetime.now(UTC)
    )


def _shown(schedule: Schedule, since: datetime) -> Iterator[tuple[Occurrence, bool]]:
    excluded = {schedule.start_of(one) for one in schedule.exclusions}
    number = 0
    for all_, one in enumerate(
        occurrences(replace(schedule, exclusions=()), since, since + HORIZON)
    ):
        left_out = one.recurrence_id in excluded
        if number == MOST or all_ == MOST_LEFT_OUT:
            return
        number += not left_out
        yield one, left_out


def _told(one: Occurrence, schedule: Schedule, values: Values, locale: str) -> dict[str, Any]:
    override = values["overrides"][int(one.override)] if one.override else {}
    variation = values["variations"][int(one.variation)] if one.variation else {}
    row = override if place_of(override, locale) else variation
    added = {schedule.start_of(addition.starts_at) for addition in schedule.additions}
    start, end = _walls(one)
    by_rule = wall_of(one.recurrence_id, schedule.zone)
    return {
        "id": encode(one.recurrence_id),
        "said": _said(one, schedule, locale),
        "planned": format_date(by_rule.date(), locale, DateStyle.FULL),
        "starts_at": f"{start:%Y-%m-%dT%H:%M}",
        "ends_at": f"{end:%Y-%m-%dT%H:%M}",
        "place": place_of(row, locale) or place_of(values, locale),
        "note": _text(override, "note", locale) or _text(variation, "note", locale),
        "cancelled": one.cancelled,
        "moved": one.starts_at != one.recurrence_id,
        "added": one.recurrence_id in added,
        "differs": bool(one.override),
        "varies": bool(one.variation),
        "own": {
            "starts_at": _typed(override.get("starts_at"), schedule),
            "ends_at": _typed(override.get("ends_at"), schedule),
            **{name: value for name, value in override.items() if name.startswith(TEXTS)},
        },
    }


def _typed(instant: datetime | None, schedule: Schedule) -> str:
    return f"{wall_of(instant, schedule.zone):%Y-%m-%dT%H:%M}" if instant else ""


def _walls(one: Occurrence) -> tuple[datetime, datetime]:
    return one.local_starts_at.replace(tzinfo=None), one.local_ends_at.replace(tzinfo=None)


def _said(one: Occurrence, schedule: Schedule, locale: str) -> str:
    start, end = _walls(one)
    if schedule.whole_day:
        last = (end - timedelta(days=1)).date()
        if last <= start.date():
            return format_date(start.date(), locale, DateStyle.FULL)
        return format_dates(start.date(), last, locale)
    day = format_date(start.date(), locale, DateStyle.FULL)
    if schedule.open_end or end <= start:
        return f"{day}, {start:%H:%M}"
    if end.date() == start.date():
        return f"{day}, {start:%H:%M}–{end:%H:%M}"
    return f"{day}, {start:%H:%M} – {format_date(end.date(), locale)}, {end:%H:%M}"


def _clock(one: Occurrence, before: Occurrence | None, schedule: Schedule) -> Iterator[str]:
    """What the clocks do here that somebody may not expect."""
    if schedule.whole_day:
        return
    start, end = one.local_starts_at, one.local_ends_at
    if before and before.local_starts_at.utcoffset() != start.utcoffset():
        yield SUMMER if start.dst() else WINTER
    if start.utcoffset() != end.utcoffset():
        yield MEANWHILE
    hourly = schedule.rrule and parse(schedule.rrule)
    by_the_hour = hourly and (hourly.frequency is Frequency.HOURLY or hourly.hours)
    plain = one.starts_at == one.recurrence_id and not schedule.additions
    if plain and not by_the_hour and start.time() != schedule.first.time():
        yield SKIPPED


def _text(row: Mapping[str, Any], name: str, locale: str) -> str:
    values = [row.get(localised(name, one)) for one in (locale, *LOCALES)]
    return next((str(one) for one in values if one), "")
