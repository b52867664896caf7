"""Content types → input objects, and what a client filled in → what the editing services read.

What is left out is not touched; null clears. A translated field is an object with a field for each
language, so that a language which the site has not cannot be written. Rich text is canonical HTML, as
it is stored; relations are uids; related rows are a whole list, in which a row with the key of one
that exists keeps what is not filled in.
"""

from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from types import MappingProxyType
from typing import Any

import strawberry
from piccolo.columns import Array
from strawberry import UNSET

from cms.content import LOCALES, Blocks, Composite, ContentType, Field, Rows, Values, localised
from cms.content.declaration import Declared, camel
from cms.editing.input import KEY_COLUMN
from cms.schema.columns import scalar_of
from cms.schema.editing.block_inputs import block_input, flattened
from cms.schema.editing.shapes import Shapes, attribute
from cms.schema.enums import Locale, in_english

Written = Field | Composite | Rows


def entry_inputs(content_types: Mapping[str, ContentType]) -> dict[str, type]:
    """The input object of each content type, by the type's name."""
    shapes = Shapes()
    return {name: _entry_input(one, shapes) for name, one in content_types.items()}


def _entry_input(content_type: ContentType, shapes: Shapes) -> type:
    members = dict(_members(_written(content_type), shapes))
    uid = {"uid": (strawberry.ID, "Of the entry to change; without it a new one is made.")}
    text = "What is left out is not touched, what is null is cleared."
    return shapes.input(f"{content_type.graphql_name}Input", uid | members, text)


def _written(content_type: ContentType) -> list[Written]:
    return [one for one in content_type.all_fields if isinstance(one, Field | Composite | Rows)]


def _members(declared: Iterable[Written], shapes: Shapes) -> Iterator[tuple[str, tuple[Any, str]]]:
    for one in declared:
        text = getattr(one, "help", "") or one.label
        html = " As HTML." if isinstance(one, Field) and one.rich else ""
        yield one.name, (_input(one, shapes), text.rstrip(".") + "." + html)


def _input(one: Written, shapes: Shapes) -> Any:
    if isinstance(one, Composite):
        return shapes.input(f"{one.kind}Input", dict(_members(one.fields, shapes)))
    if isinstance(one, Blocks):
        return block_input(one, shapes, lambda fields: _members(fields, shapes))
    if isinstance(one, Rows):
        if one.relation:
            return list[strawberry.ID]
        key = {KEY_COLUMN: (strawberry.ID, "Of the row to change; without it a new one is made.")}
        members = key | dict(_members(one.fields, shapes))
        return list[shapes.input(f"{one.kind}Input", members)]  # type: ignore[misc]
    plain = _plain_input(one)
    if not one.translated:
        return plain
    members = {locale: (plain, f"In {in_english(locale)}.") for locale in LOCALES}
    text = "By language: what is left out is not touched, what is null is cleared."
    return shapes.input(f"Translated{_name_of(plain)}", members, text)


def _plain_input(one: Field) -> Any:
    if one.column_name == "source_locale":
        return Locale
    if one.references or one.asset:
        return strawberry.ID
    if issubclass(one.kind, Array):
        return list[scalar_of(one).output if one.choices else str]  # type: ignore[misc]
    return scalar_of(one).output


def _name_of(plain: Any) -> str:
    return {str: "String", int: "Int", bool: "Boolean"}.get(plain) or str(plain.__name__)


def typed(content_type: ContentType, given: Any, before: Values | None) -> dict[str, Any]:
    """What a client filled in, by column and list, as the editing services take it.

    ``before`` is the working copy: related entries that stay keep their rows.
    """
    return dict(_read(_written(content_type), given, before or {}))


