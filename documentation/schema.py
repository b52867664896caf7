"""docs/reference/schema.md: what can be asked and done, from the schema itself."""

from collections.abc import Iterator, Mapping

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema

from cms.schema.build import built

BEFORE = """# The schema

This page is made from the schema: what can be asked and done, and what entries have.
[schema.graphql](../../schema.graphql) is all of it, with every argument; GraphiQL at `/graphql` shows it
beside a query. Costs are in [limits](limits.md), permissions in [who may do what](permissions.md).
"""
ROOTS = {
    "Query": "What can be asked",
    "Mutation": "What can be done",
    "Subscription": "What can be followed",
}


def schema() -> str:
    """The page."""
    made = built()
    found: GraphQLSchema = made.schema._schema  # noqa: SLF001 - Strawberry has no other door to it
    parts = [BEFORE]
    for name, heading in ROOTS.items():
        parts += [f"\n## {heading}\n\n", *_table(_object(found, name).fields)]
    common = found.type_map["Content"].fields  # type: ignore[attr-defined]
    parts += ["\n## What every entry has\n\n", *_table(common)]
    for one in made.content_types.values():
        type_ = _object(found, one.graphql_name)
        own = {name: field for name, field in type_.fields.items() if name not in common}
        parts += [f"\n## {type_.name}\n\n{type_.description or ''}\n\n"]
        parts += _table(own) if own else ["It has nothing of its own.\n"]
    return "".join(parts)


def _object(found: GraphQLSchema, name: str) -> GraphQLObjectType:
    one = found.type_map[name]
    assert isinstance(one, GraphQLObjectType)
    return one


def _table(fields: Mapping[str, GraphQLField]) -> Iterator[str]:
    yield "| field | type | meaning |\n| --- | --- | --- |\n"
    for name, one in fields.items():
        arguments = f"({', '.join(one.args)})" if one.args else ""
        said = " ".join((one.description or "").split()).replace("|", "\\|")
        yield f"| `{name}{arguments}` | `{one.type}` | {said} |\n"
