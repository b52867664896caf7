"""Whether documents fit the schema."""

from collections.abc import Iterable, Iterator

from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, validate

from cms.errors import CmsError, Message
from cms.schema.documents import UNREADABLE, parsed
from cms.schema.limits import KNOWN, check_limits
from cms.schema.registered.operations import Fault, Operation, place_of
from cms.schema.validation import OTHER, RULES


def check(schema: GraphQLSchema, operations: Iterable[Operation]) -> Iterator[Fault]:
    """What is wrong with operations, each thing once: a fragment's faults are told for one of them."""
    seen: set[tuple[str, int, str]] = set()
    for one in operations:
        for fault in _faults(schema, one):
            key = fault.file, fault.line, str(fault.message)
            if key not in seen:
                seen.add(key)
                yield fault


def misfits(schema: GraphQLSchema, text: str) -> list[tuple[int, str, Message]]:
    """Line, code and words of what is wrong with a registered document."""
    try:
        document = parsed(text)
    except GraphQLError as error:
        return [(1, UNREADABLE, _words(error))]
    errors = validate(schema, document, RULES)
    return [(one.locations[0].line if one.locations else 1, *_told(one)) for one in errors]


def _faults(schema: GraphQLSchema, operation: Operation) -> Iterator[Fault]:
    errors = validate(schema, operation.document, RULES)
    for error in errors:
        file, line = _place(error, operation)
        yield Fault(file, line, *_told(error))
    if not errors:
        yield from _too_much(schema, operation)


def _too_much(schema: GraphQLSchema, operation: Operation) -> Iterator[Fault]:
    """What the endpoint would refuse, whatever the variables are."""
    try:
        document = parsed(operation.text)
        check_limits(schema, document, _operation(document), {}, KNOWN)
    except GraphQLError as error:
        yield Fault(operation.file, operation.line, *_told(error))
    except CmsError as error:
        yield Fault(operation.file, operation.line, error.code, error.message)


def _operation(document: DocumentNode) -> OperationDefinitionNode:
    return next(one for one in document.definitions if isinstance(one, OperationDefinitionNode))


def _place(error: GraphQLError, operation: Operation) -> tuple[str, int]:
    node = next((one for one in error.nodes or () if one.loc), None)
    return place_of(node) if node else (operation.file, operation.line)


def _told(error: GraphQLError) -> tuple[str, Message]:
    cause = error.original_error
    return (cause.code if isinstance(cause, CmsError) else OTHER), _words(error)


def _words(error: GraphQLError) -> Message:
    cause = error.original_error
    return cause.message if isinstance(cause, CmsError) else Message(error.message)
