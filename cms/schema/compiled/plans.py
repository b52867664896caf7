"""Plans: an operation compiled once, and answered with one statement each time it is asked."""

import logging
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import asyncpg
import orjson
from graphql import DocumentNode, GraphQLError, OperationDefinitionNode, OperationType

from cms.database.engine import read_row
from cms.database.outages import Unavailable, is_outage, unavailable
from cms.errors import CmsError
from cms.reading.surrogates import Reads
from cms.reading.view import Perspective
from cms.schema.asked import ANYBODY, Asked, Asker
from cms.schema.build import Built
from cms.schema.compiled.common import FIELDS
from cms.schema.compiled.derived import writers
from cms.schema.compiled.fallback import Missed, Unanswered, Uncompiled
from cms.schema.compiled.marks import taken, tell
from cms.schema.compiled.objects import Fields, Further, Lookup, Note, Objects, further_name
from cms.schema.compiled.roots import Root, roots
from cms.schema.compiled.selection import Selected, Selection
from cms.schema.compiled.slots import Variables, parameter
from cms.schema.compiled.variables import Declared, declared
from cms.schema.compiled.writing import OBJECT, Column, Finish, quoted, row_of
from cms.schema.documents import operation_of, parsed
from cms.schema.kept import Kept
from cms.schema.limits import Limits, check_limits, limits_of
from cms.schema.validation import validated

logger = logging.getLogger(__name__)
DOCUMENTS_KEPT = 200_000
"""Characters of queries; a document takes about a hundred times as much room as its text."""
PLANS_KEPT = 20_000_000
PLAN_WEIGHT = 12_000
"""About what a plan takes beside its texts."""
LONGEST_SQL = 100_000
SIZES_KEPT = 200
WRONG = (CmsError, asyncpg.DataError)
"""What is wrong with a question: the executor says what to whoever asked it, and nobody else need know."""
Spend = Callable[[int], None]
NOTHING: Mapping[str, Further] = {}
Way = bool | tuple[bool, Perspective, tuple[tuple[str, Hashable], ...], bool]
"""For whom a plan is made, what was found already, and whether its keys are wanted: of most the last."""
PlanKey = tuple[str, str | None, bytes, Way]


@dataclass(frozen=True)
class Keys:
    """What each answer of a plan follows from, and what follows from the variables."""

    always: frozenset[str]
    notes: tuple[Note, ...]

    def taken(self, data: bytes, variables: Variables, reads: Reads) -> bytes:
        """The answer without the keys that are in it; ``reads`` hears of them all."""
        rest, found = taken(data)
        reads.keys.update(self.always)
        tell(found, reads)
        for note in self.notes:
            note(reads, variables)
        return rest


@dataclass(frozen=True)
class Plan:
    """One statement, its parameters, and what Python does with what it answers.

    Without ``keys`` nobody is told what its answers follow from.
    """

    sql: str
    values: tuple[tuple[Any, str], ...]
    finish: Finish | None
    keys: Keys | None
    lookups: Mapping[str, Lookup]

    async def answer(self, variables: Variables, reads: Reads) -> bytes:
        """The JSON of the data. Raises `Uncompiled`, and what PostgreSQL raises."""
        values = [parameter(value, sql_type, variables) for value, sql_type in self.values]
        row = await read_row(self.sql, values)
        if row["missed"]:
            raise Missed(row["missed"])
        data: bytes = row["data"]
        if self.keys:
            data = self.keys.taken(data, variables, reads)
        if self.finish is None:
            return b'{"data":' + data + b"}"
        return orjson.dumps({"data": self.finish(orjson.loads(data), variables)})


@dataclass
class Operation:
    """One operation of one document that is valid, and what is known of it before any request."""

    document: DocumentNode
    definition: OperationDefinitionNode
    variables: Declared
    limits: Limits
    costs: dict[tuple[int | None, ...], int] = field(default_factory=dict)

    def cost(self, schema: Any, asked: Mapping[str, Any]) -> int:
        """What it costs; what was measured once is not measured again. Refuses what asks too much."""
        sizes = self.sizes(asked)
        if sizes in self.costs:
            return self.costs[sizes]
        cost = check_limits(schema, self.document, self.definition, asked, self.limits)
        if len(self.costs) < SIZES_KEPT:
            self.costs[sizes] = cost
        return cost

    def sizes(self, asked: Mapping[str, Any]) -> tuple[int | None, ...]:
        """What the variables of a request say of how much is asked."""
        return tuple(_size(asked.get(name)) for name in self.variables.sizes)


def _size(value: Any) -> int | None:
    if isinstance(value, list):
        return len(value)
    if isinstance(value, str):
        return 1
    return value if isinstance(value, int) else None


