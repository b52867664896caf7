"""Queries that do not fit the schema: what is wrong, with a code and in the reader's language.

GraphQL's own rules find it; those below say it. Rules that are rarely broken keep their own words.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from graphql import (
    BREAK,
    SKIP,
    ArgumentNode,
    ASTValidationRule,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FieldsOnCorrectTypeRule,
    GraphQLArgument,
    GraphQLError,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLSchema,
    KnownArgumentNamesRule,
    KnownFragmentNamesRule,
    KnownTypeNamesRule,
    Node,
    NonNullTypeNode,
    NoUndefinedVariablesRule,
    NoUnusedFragmentsRule,
    NoUnusedVariablesRule,
    OperationDefinitionNode,
    ProvidedRequiredArgumentsRule,
    ScalarLeafsRule,
    ValuesOfCorrectTypeRule,
    VariableDefinitionNode,
    VariablesInAllowedPositionRule,
    get_named_type,
    is_required_argument,
    specified_rules,
    type_from_ast,
    validate,
)
from graphql.language.visitor import EnterLeaveVisitor
from strawberry.extensions import SchemaExtension

from cms.errors import N_, CmsError
from cms.schema.documents import MOST_KEPT, operation_of
from cms.schema.errors import InvalidQuery
from cms.schema.inputs import faults
from cms.schema.kept import Kept

MOST_FAULTS = 50
OTHER = "graphql_validation_failed"


def _refusal(error: CmsError, node: Node) -> GraphQLError:
    return GraphQLError(str(error), node, original_error=error)


class _Fields(FieldsOnCorrectTypeRule):
    def report_error(self, error: GraphQLError) -> None:
        node, parent = _node(error), self.context.get_parent_type()
        text = N_("{type} has no field “{field}”.")
        fault = InvalidQuery("unknown_field", text, type=str(parent), field=node.name.value)
        super().report_error(_refusal(fault, node))


class _Leafs(ScalarLeafsRule):
    def report_error(self, error: GraphQLError) -> None:
        node = _node(error)
        if isinstance(node, FieldNode):
            text = N_("Say which fields of “{field}” to read.")
            fault = InvalidQuery(OTHER, text, field=node.name.value)
        else:
            type_ = str(get_named_type(self.context.get_type()))
            fault = InvalidQuery(OTHER, N_("{type} has no fields to choose from."), type=type_)
        super().report_error(_refusal(fault, node))


class _Arguments(KnownArgumentNamesRule):
    def enter_argument(self, arg_node: ArgumentNode, *args: Any) -> None:
        if self.context.get_field_def() and not self.context.get_argument():
            *_, ancestors = args
            self._report(arg_node, ancestors[-1].name.value)

    def report_error(self, error: GraphQLError) -> None:
        """Of a directive: fields have their own door."""
        directive = self.context.get_directive()
        self._report(_node(error), f"@{directive.name}" if directive else "@")

    def _report(self, node: ArgumentNode, field: str) -> None:
        text = N_("“{field}” has no argument “{argument}”.")
        fault = InvalidQuery("unknown_argument", text, field=field, argument=node.name.value)
        super().report_error(_refusal(fault, node))


class _RequiredArguments(ProvidedRequiredArgumentsRule):
    def leave_field(self, field_node: FieldNode, *_args: Any) -> None:
        field = self.context.get_field_def()
        self._check(field.args if field else {}, field_node, field_node.name.value)

    def leave_directive(self, directive_node: DirectiveNode, *_args: Any) -> None:
        name = directive_node.name.value
        directive = self.context.schema.get_directive(name)
        self._check(directive.args if directive else {}, directive_node, f"@{name}")

    def _check(
        self, known: Mapping[str, GraphQLArgument], node: FieldNode | DirectiveNode, field: str
    ) -> None:
        given = {argument.name.value for argument in node.arguments or ()}
        for name, argument in known.items():
            if is_required_argument(argument) and name not in given:
                text = N_("“{field}” needs “{argument}”.")
                fault = InvalidQuery("missing_argument", text, field=field, argument=name)
                self.report_error(_refusal(fault, node))


class _Values(ValuesOfCorrectTypeRule):
    name = ""

    def enter_argument(self, node: ArgumentNode, *_args: Any) -> None:
        self.name = node.name.value

    def enter_variable_definition(self, node: VariableDefinitionNode, *_args: Any) -> None:
        self.name = f"${node.variable.name.value}"

    def is_valid_value_node(self, node: Any, input_type: Any) -> Any:
        found = list(faults(node, input_type, self.name)) if input_type else []
        for fault, at in found:
            self.report_error(_refusal(fault, at))
        return SKIP if found else super().is_valid_value_node(node, input_type)


class _VariableTypes(VariablesInAllowedPositionRule):
    def leave_operation_definition(self, operation: OperationDefinitionNode, *args: Any) -> None:
        super().leave_operation_definition(operation, *args)
        for usage in self.context.get_recursive_variable_usages(operation):
            node, parent = self.var_def_map.get(usage.node.name.value), usage.parent_type
            # The rule itself does not recognise an input of one field in a list of them.
            hidden = isinstance(parent, GraphQLNonNull) and _takes_one(parent.of_type)
            if node and hidden and not isinstance(node.type, NonNullTypeNode):
                self._report(node)

    def report_error(self, error: GraphQLError) -> None:
        self._report(_node(error))

    def _report(self, node: VariableDefinitionNode) -> None:
        text = N_("“{field}” is used where another type is needed than {type}.")
        name, type_ = f"${node.variable.name.value}", type_from_ast(self.context.schema, node.type)
        fault = InvalidQuery("wrong_type", text, field=name, type=str(type_))
        super().report_error(_refusal(fault, node))


def _takes_one(type_: Any) -> bool:
    return isinstance(type_, GraphQLInputObjectType) and type_.is_one_of


class _Named(ASTValidationRule):
    """A rule of which the name of what broke it says enough."""

    text = ""

    def report_error(self, error: GraphQLError) -> None:
        node = _node(error)
        named = getattr(node, "variable", node)
        name = getattr(named, "name", named).value
        super().report_error(_refusal(InvalidQuery(OTHER, self.text, name=name), node))


class _Undeclared(_Named, NoUndefinedVariablesRule):
    text = N_("The operation does not declare the variable “{name}”.")


class _UnusedVariables(_Named, NoUnusedVariablesRule):
    text = N_("The variable “{name}” is not used.")


class _Types(_Named, KnownTypeNamesRule):
    text = N_("There is no type “{name}”.")


class _Fragments(_Named, KnownFragmentNamesRule):
    text = N_("There is no fragment “{name}”.")


class _UnusedFragments(_Named, NoUnusedFragmentsRule):
    text = N_("The fragment “{name}” is not used.")


def _node(error: GraphQLError) -> Any:
    """What the error is about; each rule has its own kind of node."""
    assert error.nodes
    return error.nodes[0]


_OURS: Mapping[type, type[ASTValidationRule]] = {
    FieldsOnCorrectTypeRule: _Fields,
    ScalarLeafsRule: _Leafs,
    KnownArgumentNamesRule: _Arguments,
    ProvidedRequiredArgumentsRule: _RequiredArguments,
    ValuesOfCorrectTypeRule: _Values,
    VariablesInAllowedPositionRule: _VariableTypes,
    NoUndefinedVariablesRule: _Undeclared,
    NoUnusedVariablesRule: _UnusedVariables,
    KnownTypeNamesRule: _Types,
    KnownFragmentNamesRule: _Fragments,
    NoUnusedFragmentsRule: _UnusedFragments,
}


_CHOSEN = tuple(_OURS.get(one, one) for one in specified_rules)


@cache
def _looking_at(kind: str) -> Sequence[tuple[int, str, str]]:
    """Which rules look at a kind of node, and with which methods: few look at any one kind."""
    some = [
        (place, _method(rule, "enter", kind), _method(rule, "leave", kind))
        for place, rule in enumerate(_CHOSEN)
    ]
    return [one for one in some if one[1] or one[2]]


def _method(rule: type, when: str, kind: str) -> str:
    names = (name for name in (f"{when}_{kind}", when) if hasattr(rule, name))
    return next(names, "")


class _Rules(ASTValidationRule):
    """All rules as one, which asks each only about what it looks at: most of the time went to the rest."""

    def __init__(self, context: Any) -> None:
        super().__init__(context)
        self.rules: list[Any] = [rule(context) for rule in _CHOSEN]
        self.skipping: list[Any] = [None] * len(_CHOSEN)

    def get_enter_leave_for_kind(self, kind: str) -> EnterLeaveVisitor:
        found = self.enter_leave_map.get(kind)
        if found is None:
            found = self.enter_leave_map[kind] = self._looking(kind)
        return found

    def _looking(self, kind: str) -> EnterLeaveVisitor:
        some = [
            (
                place,
                getattr(self.rules[place], enter, None),
                getattr(self.rules[place], leave, None),
            )
            for place, enter, leave in _looking_at(kind)
        ]
        skipping = self.skipping

        def entered(node: Node, *args: Any) -> None:
            for place, enter, _ in some:
                if enter and skipping[place] is None:
                    result = enter(node, *args)
                    if result is not None:
                        skipping[place] = node if result in _SKIPPED else BREAK

        def left(node: Node, *args: Any) -> None:
            for place, _, leave in some:
                if skipping[place] is node:
                    skipping[place] = None
                elif leave and skipping[place] is None:
                    leave(node, *args)

        return EnterLeaveVisitor(entered, left) if some else EnterLeaveVisitor(None, None)


_SKIPPED = (SKIP, False)
RULES = (_Rules,)


def variable_faults(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: Mapping[str, Any]
) -> Iterator[GraphQLError]:
    """What is wrong with the variables of an operation that is valid itself."""
    for node in operation.variable_definitions or ():
        name, type_ = node.variable.name.value, type_from_ast(schema, node.type)
        if name in variables:
            for fault, _ in faults(variables[name], type_, f"${name}"):
                yield _refusal(fault, node)
        elif isinstance(type_, GraphQLNonNull) and node.default_value is None:
            text = N_("The variable “{argument}” needs a value.")
            yield _refusal(InvalidQuery("missing_argument", text, argument=f"${name}"), node)


_validated: Kept[tuple[GraphQLSchema, str], list[GraphQLError]] = Kept(MOST_KEPT)


def validated(schema: GraphQLSchema, document: DocumentNode) -> list[GraphQLError]:
    """What is wrong with a document; looked for once."""
    assert document.loc
    key = schema, document.loc.source.body
    found = _validated.get(key)
    if found is None:
        found = validate(schema, document, RULES)
        _validated.put(key, found, len(key[1]))
    return found


def faults_of(
    schema: GraphQLSchema, document: DocumentNode, name: str | None, variables: Mapping[str, Any]
) -> list[GraphQLError]:
    """What is wrong with a document or, if nothing is, with the variables of the operation of a name."""
    found = list(validated(schema, document))
    if found:
        return found
    return list(
        islice(variable_faults(schema, operation_of(document, name), variables), MOST_FAULTS)
    )


class Validation(SchemaExtension):
    """Validates in Strawberry's place: the document once, the variables each time."""

    def on_validate(self) -> Iterator[None]:
        """Called by Strawberry around its validation, which does nothing once errors are set."""
        context = self.execution_context
        document = context.graphql_document
        assert document
        schema = context.schema._schema  # noqa: SLF001 - Strawberry has no other door to it
        context.pre_execution_errors = faults_of(
            schema, document, context.operation_name, context.variables or {}
        )
        yield
