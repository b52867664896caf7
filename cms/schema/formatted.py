"""Values as a reader writes them: beside each date, moment and number a field ``…Formatted``."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

import strawberry
from piccolo.columns import Array

from cms.content import Field
from cms.schema.columns import scalar_of
from cms.translation.interface.formats import (
    DateStyle,
    format_date,
    format_datetime,
    format_number,
    format_period,
)

UTC = "UTC"
_PERIOD = frozenset({"starts_at", "ends_at", "timezone"})
_Made = tuple[str, Callable[..., Any], str]

strawberry.enum(
    DateStyle,
    description=(
        "How much room a date takes. FULL: with the day of the week. LONG: with the month in words."
        " SHORT: in figures."
    ),
)


def formatted(one: Field) -> _Made | None:
    """Name, resolver and description of the formatted field beside ``one``; none if it needs none."""
    if one.choices or one.references or one.asset or one.rich or issubclass(one.kind, Array):
        return None
    kind = scalar_of(one).output
    if kind not in _RESOLVERS:
        return None
    make, description = _RESOLVERS[kind]
    return f"{one.name}_formatted", make(one.name), description


def without_clock(fields: Iterable[Any]) -> list[Any]:
    """The fields of a part of an entry that can be formatted by themselves: moments cannot.

    Whose clocks they are read on says the entry, which a part does not know.
    """
    return [
        one
        for one in fields
        if not isinstance(one, Field) or one.asset or scalar_of(one).output is not datetime
    ]


def period(names: Collection[str]) -> _Made | None:
    """The same for the time from start to end, of what has a start, an end and a time zone."""
    if not set(names) >= _PERIOD:
        return None
    return (
        "period_formatted",
        _period,
        "From start to end, on the clocks of its time zone, in the view's language; null without one.",
    )


def _moment(name: str) -> Callable[..., Any]:
    def resolve(self: Any, style: DateStyle = DateStyle.LONG) -> str | None:
        value = self.values.get(name)
        return value and format_datetime(
            datetime.fromisoformat(value), _timezone(self.values), self.view.locale, style
        )

    return resolve


def _day(name: str) -> Callable[..., Any]:
    def resolve(self: Any, style: DateStyle = DateStyle.LONG) -> str | None:
        value = self.values.get(name)
        return value and format_date(date.fromisoformat(value), self.view.locale, style)

    return resolve


def _number(name: str) -> Callable[..., Any]:
    def resolve(self: Any) -> str | None:
        value = self.values.get(name)
        return None if value is None else format_number(value, self.view.locale)

    return resolve


def _period(self: Any) -> str | None:
    start, end = self.values.get("starts_at"), self.values.get("ends_at")
    if not start:
        return None
    return format_period(
        datetime.fromisoformat(start),
        datetime.fromisoformat(end) if end else None,
        _timezone(self.values),
        self.view.locale,
        whole_day=bool(self.values.get("whole_day")),
    )


def _timezone(values: Mapping[str, Any]) -> str:
    return values.get("timezone") or UTC


_RESOLVERS: Mapping[Any, tuple[Callable[[str], Callable[..., Any]], str]] = {
    datetime: (
        _moment,
        "As it is written in the view's language, on the clocks of the entry's time zone; or null.",
    ),
    date: (_day, "As it is written in the view's language; or null."),
    int: (_number, "As it is written in the view's language; or null."),
    float: (_number, "As it is written in the view's language; or null."),
}
