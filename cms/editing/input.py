"""Reading what was typed: the type, length and choices of each field, with one clear message each."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any

from piccolo.columns import (
    Array,
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    Text,
    Timestamptz,
    Varchar,
)
from pydantic import AwareDatetime, TypeAdapter, ValidationError

from cms.content.declaration import ContentType, Field, Rows, Values
from cms.content.identity import is_key
from cms.errors import N_, InvalidInput, Message, Problem

MOST_ROWS = 200
MOST_TEXT = 1_000_000
KEY_COLUMN = "key"
BAD_KEY = "bad_key"

_TYPES: dict[type, Any] = {
    Integer: int,
    Boolean: bool,
    Timestamptz: AwareDatetime,
    ForeignKey: str,
}
_CONTROL = re.compile(r"[\0-\x08\x0b\x0c\x0e-\x1f]")
_WRONG = {
    Integer: N_("Write a whole number."),
    Boolean: N_("Choose yes or no."),
    Timestamptz: N_("Write a date and time with its time zone."),
    Date: N_("Write a date as year-month-day."),
    Array: N_("Give a list of texts."),
}


class _Refused(Exception):
    """One value cannot be taken; `problem` names the code and the message."""

    def __init__(self, code: str, text: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.message = Message(text, params)


def read_input(content_type: ContentType, raw: Mapping[str, Any]) -> Values:
    """The typed values as Python values.

    Raises `InvalidInput` with a problem for each field that is unknown, of the wrong type, too long,
    or not among its choices.
    """
    values: Values = {}
    problems: list[Problem] = []
    lists = {rows.name: rows for rows in content_type.rows}
    for name, value in raw.items():
        if name in lists:
            values[name] = _read_rows(lists[name], value, problems)
        else:
            _read_into(values, content_type.columns, name, value, name, problems)
    if problems:
        raise InvalidInput(problems)
    return values


def _read_rows(rows: Rows, raw: Any, problems: list[Problem]) -> list[Values]:
    if not isinstance(raw, Sequence) or isinstance(raw, str):
        problems.append(Problem("wrong_type", Message(N_("Give a list of rows.")), rows.name))
        return []
    if len(raw) > MOST_ROWS:
        text = Message(N_("There can be at most {most} rows."), {"most": MOST_ROWS})
        problems.append(Problem("too_many", text, rows.name))
        return []
    columns = {column: one for one in rows.plain_fields for column in one.columns()}
    own: list[Problem] = []
    read = [_read_row(columns, row, f"{rows.name}.{index}", own) for index, row in enumerate(raw)]
    # What lies in a row names its key as well: it is said once, where it was typed.
    problems += [one for one in own if one.code == BAD_KEY] or own
    return read


def _read_row(
    columns: Mapping[str, Field], raw: Any, place: str, problems: list[Problem]
) -> Values:
    row: Values = {}
    if not isinstance(raw, Mapping):
        problems.append(Problem("wrong_type", Message(N_("Give a list of rows.")), place))
        return row
    for name, value in raw.items():
        if name == KEY_COLUMN:
            row[KEY_COLUMN] = str(value or "")
            if row[KEY_COLUMN] and not is_key(row[KEY_COLUMN]):
                text = N_("A key has 4 to 8 digits and small letters, without i, l, o and u.")
                problems.append(Problem(BAD_KEY, Message(text), f"{place}.{KEY_COLUMN}"))
        else:
            _read_into(row, columns, name, value, f"{place}.{name}", problems)
    return row


def _read_into(
    into: Values,
    columns: Mapping[str, Field],
    name: str,
    value: Any,
    place: str,
    problems: list[Problem],
) -> None:
    one = columns.get(name)
    try:
        if one is None:
            raise _Refused("unknown_field", N_("There is no field {name}."), name=str(name)[:80])
        into[name] = read_value(one, value)
    except _Refused as refused:
        problems.append(Problem(refused.code, refused.message, place))


def read_value(one: Field, value: Any) -> Any:
    """One value for one field."""
    if issubclass(one.kind, Varchar | Text):
        return _choice(one, _text(one, "" if value is None else value))
    if value in (None, ""):
        return _nothing(one)
    if issubclass(one.kind, Array):
        return [_choice(one, text) for text in _list(value)]
    return _typed(one, value)


def _nothing(one: Field) -> Any:
    if issubclass(one.kind, Array):
        return []
    if issubclass(one.kind, Boolean):
        return False
    if issubclass(one.kind, Integer) and not one.column._meta.null:  # type: ignore[union-attr]
        return one.column.get_default_value()  # type: ignore[union-attr]
    return None


@cache
def _adapter(kind: type[Column]) -> TypeAdapter[Any]:
    as_python: Any = _TYPES.get(kind, kind.value_type)
    return TypeAdapter(as_python)


def _typed(one: Field, value: Any) -> Any:
    try:
        read = _adapter(one.kind).validate_python(value)
    except (ValidationError, OverflowError):
        wrong = _WRONG.get(one.kind, N_("This is not of the right kind."))
        raise _Refused("wrong_type", wrong) from None
    if isinstance(read, int) and not -(2**31) <= read < 2**31:
        raise _Refused("too_large", N_("This number is too large."))
    if isinstance(read, str) and _CONTROL.search(read):
        raise _Refused("bad_character", N_("This text has characters that cannot be shown."))
    if isinstance(read, datetime):
        return read.replace(microsecond=0)
    return read


def _text(one: Field, value: Any) -> str:
    if not isinstance(value, str | Enum):
        raise _Refused("wrong_type", N_("Write a text."))
    most = one.length or MOST_TEXT
    text = str(value.value if isinstance(value, Enum) else value)
    if len(text) > MOST_TEXT:
        raise _Refused("too_long", N_("This may be at most {most} characters long."), most=most)
    if _CONTROL.search(text):
        raise _Refused("bad_character", N_("This text has characters that cannot be shown."))
    text = tidied(one, text)
    if len(text) > most:
        raise _Refused("too_long", N_("This may be at most {most} characters long."), most=most)
    return text


def tidied(one: Field, text: str) -> str:
    """A text as it is stored: composed characters, no outer space, one line where there is one."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    return text if issubclass(one.kind, Text) else " ".join(text.split())


def _list(value: Any) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(one, str) for one in value):
        raise _Refused("wrong_type", _WRONG[Array])
    if len(value) > MOST_ROWS:
        raise _Refused("too_many", N_("There can be at most {most} rows."), most=MOST_ROWS)
    return list(dict.fromkeys(text.strip() for text in value if text.strip()))


def _choice(one: Field, text: str) -> str:
    choices = one.choices
    if choices is None or text in {member.value for member in choices}:
        return text
    known = ", ".join(str(member.value) for member in choices)
    raise _Refused(
        "not_a_choice",
        N_("{value} is none of the choices: {known}."),
        value=repr(text[:80]),
        known=known,
    )


def problems_of(places: Iterator[Problem] | Sequence[Problem]) -> None:
    """Raise `InvalidInput` if there are any."""
    found = tuple(places)
    if found:
        raise InvalidInput(found)
