"""Answers to the panel: what went wrong, in the shape and the language in which it can show it."""

import logging
from collections.abc import Callable, Coroutine, Mapping
from functools import wraps
from typing import Any, ParamSpec

import asyncpg
import pydantic
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from admin.language import panel_locale
from admin.withholding import Withheld
from cms.content import ContentType, Field
from cms.database.outages import RETRY_SECONDS, Unavailable, is_outage, unavailable
from cms.errors import N_, CmsError, InvalidInput, Problem, Unexpected
from cms.http.arriving import TooSlow
from cms.operation.logs import shown_path
from cms.translation.interface.catalogues import gettext, label, render, render_error

BAD_REQUEST = N_("This request cannot be understood.")
REFUSED = N_("The database refused this: it breaks a rule that the form does not know.")

CODE = "Cms-Code"
"""The header that tells scripts which error it is."""
UNREADABLE = (
    asyncpg.DataError,
    pydantic.ValidationError,
    ValueError,
    OverflowError,
    RecursionError,
)

LATER = {"Retry-After": str(RETRY_SECONDS)}
logger = logging.getLogger(__name__)

P = ParamSpec("P")
Handler = Callable[P, Coroutine[Any, Any, Response]]


def answering(handler: Handler[P]) -> Handler[P]:
    """Turn what a route's handler, or a method of a CRUD class, raises into an answer in words.

    Problems are told with the labels of the content type that the CRUD class has, or that the
    handler noted with `concerns`. What is not foreseen here, `Masked` answers.
    """

    @wraps(handler)
    async def answered(*args: P.args, **kwargs: P.kwargs) -> Response:
        request = next(one for one in (*args, *kwargs.values()) if isinstance(one, Request))
        try:
            return await handler(*args, **kwargs)
        except CmsError as error:
            noted = getattr(request.state, "content_type", None)
            content_type = getattr(args[0], "content_type", noted)
            return refusal(error, panel_locale(request), content_type)
        except asyncpg.IntegrityConstraintViolationError as error:
            logger.warning("refused by constraint %s", error.constraint_name)
            return _plain(REFUSED, 409, request)
        except UNREADABLE as error:
            note_unreadable(request, error)
            return _plain(BAD_REQUEST, 400, request)

    return answered


def note_unreadable(request: Request, error: BaseException) -> None:
    """In the log. Not what the error says: it quotes what was sent."""
    path, kind = shown_path(request.url.path), type(error).__name__
    logger.info("unreadable request to %s: %s", path, kind)


def concerns(request: Request, content_type: ContentType) -> None:
    """Note which content type a request is about."""
    request.state.content_type = content_type


class Masked:
    """Answer an error that nobody foresaw with a number and nothing more, whoever let it through."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = Withheld(send)
        try:
            await self.app(scope, receive, answer.send)
        except Exception as error:
            if answer.begun or scope["type"] != "http":
                raise
            await _masked(error, Request(scope))(scope, receive, send)
        else:
            await answer.release()


def _masked(error: Exception, request: Request) -> Response:
    if isinstance(error, asyncpg.DataError):  # a session's cookie, for one, can hold anything
        return _plain(BAD_REQUEST, 400, request)
    if is_outage(error):
        return _detail(unavailable(error), request, LATER)
    if isinstance(error, Unavailable):
        return _detail(error, request, LATER)
    if isinstance(error, TooSlow):
        return _detail(error, request)
    return _detail(Unexpected(error, request.url.path), request)


def _detail(told: CmsError, request: Request, headers: Mapping[str, str] | None = None) -> Response:
    detail = {"detail": render_error(told, panel_locale(request))}
    return JSONResponse(detail, told.status, headers)


def _plain(text: str, status: int, request: Request) -> Response:
    return PlainTextResponse(gettext(text, panel_locale(request)), status_code=status)


def refusal(error: CmsError, locale: str, content_type: ContentType | None = None) -> Response:
    """The answer to an error that we raise on purpose."""
    if isinstance(error, InvalidInput):
        detail = [described(content_type, one, locale) for one in error.problems]
        return JSONResponse({"detail": detail}, status_code=error.status)
    later = LATER if isinstance(error, Unavailable) else {}
    return PlainTextResponse(
        render_error(error, locale), status_code=error.status, headers={CODE: error.code, **later}
    )


def described(content_type: ContentType | None, one: Problem, locale: str) -> dict[str, Any]:
    """A problem as the form shows it: ``loc`` is the column, ``label`` the same in words."""
    where = one.field or ""
    words = where_in_words(content_type, where, locale) if content_type else where
    return {"loc": [where], "label": words, "code": one.code, "msg": render(one.message, locale)}


def where_in_words(content_type: ContentType, where: str, locale: str) -> str:
    """``statements.0.text_nl`` → Statements 1, Text (NL)."""
    head, *rest = where.split(".")
    rows = next((rows for rows in content_type.rows if rows.name == head), None)
    if rows is None:
        return _column_in_words(content_type, content_type.columns, head, locale)
    words = label(content_type, rows, locale)
    if rest:
        words += f" {int(rest[0]) + 1}"
    if rest[1:]:
        columns = {column: one for one in rows.plain_fields for column in one.columns()}
        words += f", {_column_in_words(content_type, columns, rest[1], locale)}"
    return words


def _column_in_words(
    content_type: ContentType, columns: Mapping[str, Field], column: str, locale: str
) -> str:
    one = columns.get(column)
    if one is None:
        return column
    words = label(content_type, one, locale)
    return f"{words} ({column.rpartition('_')[2].upper()})" if one.translated else words
