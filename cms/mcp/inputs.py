"""The GraphQL input types that an agent must know to fill one in."""

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
)


def inputs_of(schema: GraphQLSchema, name: str) -> list[GraphQLNamedType]:
    """An input type and all that are named in it, each once, itself first."""
    found: dict[str, GraphQLNamedType] = {}
    waiting = [name]
    while waiting:
        one = schema.type_map[waiting.pop(0)]
        if one.name in found:
            continue
        found[one.name] = one
        if isinstance(one, GraphQLInputObjectType):
            named = (get_named_type(field.type) for field in one.fields.values())
            waiting += [
                each.name
                for each in named
                if isinstance(each, GraphQLInputObjectType | GraphQLEnumType)
            ]
    return list(found.values())
