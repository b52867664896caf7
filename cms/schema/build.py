"""The schema: built once, at start-up, from the content types that are installed."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import strawberry
from graphql import GraphQLInputObjectType, GraphQLSchema
from strawberry.schema.config import StrawberryConfig

from cms.content import ContentType
from cms.content.discovery import installed
from cms.schema.blocks import blocks_output, stored_field
from cms.schema.content import Content
from cms.schema.derive import object_types
from cms.schema.described import describe
from cms.schema.documents import ParsedOnce
from cms.schema.editing.mutation import mutation_type
from cms.schema.executing import Executor
from cms.schema.filters import Filters, filters_of
from cms.schema.live.subscription import Subscription
from cms.schema.ordering import Orders, orders_of
from cms.schema.query import query_type
from cms.schema.resolvers import unwrap
from cms.schema.scalars import SCALARS
from cms.schema.validation import Validation


class Schema(strawberry.Schema):
    """Strawberry's, but for its log, which quotes the query and so whatever secrets are in it."""

    def process_errors(self, *_: object) -> None:
        """The endpoint logs what it masks."""


@dataclass(frozen=True)
class Built:
    """The schema, and what it was made from: each content type, its object type and its inputs."""

    schema: strawberry.Schema
    classes: Mapping[str, type[Content]]
    content_types: Mapping[str, ContentType]
    filters: Filters
    orders: Orders


@cache
def built() -> Built:
    """The schema of the installed content types."""
    return build(installed())


def build(content_types: Mapping[str, ContentType], *, swift: bool = True) -> Built:
    """The schema of some content types. If it is not ``swift``, Strawberry executes all of it its way."""
    filters, orders = filters_of(content_types), orders_of(content_types)
    types = object_types(content_types, filters, orders, (blocks_output, stored_field))
    classes = types.content
    schema = Schema(
        query=query_type(content_types, types),
        mutation=mutation_type(content_types),
        subscription=Subscription,
        types=[*classes.values(), *(one.cls for one in types.kinds.values())],
        extensions=[ParsedOnce, Validation],
        execution_context_class=Executor if swift else None,
        config=StrawberryConfig(scalar_map=SCALARS, disable_field_suggestions=True),
    )
    made = schema._schema  # noqa: SLF001 - Strawberry has no other door to it
    _tell_one_of(made)
    if swift:
        unwrap(made)
    describe(made, content_types)
    return Built(schema, classes, content_types, filters, orders)


def _tell_one_of(schema: GraphQLSchema) -> None:
    """GraphQL's own rules know these inputs too; Strawberry's stumbles over fragments."""
    for one in schema.type_map.values():
        if isinstance(one, GraphQLInputObjectType):
            one.is_one_of = one.extensions["strawberry-definition"].is_one_of
