"""The GraphQL endpoint: what HTTP says around a question and its answer, and GraphiQL for browsers."""

from collections.abc import Mapping
from dataclasses import replace

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from cms.access.actors import NOBODY
from cms.database.outages import RETRY_SECONDS, Unavailable, is_outage, unavailable
from cms.errors import CmsError
from cms.http.caching import NOBODY_ELSE, NOBODY_KEEPS, fresh_for, public, surrogate_keys
from cms.http.line import RETRY_SECONDS as SHED_SECONDS
from cms.http.line import Line, Overloaded
from cms.http.nothing import NOWHERE
from cms.http.representations import Representation
from cms.publishing.feed import Feed
from cms.publishing.library.authorised import check_may_add
from cms.schema.budgets import OverBudget
from cms.schema.build import Built, built
from cms.schema.editing.acts import Unauthenticated
from cms.schema.http.answering import Answer, Answering, is_personal, of_errors
from cms.schema.http.answers import told, unexpected
from cms.schema.http.bearer import TooManyBadTokens, token_of
from cms.schema.http.caching import TAGS, tagged
from cms.schema.http.ide import STATIC, ide_page, wants_ide
from cms.schema.http.incoming import Incoming
from cms.schema.http.known import Documents
from cms.schema.http.multipart import carries_files, sent_with_files
from cms.schema.http.negotiation import EVENTS, JSON, answer_type
from cms.schema.http.replies import ANY_PAGE, Reply, own, shared
from cms.schema.http.requests import (
    LARGEST_BODY,
    PUBLIC_BODY,
    SAFE,
    Sent,
    announced,
    check_head,
    read_sent,
)
from cms.schema.http.straight import Straight
from cms.schema.live.events import send_events, wants_events
from cms.schema.live.streams import Streams
from cms.schema.live.websocket import Sockets
from cms.settings import Settings
from cms.translation.interface.negotiation import negotiate

METHODS = "GET, HEAD, POST, OPTIONS"
PREFLIGHT_SECONDS = 86_400
_STATIC = "/static/"


def graphql_app(
    settings: Settings, feed: Feed | None = None, line: Line | None = None
) -> "GraphQLApp":
    """The endpoint and GraphiQL's own files, to be mounted where the API is to be.

    Pages of any site may ask: no cookie changes an answer, only a token that is sent on purpose.
    Subscribers are told what ``feed`` tells, while it is live. Those whom nobody knows stand in ``line``.
    """
    return GraphQLApp(
        built(),
        settings.public_url,
        settings.graphql_budget,
        registered_only=settings.documents == "registered",
        ide=settings.shows_graphiql,
        feed=feed,
        line=line,
    )


