"""The table: what each kind of column is in GraphQL, and what it is compared with."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any

from piccolo.columns import (
    BigInt,
    Boolean,
    Column,
    Date,
    DoublePrecision,
    Integer,
    Real,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)

from cms.content import Field
from cms.content.declaration import BadDeclaration
from cms.content.translated import Translated
from cms.errors import N_
from cms.reading.conditions import Kind
from cms.schema.enums import derived
from cms.schema.matches import (
    BooleanMatch,
    DateMatch,
    FloatMatch,
    IntMatch,
    StringMatch,
    TimeMatch,
    enum_match,
)


@dataclass(frozen=True)
class Scalar:
    """One kind of value: its GraphQL type, its filter input, and how PostgreSQL compares it.

    ``placeholder`` stands in previews for a value that is missing; a text says it in words.
    """

    output: Any
    match: type
    kind: Kind = "text"
    exact: bool = False
    placeholder: Any = None


SCALARS: dict[type[Column], Scalar] = {
    Varchar: Scalar(str, StringMatch),
    Text: Scalar(str, StringMatch),
    Boolean: Scalar(bool, BooleanMatch, "boolean", placeholder=False),
    Integer: Scalar(int, IntMatch, "integer", placeholder=0),
    SmallInt: Scalar(int, IntMatch, "integer", placeholder=0),
    BigInt: Scalar(int, IntMatch, "integer", placeholder=0),
    Real: Scalar(float, FloatMatch, "number", placeholder=0.0),
    DoublePrecision: Scalar(float, FloatMatch, "number", placeholder=0.0),
    Date: Scalar(date, DateMatch, exact=True, placeholder="1900-01-01"),
    Timestamptz: Scalar(datetime, TimeMatch, exact=True, placeholder="1900-01-01T00:00:00Z"),
}


def scalar_of(one: Field) -> Scalar:
    """The scalar of a field that is neither a relation nor a list."""
    if one.choices:
        first = next(iter(one.choices)).value
        return Scalar(derived(one.choices), _enum_match(one.choices), exact=True, placeholder=first)
    for kind in one.kind.__mro__:
        if kind in SCALARS:
            return SCALARS[kind]
    raise BadDeclaration(
        N_("{field} is of a kind that GraphQL does not know: {kind}."),
        field=one.name,
        kind=one.kind.__name__,
    )


@cache
def _enum_match(choices: type[Enum]) -> type:
    return enum_match(choices)


def never_empty(one: Field) -> bool:
    """Whether the gate or the database make sure that a publication has a value."""
    if one.required:
        return True
    if isinstance(one.column, Translated):
        return False
    is_text = issubclass(one.kind, Varchar | Text)
    return not one.column._meta.null and (one.choices is not None or not is_text)
