"""The GraphQL endpoint: POST and GET, limits before execution, and GraphiQL for browsers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from graphql import GraphQLError, GraphQLSchema, OperationType
from starlette.applications import Starlette
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from strawberry.types.graphql import OperationType as Allowed

from cms.database.outages import RETRY_SECONDS, Unavailable, is_outage
from cms.errors import N_, CmsError
from cms.schema.answers import Reader, original, told, told_all, unexpected
from cms.schema.bearer import BadTokens, TooManyBadTokens, actor_of, asks_as_somebody
from cms.schema.build import Built, built
from cms.schema.compiled.plans import Compiled
from cms.schema.context import Context
from cms.schema.documents import UNREADABLE, operation_of, parsed
from cms.schema.errors import BadRequest
from cms.schema.ide import STATIC, ide_page, wants_ide
from cms.schema.limits import check_limits
from cms.schema.patience import patience
from cms.schema.previewing import HEADER, perspective_of
from cms.schema.requests import JSON, Asked, answer_type, read_asked
from cms.settings import Settings
from cms.translation.interface.negotiation import negotiate

SECONDS = 10
MUTATIONS_SECONDS = 120
"""For all mutations of a request: each has its own, shorter time, and says itself that it had none."""
PREFLIGHT_SECONDS = 86_400
_STATIC = "/static/"


@dataclass(frozen=True)
class Answer:
    """The JSON of an answer, its HTTP status and the headers that go with it."""

    body: dict[str, Any] | bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def graphql_app(settings: Settings) -> ASGIApp:
    """The endpoint and GraphiQL's own files, to be mounted where the API is to be.

    Pages of any site may ask: no cookie changes an answer, only a token that is sent on purpose.
    """
    return CORSMiddleware(
        GraphQLApp(built(), settings.public_url),
        allow_origins=["*"],
        allow_methods=["GET", "HEAD", "POST"],
        allow_headers=["*"],
        max_age=PREFLIGHT_SECONDS,
    )


class GraphQLApp:
    """An ASGI application. Below ``static/`` it serves GraphiQL's files, elsewhere the API."""

    def __init__(self, made: Built, public_url: str) -> None:
        self.made = made
        self.public_url = public_url
        self.compiled: Compiled | None = Compiled(made, public_url)
        self.bad_tokens = BadTokens()
        self.static = Starlette(routes=[Mount("/", StaticFiles(directory=STATIC))])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        _, found, name = scope["path"].partition(_STATIC)
        if found:
            await self.static({**scope, "path": f"/{name}", "root_path": ""}, receive, send)
            return
        request = Request(scope, receive)
        response = ide_page(request) if wants_ide(request) else await self._respond(request)
        await response(scope, receive, send)

    async def _respond(self, request: Request) -> Response:
        locale = negotiate(request.headers.get("accept-language"))
        kind = JSON
        try:
            kind = answer_type(request.headers.get("accept", ""))
            asked = await read_asked(request)
            answer = await self._compiled(asked, request)
            answer = answer or await self._answer(asked, request, locale)
        except CmsError as error:
            answer = _refused(error, locale)
        except Exception as error:
            if is_outage(error):
                answer = _refused(Unavailable(), locale)
            else:
                answer = Answer({"errors": [unexpected(error, locale)]}, 500)
        headers = {
            "vary": f"accept, accept-language, authorization, {HEADER}",
            "x-content-type-options": "nosniff",
            **answer.headers,
        }
        if HEADER in request.headers or asks_as_somebody(request):
            headers["cache-control"] = "private, no-store"
        body = answer.body
        if not isinstance(body, bytes):
            body = orjson.dumps(body, default=str)
        return Response(body, answer.status, headers, media_type=f"{kind}; charset=utf-8")

    async def _compiled(self, asked: Asked, request: Request) -> Answer | None:
        """The answer of a compiled statement: to the public, of what is live."""
        if not self.compiled or HEADER in request.headers or asks_as_somebody(request):
            return None
        try:
            async with patience(SECONDS, request.receive):
                body = await self.compiled.answer(asked)
        except TimeoutError:
            raise _too_long(SECONDS) from None
        return Answer(body) if body is not None else None

    async def _answer(self, asked: Asked, request: Request, locale: str) -> Answer:
        try:
            document = parsed(asked.query)
        except GraphQLError as error:
            found = told_all([error], Reader(locale), UNREADABLE)
            return Answer({"errors": found}, 400)
        operation = operation_of(document, asked.operation_name)
        if operation.operation == OperationType.SUBSCRIPTION:
            raise BadRequest(N_("Subscriptions are not offered."), code="unsupported_operation")
        if request.method != "POST" and operation.operation != OperationType.QUERY:
            raise BadRequest(
                N_("Only a query can be sent with GET."), code="method_not_allowed", status=405
            )
        check_limits(self.graphql_schema, document, operation, asked.variables)
        reader = Reader(locale, document, operation, asked.variables)
        actor = await actor_of(request, self.bad_tokens)
        perspective = await perspective_of(request, actor, self.bad_tokens)
        context = Context(self.made.classes, self.public_url, actor, locale, perspective)
        return await self._execute(asked, reader, context, request)

    @property
    def graphql_schema(self) -> GraphQLSchema:
        """The schema as graphql-core has it."""
        return self.made.schema._schema  # noqa: SLF001 - Strawberry has no other door to it

    async def _execute(
        self, asked: Asked, reader: Reader, context: Context, request: Request
    ) -> Answer:
        operation = reader.operation.operation if reader.operation else OperationType.QUERY
        seconds, receive = MUTATIONS_SECONDS, None  # done, whether its client waits or not
        if operation == OperationType.QUERY:
            seconds, receive = SECONDS, request.receive
        try:
            async with patience(seconds, receive):
                result: Any = await self.made.schema.execute(
                    asked.query,
                    variable_values=dict(asked.variables),
                    context_value=context,
                    operation_name=asked.operation_name,
                    allowed_operation_types=(Allowed.QUERY, Allowed.MUTATION),
                )
        except TimeoutError:
            raise _too_long(seconds) from None
        finally:
            context.loaders.rounds.stop()
        errors = result.errors or []
        if any(is_outage(original(error)) for error in errors):
            raise Unavailable
        if result.data is None and all(error.path is None for error in errors):
            found = told_all(errors, reader, "graphql_validation_failed")
            return Answer({"errors": found}, 400)
        body: dict[str, Any] = {"data": result.data}
        if errors:
            body["errors"] = told_all(errors, reader, "graphql_execution_failed")
        if context.incomplete:
            body["extensions"] = {"incomplete": context.incomplete}
        return Answer(body)


def _too_long(seconds: int) -> BadRequest:
    return BadRequest(
        N_("This took longer than {seconds} seconds; ask for less at once."),
        code="timeout",
        status=503,
        seconds=seconds,
    )


def _refused(error: CmsError, locale: str) -> Answer:
    headers = {}
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer error="invalid_token"'
    elif error.status == 405:
        headers["allow"] = "GET, HEAD, POST"
    elif isinstance(error, TooManyBadTokens):
        headers["retry-after"] = str(error.seconds)
    elif isinstance(error, Unavailable):
        headers["retry-after"] = str(RETRY_SECONDS)
    return Answer({"errors": [told(error, locale)]}, error.status, headers)
