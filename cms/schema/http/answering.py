"""From what is asked to the JSON of the answer: compiled if it can be, else executed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationType
from starlette.requests import Request
from starlette.types import Receive, Scope

from cms.database.engine import publicly
from cms.database.outages import is_outage, unavailable
from cms.errors import N_, CmsError
from cms.http.line import SOMEBODY, Line
from cms.publishing.feed import Feed
from cms.reading.patience import Patience
from cms.reading.surrogates import READS, Reads, document_key
from cms.schema.asked import ANYBODY, Asked, Asker
from cms.schema.budgets import REFUSED, Account, Budgets
from cms.schema.build import Built
from cms.schema.compiled.plans import Compiled
from cms.schema.context import Context
from cms.schema.documents import UNREADABLE, operation_of, parsed
from cms.schema.errors import BadRequest
from cms.schema.executing import execute
from cms.schema.http.answers import Reader, original, told_all
from cms.schema.http.bearer import (
    BadTokens,
    actor_of,
    address_of,
    asks_as_somebody,
    token_of,
)
from cms.schema.http.caching import TAGS
from cms.schema.http.explaining import COST, REASONS, cost_told, explained
from cms.schema.http.explaining import HEADER as EXPLAIN
from cms.schema.http.negotiation import EVENTS
from cms.schema.http.previewing import HEADER, perspective_of
from cms.schema.http.requests import SAFE
from cms.schema.limits import check_limits, limits_of
from cms.schema.reasons import reasons_of
from cms.schema.shown import shown_fields

TRIED = "klankbord.tried"
"""Where a request's scope says what was tried already."""
SECONDS = 10
PUBLIC_SECONDS = 5
MUTATIONS_SECONDS = 120
"""For all mutations of a request: each has its own, shorter time, and says itself that it had none."""


@dataclass(frozen=True)
class Answer:
    """The JSON of an answer, its HTTP status and the headers that go with it.

    ``shared`` says that whoever asks the same gets the same: a query without errors, of what is live,
    asked by nobody in particular.
    """

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    shared: bool = False


@dataclass
class Tried:
    """What the straight road tried: whose account paid for it, and what went wrong."""

    account: Account | None = None
    error: Exception | None = None


def is_personal(request: Request) -> bool:
    """Whether the answer depends on who asks, on what they may look at, or what they want explained."""
    own = HEADER in request.headers or EXPLAIN in request.headers
    return own or asks_as_somebody(request)


def of_errors(
    errors: list[dict[str, Any]], status: int, headers: Mapping[str, str] | None = None
) -> Answer:
    """An answer without data."""
    return Answer(orjson.dumps({"errors": errors}, default=str), status, headers or {})


