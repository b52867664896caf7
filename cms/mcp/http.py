"""The tools over HTTP: each request a POST of its own, answered in JSON, with nothing that stays open."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from importlib import import_module
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import orjson
from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from cms.access.actors import NOBODY
from cms.database.background import in_background
from cms.database.outages import RETRY_SECONDS, Unavailable
from cms.errors import N_, CmsError
from cms.mcp.caller import CALLER, Caller, foreseen
from cms.schema.budgets import OverBudget
from cms.schema.errors import BadRequest
from cms.schema.http.answering import Answering
from cms.schema.http.bearer import TooManyBadTokens, address_of, token_of
from cms.schema.http.requests import (
    LARGEST_BODY,
    PUBLIC_BODY,
    body_in_time,
    check_content,
    check_head,
    check_variables,
    json_of,
)
from cms.translation.interface.catalogues import render_error
from cms.translation.interface.negotiation import negotiate

if TYPE_CHECKING:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

METHOD = "POST"
INVALID_REQUEST = -32600
"""JSON-RPC's number for what it has no other for."""
NUMBERS = {"bad_json": -32700}
"""Its others, by our code."""
TRANSPORT = "cms.mcp.transport"
PATIENCE_SECONDS = 10.0
"""So long the first request waits until the protocol was loaded."""

logger = logging.getLogger(__name__)


class NotServed(CmsError):
    """The protocol could not be loaded, or not in time; the same request may succeed later."""

    code = "tools_not_served"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The tools cannot be used just now. Try again in a moment."))


class McpApp:
    """An ASGI application. What reaches the protocol's own server was read whole, and is well formed.

    ``answering`` is that of the API: limits, budgets and bad tokens are counted together.
    """

    def __init__(self, answering: Answering, public_url: str) -> None:
        self.answering = answering
        self.origin = _origin(public_url)
        self._manager: StreamableHTTPSessionManager | None = None
        self._wanted, self._tried = asyncio.Event(), asyncio.Event()
        self._runs = False

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Answer while the block runs."""
        async with in_background(self._serve):
            self._runs = True
            try:
                yield
            finally:
                self._runs = False

    async def _serve(self) -> None:
        """Load the protocol once somebody uses it: a site without agents need not wait for it."""
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                transport = await to_thread.run_sync(import_module, TRANSPORT)
                made = transport.session_manager()
                async with made.run():
                    self._manager = made
                    self._tried.set()
                    await asyncio.Event().wait()
            except Exception:
                logger.exception("The tools for agents cannot be served")
            finally:
                self._manager = None
                self._tried.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        locale = negotiate(request.headers.get("accept-language"))
        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._answered(request, locale, sent)
        except ClientDisconnect:
            return
        except Exception as error:
            if begun:  # what was said cannot be taken back: the connection ends
                raise
            await _refused(foreseen(error), locale)(scope, receive, send)

    async def _answered(self, request: Request, locale: str, send: Send) -> None:
        body = await self._body(request, locale)
        manager = self._manager or await self._loaded()
        await manager.handle_request(request.scope, _again(body, request.receive), send)

    async def _loaded(self) -> "StreamableHTTPSessionManager":
        """What answers, loaded now. Raises `NotServed`."""
        if not self._runs:
            raise NotServed
        self._tried.clear()
        self._wanted.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await self._tried.wait()
        if self._manager is None:
            raise NotServed
        return self._manager

    async def _body(self, request: Request, locale: str) -> bytes:
        """What was sent, once it is clear that it may be. Raises a `CmsError`."""
        check_head(request)
        if request.method != METHOD:
            raise BadRequest(N_("Tools are used with POST."), code="method_not_allowed", status=405)
        origin = request.headers.get("origin")
        if origin is not None and _origin(origin) != self.origin:
            raise BadRequest(
                N_("Pages of other sites cannot use these tools."), code="bad_origin", status=403
            )
        check_content(
            request.headers.get("content-type", ""),
            request.headers.get("content-encoding", "identity"),
        )
        caller = Caller(self.answering, locale, address_of(request), token_of(request))
        actor = await caller.actor()
        request.scope[CALLER] = caller
        body = await body_in_time(request, PUBLIC_BODY if actor == NOBODY else LARGEST_BODY)
        check_variables(json_of(body))
        return body


def _origin(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.lower()


def _again(body: bytes, receive: Receive) -> Receive:
    """What was read, once more; then whatever comes."""
    left: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return left.pop() if left else await receive()

    return read


def _refused(error: CmsError, locale: str) -> Response:
    number = NUMBERS.get(error.code, INVALID_REQUEST)
    said = {"code": number, "message": render_error(error, locale)}
    body = {"jsonrpc": "2.0", "id": None, "error": said | {"data": {"code": error.code}}}
    headers = {}
    if error.status == 401:
        headers["www-authenticate"] = 'Bearer error="invalid_token"'
    elif error.status == 405:
        headers["allow"] = METHOD
    elif isinstance(error, TooManyBadTokens | OverBudget):
        headers["retry-after"] = str(error.seconds)
    elif isinstance(error, Unavailable | NotServed):
        headers["retry-after"] = str(RETRY_SECONDS)
    return Response(orjson.dumps(body), error.status, headers, "application/json")
