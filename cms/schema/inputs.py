"""Values that clients give, as literals in a query or as variables: what is wrong with them."""

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    Node,
    NullValueNode,
    ObjectValueNode,
    VariableNode,
    is_required_input_field,
)
from graphql.utilities import validate_input_literal, validate_input_value

from cms.errors import N_, CmsError
from cms.schema.errors import InvalidQuery

LOCALE = "Locale"
LONGEST_ECHO = 80

Fault = tuple[CmsError, Any]
"""What is wrong, and with which value: a node of the query or a plain value."""


def faults(value: Any, type_: Any, name: str) -> Iterator[Fault]:
    """What is wrong with a value of a type; ``name`` leads to it: ``filter.title.eq``."""
    if isinstance(value, VariableNode):
        return  # another rule looks at what is used where
    if isinstance(type_, GraphQLNonNull):
        if _is_null(value):
            yield _wrong_type(name, type_), value
        else:
            yield from faults(value, type_.of_type, name)
    elif _is_null(value):
        return
    elif isinstance(type_, GraphQLList):
        items = _items(value)
        if items is None:
            yield from faults(value, type_.of_type, name)
        for place, item in enumerate(items or ()):
            yield from faults(item, type_.of_type, f"{name}.{place}")
    elif isinstance(type_, GraphQLInputObjectType):
        yield from _object_faults(value, type_, name)
    elif isinstance(type_, GraphQLEnumType):
        yield from _enum_faults(value, type_, name)
    else:
        yield from _scalar_faults(value, type_, name)


def _object_faults(value: Any, type_: GraphQLInputObjectType, name: str) -> Iterator[Fault]:
    members = _members(value)
    if members is None:
        yield _wrong_type(name, type_), value
        return
    for key, member in members.items():
        place = f"{name}.{key[:LONGEST_ECHO]}"
        if key in type_.fields:
            yield from faults(member, type_.fields[key].type, place)
        else:
            text = N_("{type} has no field “{field}”.")
            yield InvalidQuery("unknown_field", text, type=type_.name, field=place), member
    for key, field in type_.fields.items():
        if is_required_input_field(field) and key not in members:
            text = N_("“{field}” needs “{argument}”.")
            yield InvalidQuery("missing_argument", text, field=name, argument=key), value
    if type_.is_one_of and (len(members) != 1 or any(map(_is_null, members.values()))):
        text = N_("“{field}” takes exactly one of the fields of {type}.")
        yield InvalidQuery("wrong_type", text, field=name, type=type_.name), value


def _enum_faults(value: Any, type_: GraphQLEnumType, name: str) -> Iterator[Fault]:
    given = value.value if isinstance(value, EnumValueNode) else value
    if not isinstance(given, str):
        yield _wrong_type(name, type_), value
    elif given not in type_.values:
        known, short = ", ".join(type_.values), given[:LONGEST_ECHO]
        if type_.name == LOCALE:
            text = N_("This site has no language {value}; it has {known}.")
            yield InvalidQuery("unknown_locale", text, value=short, known=known, field=name), value
        else:
            text = N_("“{field}” cannot be {value}; it can be {known}.")
            yield InvalidQuery("wrong_type", text, field=name, value=short, known=known), value


def _scalar_faults(value: Any, type_: Any, name: str) -> Iterator[Fault]:
    found: list[GraphQLError] = []
    validate = validate_input_literal if isinstance(value, Node) else validate_input_value
    validate(value, type_, lambda error, _path: found.append(error))
    for error in found:
        original: BaseException | None = error
        while isinstance(original, GraphQLError):
            original = original.original_error
        yield original if isinstance(original, CmsError) else _wrong_type(name, type_), value


def _wrong_type(name: str, type_: Any) -> CmsError:
    text = N_("“{field}” must be of the type {type}.")
    return InvalidQuery("wrong_type", text, field=name, type=str(type_))


def _is_null(value: Any) -> bool:
    return value is None or isinstance(value, NullValueNode)


def _items(value: Any) -> list[Any] | None:
    if isinstance(value, ListValueNode):
        return list(value.values)
    return value if isinstance(value, list) else None


def _members(value: Any) -> Mapping[str, Any] | None:
    if isinstance(value, ObjectValueNode):
        return {one.name.value: one.value for one in value.fields}
    return value if isinstance(value, dict) else None
