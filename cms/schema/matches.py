"""What a value may be compared with: one input for each kind of value."""

from collections.abc import Iterator
from dataclasses import fields
from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry
from strawberry import UNSET

from cms.content.values import encode
from cms.reading.conditions import Compare, Condition, Operator, Value
from cms.schema.errors import OverLimit

LONGEST_TEXT = 200
LONGEST_LIST = 100

OPERATORS: dict[str, Operator] = {
    "eq": "eq",
    "ne": "ne",
    "in_": "in",
    "contains": "contains",
    "starts_with": "starts",
    "lt": "lt",
    "before": "lt",
    "lte": "le",
    "until": "le",
    "gt": "gt",
    "after": "gt",
    "gte": "ge",
    "from_": "ge",
    "empty": "empty",
}
"""The comparison behind each name in the inputs below."""


@strawberry.input(description="Of a list, one item must fit.")
class StringMatch:
    eq: str | None = UNSET
    ne: str | None = UNSET
    in_: list[str] | None = strawberry.field(name="in", default=UNSET)
    contains: str | None = strawberry.field(
        description="Without regard to case and accents.", default=UNSET
    )
    starts_with: str | None = strawberry.field(
        description="Without regard to case and accents.", default=UNSET
    )
    empty: bool | None = UNSET


@strawberry.input
class IdMatch:
    eq: strawberry.ID | None = UNSET
    ne: strawberry.ID | None = UNSET
    in_: list[strawberry.ID] | None = strawberry.field(name="in", default=UNSET)
    empty: bool | None = UNSET


@strawberry.input
class BooleanMatch:
    eq: bool | None = UNSET


@strawberry.input
class IntMatch:
    eq: int | None = UNSET
    ne: int | None = UNSET
    in_: list[int] | None = strawberry.field(name="in", default=UNSET)
    lt: int | None = UNSET
    lte: int | None = UNSET
    gt: int | None = UNSET
    gte: int | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class FloatMatch:
    lt: float | None = UNSET
    lte: float | None = UNSET
    gt: float | None = UNSET
    gte: float | None = UNSET
    empty: bool | None = UNSET


@strawberry.input
class TimeMatch:
    eq: datetime | None = UNSET
    before: datetime | None = UNSET
    after: datetime | None = UNSET
    from_: datetime | None = strawberry.field(
        name="from", description="At this instant or after it.", default=UNSET
    )
    until: datetime | None = strawberry.field(
        description="At this instant or before it.", default=UNSET
    )
    empty: bool | None = UNSET


@strawberry.input
class DateMatch:
    eq: date | None = UNSET
    before: date | None = UNSET
    after: date | None = UNSET
    from_: date | None = strawberry.field(
        name="from", description="On this day or after it.", default=UNSET
    )
    until: date | None = strawberry.field(description="On this day or before it.", default=UNSET)
    empty: bool | None = UNSET


@strawberry.input(description="Of some rows with a first and a last day, both included.")
class TermMatch:
    on: date | None = strawberry.field(
        description="One of them lasts on this day. Without a first day it has always begun.",
        default=UNSET,
    )
    ever: bool | None = strawberry.field(description="Whether there is any.", default=UNSET)


def enum_match(choices: type[Enum]) -> type:
    """The input for an enumeration: ``EventKindMatch``."""
    body: dict[str, Any] = {
        "__annotations__": {
            "eq": choices | None,
            "ne": choices | None,
            "in_": list[choices] | None,  # type: ignore[valid-type]
        },
        "eq": UNSET,
        "ne": UNSET,
        "in_": strawberry.field(name="in", default=UNSET),
    }
    return strawberry.input(type(f"{choices.__name__}Match", (), body))


def comparisons(match: Any, value: Value) -> Iterator[Condition]:
    """What a match input says about a value. All that is filled in must hold."""
    for one in fields(match):
        operand = getattr(match, one.name)
        if operand is not UNSET and operand is not None:
            yield Compare(value, OPERATORS[one.name], _operand(operand, value, one.name))


def _operand(operand: Any, value: Value, name: str) -> Any:
    if isinstance(operand, list):
        if len(operand) > LONGEST_LIST:
            raise OverLimit(name.strip("_"), LONGEST_LIST, asked=len(operand))
        return tuple(_operand(one, value, name) for one in operand)
    if value.kind == "instant":
        return operand
    return checked(encode(operand), name)


def checked(operand: Any, name: str) -> Any:
    """The operand, unless it is a text that is longer than anyone types."""
    if isinstance(operand, str) and len(operand) > LONGEST_TEXT:
        raise OverLimit(name.strip("_"), LONGEST_TEXT, asked=len(operand))
    return operand
