"""How much one request may ask, measured before anything is executed, in time linear in its length.

Each fragment is measured once, however often it is spread. The cost of a field is the weight that its
``@cost`` names, else 1, and that of what is in it. With ``perItem`` that counts once for each item that
may come: in a connection what is in ``nodes`` and ``edges``, in a plain list all of it, its weight too.
What is in any other list counts five times. An object is of one type: of what is asked of several types
that of the dearest counts. ``docs/reference/limits.md`` tells the same to those who ask, decision 80 why
the numbers are what they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    TokenKind,
    ValueNode,
    VariableNode,
    get_named_type,
    is_composite_type,
    is_interface_type,
    is_object_type,
)

from cms.schema.asked import ANYBODY, Asked, Asker
from cms.schema.connections import DEFAULT_SIZE, LARGEST_CALENDAR, LARGEST_SIZE
from cms.schema.directives import Cost, directive_of
from cms.schema.documents import LONGEST_SOURCE, MOST_COMMENTS, MOST_TOKENS
from cms.schema.errors import OverLimit

INTROSPECTION_DEPTH = 15
"""What tools ask of the schema goes deeper than anything that is asked of content, and ends."""
MOST_ALIASES = 100
MOST_NESTING = 20
MOST_VALUES = 10_000
LIST_FACTOR = 5
SIZES = ("first", "last", "size", "ids", "by")
"""Arguments that say how much is asked."""
LARGEST = {"calendar": LARGEST_CALENDAR}
"""Of which fields a list gives more at once."""
ITEMS = ("nodes", "edges")


@dataclass(frozen=True)
class Limits:
    """How long a document may be, how deep one operation goes, what it costs, and what is at its root."""

    characters: int
    tokens: int
    comments: int
    depth: int
    cost: int
    root_fields: int
    mutations: int


PUBLIC = Limits(
    characters=20_000,
    tokens=1_000,
    comments=50,
    depth=8,
    cost=10_000,
    root_fields=10,
    mutations=1,
)
"""For a text that anybody may make up. One mutation: who guesses is counted by the request too."""
KNOWN = Limits(
    characters=LONGEST_SOURCE,
    tokens=MOST_TOKENS,
    comments=MOST_COMMENTS,
    depth=15,
    cost=20_000,
    root_fields=20,
    mutations=10,
)
"""For who sends a token, and for what was registered."""


def limits_of(asked: Asked, asker: Asker) -> Limits:
    """How much may be asked, by what is asked and by who asks."""
    return KNOWN if asked.registered or asker != ANYBODY else PUBLIC


@dataclass(frozen=True)
class Size:
    """How big a selection is: ``cost`` once, and ``per_item`` for each entry of its connection."""

    cost: int = 0
    per_item: int = 0
    depth: int = 0
    aliases: int = 0

    def beside(self, other: "Size") -> "Size":
        """Both selections in one."""
        return Size(
            self.cost + other.cost,
            self.per_item + other.per_item,
            max(self.depth, other.depth),
            self.aliases + other.aliases,
        )

    def instead(self, other: "Size") -> "Size":
        """Either of the selections, whichever is bigger."""
        return Size(
            max(self.cost, other.cost),
            max(self.per_item, other.per_item),
            max(self.depth, other.depth),
            self.aliases + other.aliases,
        )


@dataclass
class _Measure:
    schema: GraphQLSchema
    fragments: Mapping[str, FragmentDefinitionNode]
    variables: Mapping[str, Any]
    limits: Limits
    measured: dict[str, tuple[Any, Size]] = field(default_factory=dict)
    roots: dict[str, int] = field(default_factory=dict)

    def selection(self, selected: SelectionSetNode | None, parent: Any, level: int) -> Size:
        if selected is None:
            return Size()
        most = INTROSPECTION_DEPTH if _is_meta(parent) else self.limits.depth
        if level > most:
            raise OverLimit("depth", most)
        found: dict[str, Size] = {}
        for one in selected.selections:
            on, size = parent, Size()
            if isinstance(one, FieldNode):
                size = self.field(one, parent, level)
            elif isinstance(one, InlineFragmentNode):
                on = self.on(one, parent)
                size = self.selection(one.selection_set, on, level)
            elif isinstance(one, FragmentSpreadNode):
                on, size = self.fragment(one.name.value)
            alone = on.name if is_object_type(on) and on is not parent else ""
            found[alone] = found.get(alone, Size()).beside(size)
        always = found.pop("", Size())
        return always.beside(reduce(Size.instead, found.values(), Size()))

    def on(self, one: InlineFragmentNode | FragmentDefinitionNode, parent: Any) -> Any:
        condition = one.type_condition
        return self.schema.get_type(condition.name.value) if condition else parent

    def fragment(self, name: str) -> tuple[Any, Size]:
        """The type that a fragment is on, and its size."""
        if name not in self.measured:
            self.measured[name] = None, Size()  # what spreads itself is refused by validation
            one = self.fragments.get(name)
            if one:
                on = self.on(one, None)
                self.measured[name] = on, self.selection(one.selection_set, on, 0)
        return self.measured[name]

    def field(self, one: FieldNode, parent: Any, level: int) -> Size:
        output, definition = self.output(one.name.value, parent)
        inner = self.selection(one.selection_set, get_named_type(output), level + 1)
        depth = inner.depth + 1
        if one.name.value in _META:
            if depth > INTROSPECTION_DEPTH:
                raise OverLimit("depth", INTROSPECTION_DEPTH)
            depth = 1
        for argument in one.arguments or ():
            check_nesting(argument.value)
        weight, per_item, most = _cost(definition)
        items = min(self.items(one, definition), most) if per_item else LIST_FACTOR
        cost = inner.cost + inner.per_item * items
        aliases = inner.aliases + (1 if one.alias else 0)
        if one.name.value in ITEMS and _is_connection(parent):
            return Size(weight, cost, depth, aliases)
        if _is_list(output):
            cost *= items
            weight *= items if per_item else 1
        return Size(weight + cost, 0, depth, aliases)

    def output(self, name: str, parent: Any) -> tuple[Any, GraphQLField | None]:
        """The type of a field, and the field."""
        if name in _META:
            return self.schema.get_type(_META[name]), None
        if is_object_type(parent) or is_interface_type(parent):
            found = parent.fields.get(name)
            return (found.type, found) if found else (None, None)
        return None, None

    def items(self, one: FieldNode, definition: GraphQLField | None) -> int:
        """How many items a field may have, by its arguments; more than a list gives is refused."""
        sizes = [
            self.number(argument.value)
            for argument in one.arguments or ()
            if argument.name.value in SIZES
        ]
        known = [size for size in sizes if size is not None]
        largest = LARGEST.get(one.name.value, LARGEST_SIZE)
        return min(max(known), largest) if known else _usual(definition)

    def number(self, value: ValueNode) -> int | None:
        """What an argument says of a length: its number, or how many are listed in it."""
        given = _plain(value)
        if isinstance(value, VariableNode):
            given = self.variables.get(value.name.value)
        if isinstance(given, str):  # a list of one, without its brackets
            return 1
        if isinstance(given, list):
            return max(len(given), 1)
        return max(given, 1) if isinstance(given, int) else None

    def root_fields(self, selected: SelectionSetNode) -> int:
        """Fields at the root, through fragments; each fragment is counted once."""
        number = 0
        for one in selected.selections:
            if isinstance(one, FieldNode):
                number += 1
            elif isinstance(one, InlineFragmentNode):
                number += self.root_fields(one.selection_set)
            elif isinstance(one, FragmentSpreadNode):
                number += self.roots_of(one.name.value)
        return number

    def roots_of(self, name: str) -> int:
        if name not in self.roots:
            self.roots[name] = 0
            one = self.fragments.get(name)
            self.roots[name] = self.root_fields(one.selection_set) if one else 0
        return self.roots[name]


_META = {"__schema": "__Schema", "__type": "__Type"}


def _is_meta(parent: Any) -> bool:
    return getattr(parent, "name", "").startswith("__")


def _cost(definition: GraphQLField | None) -> tuple[int, bool, int]:
    """What a field counts for, whether what is in it does for each item, and how many come at most."""
    found = directive_of(definition, Cost) if definition else None
    most = LARGEST_CALENDAR
    return (found.weight, bool(found.per_item), found.most or most) if found else (1, False, most)


def _usual(definition: GraphQLField | None) -> int:
    """How many items come if nobody says how many."""
    first = definition.args.get("first") if definition else None
    usual = first.default_value if first else None
    return usual if isinstance(usual, int) else DEFAULT_SIZE


def _is_list(output: Any) -> bool:
    if isinstance(output, GraphQLNonNull):
        output = output.of_type
    return isinstance(output, GraphQLList) and is_composite_type(get_named_type(output))


def _is_connection(parent: Any) -> bool:
    return is_object_type(parent) and "pageInfo" in parent.fields


def check_limits(
    schema: GraphQLSchema,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    variables: Mapping[str, Any],
    limits: Limits = PUBLIC,
) -> int:
    """What an operation costs. Raises `OverLimit` for one that asks too much."""
    _check_length(document, limits)
    fragments = {
        one.name.value: one
        for one in document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    given = {**_defaults(operation), **variables}
    measure = _Measure(schema, fragments, given, limits)
    root = schema.get_root_type(operation.operation)
    size = measure.selection(operation.selection_set, root, 0)
    roots = measure.root_fields(operation.selection_set)
    is_mutation = operation.operation is OperationType.MUTATION
    found = {
        "depth": (size.depth, limits.depth),
        "aliases": (size.aliases, MOST_ALIASES),
        "mutations" if is_mutation else "root fields": (
            roots,
            limits.mutations if is_mutation else limits.root_fields,
        ),
        "cost": (size.cost, limits.cost),
    }
    _refuse_beyond(found)
    return size.cost


def _check_length(document: DocumentNode, limits: Limits) -> None:
    """Refuse a document that is longer than these allow; one that is longer than any was not parsed."""
    if document.loc is None:
        return
    tokens = comments = 0
    token = document.loc.start_token.next
    while token and token.next:  # the last one is the end
        comments += token.kind is TokenKind.COMMENT
        tokens += token.kind is not TokenKind.COMMENT
        token = token.next
    found = {
        "characters": (len(document.loc.source.body), limits.characters),
        "tokens": (tokens, limits.tokens),
        "comments": (comments, limits.comments),
    }
    _refuse_beyond(found)


def _refuse_beyond(found: Mapping[str, tuple[int, int]]) -> None:
    for name, (number, most) in found.items():
        if number > most:
            raise OverLimit(name, most, asked=number)


def _defaults(operation: OperationDefinitionNode) -> dict[str, Any]:
    return {
        one.variable.name.value: _plain(one.default_value)
        for one in operation.variable_definitions or ()
        if one.default_value
    }


def _plain(value: ValueNode) -> Any:
    """A number, a text, or a list of whatever is in it."""
    if isinstance(value, IntValueNode):
        return int(value.value[:10])
    if isinstance(value, ListValueNode):
        return list(value.values)
    return value.value if isinstance(value, EnumValueNode | StringValueNode) else None


def check_nesting(value: Any) -> None:
    """Raise `OverLimit` for a value with more in it, or nested deeper, than any input has.

    Reading the lists of a value, whether it is a literal or a variable, takes longer than answering.
    """
    number = 0
    waiting: list[tuple[Any, int]] = [(value, 0)]
    while waiting:
        one, level = waiting.pop()
        if level > MOST_NESTING:
            raise OverLimit("nesting", MOST_NESTING)
        parts = _parts(one)
        number += len(parts)
        if number > MOST_VALUES:
            raise OverLimit("values", MOST_VALUES)
        waiting += [(part, level + 1) for part in parts]


def _parts(value: Any) -> Any:
    if isinstance(value, ListValueNode):
        return value.values
    if isinstance(value, ObjectValueNode):
        return [one.value for one in value.fields]
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()
