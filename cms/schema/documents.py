"""Queries as documents: parsed and validated once, however often they are sent."""

import re
from collections.abc import Iterator

from graphql import (
    DocumentNode,
    GraphQLError,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    parse,
    visit,
)
from graphql.language import Visitor
from strawberry.extensions import SchemaExtension

from cms.errors import N_
from cms.schema.errors import BadRequest, InvalidQuery
from cms.schema.kept import Kept

MOST_TOKENS = 2_000
MOST_COMMENTS = 100
LONGEST_SOURCE = 50_000
MOST_KEPT = 200_000
"""Characters of queries; a document takes about a hundred times as much room as its text."""
UNREADABLE = "graphql_parse_failed"


class _Checks(Visitor):
    """What the parser lets pass."""

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:  # PostgreSQL cannot hold it, and no text has it
            raise BadRequest(N_("A text cannot hold the character NUL."))

    def enter_selection_set(self, node: SelectionSetNode, *_: object) -> None:
        if not node.selections:
            text = N_("The query cannot be read: {expected} is expected where {found} stands.")
            raise InvalidQuery(UNREADABLE, text, expected="Name", found="'}'")


_DUBIOUS = re.compile(r"\0|\\u|\{[\s,\ufeff]*[#}]")
"""Without any of these there is nothing of the kind to be found."""
_documents: Kept[str, DocumentNode] = Kept(MOST_KEPT)


def parsed(source: str) -> DocumentNode:
    """The document of a query. Raises `GraphQLError` for what cannot be read."""
    found = _documents.get(source)
    if found is None:
        found = _parsed(source)
        _documents.put(source, found, len(source))
    return found


def _parsed(source: str) -> DocumentNode:
    try:
        document = parse(
            source,
            max_lexical_tokens=MOST_TOKENS,
            max_comments=MOST_COMMENTS,
            max_source_length=LONGEST_SOURCE,
        )
    except GraphQLError as error:
        raise GraphQLError(
            error.message,
            source=error.source,
            positions=error.positions,
            original_error=_unreadable(error.message),
        ) from None
    if _DUBIOUS.search(source):
        visit(document, _Checks())
    return document


def _unreadable(said: str) -> InvalidQuery:
    """What the parser says, in words that can be translated as far as they are common."""
    # It quotes what the query says, however long: here nothing is looked for twice.
    reason = said.removeprefix("Syntax Error: ")
    expected, stands, found = reason.removeprefix("Expected ").partition(", found ")
    if stands and reason.startswith("Expected "):
        text = N_("The query cannot be read: {expected} is expected where {found} stands.")
        return InvalidQuery(UNREADABLE, text, expected=expected, found=_quoted(found))
    if reason.startswith("Unexpected "):
        text = N_("The query cannot be read: {found} cannot stand here.")
        found = _quoted(reason.removeprefix("Unexpected "))
        return InvalidQuery(UNREADABLE, text, found=found)
    text = N_("The query cannot be read: {reason}")
    return InvalidQuery(UNREADABLE, text, reason=reason[:200])


def _quoted(found: str) -> str:
    return found.removesuffix(".")[:60]


def operation_of(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    """The operation to execute. Raises `BadRequest` if it is not clear which."""
    found = [
        one
        for one in document.definitions
        if isinstance(one, OperationDefinitionNode)
        and (name is None or (one.name and one.name.value == name))
    ]
    if not found:
        raise BadRequest(N_("The query has no such operation."), code="unknown_operation")
    if len(found) > 1:
        raise BadRequest(
            N_("The query has several operations; name the one to execute in operationName."),
            code="unknown_operation",
        )
    return found[0]


class ParsedOnce(SchemaExtension):
    """Lets the executor use the document that was measured."""

    def on_parse(self) -> Iterator[None]:
        """Called by Strawberry around its own parsing."""
        source = self.execution_context.query
        if source:
            self.execution_context.graphql_document = parsed(source)
        yield
