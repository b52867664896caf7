"""Around everything: each request has a number, is counted and, if that is asked for, logged."""

import logging
import re
from collections.abc import Iterable
from contextvars import ContextVar
from itertools import count
from secrets import token_hex
from time import perf_counter

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from cms.errors import REQUEST
from cms.operation import tracing
from cms.operation.logs import FIELDS, shown_path
from cms.operation.metrics import traffic

HEADER = b"x-request-id"
SLOW_SECONDS = 1.0
SANE = re.compile(rb"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
"""A number that a proxy may give a request; any other is replaced by one of ours."""
NONE, FAILED, ALL = "none", "failed", "all"
WHICH = (NONE, FAILED, ALL)
SUMMED: ContextVar[bool] = ContextVar("summed", default=False)
"""Whether the answer under way is one of very many: who refuses them logs how many they are."""
logger = logging.getLogger("cms.requests")


class Attended:
    """An ASGI application around another. ``logged`` is one of `WHICH`."""

    def __init__(self, app: ASGIApp, logged: str = FAILED) -> None:
        self.app = app
        self.logged = logged
        self.prefix = f"{token_hex(4)}-"
        self.numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = self._number(scope["headers"])
        REQUEST.set(number)
        SUMMED.set(False)
        header = (HEADER, number.encode())
        begun = perf_counter()
        answered = False

        async def sent(message: Message) -> None:
            nonlocal answered
            if not answered:
                answered = True
                self._note(scope, message["status"], perf_counter() - begun)
                # A copy: the headers of an answer that is kept are those of many.
                message = {**message, "headers": [*message["headers"], header]}
            await send(message)

        try:
            if tracing.active:
                with tracing.request(scope):
                    await self.app(scope, receive, sent)
            else:
                await self.app(scope, receive, sent)
        except Exception:
            if not answered:  # the server says 500 then
                self._note(scope, 500, perf_counter() - begun)
            raise

    def _number(self, headers: Iterable[tuple[bytes, bytes]]) -> str:
        for name, value in headers:
            if name == HEADER and SANE.fullmatch(value):
                return value.decode()
        return f"{self.prefix}{next(self.numbers):x}"

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        traffic.add(scope["path"], status, seconds)
        if self.logged == ALL or (self.logged == FAILED and _stands_out(status, seconds)):
            _log(scope, status, seconds)


def _stands_out(status: int, seconds: float) -> bool:
    return not SUMMED.get() and (status >= 500 or seconds > SLOW_SECONDS)


def _log(scope: Scope, status: int, seconds: float) -> None:
    method, path = scope["method"], shown_path(scope["path"])
    fields = {"method": method, "path": path, "status": status, "ms": round(seconds * 1_000, 1)}
    logger.info("%s %r %s %.1f ms", method, path, status, seconds * 1_000, extra={FIELDS: fields})