def _read(declared: Iterable[Written], given: Any, before: Values) -> Iterator[tuple[str, Any]]:
    for one in declared:
        value = getattr(given, attribute(one.name))
        if value is UNSET:
            continue
        if isinstance(one, Blocks):
            listed = flattened(one, value or [], read_fields, before.get(one.name, []))
            yield one.name, [row for _, row in listed]
        elif isinstance(one, Rows):
            yield one.name, _read_rows(one, value or [], before.get(one.name, []))
        elif isinstance(one, Composite):
            yield from _read_composite(one, value)
        elif one.translated:
            yield from _read_translated(one, value)
        else:
            yield one.column_name, _plain(value)


def read_fields(declared: Iterable[Field | Composite], given: Any) -> dict[str, Any]:
    """The columns that a client filled in, of a row or a block."""
    return dict(_read(declared, given, {}))


def block_places(content_type: ContentType, given: Any) -> dict[str, list[str]]:
    """Where the blocks that a client filled in stand in its input, by list and in their order."""
    return {
        one.name: [path for path, _ in flattened(one, value, read_fields, [])]
        for one in content_type.rows
        if isinstance(one, Blocks) and (value := getattr(given, attribute(one.name)))
    }


def _read_rows(rows: Rows, given: list[Any], before: list[Values]) -> list[dict[str, Any]]:
    if not rows.relation:
        return [_row(rows, one) for one in given]
    column = rows.target.column_name
    keys: dict[str, list[str]] = {}
    for row in before:
        keys.setdefault(row[column], []).append(row[KEY_COLUMN])
    return [
        {column: uid} | ({KEY_COLUMN: keys[uid].pop(0)} if keys.get(uid) else {}) for uid in given
    ]


def _row(rows: Rows, given: Any) -> dict[str, Any]:
    key = getattr(given, attribute(KEY_COLUMN))
    return ({KEY_COLUMN: key} if key else {}) | dict(_read(rows.fields, given, {}))


def _read_composite(one: Composite, value: Any) -> Iterator[tuple[str, Any]]:
    if value is not None:
        yield from _read(one.fields, value, {})
        return
    for part in one.fields:
        if part.choices is None:  # what has choices is always one of them
            yield from ((column, None) for column in part.columns())


def _read_translated(one: Field, value: Any) -> Iterator[tuple[str, Any]]:
    for locale in LOCALES:
        text = None if value is None else getattr(value, attribute(locale))
        if text is not UNSET:
            yield localised(one.column_name, locale), _plain(text)


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.value if isinstance(value, Enum) else value


def place_of(
    content_type: ContentType, name: str, blocks: Mapping[str, list[str]] = MappingProxyType({})
) -> str:
    """Where a client finds in its input what a service calls ``name``.

    ``title_nl`` → ``title.nl``, ``statements.2.text_nl`` → ``statements.2.text.nl``. ``blocks`` are the
    places of blocks (`block_places`).
    """
    head, *rest = name.split(".")
    listed = blocks.get(head, [])
    if len(rest) == 2 and int(rest[0]) < len(listed):
        column = places(_blocks_fields(content_type, head)).get(rest[1], camel(rest[1]))
        return f"{camel(head)}.{listed[int(rest[0])]}.{column}"
    rows = next((one for one in content_type.rows if one.name == head), None)
    if rows is None or not rest:
        return places(content_type.all_fields).get(head, camel(head))
    column = rest[-1] if len(rest) > 1 and not rows.relation else ""
    return ".".join(filter(None, [camel(head), rest[0], places(rows.fields).get(column, column)]))


def _blocks_fields(content_type: ContentType, name: str) -> Iterable[Declared]:
    return next(one.fields for one in content_type.rows if one.name == name)


def places(declared: Iterable[Declared]) -> dict[str, str]:
    """The places in an input of columns and lists, by the name of each."""
    found: dict[str, str] = {}
    for one in declared:
        if isinstance(one, Composite):
            inner = places(one.fields)
            found |= {column: f"{camel(one.name)}.{place}" for column, place in inner.items()}
        elif isinstance(one, Field) and one.translated:
            found |= {one.column_in(locale): f"{camel(one.name)}.{locale}" for locale in LOCALES}
        elif isinstance(one, Field):
            found[one.column_name] = camel(one.name)
    return found
