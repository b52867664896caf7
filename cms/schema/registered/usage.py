"""What registered documents ask of the schema, what nobody asks, and what they ask that will end."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    EnumValueNode,
    FieldNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    ObjectFieldNode,
    TypeInfo,
    TypeInfoVisitor,
    get_named_type,
    visit,
)
from graphql.language import Visitor

from cms.schema.directives import Sunset, directive_of
from cms.schema.documents import parsed
from cms.schema.registered.registry import Document


@dataclass(frozen=True)
class Deprecated:
    """A deprecated part of the schema: ``Book.isbn``. ``on`` is the day from which it may be gone."""

    name: str
    reason: str
    on: date | None
    use: str
    documents: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """Fields that no document asks, and what is deprecated with the documents that ask it."""

    documents: int
    fields: int
    unused: tuple[str, ...]
    endings: tuple[Deprecated, ...]


@dataclass
class _Asked:
    """Which documents ask each part of the schema."""

    schema: GraphQLSchema
    by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def add(self, name: str, document: DocumentNode) -> None:
        info = TypeInfo(self.schema)
        visit(document, TypeInfoVisitor(info, _Seen(self, info, name)))

    def note(self, document: str, holder: Any, name: str) -> None:
        """A field of an interface is asked of every type that has it."""
        self.by[f"{holder.name}.{name}"].add(document)
        if isinstance(holder, GraphQLInterfaceType):
            for one in self.schema.get_possible_types(holder):
                self.by[f"{one.name}.{name}"].add(document)


class _Seen(Visitor):
    def __init__(self, asked: _Asked, info: TypeInfo, document: str) -> None:
        super().__init__()
        self.asked, self.info, self.document = asked, info, document

    def enter_field(self, node: FieldNode, *_: object) -> None:
        holder = self.info.get_parent_type()
        if holder:
            self.asked.note(self.document, holder, node.name.value)

    def enter_argument(self, node: ArgumentNode, *_: object) -> None:
        holder, of = self.info.get_parent_type(), self.info.get_field_def()
        names = [name for name, one in getattr(holder, "fields", {}).items() if one is of]
        for name in names:
            self.asked.note(self.document, holder, f"{name}({node.name.value})")

    def enter_object_field(self, node: ObjectFieldNode, *_: object) -> None:
        holder = get_named_type(self.info.get_parent_input_type())
        if holder:
            self.asked.note(self.document, holder, node.name.value)

    def enter_enum_value(self, node: EnumValueNode, *_: object) -> None:
        holder = get_named_type(self.info.get_input_type())
        if holder:
            self.asked.note(self.document, holder, node.value)


def report(schema: GraphQLSchema, documents: Iterable[Document]) -> Report:
    """What documents use of a schema. Those that no longer fit count for what is left of them."""
    asked, number = _Asked(schema), 0
    for one in documents:
        asked.add(f"{one.client}: {one.name}", parsed(one.text))
        number += 1
    fields = sorted(_readable(schema))
    return Report(
        documents=number,
        fields=len(fields),
        unused=tuple(name for name in fields if name not in asked.by),
        endings=tuple(_endings(schema, asked.by)),
    )


def _readable(schema: GraphQLSchema) -> Iterator[str]:
    """The fields that a query can lead to."""
    root = schema.query_type
    waiting, seen = [root] if root else [], set[str]()
    while waiting:
        holder = waiting.pop()
        if holder.name in seen:
            continue
        seen.add(holder.name)
        for name, one in holder.fields.items():
            yield f"{holder.name}.{name}"
            waiting += _objects(schema, get_named_type(one.type))


def _objects(schema: GraphQLSchema, one: Any) -> Iterable[GraphQLObjectType]:
    if isinstance(one, GraphQLObjectType):
        return [one]
    return schema.get_possible_types(one) if hasattr(one, "resolve_type") else ()


def _endings(schema: GraphQLSchema, asked: Mapping[str, set[str]]) -> Iterator[Deprecated]:
    for name, one in _parts(schema):
        sunset: Sunset | None = directive_of(one, Sunset)
        if one.deprecation_reason is not None or sunset:
            yield Deprecated(
                name=name,
                reason=one.deprecation_reason or "",
                on=sunset.on if sunset else None,
                use=sunset.use if sunset else "",
                documents=tuple(sorted(asked.get(name, ()))),
            )


def _parts(schema: GraphQLSchema) -> Iterator[tuple[str, Any]]:
    """All that can be deprecated, by name."""
    for holder in sorted(schema.type_map.values(), key=lambda one: one.name):
        if holder.name.startswith("__"):
            continue
        if isinstance(holder, GraphQLEnumType):
            yield from ((f"{holder.name}.{name}", one) for name, one in holder.values.items())
        for name, one in getattr(holder, "fields", {}).items():
            yield f"{holder.name}.{name}", one
            for argument, each in getattr(one, "args", {}).items():
                yield f"{holder.name}.{name}({argument})", each
