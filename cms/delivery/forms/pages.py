"""How a page is declared: what it shows, and what is done when its form is sent.

A GET never changes anything: whatever scans mails follows the links in them. So a link leads to a page
with a button, and the button sends its form.
"""

import asyncio
from collections.abc import Awaitable, Callable

import asyncpg
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from cms.community.limits import ACTS, by_address, charge
from cms.database.clashing import whole
from cms.database.engine import writing
from cms.database.outages import is_outage, unavailable
from cms.delivery.forms.rendering import Typed, shown
from cms.delivery.forms.tokens import FIELD, check_token, form_token
from cms.errors import N_, CmsError, Unexpected

MOST_FIELDS = 200
SECONDS = 10
HONEYPOT = "website"

Show = Callable[[Request], Awaitable[Response]]
"""Shows the page; whatever `CmsError` it raises is told on a page of its own."""
Act = Callable[[Request, FormData], Awaitable[Response]]
"""Does what the form asks for, inside `writing()`, and shows what came of it. A `CmsError` undoes it:
then the page is shown again, with what was typed and each problem by its field."""
First = Callable[[Request, FormData], Awaitable[None]]
"""Before all else and outside the transaction: such as what is counted although the form is refused."""


class Unreadable(CmsError):
    """What was sent is no form of ours."""

    code = "bad_request"


def pages(
    path: str, show: Show, act: Act | None = None, *, first: First | None = None
) -> list[Route]:
    """The routes of a page at ``path`` below ``/forms/{locale}``: its GET, and what its form does."""
    found = [Route(path, _page(show), methods=["GET"])]
    if act:
        found.append(Route(path, _form(act, show, first), methods=["POST"]))
    return found


def text(sent: FormData, name: str) -> str:
    """A field of a form as text, without what no database keeps."""
    value = sent.get(name, "")
    plain = value if isinstance(value, str) else ""
    return plain.replace("\0", "").encode("utf-8", "replace").decode().strip()


def token_of(request: Request, sent: FormData | None = None) -> str:
    """The token of a personal link: of the form on its page, also when that is shown again."""
    typed: Typed | None = getattr(request.state, "typed", None)
    of_form = sent or (typed.sent if typed else None)
    return text(of_form, "token") if of_form else request.query_params.get("token", "")


def told(request: Request, error: CmsError) -> Response:
    """A page that tells an error, and nothing else."""
    request.state.typed = Typed(error)
    return shown(request, "told.html")


def _page(show: Show) -> Show:
    async def answered(request: Request) -> Response:
        return await _telling(request, lambda: _shown(request, show, Typed()))

    return answered


def _form(act: Act, show: Show, first: First | None) -> Show:
    async def sent(request: Request) -> Response:
        # Only the common kind: what files need is not read at all.
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/x-www-form-urlencoded":
            return told(request, Unreadable(N_("This request cannot be understood.")))
        async with request.form(max_fields=MOST_FIELDS) as form:
            return await _telling(request, lambda: _acted(request, form))

    async def _acted(request: Request, form: FormData) -> Response:
        if text(form, HONEYPOT):
            return shown(request, "thanks.html")
        try:
            await check_token(text(form, FIELD), request.url.path)
            await charge(by_address(ACTS, request.client.host if request.client else ""))
            if first:
                await first(request, form)
            async with asyncio.timeout(SECONDS):
                return await whole(lambda: _transacted(act, request, form))
        except CmsError as error:
            return await _shown(request, show, Typed(error, form))

    return sent


async def _transacted(act: Act, request: Request, form: FormData) -> Response:
    async with writing():
        return await act(request, form)


async def _shown(request: Request, show: Show, typed: Typed) -> Response:
    token = await form_token(request.url.path)
    request.state.typed = Typed(typed.error, typed.sent, token)
    return await show(request)


async def _telling(request: Request, answer: Callable[[], Awaitable[Response]]) -> Response:
    """The answer, or a page about what was raised: never more of it than a reader may know."""
    try:
        return await answer()
    except CmsError as error:
        return told(request, error)
    except asyncpg.DataError:
        return told(request, Unreadable(N_("This request cannot be understood.")))
    except Exception as error:
        if is_outage(error) or isinstance(error, TimeoutError):
            return told(request, unavailable(error))
        return told(request, Unexpected(error, request.url.path))
