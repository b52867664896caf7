"""Resolvers as they are written: Strawberry's wrapper is left out where it has nothing to do.

Strawberry wraps each resolver to convert its arguments and to call extensions of the field. Most
fields here have neither, and then the wrapper costs several times what the resolver does.

What takes nothing but ``self`` must be repeatable: the executor may call it once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.types.field import StrawberryField

DEFINITION = "strawberry-definition"
"""Where Strawberry keeps, in the schema's types and fields, what they were made from."""
READING = "reading"

Read = Callable[[Any], Any]
F = TypeVar("F", bound=Callable[..., Any])


@dataclass(frozen=True)
class Reading:
    """How the value of a field is found in its source alone.

    Unless it is the ``whole`` of the field, None means that the resolver must be asked.
    """

    read: Read
    whole: bool = True


def mostly(read: Read) -> Callable[[F], F]:
    """Say of a resolver that it answers what ``read`` finds in the source, unless that is None."""

    def marked(resolver: F) -> F:
        resolver.mostly = read  # type: ignore[attr-defined]
        return resolver

    return marked


def unwrap(schema: GraphQLSchema) -> None:
    """Give fields their own resolvers, and say of those that need only the source how it is read."""
    for one in schema.type_map.values():
        if isinstance(one, GraphQLObjectType):
            for field in one.fields.values():
                made_from = field.extensions.get(DEFINITION)
                if isinstance(made_from, StrawberryField) and _is_plain(made_from, field):
                    _unwrap(made_from, field)


def _is_plain(made_from: StrawberryField, field: GraphQLField) -> bool:
    resolver = made_from.base_resolver
    if field.args or made_from.extensions or made_from.is_subscription:
        return False
    return resolver is None or not (resolver.parent_parameter or resolver.root_parameter)


def _unwrap(made_from: StrawberryField, field: GraphQLField) -> None:
    resolver = made_from.base_resolver
    if resolver is None:
        _read(field, attrgetter(made_from.python_name))
        return
    function: Any = resolver.wrapped_func
    if resolver.info_parameter is None:
        if resolver.self_parameter and not made_from.is_async:
            _read(field, function)
        return
    field.resolve = _informed(made_from, function, own=bool(resolver.self_parameter))
    read = getattr(function, "mostly", None)
    if read:
        field.extensions[READING] = Reading(read, whole=False)


def _read(field: GraphQLField, read: Read) -> None:
    field.resolve = lambda source, _info: read(source)
    field.extensions[READING] = Reading(read)


def _informed(made_from: StrawberryField, function: Any, *, own: bool) -> Callable[..., Any]:
    def resolve(source: Any, info: Any) -> Any:
        return function(source, info=strawberry.Info(info, made_from))

    def resolve_root(_source: Any, info: Any) -> Any:
        return function(info=strawberry.Info(info, made_from))

    return resolve if own else resolve_root
