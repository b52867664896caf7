"""graphql-core's executor, which takes a short way with what can be read from its source alone.

The ordinary way makes a path and an `Info` for each field, calls its resolver, and asks of what comes
whether it is awaitable, an error, null, a list, a leaf, an interface or an object. Of most fields all
of that is known before: the resolver takes nothing but the source (`resolvers.Reading`), and the
class of the value says the rest. So each selection is looked at once a request, and becomes pairs of
a reading and a table: by the class of a value, how it is completed.

Why this is right: a table has only classes of which every value completes without an error. Anything
else is not in it, be it null where none may be, an awaitable, an exception or a class that nobody thought
of. Then, or when something raises, the field and all below it are executed the ordinary way, as are
all fields that need more than their source. So nothing here words errors, spreads null or waits.
Readings have no effects; those that were made before are made again.
"""

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLAbstractType,
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    TypeNameMetaFieldDef,
    is_abstract_type,
    is_leaf_type,
)
from strawberry.execution import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry.types.base import StrawberryObjectDefinition

from cms.schema.asked import Asked
from cms.schema.resolvers import DEFINITION, READING, Read, Reading
from cms.schema.validation import faults_of

Complete = Callable[[Any], Any]
Table = Mapping[type, Complete | None]
"""By the class of a value, how it is completed; None if it is complete as it is."""
Selection = dict[str, Any]
"""By key, the nodes that select a field."""

AS_IT_IS: Mapping[str, type] = {
    "String": str,
    "ID": str,
    "Boolean": bool,
    "DateTime": str,
    "Date": str,
}
CONVERTED: Mapping[str, Sequence[type]] = {
    "Int": (int,),
    "Float": (float, int),
    "DateTime": (datetime,),
    "Date": (date,),
}


@dataclass(frozen=True)
class Plan:
    """How what is selected of one type is found: ``reads``, and the ``others``; ``blank`` has all keys."""

    selected: Selection
    blank: Selection
    reads: tuple[tuple[str, Read, Table], ...]
    others: Selection

    def whole(self, source: Any) -> dict[str, Any]:
        """An object of which all is read. Raises whatever, if that is not how this one is completed."""
        found = {}
        for key, read, table in self.reads:
            value = read(source)
            complete = table[type(value)]
            found[key] = value if complete is None else complete(value)
        return found

    def part(self, source: Any) -> tuple[dict[str, Any], Selection]:
        """An object as far as it is read, and what is left to be executed."""
        found, missed = self.blank.copy(), set()
        for key, read, table in self.reads:
            try:
                value = read(source)
                complete = table[type(value)]
                found[key] = value if complete is None else complete(value)
            except Exception:
                missed.add(key)
        if not missed:
            return found, self.others
        left = missed | self.others.keys()
        return found, {key: one for key, one in self.selected.items() if key in left}


async def execute(
    schema: GraphQLSchema, document: DocumentNode, asked: Asked, context: Any
) -> ExecutionResult:
    """What a query or mutation brings; if something is wrong with it, that is all.

    Strawberry's own way here would make its extensions and their contexts for each request.
    """
    errors = faults_of(schema, document, asked.operation_name, asked.variables)
    if errors:
        return ExecutionResult(None, errors)
    executor = Executor.build(
        schema,
        document,
        context_value=context,
        raw_variable_values=dict(asked.variables),
        operation_name=asked.operation_name,
        is_awaitable=optimized_is_awaitable,  # type: ignore[arg-type]  # a plain predicate
    )
    if isinstance(executor, list):
        return ExecutionResult(None, executor)
    try:
        result: Any = executor.execute_operation()
        done: ExecutionResult = await result if isinstance(result, Awaitable) else result
        return done
    except GraphQLError as error:
        return ExecutionResult(None, [error])
    except Exception as error:
        return ExecutionResult(None, [GraphQLError(str(error), original_error=error)])
    finally:
        _forget(executor)


def _forget(executor: Any) -> None:
    """Break the circle of an executor and its own methods: it would keep all that was read.

    Otherwise a thousand objects of each request wait for the garbage collector.
    """
    if not executor.background_futures:
        vars(executor).clear()


