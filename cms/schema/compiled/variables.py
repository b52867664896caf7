"""The variables of an operation: which of them only the database looks at, and their values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import orjson
from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    VariableNode,
    get_variable_values,
    is_leaf_type,
    print_ast,
    visit,
)
from graphql.execution.values import VariableValues
from graphql.language import Visitor
from graphql.language.ast import QUERY_DOCUMENT_KEYS

from cms.content import LOCALES
from cms.content.declaration import camel
from cms.errors import CmsError
from cms.publishing.tree.paths import normal_path
from cms.reading.view import LIVE, Perspective, View
from cms.schema.compiled.fallback import Unanswered
from cms.schema.compiled.slots import Slot
from cms.schema.cursors import unpacked
from cms.schema.errors import BadCursor, BadId
from cms.schema.ids import read_id
from cms.schema.limits import SIZES
from cms.schema.matches import OPERATORS
from cms.schema.ordering import MOST_KEYS
from cms.schema.scalars import SCALARS
from cms.schema.validation import variable_faults

MATCH = "Match"
COMPARED = {camel(name.strip("_")) for name in OPERATORS} - {"empty"}
"""Members of a match that a value is compared with."""
CURSORS = frozenset({"after", "before"})
IDS = frozenset({"id", "ids"})
STRETCH = frozenset({"from", "to"})
"""Arguments that say which time a list is of."""
OPEN_ARGUMENTS = frozenset({"path", "slug", "uid", "first", "last", "page", "size"}) | CURSORS | IDS
"""Arguments that the compiler takes as slots, of whichever field that it knows."""
PLACED = frozenset({"after", "before", "cursor", "startCursor", "endCursor"})
"""What needs to know the whole of a list, its filter included."""


_PLAIN: Mapping[str, type] = {"String": str, "ID": str, "Int": int, "Boolean": bool}
_READ = {one.name: one.parse_value for one in (SCALARS[datetime], SCALARS[date])}
_INT = 2**31

Plain = tuple[str, type, Callable[[Any], Any] | None]
"""The name of a variable, the type its value has in JSON, and what reads that if it is not the value."""


def locale_of(path: str) -> str:
    """The language that an address names; ``/`` for that of the site itself, else nothing."""
    found = normal_path(path)
    first = found.split("/")[1]
    return found if found == "/" else first if first in LOCALES else ""


def named(text: str, perspective: Perspective) -> tuple[str, View] | None:
    """As `read_id`. Raises `Unanswered` for what is none."""
    try:
        return read_id(text, perspective)
    except BadId as error:
        raise Unanswered(error.code) from error


def _views(ids: Any, perspective: Perspective) -> list[Any]:
    """Which views one id names, or each of many."""
    some = ids if isinstance(ids, list) else [ids] if ids else []
    found = (named(one, perspective) for one in some)
    return [one and (one[1].locales, one[1].perspective == LIVE) for one in found]


def _shape(cursor: str | None) -> list[bool] | None:
    """Which values of a cursor are there. Raises `Unanswered` for what is none."""
    if not cursor:
        return None
    try:
        held = unpacked(cursor)
    except BadCursor as error:
        raise Unanswered(error.code) from error
    if not isinstance(held, list) or len(held) > MOST_KEYS + 2:
        raise Unanswered(BadCursor.code)
    return [value is None for value in held]


@dataclass
class _Uses(Visitor):
    """Where the variables of a document are used."""

    info: TypeInfo
    open: set[str] = field(default_factory=set)
    compared: set[str] = field(default_factory=set)
    closed: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    cursors: set[str] = field(default_factory=set)
    sizes: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)
    placed: bool = False

    def __post_init__(self) -> None:
        super().__init__()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Called for each field, once its definition is known."""
        definition = self.info.get_field_def()
        self.placed = self.placed or node.name.value in PLACED
        for one in node.arguments or ():
            name = one.name.value
            self.placed = self.placed or name in PLACED
            if definition and not isinstance(one.value, VariableNode):
                self._value(one.value, definition.args[name].type)
            elif isinstance(one.value, VariableNode):
                self._argument(one.value.name.value, name)

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        """Called for each directive: what it decides is part of what is compiled."""
        values = [one.value for one in node.arguments or ()]
        self.closed |= {one.name.value for one in values if isinstance(one, VariableNode)}

    def _argument(self, variable: str, name: str) -> None:
        known = self.open if name in OPEN_ARGUMENTS else self.closed
        (self.compared if name in STRETCH else known).add(variable)
        if name == "path":
            self.paths.add(variable)
        elif name in CURSORS:
            self.cursors.add(variable)
        elif name in SIZES:
            self.sizes.add(variable)
        if name in IDS:
            self.ids.add(variable)

    def _value(self, value: Any, type_: Any, *, compared: bool = False) -> None:
        """A literal: of the variables in it those that a value is compared with are open."""
        while isinstance(type_, GraphQLNonNull):
            type_ = type_.of_type
        if isinstance(value, VariableNode):
            fits = compared and is_leaf_type(type_)
            (self.compared if fits else self.closed).add(value.name.value)
        elif isinstance(value, ListValueNode):
            item = type_.of_type if isinstance(type_, GraphQLList) else type_
            for one in value.values:
                self._value(one, item, compared=compared)
        elif isinstance(value, ObjectValueNode) and isinstance(type_, GraphQLInputObjectType):
            match = type_.name.endswith(MATCH)
            for member in value.fields:
                name = member.name.value
                fits = match and name in COMPARED
                self._value(member.value, type_.fields[name].type, compared=fits)


