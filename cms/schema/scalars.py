"""Scalars of our own."""

from datetime import UTC, date, datetime
from typing import Any, NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from cms.content.values import encode
from cms.errors import N_
from cms.schema.errors import BadArgument

RichAst = NewType("RichAst", dict[str, Any])


def _instant(value: Any) -> datetime:
    try:
        read = datetime.fromisoformat(value)
        if read.tzinfo is not None:
            return read.astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        pass
    raise BadArgument(
        N_("Write an instant with its offset, as in 2009-12-04T15:00:00+01:00, not {value}."),
        value=repr(value)[:60],
    )


def _date(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise BadArgument(
            N_("Write a date as in 2009-12-04, not {value}."), value=repr(value)[:60]
        ) from None


def _refuse(_value: Any) -> Any:
    raise BadArgument(N_("A rich text tree can only be read."))


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, in UTC: 2009-12-04T14:00:00Z.",
        serialize=encode,
        parse_value=_instant,
    ),
    date: strawberry.scalar(
        name="Date",
        description="A day of the calendar: 2009-12-04.",
        serialize=encode,
        parse_value=_date,
    ),
    RichAst: strawberry.scalar(
        name="RichAst",
        description="The tree of a rich text: nodes with a type, their own values and children.",
        serialize=lambda value: value,
        parse_value=_refuse,
    ),
}