class Executor(StrawberryGraphQLCoreExecutionContext):
    """Executes one operation."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.plans: dict[int, Plan] = {}
        manager = self.middleware_manager
        self.shortens = not (manager and manager.middlewares)

    def execute_fields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Selection,
        position_context: Any,
    ) -> Any:
        """The fields of one object."""
        plan = self.plan(parent_type, grouped_field_set)
        if not plan.reads:
            return super().execute_fields(
                parent_type, source_value, path, grouped_field_set, position_context
            )
        found, left = plan.part(source_value)
        if not left:
            return found
        rest = super().execute_fields(parent_type, source_value, path, left, position_context)
        if isinstance(rest, dict):
            return found | rest
        return _joined(found, rest)

    def plan(self, of: GraphQLObjectType, selected: Selection) -> Plan:
        """The plan of a selection; it keeps the selection, whose id so remains its own."""
        found = self.plans.get(id(selected))
        if found is None:
            found = self.plans[id(selected)] = self._planned(of, selected)
        return found

    def _planned(self, of: GraphQLObjectType, selected: Selection) -> Plan:
        blank: Selection = {}
        others: Selection = {}
        reads = []
        for key, details in selected.items():
            field = self.schema.get_field(of, details[0].node.name.value)
            found = self._reading(of, field, details) if field and self.shortens else None
            if found:
                reads.append((key, *found))
            else:
                others[key] = details
            if field:
                blank[key] = None
        return Plan(selected, blank, tuple(reads), others)

    def _reading(
        self, of: GraphQLObjectType, field: GraphQLField, details: Any
    ) -> tuple[Read, Table] | None:
        """How a field is read and completed, if it can be."""
        if field is TypeNameMetaFieldDef:
            return lambda _source: of.name, {str: None}
        reading: Reading | None = field.extensions.get(READING)
        if reading is None:
            return None
        table = self._table(field.type, details, nullable=reading.whole)
        return None if table is None else (reading.read, table)

    def _table(self, type_: Any, details: Any, *, nullable: bool = True) -> Table | None:
        """The table of a type; none if its values cannot be read."""
        if isinstance(type_, GraphQLNonNull):
            return self._table(type_.of_type, details, nullable=False)
        null: Table = {NoneType: None} if nullable else {}
        if is_leaf_type(type_):
            return {**leaf_table(type_), **null}
        if isinstance(type_, GraphQLList):
            of = self._table(type_.of_type, details)
            complete = None if of is None else _each(of)
            return complete and {list: complete, tuple: complete, **null}
        if is_abstract_type(type_):
            return Objects(self, classes_of(self.schema, type_), details, null)
        whole = self.whole(type_, details)
        return whole and {**dict.fromkeys(_classes(type_), whole), **null}

    def whole(self, of: GraphQLObjectType, details: Any) -> Complete | None:
        """How objects of a type are completed in a field, if all that is selected of them is read."""
        selected, deferred, _ = self.collect_subfields(of, details)
        plan = self.plan(of, selected)
        return None if deferred or plan.others else plan.whole


class Objects(dict[type, Complete | None]):
    """The table of an interface or a union: a type is looked at when an object of it is met."""

    def __init__(
        self,
        executor: Executor,
        classes: Mapping[type, GraphQLObjectType],
        details: Any,
        null: Table,
    ) -> None:
        super().__init__(null)
        self.executor, self.classes, self.details = executor, classes, details

    def __missing__(self, cls: type) -> Complete:
        whole = self.executor.whole(self.classes[cls], self.details)
        if whole is None:
            raise KeyError(cls)
        self[cls] = whole
        return whole


def _each(table: Table) -> Complete:
    def complete(values: Sequence[Any]) -> list[Any]:
        return [
            value if (found := table[type(value)]) is None else found(value) for value in values
        ]

    return complete


@cache
def leaf_table(type_: GraphQLLeafType) -> Table:
    """The table of a scalar or an enum; an empty one if it is not known here."""
    if isinstance(type_, GraphQLEnumType):
        members = getattr(type_, "wrapped_cls", None)
        if members is None:
            return {}
        names = {one: type_.coerce_output_value(one) for one in members}
        return {members: names.__getitem__}
    table: dict[type, Complete | None] = dict.fromkeys(
        CONVERTED.get(type_.name, ()), type_.coerce_output_value
    )
    if type_.name in AS_IT_IS:
        table[AS_IT_IS[type_.name]] = None
    return table


@cache
def classes_of(
    schema: GraphQLSchema, type_: GraphQLAbstractType
) -> Mapping[type, GraphQLObjectType]:
    """The object types of an interface or union, by the class of which all objects are of the type."""
    possible = {_definition(one): one for one in schema.get_possible_types(type_)}
    return {made.origin: one for made, one in possible.items() if made and not made.concrete_of}


def _classes(type_: GraphQLObjectType) -> Iterator[type]:
    """Classes of which all objects are of a type, where a field says that it is the type."""
    made = _definition(type_)
    if made:
        yield made.origin
        if made.concrete_of:
            yield made.concrete_of.origin


def _definition(type_: GraphQLObjectType) -> StrawberryObjectDefinition | None:
    """What Strawberry made a type from, unless that itself tells which objects are of it."""
    made: StrawberryObjectDefinition | None = type_.extensions.get(DEFINITION)
    return made if made and not made.is_type_of else None


async def _joined(found: dict[str, Any], rest: Awaitable[dict[str, Any]]) -> dict[str, Any]:
    return found | await rest
