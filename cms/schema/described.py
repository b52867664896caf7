"""What each part of the schema means, for whoever reads it: told once for a name, or made from a declaration.

What ``descriptions.toml`` says of a field of a type stands, then what the code says. Of the rest the
file speaks by name, and the declarations' own labels of what is derived from content types.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
)

from cms.content import LOCALES, Composite, Computed, ContentType, Field, Rows
from cms.content.declaration import Declared, camel
from cms.content.labels import choice_words
from cms.schema.derive import summary
from cms.schema.enums import in_english
from cms.schema.filters import named
from cms.schema.narrowing import narrowings

_FILE = Path(__file__).with_name("descriptions.toml")

Words = Mapping[str, str]


@cache
def _told() -> Mapping[str, Words]:
    return tomllib.loads(_FILE.read_text(encoding="utf-8"))


def describe(schema: GraphQLSchema, content_types: Mapping[str, ContentType]) -> None:
    """Give every part of a schema that has no description yet the one it should have."""
    derived = dict(_derived(content_types))
    for name, one in schema.type_map.items():
        if not name.startswith("__"):
            _describe_type(one, derived)
    for directive in schema.directives:
        for name, argument in directive.args.items():
            _fill(argument, _told()["directives"].get(f"{directive.name}.{name}"))


def _describe_type(one: GraphQLNamedType, derived: Words) -> None:
    _fill(one, _told()["types"].get(one.name) or derived.get(one.name) or _shape(one))
    if isinstance(one, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
        for name, field in one.fields.items():
            _describe_field(one, name, field, derived)
    elif isinstance(one, GraphQLEnumType):
        _describe_values(one, derived)


def _describe_field(
    one: GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType,
    name: str,
    field: GraphQLField | GraphQLInputField,
    derived: Words,
) -> None:
    names, place = _told()["names"], f"{one.name}.{name}"
    above = (each.fields[name] for each in getattr(one, "interfaces", ()) if name in each.fields)
    inherited = next((each.description for each in above if each.description), None)
    field.description = names.get(place) or field.description
    _fill(field, derived.get(place) or inherited or names.get(name))
    if isinstance(field, GraphQLField):
        for argument_name, argument in field.args.items():
            _fill(argument, names.get(f"{place}.{argument_name}") or names.get(argument_name))


def _fill(
    one: GraphQLNamedType | GraphQLField | GraphQLInputField | GraphQLArgument, words: str | None
) -> None:
    """A description that came from a docstring has line breaks that mean nothing."""
    one.description = " ".join((one.description or words or "").split()) or None


def _describe_values(one: GraphQLEnumType, derived: Words) -> None:
    members = one.extensions["strawberry-definition"].wrapped_cls.__members__
    for name, value in one.values.items():
        place = f"{one.name}.{name}"
        said = value.description or _told()["values"].get(place) or derived.get(place)
        value.description = said or f"{choice_words(members[name])}."


def _shape(one: GraphQLNamedType) -> str | None:
    """What a type is for, if its shape says it."""
    if not isinstance(one, GraphQLInputObjectType):
        listed = one.name.removesuffix("Edge")
        return (
            f"An item of a list, of the type `{listed}`, and its cursor."
            if listed != one.name
            else None
        )
    if "some" in one.fields:
        return "Which of the entries it refers to must fit."
    if "is" in one.fields:
        return "Whether the entry it refers to must fit."
    compared = get_named_type(one.fields["eq"].type) if "eq" in one.fields else None
    return (
        f"Compares a value of `{compared}`. All that is filled in must hold." if compared else None
    )


def _derived(content_types: Mapping[str, ContentType]) -> Iterator[tuple[str, str]]:
    yield "ContentConnection", "A part of a list of entries of any type."
    yield from ((f"Locale.{one.upper()}", f"{in_english(one)}.") for one in LOCALES)
    for one in content_types.values():
        name = one.graphql_name
        yield f"ContentType.{one.name.upper()}", summary(one)
        yield f"{name}Connection", f"A part of a list of entries of the type `{name}`."
        yield f"Query.{one.graphql_plural}", f"Entries of the type `{name}`, in parts."
        for each in one.all_fields:
            for field, label in _labels(each):
                yield f"{name}Filter.{field}", f"The field “{label}” fits."
                yield f"{name}Order.{field}", f"By the field “{label}”."
            yield from _of_parts(each)
        for each_name, narrowing in narrowings(one).items():
            yield f"{name}Facet.{each_name.upper()}", f"By the field “{narrowing.label}”."


def _labels(one: Declared) -> Iterator[tuple[str, str]]:
    """The names under which filters and orders have a field, and its label."""
    if isinstance(one, Field | Composite):
        for name, _, field in named(one):
            yield camel(name), field.label
    elif isinstance(one, Rows | Computed):
        yield camel(one.name), one.label


def _of_parts(one: Declared) -> Iterator[tuple[str, str]]:
    if isinstance(one, Composite | Rows) and not getattr(one, "relation", False):
        text = f"What belongs together as “{one.label}”."
        if isinstance(one, Rows):
            text = f"A row of “{one.label}”."
        yield from ((one.kind, text), (f"{one.kind}Input", text))
        for part in one.fields:
            yield from _of_parts(part)