@dataclass(frozen=True)
class Declared:
    """The variables of one operation.

    ``open`` are its slots, ``paths`` those that are addresses, ``cursors`` those that are places in
    lists, ``sizes`` those that say how much, ``ids`` those that name entries in views.
    ``plain`` are all of them, if each is a single scalar.
    """

    operation: OperationDefinitionNode
    open: frozenset[str]
    paths: tuple[str, ...]
    cursors: tuple[str, ...]
    sizes: tuple[str, ...]
    ids: tuple[str, ...]
    plain: tuple[Plain, ...] | None

    def values(self, schema: GraphQLSchema, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """The values of a request. Raises `Uncompiled` for wrong ones: the executor says why."""
        plain = self._plainly_right(asked)
        if plain is not None:
            return plain
        if any(variable_faults(schema, self.operation, asked)):
            raise Unanswered("wrong variables")
        found = get_variable_values(schema, self.operation.variable_definitions or (), dict(asked))
        if not isinstance(found, VariableValues):
            raise Unanswered("wrong variables")
        return found.coerced

    def _plainly_right(self, asked: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The values, if all are given, and what is wrong with none of them need be said."""
        if self.plain is None:
            return None
        found = {}
        for name, kind, read in self.plain:
            value = asked.get(name)
            if type(value) is not kind or (kind is int and abs(asked[name]) >= _INT):
                return None
            try:
                found[name] = read(value) if read else value
            except CmsError:
                return None
        return found

    def key(
        self, asked: Mapping[str, Any], values: Mapping[str, Any], perspective: Perspective
    ) -> bytes:
        """What must be the same for a compiled statement to serve another request."""
        shape: list[object] = [
            [name, value is None] if name in self.open else [name, asked.get(name), name in asked]
            for name, value in values.items()
        ]
        shape += [locale_of(values[name]) for name in self.paths if values.get(name)]
        shape += [_shape(values[name]) for name in self.cursors if name in values]
        shape += [_views(values[name], perspective) for name in self.ids if name in values]
        return orjson.dumps(shape)

    def slots(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """The variables as the compiler sees them."""
        return {
            name: _slot(name, value) if name in self.open and value is not None else value
            for name, value in values.items()
        }


def _slot(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [Slot(name, place) for place in range(len(value))]
    return Slot(name)


_LOOKED_AT = {
    kind: tuple(key for key in keys if key not in ("name", "alias"))
    for kind, keys in QUERY_DOCUMENT_KEYS.items()
}
"""What a node has: half of all nodes are names, of which nothing is to be seen."""


def declared(
    schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode
) -> Declared:
    """What is known of an operation's variables before any request."""
    info = TypeInfo(schema)
    uses = _Uses(info)
    visit(document, TypeInfoVisitor(info, uses), _LOOKED_AT)
    found = uses.open | (set() if uses.placed else uses.compared)
    closed = uses.closed | (uses.compared if uses.placed else set())
    kinds = (uses.paths, uses.cursors, uses.sizes, uses.ids)
    paths, cursors, sizes, ids = (tuple(sorted(one)) for one in kinds)
    plain = _plain(operation)
    return Declared(operation, frozenset(found - closed), paths, cursors, sizes, ids, plain)


def _plain(operation: OperationDefinitionNode) -> tuple[Plain, ...] | None:
    found: list[Plain] = []
    for one in operation.variable_definitions or ():
        kind = print_ast(one.type).removesuffix("!")
        if kind not in _PLAIN and kind not in _READ:
            return None
        found.append((one.variable.name.value, _PLAIN.get(kind, str), _READ.get(kind)))
    return tuple(found)
