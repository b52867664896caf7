"""Values of an entry: what is empty, and how they are written as JSON."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any, NamedTuple

from cms.content.declaration import ContentType, Field, Rows, Values
from cms.content.locales import DEFAULT_LOCALE, LOCALES, localised
from cms.content.translated import Translated


def empty(value: Any) -> bool:
    """Whether an editor would say that there is nothing there. False and 0 are something."""
    return value is None or value in ("", [])


def title_of(values: Mapping[str, Any], locale: str = DEFAULT_LOCALE) -> str:
    """What an entry is called: in ``locale``, else in the default or any language, else by its uid.

    ``values`` are those of a working copy or a node.
    """
    return values.get(localised("title", title_locale(values, locale))) or str(values["uid"])


def title_locale(values: Mapping[str, Any], locale: str = DEFAULT_LOCALE) -> str:
    """The language of `title_of`."""
    possible = (locale, DEFAULT_LOCALE, *LOCALES)
    return next((one for one in possible if values.get(localised("title", one))), locale)


def encode(value: Any) -> Any:
    """A value as JSON. Instants are UTC texts of one width, so that they sort and compare as text."""
    if isinstance(value, datetime):
        instant = value if value.tzinfo is UTC else value.astimezone(UTC)
        return instant.isoformat()[:19] + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return {key: encode(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [encode(one) for one in value]
    return value


Filled = tuple[str, Field, Any]
"""Where a field stands, as in ``authors.0.speaker``, the field, and what it holds."""


def filled(
    content_type: ContentType, values: Values, wanted: Callable[[Field], bool]
) -> Iterator[Filled]:
    """The wanted fields without languages that hold something, those of related rows too.

    ``values`` need not be whole.
    """
    for place, fields, row in held(content_type, values):
        for one in filter(wanted, fields):
            if row.get(one.column_name) is not None:
                yield place + one.column_name, one, row[one.column_name]


def assets_in(content_type: ContentType, values: Values) -> Iterator[Filled]:
    """The files of the library that the fields hold, but for those in rich texts."""
    return filled(content_type, values, lambda one: one.asset)


def default_of(one: Field) -> Any:
    """What its columns hold in a new entry."""
    if isinstance(one.column, Translated):
        return one.column.options.get("default", "")
    return encode(one.column.get_default_value())


def blank(content_type: ContentType) -> Values:
    """A new entry before anything was typed."""
    values: Values = {column: default_of(one) for column, one in content_type.columns.items()}
    return values | {rows.name: [] for rows in content_type.rows}


class Held(NamedTuple):
    """Values of an entry or of one of its related rows.

    ``place`` goes before the names of their columns: ``""``, or ``statements.2.``.
    """

    place: str
    fields: tuple[Field, ...]
    values: Values

    def rich(self) -> Iterator[str]:
        """The columns with formatted text."""
        return (column for one in self.fields if one.rich for column in one.columns())


def held(content_type: ContentType, values: Values) -> Iterator[Held]:
    """An entry's own values, then those of each of its related rows."""
    yield Held("", content_type.plain_fields, values)
    for rows in content_type.rows:
        for index, row in enumerate(values.get(rows.name, ())):
            yield Held(f"{rows.name}.{index}.", rows.fields_of(row), row)


def shown(content_type: ContentType, values: Values) -> Values:
    """The values without the rows that are hidden from the public."""
    return values | {rows.name: rows.shown(values[rows.name]) for rows in content_type.rows}


def blank_row(rows: Rows) -> Values:
    """A new related row before anything was typed."""
    return {column: default_of(one) for one in rows.plain_fields for column in one.columns()}
