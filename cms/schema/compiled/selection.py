"""What an operation selects: its fragments merged and its directives decided, for each concrete type.

This is the only place that looks at the document. A variable that only the database looks at becomes
a `Slot`; any other is *closed*: its value is part of what is compiled.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
    is_abstract_type,
    is_composite_type,
)
from graphql.execution.values import VariableValues, get_argument_values
from strawberry import Schema
from strawberry.types.arguments import convert_arguments

from cms.schema.compiled.fallback import Uncompiled

TYPENAME = "__typename"
LONGEST_KEY = 63
"""PostgreSQL cuts longer names of columns."""
MOST_READ = 600
"""Objects of which a selection is read: fragments in fragments could have any number."""


@dataclass(frozen=True)
class Selected:
    """A field of a concrete type. ``below`` are the fields selected in it, by concrete type.

    ``marks`` tell whether it is the same for several types: the same places in the document.
    """

    key: str
    name: str
    parent: str
    definition: GraphQLField | None = field(compare=False)
    arguments: Mapping[str, Any] = field(compare=False)
    below: Mapping[str, tuple["Selected", ...]] = field(compare=False)
    marks: tuple[int, ...] = ()

    @property
    def concrete(self) -> tuple["Selected", ...]:
        """The fields selected in an object of a type that is not abstract."""
        (found,) = self.below.values()
        return found

    @property
    def resolver(self) -> Any:
        """The function that answers it in the executor."""
        assert self.definition
        definition = self.definition.extensions["strawberry-definition"]
        return definition.base_resolver.wrapped_func

    def alike(self, other: "Selected") -> bool:
        """Whether another type selects the same."""
        return (self.key, self.name, self.marks) == (other.key, other.name, other.marks)


@dataclass(frozen=True)
class Selection:
    """Reads the selection of one operation, with these variables."""

    schema: Schema
    document: DocumentNode
    operation: OperationDefinitionNode
    variables: Mapping[str, Any]
    read: dict[Any, Mapping[str, tuple[Selected, ...]]] = field(default_factory=dict)

    @cached_property
    def types(self) -> GraphQLSchema:
        return self.schema._schema  # noqa: SLF001 - Strawberry has no other door to it

    @cached_property
    def fragments(self) -> Mapping[str, FragmentDefinitionNode]:
        return {
            one.name.value: one
            for one in self.document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }

    def roots(self) -> tuple[Selected, ...]:
        """The root fields."""
        root = self.types.query_type
        assert root
        return self.fields([self.operation.selection_set], root)

    def fields(
        self, sets: Iterable[SelectionSetNode], on: GraphQLObjectType
    ) -> tuple[Selected, ...]:
        """The fields that some selection sets select of a type, merged by key."""
        merged: dict[str, list[FieldNode]] = {}
        for one in sets:
            for node in self._nodes(one, on):
                merged.setdefault((node.alias or node.name).value, []).append(node)
        return tuple(self._field(key, nodes, on) for key, nodes in merged.items())

    def _nodes(self, selected: SelectionSetNode, on: GraphQLObjectType) -> Iterator[FieldNode]:
        for node in selected.selections:
            if not self._included(node):
                continue
            if isinstance(node, FieldNode):
                yield node
                continue
            inner: Any = node
            if not isinstance(node, InlineFragmentNode):
                inner = self.fragments[node.name.value]  # type: ignore[attr-defined]
            if self._applies(inner, on):
                yield from self._nodes(inner.selection_set, on)

    def _applies(
        self, fragment: InlineFragmentNode | FragmentDefinitionNode, on: GraphQLObjectType
    ) -> bool:
        if fragment.type_condition is None:
            return True
        found: Any = self.types.get_type(fragment.type_condition.name.value)
        return found is on or (is_abstract_type(found) and self.types.is_sub_type(found, on))

    def _included(self, node: SelectionNode) -> bool:
        return all(self._decided(one) for one in node.directives or ())

    def _decided(self, one: DirectiveNode) -> bool:
        if one.name.value not in ("skip", "include"):
            raise Uncompiled(f"@{one.name.value}")
        (argument,) = one.arguments or ()
        value: Any = argument.value
        variable = isinstance(value, VariableNode)
        said = self.variables[value.name.value] if variable else value.value
        return bool(said) is (one.name.value == "include")

    def _field(self, key: str, nodes: list[FieldNode], on: GraphQLObjectType) -> Selected:
        if len(key) > LONGEST_KEY:
            raise Uncompiled("a long alias")
        name, marks = nodes[0].name.value, tuple(map(id, nodes))
        if name == TYPENAME:
            return Selected(key, name, on.name, None, {}, {}, marks)
        if name.startswith("__"):
            raise Uncompiled("introspection")
        definition = on.fields[name]
        named = get_named_type(definition.type)
        sets = [node.selection_set for node in nodes if node.selection_set]
        below = self._below(sets, named, marks) if is_composite_type(named) else {}
        arguments = self._arguments(definition, nodes[0])
        return Selected(key, name, on.name, definition, arguments, below, marks)

    def _below(
        self, sets: Iterable[SelectionSetNode], named: Any, marks: tuple[int, ...]
    ) -> Mapping[str, tuple[Selected, ...]]:
        """What is selected in a field; the same for each type that has the field from an interface."""
        key = (*marks, named.name)
        if key not in self.read:
            if len(self.read) > MOST_READ:
                raise Uncompiled("too many selections")
            self.read[key] = {one.name: self.fields(sets, one) for one in self._concrete(named)}
        return self.read[key]

    def _concrete(self, named: Any) -> Iterable[GraphQLObjectType]:
        return self.types.get_possible_types(named) if is_abstract_type(named) else (named,)

    def _arguments(self, definition: GraphQLField, node: FieldNode) -> Mapping[str, Any]:
        if not definition.args:
            return {}
        values = get_argument_values(definition, node, VariableValues({}, dict(self.variables)))
        declared = definition.extensions["strawberry-definition"].arguments
        return convert_arguments(
            values, declared, self.schema.schema_converter.scalar_registry, self.schema.config
        )
