"""What is read of an entry of any type: made from the schema, so that a new type needs nothing here."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
)

DEEPEST = 3
COMMON = """
  __typename uid path title summary locale state etag publishedAt updatedAt
  tags { key label }
  parent { uid title path }
  localization { requested served isFallback isStale complete }
  translations { locale path state text }
"""
_LINK = "{ uid title path }"
_KIND = re.compile(r"[A-Za-z]+__(\w+)")


def of_type(schema: GraphQLSchema, name: str) -> str:
    """The fields of an object type of content, its own and those that all have."""
    common = schema.type_map["Content"]
    found = schema.type_map[name]
    assert isinstance(common, GraphQLInterfaceType)
    assert isinstance(found, GraphQLObjectType)
    own = {key: one for key, one in found.fields.items() if key not in common.fields}
    return f"{COMMON} {' '.join(_selected(schema, own, DEEPEST))}"


def plain(value: Any) -> Any:
    """An answer in which the fields of blocks have their own names again."""
    if isinstance(value, dict):
        return {_name(key): plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, list) else value


def _name(key: str) -> str:
    found = _KIND.fullmatch(key)
    return found[1] if found else key


def _selected(
    schema: GraphQLSchema,
    fields: Mapping[str, GraphQLField],
    depth: int,
    shared: Mapping[str, set[str]] | None = None,
    kind: str = "",
) -> Iterator[str]:
    for name, one in fields.items():
        selection = None if _asks(one) else _of(schema, get_named_type(one.type), depth)
        if selection is not None:
            alias = f"{kind}__{name}: " if shared and len(shared[name]) > 1 else ""
            yield f"{alias}{name} {selection}"


def _asks(one: GraphQLField) -> bool:
    """Whether it takes an argument that we do not have, or goes on and on."""
    listed = str(get_named_type(one.type)).endswith("Connection")
    return listed or any(map(is_required_argument, one.args.values()))


def _of(schema: GraphQLSchema, named: Any, depth: int) -> str | None:
    """The selection of a field by its type; empty for a plain value, none for what is left out."""
    if is_leaf_type(named):
        return ""
    if named.name == "RichText":
        return "{ markdown }"
    if depth == 0:
        return None
    if is_abstract_type(named) and named.name != "Content":
        return _of_kinds(schema, named, depth)
    content = schema.type_map["Content"]
    if named is content or content in getattr(named, "interfaces", ()):
        return _LINK
    selected = " ".join(_selected(schema, named.fields, depth - 1))
    return f"{{ {selected} }}" if selected else None


def _of_kinds(
    schema: GraphQLSchema, named: GraphQLInterfaceType | GraphQLUnionType, depth: int
) -> str:
    """Each kind's fields. Where kinds have one name for different things, it is asked as another."""
    kinds = schema.get_possible_types(named)
    shared: dict[str, set[str]] = {}
    for kind in kinds:
        for name, one in kind.fields.items():
            shared.setdefault(name, set()).add(str(one.type))
    selected = (
        f"... on {kind.name} {{"
        f" {' '.join(_selected(schema, kind.fields, depth - 1, shared, kind.name))} }}"
        for kind in kinds
    )
    return f"{{ __typename {' '.join(selected)} }}"
