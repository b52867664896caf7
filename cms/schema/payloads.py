"""What webhooks send: receivers' documents, answered as the public reads the site at a moment."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from graphql import GraphQLError, OperationDefinitionNode, OperationType

from cms.content import DEFAULT_LOCALE
from cms.database.engine import publicly_from_primary
from cms.database.outages import Unavailable, is_outage, unavailable
from cms.errors import N_, CmsError, Message, Unexpected
from cms.reading.patience import Patience
from cms.reading.view import LIVE, AsOf
from cms.schema.asked import Asked
from cms.schema.build import Built, built
from cms.schema.context import Context
from cms.schema.documents import operation_of, parsed
from cms.schema.executing import execute
from cms.schema.http.answering import SECONDS, too_long
from cms.schema.http.answers import Reader, original, told_all
from cms.schema.limits import KNOWN, check_limits
from cms.schema.validation import faults_of
from cms.settings import Settings
from cms.webhooks.shaping import BadDocument

_ANY = {"uid": "0", "locale": DEFAULT_LOCALE.upper(), "event": "published"}


def payloads(settings: Settings) -> "Payloads":
    """Those of this site."""
    return Payloads(built(), settings.public_url)


class Payloads:
    """Checks documents and answers them; the asker is nobody, whatever the moment.

    PostgreSQL is asked in the public's role, and never a replica: a delivery may come before one heard.
    """

    def __init__(self, made: Built, public_url: str) -> None:
        self.made = made
        self.schema = made.schema._schema  # noqa: SLF001 - Strawberry has no other door to it
        self.public_url = public_url

    def check(self, document: str) -> None:
        """Raise a `CmsError` for a document that does not fit the schema, or asks too much."""
        try:
            operation = _operation(document)
        except GraphQLError as error:
            raise _told_of(error) from None
        if operation.operation is not OperationType.QUERY:
            raise BadDocument(Message(N_("Write a query: a webhook only reads.")))
        given = _given(operation, _ANY)
        for fault in faults_of(self.schema, parsed(document), None, given):
            raise _told_of(fault)
        check_limits(self.schema, parsed(document), operation, given, KNOWN)

    async def shaped(
        self, document: str, variables: Mapping[str, str], at: datetime | None
    ) -> Mapping[str, Any]:
        """``data`` and perhaps ``errors``. Raises a `CmsError` if nothing can be answered.

        So does an error that nobody foresaw in any part: what is null for it would be told as not public,
        and for good.
        """
        self.check(document)
        asked = Asked(document, _given(_operation(document), variables))
        perspective = AsOf(at) if at else LIVE
        context = Context(self.made.classes, self.public_url, perspective=perspective)
        try:
            with Patience(SECONDS, None), publicly_from_primary():
                result = await execute(self.schema, parsed(document), asked, context)
        except TimeoutError:
            raise too_long(SECONDS) from None
        finally:
            context.loaders.rounds.stop()
        return _told(result)


def _told(result: Any) -> Mapping[str, Any]:
    errors = result.errors or []
    causes = [original(error) for error in errors]
    for one in causes:
        if isinstance(one, Unavailable):
            raise one
        if is_outage(one):
            raise unavailable(one)
    for one in causes:
        if one is not None and not isinstance(one, CmsError):
            raise Unexpected(one, "webhook")
    if errors and result.data is None:
        first = causes[0]
        raise first if isinstance(first, CmsError) else _told_of(errors[0])
    told: dict[str, Any] = {"data": result.data}
    if errors:
        told["errors"] = told_all(errors, Reader("en"), "graphql_execution_failed")
    return told


def _operation(document: str) -> OperationDefinitionNode:
    return operation_of(parsed(document), None)


def _given(operation: OperationDefinitionNode, known: Mapping[str, str]) -> dict[str, str]:
    """Of what is known, the variables that an operation has."""
    names = {one.variable.name.value for one in operation.variable_definitions or ()}
    return {name: value for name, value in known.items() if name in names}


def _told_of(error: GraphQLError) -> BadDocument:
    found = original(error)
    line = error.locations[0].line if error.locations else 1
    return BadDocument(
        found.message if isinstance(found, CmsError) else Message(error.message), line
    )
