"""Queries that visit every field of the schema with every argument, made by introspection alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from tests.schema.client import ask

Composite = GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType
DEEPEST_INPUT = 3
TEXTS = ("ID", "String")
CONTAINERS = ("nodes", "edges", "content", "pageInfo", "items")


@dataclass(frozen=True)
class Seeds:
    """What arguments are filled with: by their names, and by scalar where the name says nothing.

    ``start`` are the arguments that lead to something public, by root field.
    """

    scalars: Mapping[str, Sequence[str]]
    named: Mapping[str, Sequence[str]]
    start: Mapping[str, str]


async def introspected() -> GraphQLSchema:
    """The schema as a client learns it."""
    return build_client_schema(await ask(get_introspection_query()))


def walk(schema: GraphQLSchema, seeds: Seeds) -> Iterator[str]:
    """A query for each field of each type that queries reach, with each value of each argument."""
    assert schema.query_type
    for type_name, path in _paths(schema, seeds).items():
        reached = schema.type_map[type_name]
        assert isinstance(reached, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in reached.fields.items():
            start = seeds.start.get(name) if reached is schema.query_type else None
            for arguments in _calls(field, seeds, start):
                yield path.replace("…", f"{name}{arguments}{_leaves(schema, field.type)}")


def _paths(schema: GraphQLSchema, seeds: Seeds) -> dict[str, str]:
    """How a query gets to each type, the shortest way; ``…`` stands where its fields go."""
    assert schema.query_type
    found = {schema.query_type.name: "{ … }"}
    waiting = [schema.query_type.name]
    while waiting:
        here = waiting.pop(0)
        reached = schema.type_map[here]
        assert isinstance(reached, GraphQLObjectType | GraphQLInterfaceType)
        for name, field in reached.fields.items():
            start = seeds.start.get(name) if reached is schema.query_type else None
            if reached is schema.query_type and start is None:
                continue
            call = start if start is not None else next(iter(_required(field, seeds)), None)
            for one in _concrete(schema, field.type) if call is not None else ():
                if one.name not in found:
                    inner = f"{name}{call} {{ ... on {one.name} {{ … }} }}"
                    found[one.name] = found[here].replace("…", inner)
                    waiting.append(one.name)
    return found


def _concrete(schema: GraphQLSchema, kind: Any) -> list[GraphQLObjectType]:
    named = get_named_type(kind)
    if isinstance(named, GraphQLInterfaceType | GraphQLUnionType):
        return list(schema.get_possible_types(named))
    return [named] if isinstance(named, GraphQLObjectType) else []


def _leaves(schema: GraphQLSchema, kind: Any) -> str:
    """All that can be read of a field without going deeper than what it holds itself."""
    named = get_named_type(kind)
    return "" if is_leaf_type(named) else f" {{ {_inside(schema, named, deeper=True)} }}"


def _inside(schema: GraphQLSchema, named: Any, *, deeper: bool) -> str:
    """The fields of a type; of an interface or union also those that only some of its types have."""
    shared = {} if isinstance(named, GraphQLUnionType) else named.fields
    found = ["__typename", *_plain(schema, shared, "", deeper=deeper)]
    if not isinstance(named, GraphQLObjectType):
        for one in _concrete(schema, named):
            own = {name: field for name, field in one.fields.items() if name not in shared}
            inside = " ".join(_plain(schema, own, f"{one.name}_", deeper=deeper))
            found += [f"... on {one.name} {{ {inside} }}"] if inside else []
    return " ".join(found)


def _plain(
    schema: GraphQLSchema, fields: Mapping[str, GraphQLField], prefix: str, *, deeper: bool
) -> Iterator[str]:
    """``prefix`` is for names on which the types of a union differ."""
    for name, field in fields.items():
        named = get_named_type(field.type)
        alias = f"{prefix}{name}: {name}" if prefix else name
        if any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if is_leaf_type(named):
            yield alias
        elif deeper and name in CONTAINERS:
            yield f"{alias} {{ {_inside(schema, named, deeper=name == 'edges')} }}"


def _required(field: GraphQLField, seeds: Seeds) -> Iterator[str]:
    needed = {
        name: _values(name, argument.type, seeds, 0)
        for name, argument in field.args.items()
        if is_required_argument(argument)
    }
    for values in product(*needed.values()):
        yield _call(dict(zip(needed, values, strict=True)))


def _calls(field: GraphQLField, seeds: Seeds, start: str | None) -> Iterator[str]:
    """Each way to call a field: with the required arguments, and with each other one besides."""
    needed = {
        name: _values(name, argument.type, seeds, 0)
        for name, argument in field.args.items()
        if is_required_argument(argument)
    }
    if start:
        yield start
    for values in product(*needed.values()):
        yield _call(dict(zip(needed, values, strict=True)))
    first = {name: values[0] for name, values in needed.items()}
    for name, argument in field.args.items():
        if name not in needed:
            for value in _values(name, argument.type, seeds, 0):
                yield _call(first | {name: value})


def _call(arguments: Mapping[str, str]) -> str:
    inside = ", ".join(f"{name}: {value}" for name, value in arguments.items())
    return f"({inside})" if inside else ""


def _values(name: str, kind: Any, seeds: Seeds, depth: int) -> list[str]:
    """Values of an input type as GraphQL writes them."""
    if isinstance(kind, GraphQLNonNull):
        return _values(name, kind.of_type, seeds, depth)
    if isinstance(kind, GraphQLList):
        return [f"[{value}]" for value in _values(name, kind.of_type, seeds, depth)]
    named: GraphQLNamedType = get_named_type(kind)
    if isinstance(named, GraphQLEnumType):
        return list(named.values)
    if isinstance(named, GraphQLInputObjectType):
        return _objects(named, seeds, depth) if depth < DEEPEST_INPUT else []
    known = seeds.scalars[named.name]
    return list(seeds.named.get(name, known) if named.name in TEXTS else known)


def _objects(named: GraphQLInputObjectType, seeds: Seeds, depth: int) -> list[str]:
    """Each field by itself, beside those that must be there; the same type within itself only once."""
    needed = {
        name: _values(name, field.type, seeds, depth + 1)[0]
        for name, field in named.fields.items()
        if is_required_input_field(field)
    }
    found = []
    for name, field in named.fields.items():
        again = get_named_type(field.type) is named
        values = [f"{{search: {seeds.scalars['String'][0]}}}"] if again else None
        for value in values or _values(name, field.type, seeds, depth + 1):
            listed = f"[{value}]" if again and name != "not" else value
            inside = ", ".join(f"{key}: {one}" for key, one in (needed | {name: listed}).items())
            found.append(f"{{{inside}}}")
    return found
