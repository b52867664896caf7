"""Places for the values of variables: a statement is written once, and filled in for each request."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cms.content.values import encode
from cms.schema.compiled.fallback import Unanswered
from cms.schema.matches import LONGEST_TEXT

Variables = Mapping[str, Any]
"""The coerced values of an operation's variables."""


@dataclass(frozen=True)
class Slot:
    """Stands for the value of a variable where only the database looks at the value.

    With a ``place`` it is one of a list, the length of which is known.
    """

    name: str
    place: int | None = None


@dataclass(frozen=True)
class Later:
    """A parameter that is computed from the variables of each request. May raise `Unanswered`."""

    read: Callable[[Variables], Any]


def given(value: Any, variables: Variables) -> Any:
    """An argument's value, whether it was written in the query or comes from a variable."""
    if not isinstance(value, Slot):
        return value
    found = variables[value.name]
    return found if value.place is None else found[value.place]


def parameter(value: Any, sql_type: str, variables: Variables) -> Any:
    """What PostgreSQL is sent in the place of a parameter."""
    if isinstance(value, Later):
        return value.read(variables)
    if isinstance(value, Slot):
        return _compared(variables[value.name], sql_type)
    if isinstance(value, list):
        return [parameter(one, sql_type, variables) for one in value]
    return value


def _compared(value: Any, sql_type: str) -> Any:
    """An operand of a filter, as `cms.schema.matches` makes it."""
    if isinstance(value, datetime) and sql_type == "timestamptz":
        return value
    found = encode(value)
    if isinstance(found, str) and len(found) > LONGEST_TEXT:
        raise Unanswered("a text that is too long")
    return found
