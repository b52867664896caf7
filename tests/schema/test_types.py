"""The schema says what the declarations say, and is true."""

from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
)

from cms.content import Composite, Computed, Field, Reverse, Rows
from cms.content.declaration import camel
from cms.content.discovery import installed
from cms.schema.build import build
from cms.schema.derive import own_fields
from cms.schema.printing import printed_schema

EVERY_TYPE = pytest.mark.parametrize("name", list(installed()))


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    return build_schema(printed_schema())


def object_type(schema: GraphQLSchema, name: str) -> GraphQLObjectType:
    found = schema.get_type(name)
    assert isinstance(found, GraphQLObjectType)
    return found


@EVERY_TYPE
def test_every_public_field_is_there(schema: GraphQLSchema, name: str) -> None:
    content_type = installed()[name]
    made = object_type(schema, content_type.graphql_name)

    for one in own_fields(content_type):
        assert camel(one.name) in made.fields
    assert {one.name for one in made.interfaces} == {"Content", "Node"}


@EVERY_TYPE
def test_what_the_gate_requires_is_never_null_and_the_rest_may_be(
    schema: GraphQLSchema, name: str
) -> None:
    content_type = installed()[name]
    made = object_type(schema, content_type.graphql_name)

    for one in own_fields(content_type):
        output = made.fields[camel(one.name)].type
        certain = isinstance(output, GraphQLNonNull)
        if isinstance(one, Rows | Reverse):
            assert certain
        elif isinstance(one, Computed | Composite):
            assert not certain
        elif isinstance(one, Field) and one.references:
            assert not certain, "what it refers to may not be published"
        elif isinstance(one, Field) and one.required:
            assert certain


@EVERY_TYPE
def test_only_what_is_declared_can_be_filtered_and_sorted(schema: GraphQLSchema, name: str) -> None:
    content_type = installed()[name]
    filters = schema.get_type(f"{content_type.graphql_name}Filter")
    orders = schema.get_type(f"{content_type.graphql_name}Order")
    assert isinstance(filters, GraphQLInputObjectType)
    assert isinstance(orders, GraphQLInputObjectType)

    filterable = {camel(one.name) for one in content_type.plain_fields if one.filter}
    always = {"and", "or", "not", "uid", "slug", "search", "under", "translation", "publishedAt",
              "updatedAt"}  # fmt: skip
    rows = {camel(one.name) for one in content_type.rows if one.filter or one.term}
    composites = {
        camel(one.name): {camel(each.name) for each in one.fields}
        for one in content_type.all_fields
        if isinstance(one, Composite)
    }
    takes_place = {"occursIn"} if content_type.schedule else set()
    declared = set(filters.fields) - always - rows - set(composites)
    assert takes_place <= declared <= filterable | takes_place
    assert ("nextOccurrence" in orders.fields) is bool(takes_place)
    assert orders.is_one_of
    assert set(orders.fields) >= {"title", "position", "publishedAt", "updatedAt", "relevance"}


def test_enumerations_come_from_choices(schema: GraphQLSchema) -> None:
    kind = schema.get_type("SessionKind")
    assert isinstance(kind, GraphQLEnumType)
    assert list(kind.values) == ["AGENDA_SETTING", "CONCEPTUAL"]


def test_lists_hold_no_nulls(schema: GraphQLSchema) -> None:
    for made in schema.type_map.values():
        if isinstance(made, GraphQLObjectType) and not made.name.startswith("__"):
            for name, one in made.fields.items():
                output = one.type.of_type if isinstance(one.type, GraphQLNonNull) else one.type
                if isinstance(output, GraphQLList) and (made.name, name) != ("Query", "nodes"):
                    assert isinstance(output.of_type, GraphQLNonNull), (made.name, name)


def test_the_committed_schema_is_the_one_that_is_served() -> None:
    committed = (Path(__file__).parents[2] / "schema.graphql").read_text(encoding="utf-8")

    assert printed_schema() == committed, "run `make schema`"


NO_CONTENT = {"ApiToken", "LibraryFile", "Revision", "VersionNamed"}
"""What has columns of the same names, and is for those who log in."""


def test_a_private_column_is_nowhere_that_is_read(schema: GraphQLSchema) -> None:
    read = {
        field
        for name, made in schema.type_map.items()
        if hasattr(made, "fields") and not name.endswith("Input") and name not in NO_CONTENT
        for field in made.fields
    }

    private = {"createdBy", "createdAt", "updatedBy", "revision", "sourceLocale", "menus"}
    assert not private & read


def test_some_of_the_types_make_a_schema_too() -> None:
    made = build({"page": installed()["page"]})

    assert list(made.classes) == ["page"]
