"""What is said where nothing is, and where something else can be done: in a language of the client's."""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cms.errors import N_, CmsError, NotFound
from cms.http.caching import NOBODY_KEEPS
from cms.translation.interface.catalogues import render_error
from cms.translation.interface.negotiation import negotiate


class NotDoneHere(CmsError):
    """There is something at the address, and another method does something with it."""

    code = "method_not_allowed"
    status = 405

    def __init__(self) -> None:
        super().__init__(N_("This cannot be done at this address."))


async def told(request: Request, error: Exception) -> Response:
    """The answer where an application found no route: 404, or 405 with what can be done there."""
    return said(error, negotiate(request.headers.get("accept-language")))


def said(error: Exception, locale: str, vary: str = "Accept-Language") -> Response:
    """The same in a language that was chosen by the headers in ``vary``."""
    assert isinstance(error, HTTPException)
    unmet = NotDoneHere() if error.status_code == NotDoneHere.status else _nothing()
    headers = {
        **(error.headers or {}),
        "Cache-Control": NOBODY_KEEPS,
        "Content-Language": locale,
        "Vary": vary,
    }
    return PlainTextResponse(f"{render_error(unmet, locale)}\n", unmet.status, headers)


def _nothing() -> CmsError:
    return NotFound(N_("There is nothing at this address."))


NOWHERE: Mapping[int, Any] = {404: told, 405: told}
"""For Starlette's ``exception_handlers``."""