class Answering:
    """Answers what is asked. ``compiled`` may be taken away: then the executor answers all of it.

    After a mutation ``feed`` is heard, so that whoever asks next sees what was done.
    """

    def __init__(
        self, made: Built, public_url: str, budget: int, feed: Feed, line: Line | None = None
    ) -> None:
        self.made = made
        self.feed = feed
        self.public_url = public_url
        self.compiled: Compiled | None = Compiled(made, public_url)
        self.bad_tokens = BadTokens()
        self.budgets = Budgets(budget)
        self.line = line or Line(0)

    @property
    def graphql_schema(self) -> GraphQLSchema:
        """The schema as graphql-core has it."""
        return self.made.schema._schema  # noqa: SLF001 - Strawberry has no other door to it

    async def answer(self, asked: Asked, request: Request, locale: str) -> Answer:
        """The answer; its errors are told in ``locale``. Raises a `CmsError`."""
        tried: Tried = request.scope.get(TRIED) or Tried()
        if tried.error:
            raise tried.error
        account = tried.account or self.budgets.account(token_of(request), address_of(request))
        reads: Reads = request.scope.setdefault(READS, Reads(wanted=_is_keyed(request)))
        asker = await self.asker(request) if is_personal(request) else ANYBODY
        if asker == ANYBODY:
            async with self.line:
                answer = await self._answer(asked, request, locale, account, reads, asker)
        else:
            request.scope[SOMEBODY] = True
            answer = await self._answer(asked, request, locale, account, reads, asker)
        if answer.shared and reads.wanted and not is_personal(request):
            _tell(reads, asked)
        return answer

    async def _answer(
        self,
        asked: Asked,
        request: Request,
        locale: str,
        account: Account,
        reads: Reads,
        asker: Asker,
    ) -> Answer:
        if self.compiled and TRIED not in request.scope and EXPLAIN not in request.headers:
            receive = request.receive
            body = await self._compiled(self.compiled, asked, account, reads, receive, asker)
            if body is not None:
                return Answer(body, shared=True)
        return await self._executed(asked, request, locale, account, reads, asker)

    async def asker(self, request: Request) -> Asker:
        """Who asks, and what they may look at. Raises what is wrong with their tokens.

        For those their address pays: made-up tokens have no account.
        """
        try:
            actor = await actor_of(request, self.bad_tokens)
            return Asker(actor, await perspective_of(request, actor, self.bad_tokens))
        except CmsError:
            self.budgets.account(None, address_of(request)).spend(REFUSED)
            raise

    async def straight(self, asked: Asked, scope: Scope, receive: Receive) -> bytes | None:
        """The answer to a question of nobody in particular, if it is compiled: it is shared.

        None for what `answer` must say, which then knows what was tried.
        """
        if self.compiled is None:
            return None
        tried = scope[TRIED] = Tried()
        reads = scope.get(READS) or Reads(wanted=False)
        try:
            tried.account = self.budgets.account(
                None, scope["client"][0] if scope.get("client") else ""
            )
            async with self.line:
                found = await self._compiled(self.compiled, asked, tried.account, reads, receive)
        except Exception as error:
            tried.error = error
            return None
        if found is not None and reads.wanted:
            _tell(reads, asked)
        return found

    async def _compiled(
        self,
        compiled: Compiled,
        asked: Asked,
        account: Account,
        reads: Reads,
        receive: Receive,
        asker: Asker = ANYBODY,
    ) -> bytes | None:
        seconds = _seconds(asker)
        try:
            with Patience(seconds, receive), publicly(when=asker == ANYBODY):
                return await compiled.answer(asked, account.spend, reads, asker)
        except TimeoutError:
            raise too_long(seconds) from None

    async def _executed(
        self,
        asked: Asked,
        request: Request,
        locale: str,
        account: Account,
        reads: Reads,
        asker: Asker,
    ) -> Answer:
        explain, limits = explained(request), limits_of(asked, asker)
        try:
            with account.paying_refusals():
                document = parsed(asked.query)
                operation = operation_of(document, asked.operation_name)
                _check_kind(operation.operation, request.method)
                cost = check_limits(
                    self.graphql_schema, document, operation, asked.variables, limits
                )
        except GraphQLError as error:
            return of_errors(told_all([error], Reader(locale), UNREADABLE), 400)
        reader = Reader(locale, document, operation, asked.variables)
        account.spend(cost)
        context = Context(
            self.made.classes, self.public_url, asker.actor, locale, asker.perspective, reads
        )
        context.address = address_of(request)
        context.absences.wanted = REASONS in explain
        if COST in explain:
            context.told["cost"] = cost_told(cost, account, limits)
        seconds, receive = MUTATIONS_SECONDS, None  # done, whether its client waits or not
        if operation.operation == OperationType.QUERY:
            seconds, receive = _seconds(asker), request.receive
        try:
            by_anybody = operation.operation == OperationType.QUERY and asker == ANYBODY
            with Patience(seconds, receive), publicly(when=by_anybody):
                answer = await self._told(asked, reader, context)
                if operation.operation == OperationType.MUTATION:
                    await self.feed.caught_up()
                return answer
        except TimeoutError:
            raise too_long(seconds) from None
        finally:
            context.loaders.rounds.stop()

    async def _result(self, asked: Asked, context: Context) -> Any:
        return await execute(self.graphql_schema, parsed(asked.query), asked, context)

    async def _told(self, asked: Asked, reader: Reader, context: Context) -> Answer:
        result = await self._result(asked, context)
        errors = result.errors or []
        outage = next(filter(is_outage, map(original, errors)), None)
        if outage:
            raise unavailable(outage)
        if result.data is None and all(error.path is None for error in errors):
            return of_errors(told_all(errors, reader, "graphql_validation_failed"), 400)
        return Answer(await encoded(result, reader, context), shared=not errors)


async def encoded(result: Any, reader: Reader, context: Context) -> bytes:
    """What an execution brought, as JSON."""
    body: dict[str, Any] = {"data": result.data}
    if result.errors:
        body["errors"] = told_all(result.errors, reader, "graphql_execution_failed")
    context.told |= await reasons_of(context)
    if context.incomplete:
        context.told["incomplete"] = context.incomplete
    if context.told:
        body["extensions"] = context.told
    return orjson.dumps(body, default=str)


def _seconds(asker: Asker) -> int:
    """How long a query may take."""
    return PUBLIC_SECONDS if asker == ANYBODY else SECONDS


def _check_kind(kind: OperationType, method: str) -> None:
    """Refuse what is not answered this way. Raises `BadRequest`."""
    if kind == OperationType.SUBSCRIPTION:
        raise BadRequest(
            N_("A subscription is answered with events: accept {type}, or use a WebSocket."),
            code="unsupported_operation",
            type=EVENTS,
        )
    if method in SAFE and kind != OperationType.QUERY:
        raise BadRequest(
            N_("Only a query can be sent with GET."), code="method_not_allowed", status=405
        )


def _is_keyed(request: Request) -> bool:
    """Whether anybody is told what an answer follows from, when nobody in front keeps it."""
    return request.method in SAFE or TAGS in request.headers


def _tell(reads: Reads, asked: Asked) -> None:
    """Say whether what was read is all that an answer follows from, whoever asks."""
    fields = shown_fields(asked.query)
    if asked.registered:
        reads.keys.add(document_key(asked.registered))
    if fields is not None and not reads.personal:
        reads.fields, reads.whole = fields, True


def too_long(seconds: float) -> BadRequest:
    """What is said of an answer that took longer than it may."""
    return BadRequest(
        N_("This took longer than {seconds} seconds; ask for less at once."),
        code="timeout",
        status=503,
        seconds=seconds,
    )