class Compiled:
    """Answers queries of what is live with compiled statements, as far as it can."""

    def __init__(self, built: Built, public_url: str) -> None:
        self.built = built
        self.public_url = public_url
        self.types = built.schema._schema  # noqa: SLF001 - Strawberry has no other door to it
        self.fields: Fields = {**FIELDS, **writers(built.content_types)}
        self.roots: Mapping[str, Root] = roots(built.content_types)
        self.operations: Kept[tuple[str, str | None, Limits], Operation] = Kept(DOCUMENTS_KEPT)
        self.plans: Kept[PlanKey, Plan | str] = Kept(PLANS_KEPT)

    async def answer(
        self,
        asked: Asked,
        spend: Spend | None = None,
        reads: Reads | None = None,
        asker: Asker = ANYBODY,
    ) -> bytes | None:
        """The body of the answer, without errors; none if the executor must give it.

        ``spend`` is told what it costs before it is executed, ``reads`` hears of all that it follows
        from. Raises `Unavailable` and `TimeoutError`.
        """
        try:
            return await self.answered(asked, spend, reads or Reads(), asker)
        except Uncompiled:
            return None
        except Unavailable:
            raise
        except Exception as error:
            if is_outage(error):
                raise unavailable(error) from error
            if isinstance(error, asyncpg.QueryCanceledError):
                raise TimeoutError from error
            if not isinstance(error, WRONG):
                logger.exception("A compiled statement failed; the executor answers instead")
            return None

    async def answered(
        self, asked: Asked, spend: Spend | None, reads: Reads, asker: Asker = ANYBODY
    ) -> bytes:
        """The same; it raises `Uncompiled`, and what PostgreSQL raises."""
        plan, variables = self.find(asked, spend, asker=asker, wanted=reads.wanted)
        further: dict[str, Further] = {}
        while True:
            try:
                return await plan.answer(variables, reads)
            except Missed as missed:
                heard = reads if reads.wanted else Reads()
                new = set(missed.keys) - further.keys()
                if not new:
                    raise Uncompiled("not found twice") from missed
                for key in new:
                    further[key] = await plan.lookups[key](variables, heard)
                plan, variables = self.find(
                    asked, asker=asker, further=further, wanted=reads.wanted
                )

    def find(
        self,
        asked: Asked,
        spend: Spend | None = None,
        *,
        asker: Asker = ANYBODY,
        further: Mapping[str, Further] = NOTHING,
        wanted: bool = True,
    ) -> tuple[Plan, Variables]:
        """The plan of what is asked, and the values of its variables. Raises `Uncompiled`.

        ``further`` is what was looked for, since the first statement did not find it: addresses at
        which nothing lives, words that nothing has. One whose keys are ``wanted`` tells what its
        answers follow from. Each statement for which that is not needed would pay for it.
        """
        operation, cost = self._operation(asked, limits_of(asked, asker))
        values = operation.variables.values(self.types, asked.variables)
        shape = operation.variables.key(asked.variables, values, asker.perspective)
        way: Way = wanted
        if further or asker is not ANYBODY:
            values = {**values, **{further_name(key): open_ for key, (_, open_) in further.items()}}
            closed = tuple((key, found[0]) for key, found in sorted(further.items()))
            way = asker.known, asker.perspective, closed, wanted
        key = asked.query, asked.operation_name, shape, way
        found = self.plans.get(key)
        if found is None:
            found = self._compiled(operation, values, asker, further, wanted)
            texts = len(found) if isinstance(found, str) else 4 * len(found.sql)
            self.plans.put(key, found, PLAN_WEIGHT + len(asked.query) + len(shape) + texts)
        if isinstance(found, str):
            raise Uncompiled(found)
        if spend:
            spend(cost)
        return found, values

    def _operation(self, asked: Asked, limits: Limits) -> tuple[Operation, int]:
        """What is asked, if it is valid, and what it costs.

        Its size is measured before anything else is done with it.
        """
        key = asked.query, asked.operation_name, limits
        found = self.operations.get(key)
        try:
            if found is None:
                document = parsed(asked.query)
                definition = operation_of(document, asked.operation_name)
                if definition.operation != OperationType.QUERY:
                    raise Uncompiled(definition.operation.value)
                cost = check_limits(self.types, document, definition, asked.variables, limits)
                found = self._valid(document, definition, limits)
                found.costs[found.sizes(asked.variables)] = cost
                self.operations.put(key, found, len(asked.query))
            return found, found.cost(self.types, asked.variables)
        except (GraphQLError, CmsError) as error:
            raise Uncompiled("refused") from error

    def _valid(
        self, document: DocumentNode, definition: OperationDefinitionNode, limits: Limits
    ) -> Operation:
        if validated(self.types, document):
            raise Uncompiled("no valid query")
        variables = declared(self.types, document, definition)
        return Operation(document, definition, variables, limits)

    def _compiled(
        self,
        operation: Operation,
        values: Variables,
        asker: Asker,
        further: Mapping[str, Further],
        keyed: bool,
    ) -> Plan | str:
        """The plan, or why there is none."""
        slots = operation.variables.slots(values)
        selection = Selection(self.built.schema, operation.document, operation.definition, slots)
        objects = Objects(self.built, self.fields, self.public_url, values, asker, further, keyed)
        try:
            return _plan([self._root(objects, one) for one in selection.roots()], objects)
        except Unanswered:
            raise
        except Uncompiled as error:
            return str(error)
        except CmsError as error:
            return error.code

    def _root(self, objects: Objects, one: Selected) -> Column:
        write = self.roots.get(one.name)
        if write is None:
            raise Uncompiled(f"Query.{one.name}")
        return replace(write(objects, one), key=one.key)


def _plan(columns: list[Column], objects: Objects) -> Plan:
    row = row_of(columns)
    select = ", ".join([*objects.hidden(objects.marks[""]), row.select])
    missing = [
        f'CASE WHEN {OBJECT}."{one.key}" IS NULL AND {one.missed} THEN {quoted(one.key)} END'
        for one in columns
        if one.missed
    ]
    missed = f"concat_ws(' ', {', '.join(missing)})" if missing else "''"
    sql = (
        f"{objects.writer.prelude}"
        f"SELECT convert_to(row_to_json({OBJECT})::text, 'UTF8') AS data, {missed} AS missed"
        f" FROM (SELECT {select} OFFSET 0) {OBJECT}"
    )
    if len(sql) > LONGEST_SQL:
        raise Uncompiled("a long statement")
    keys = Keys(frozenset(objects.reads.keys), tuple(objects.notes)) if objects.keyed else None
    return Plan(sql, tuple(objects.writer.values), row.finish, keys, objects.lookups)