class GraphQLApp:
    """An ASGI application. Below ``static/`` it serves an ``ide``, GraphiQL, elsewhere the API."""

    def __init__(
        self,
        made: Built,
        public_url: str,
        budget: int = 0,
        *,
        registered_only: bool = False,
        ide: bool = True,
        feed: Feed | None = None,
        line: Line | None = None,
    ) -> None:
        feed = feed or Feed()
        self.answering = Answering(made, public_url, budget, feed, line)
        self.documents = Documents(registered_only=registered_only)
        self.streams = Streams(self.answering, self.documents, feed)
        self.sockets = Sockets(self.streams)
        self.straight = Straight(self.answering)
        self.ide = ide
        files = [Mount("/", StaticFiles(directory=STATIC))] * ide
        self.static = Starlette(routes=files, exception_handlers=NOWHERE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await self.sockets(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        _, found, name = scope["path"].partition(_STATIC)
        if found:
            await self.static({**scope, "path": f"/{name}", "root_path": ""}, receive, send)
            return
        if not await self.straight.answer(self.documents, scope, receive, send):
            await self._general(scope, receive, send)

    async def _general(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Incoming(scope, receive)
        if request.method == "OPTIONS":
            await Reply(204, _preflight(request)).send(send)
            return
        if self.ide and wants_ide(request):
            await ide_page(request)(scope, receive, send)
            return
        try:
            if wants_events(request):
                await self._tell(request, send)
            else:
                await (await self._reply(request)).send(send)
        except ClientDisconnect:
            return

    async def _tell(self, request: Request, send: Send) -> None:
        """Answer with events; whatever is wrong is told by them too."""
        locale = negotiate(request.headers.get("accept-language"))
        sent: Sent | CmsError
        try:
            check_head(request)
            sent = await self._sent(request)
        except CmsError as error:
            sent = error
        events = self.streams.events(sent, request, locale)
        kept = NOBODY_ELSE if is_personal(request) else NOBODY_KEEPS
        await send_events(request, send, events, {**ANY_PAGE, "cache-control": kept})

    async def _reply(self, request: Request) -> Reply:
        locale = negotiate(request.headers.get("accept-language"))
        kind = JSON
        try:
            check_head(request)
            asked = answer_type(request.headers.get("accept", ""))
            kind = JSON if asked == EVENTS else asked
            answer = await self._answer(request, locale, kind)
        except ClientDisconnect:
            raise
        except CmsError as error:
            answer = _refused(error, locale)
        except Exception as error:
            if is_outage(error):
                answer = _refused(unavailable(error), locale)
            else:
                answer = of_errors([unexpected(error, locale)], 500)
        keys = surrogate_keys(request)
        if keys and TAGS in request.headers:
            answer = replace(answer, body=tagged(answer.body, keys))
        made = Representation(answer.body, kind, keys)
        if answer.shared and request.method in SAFE and not is_personal(request):
            return await shared(made, request, public(fresh_for(request.scope)))
        return await own(answer, made, request)

    async def _answer(self, request: Request, locale: str, kind: str) -> Answer:
        if not carries_files(request):
            return await self._answer_to(await self._sent(request), request, locale, kind)
        actor = (await self.answering.asker(request)).actor
        if actor == NOBODY:
            raise Unauthenticated
        await check_may_add(actor)  # before anything is taken from them
        async with sent_with_files(request, actor.name) as sent:
            return await self._answer_to(sent, request, locale, kind)

    async def _sent(self, request: Request) -> Sent:
        """What is asked. Before more is read than the public may send, its token must be accepted."""
        size = announced(request)
        if token_of(request) is None or (size is not None and size <= PUBLIC_BODY):
            return await read_sent(request)
        await self.answering.asker(request)
        return await read_sent(request, LARGEST_BODY)

    async def _answer_to(self, sent: Sent, request: Request, locale: str, kind: str) -> Answer:
        try:
            asked = await self.documents.asked(sent, request)
            answer = await self.answering.answer(asked, request, locale)
        except CmsError as error:
            answer = _refused(error, locale)
        # What is well said over HTTP but no good GraphQL is 200 to those who know only JSON.
        return replace(answer, status=200) if (kind, answer.status) == (JSON, 400) else answer


def _preflight(request: Request) -> Mapping[str, str]:
    """What a browser wants to know before a page of another site may ask: it may send any header."""
    return {
        **ANY_PAGE,
        "allow": METHODS,
        "access-control-allow-methods": METHODS,
        "access-control-allow-headers": request.headers.get("access-control-request-headers", "*"),
        "access-control-max-age": str(PREFLIGHT_SECONDS),
        "vary": "access-control-request-headers",
    }


def _refused(error: CmsError, locale: str) -> Answer:
    headers = {}
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer error="invalid_token"'
    elif error.status == 405:
        headers["allow"] = METHODS
    elif error.code == "unsupported_content_coding":
        headers["accept-encoding"] = "identity"
    elif isinstance(error, TooManyBadTokens | OverBudget):
        headers["retry-after"] = str(error.seconds)
    elif isinstance(error, Unavailable):
        headers["retry-after"] = str(RETRY_SECONDS)
    elif isinstance(error, Overloaded):
        headers["retry-after"] = str(SHED_SECONDS)
    return of_errors([told(error, locale)], error.status, headers)
