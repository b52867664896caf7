"""What several types say in the same way: places, time zones, partial dates, ends after starts."""

from collections.abc import Callable, Iterable, Set
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from cms.content import Composite, Field, Values, localised
from cms.errors import N_, Message, Problem
from cms.recurrence import Schedule
from cms.recurrence.checks import problems
from cms.settings import settings

TIMEZONE = settings.timezone


class DatePrecision(StrEnum):
    """How much of a date is known."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"


def place(table: Any) -> Composite:
    """The three columns of a place as one value."""
    return Composite(
        "place",
        "Place",
        (
            Field(table.place_name, name="name", label=N_("Place"), group="details", search="C"),
            Field(table.place_address, name="address", label=N_("Address"), group="details"),
            Field(table.place_city, name="city", label=N_("Town"), group="details", search="C"),
        ),
    )


def places_have_a_name(values: Values, locale: str) -> Iterable[Problem]:
    """A place without a name in the language is not shown, whatever else is known of it."""
    yield from _unnamed(values, locale, "")
    for name in ("overrides", "variations"):
        for index, row in enumerate(values.get(name, ())):
            yield from _unnamed(row, locale, f"{name}.{index}.")


def _unnamed(values: Values, locale: str, above: str) -> Iterable[Problem]:
    name, city = (localised(one, locale) for one in ("place_name", "place_city"))
    if not values[name] and (values[city] or values["place_address"]):
        text = N_("Without a name the place does not appear.")
        yield Problem("place_unnamed", Message(text), above + name)


def end_not_before_start(values: Values) -> Iterable[Problem]:
    """An end lies at or after its start, and there is none without a start."""
    starts, ends = values["starts_at"], values["ends_at"]
    if ends is None:
        return
    if starts is None:
        yield Problem("start_missing", Message(N_("Give a start as well as an end.")), "starts_at")
    elif ends < starts:
        yield Problem("end_before_start", Message(N_("The end lies before the start.")), "ends_at")


def is_timezone(name: str) -> bool:
    """Whether the IANA database has it."""
    return name in _timezones()


@cache
def _timezones() -> Set[str]:
    """Reading them takes a while."""
    return frozenset(available_timezones())


def known_timezone(values: Values) -> Iterable[Problem]:
    """The time zone has a name in the IANA database."""
    if not is_timezone(values["timezone"]):
        yield Problem(
            "unknown_timezone",
            Message(N_("{zone} is no time zone; write it as in Europe/Amsterdam."),
                    {"zone": values["timezone"]}),
            "timezone",
        )  # fmt: skip


def once(values: Values) -> Schedule | None:
    """When something takes place that does so once; none as long as nobody knows."""
    if values["starts_at"] is None:
        return None
    return Schedule(values["starts_at"], values["ends_at"], timezone=values["timezone"])


def calendars_have_it(values: Values) -> Iterable[Problem]:
    """What takes place once lies in years, and lasts for a time, that calendars can reckon with."""
    made = once(values)
    if made and is_timezone(values["timezone"]):
        yield from problems(made, made.starts_at)


def no_term_ends_before_it_starts(rows: str) -> Callable[[Values], Iterable[Problem]]:
    """A rule for rows with ``since`` and ``until``."""

    def rule(values: Values) -> Iterable[Problem]:
        for index, row in enumerate(values[rows]):
            since, until = row.get("since"), row.get("until")
            if since and until and until < since:
                yield Problem(
                    "end_before_start",
                    Message(N_("The end lies before the start.")),
                    f"{rows}.{index}.until",
                )

    return rule
