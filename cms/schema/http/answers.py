"""Errors as clients see them: a stable code, a message in the reader's language, no internals."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
)

from cms.content import LOCALES
from cms.content.declaration import camel
from cms.errors import CmsError, InvalidInput, Message, Unexpected
from cms.translation.interface.catalogues import render, render_error

OF_A_TEXT = frozenset({"segments", "steps"})
"""Fields whose ``locale`` is that of a text at hand, not of who reads the answer."""
_SUGGESTION = re.compile(r"(?<!\s)\s*+Did you mean[^?]*+\?")


@dataclass(frozen=True)
class Reader:
    """Whom errors are told: the language of their browser, and what they asked."""

    locale: str
    document: DocumentNode | None = None
    operation: OperationDefinitionNode | None = None
    variables: Mapping[str, Any] = field(default_factory=dict)

    def variable(self, name: str) -> str:
        """The value of an enumeration's variable, or its default."""
        definitions = (self.operation and self.operation.variable_definitions) or ()
        for one in definitions:
            if one.variable.name.value == name and isinstance(one.default_value, EnumValueNode):
                return str(self.variables.get(name, one.default_value.value))
        return str(self.variables.get(name))


def told(error: CmsError, locale: str) -> dict[str, Any]:
    """One of our own errors, outside any execution."""
    return {"message": render_error(error, locale), "extensions": _extensions(error, locale)}


def told_all(errors: Sequence[GraphQLError], reader: Reader, code: str) -> list[dict[str, Any]]:
    """GraphQL's errors; ``code`` is that of those which are neither ours nor unexpected."""
    return [_told(error, reader, code) for error in errors]


def _told(error: GraphQLError, reader: Reader, code: str) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if error.locations:
        made["locations"] = [{"line": one.line, "column": one.column} for one in error.locations]
    if error.path is not None:
        made["path"] = list(error.path)
    cause, locale = original(error), _locale_of(error, reader)
    if isinstance(cause, CmsError):
        return {**told(cause, locale), **made}
    if cause is None:
        message = _SUGGESTION.sub("", error.message)
        return {"message": message, **made, "extensions": {"code": code}}
    return {**unexpected(cause, locale, error.path), **made}


def original(error: GraphQLError) -> BaseException | None:
    """The error that GraphQL wrapped; none for one of its own."""
    found: BaseException | None = error
    while isinstance(found, GraphQLError):
        found = found.original_error
    return found


def unexpected(
    error: BaseException, locale: str, path: Sequence[str | int] | None = None
) -> dict[str, Any]:
    """An error that nobody foresaw, as `Unexpected` tells it."""
    return told(Unexpected(error, path or "-"), locale)


def _extensions(error: CmsError, locale: str) -> dict[str, Any]:
    made: dict[str, Any] = {"code": error.code}
    for name, value in error.message.params.items():
        made[name] = render(value, locale) if isinstance(value, Message) else value
    if isinstance(error, InvalidInput):
        made["fields"] = [
            {
                "code": one.code,
                "field": one.field and camel(one.field),
                "message": render(one.message, locale),
            }
            for one in error.problems
        ]
    return made


def _locale_of(error: GraphQLError, reader: Reader) -> str:
    """The language of the root field that failed, if it names one."""
    if not error.path or reader.operation is None or reader.document is None:
        return reader.locale
    fragments = {
        one.name.value: one.selection_set
        for one in reader.document.definitions
        if isinstance(one, FragmentDefinitionNode)
    }
    for one in _root_fields(reader.operation.selection_set, fragments):
        if one.name.value not in OF_A_TEXT and (one.alias or one.name).value == error.path[0]:
            return _locale_argument(one, reader) or reader.locale
    return reader.locale


def _root_fields(
    selected: SelectionSetNode, fragments: Mapping[str, SelectionSetNode]
) -> Iterator[FieldNode]:
    for one in selected.selections:
        if isinstance(one, FieldNode):
            yield one
        elif isinstance(one, InlineFragmentNode):
            yield from _root_fields(one.selection_set, fragments)
        elif isinstance(one, FragmentSpreadNode) and one.name.value in fragments:
            yield from _root_fields(fragments[one.name.value], fragments)


def _locale_argument(one: FieldNode, reader: Reader) -> str | None:
    for argument in one.arguments or ():
        if argument.name.value == "locale":
            value, given = argument.value, ""
            if isinstance(value, EnumValueNode):
                given = value.value.lower()
            elif isinstance(value, VariableNode):
                given = reader.variable(value.name.value).lower()
            return given if given in LOCALES else None
    return None
