"""Our own pages beside piccolo-admin: rendered here, with plain forms, in its look and session."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import asyncpg
from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from admin import assets
from admin.answers import BAD_REQUEST, UNREADABLE, note_unreadable
from admin.authentication import ROOT
from admin.language import LANGUAGES, TIMEZONE, panel_locale
from admin.moments import until
from admin.navigation import Section, sections, tables
from cms.database.engine import writing
from cms.errors import N_, CmsError, InvalidInput
from cms.translation.interface.catalogues import gettext, ngettext, render, render_error
from cms.translation.interface.formats import format_datetime

MOST_FIELDS = 200
MOST_DIGITS = 9
TOO_LATE = N_("Somebody else did the same just now. Look at the page again.")
SAID: Mapping[str, str] = {
    "saved": N_("Saved."),
    "added": N_("Added."),
    "added_waiting": N_("Added to the waiting list: there is no seat left."),
    "deleted": N_("Deleted."),
    "ended": N_("Logged out there."),
    "token": N_("The token was revoked: it opens nothing any more."),
    "mailed": N_("The mail was sent."),
    "mailed_all": N_("The mail was sent to each of them."),
    "sign_up_cancel": N_("Cancelled. Whoever was next has the seat, if there was one to give."),
    "sign_up_front": N_("Moved to the front of the waiting list."),
    "sign_up_erase": N_("Erased: nothing is left that says who it was."),
    "sign_up_resend": N_("The mail was sent again, with new links."),
    "mailed_without_role": N_(
        "The mail was sent. Whoever it went to has no role yet, and can do nothing here until you give"
        " them one."
    ),
    "again": N_("It is tried anew."),
    "withdrawn": N_("The invitation was withdrawn."),
    "restored": N_("Restored, as drafts."),
    "reverted": N_("Reverted. The public reads it once it is published."),
    "revoked": N_("Revoked: the token works no longer."),
    "same": N_("It is like that already: nothing changed."),
    "undone": N_("Undone."),
    "submit": N_("Handed in: it waits for a review now."),
    "withdraw": N_("Taken back: it no longer waits for a review."),
    "publish": N_("Published."),
    "asked": N_("Sent to the speakers."),
    "bundled": N_("The bundle was sent to the seeker."),
    "accepted": N_("Accepted; a mail tells so."),
    "rejected": N_("Not taken up; a mail says why."),
    "files_move": N_("Moved."),
    "files_tag": N_("The tag was added."),
    "files_untag": N_("The tag was taken off."),
    "files_delete": N_("The files that were not used are deleted."),
}
UNDO_COOKIE = "cms_undo"
UNDO_SECONDS = 60
"""So long the next page has to show the way back: no address holds its token."""

logger = logging.getLogger(__name__)

templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=select_autoescape(),
)

Page = Callable[[Request], Awaitable[Response]]
Check = Callable[[Request, FormData], Awaitable[None]]
"""Raises what speaks against it."""
Afterwards = Callable[[], Awaitable[Response]]
"""What is done once everything is kept, such as sending a mail; answers the page to show."""


@dataclass(frozen=True)
class Done:
    """The address, within the panel, of the page to go on to, which offers to ``undo`` it."""

    onwards: str
    undo: str | None = None


Action = Callable[[Request, FormData], Awaitable[str | Done | Afterwards]]
"""Does what a form asks for; answers where to go on to."""


def shown(request: Request, template: str, **values: Any) -> Response:
    """A page in the reader's language, with what went well or wrong above it."""
    locale = panel_locale(request)
    error: CmsError | None = getattr(request.state, "error", None)
    said = _said(request, locale)
    undo = request.cookies.get(UNDO_COOKIE, "") if said and not error else ""
    page = templates.get_template(template).render(
        _=partial(gettext, locale=locale),
        ngettext=partial(ngettext, locale=locale),
        when=partial(format_datetime, timezone=TIMEZONE, locale=locale),
        soon=partial(until, locale=locale),
        locale=locale,
        root=ROOT,
        style=assets.style_name(),
        token=request.scope.get("csrftoken", ""),
        said=said,
        undo=undo,
        here=request.url.path.removeprefix(ROOT),
        problems=_problems(error, locale) if error else [],
        typed=getattr(request.state, "typed", {}),
        sections=_sections(request, locale),
        name=_name(request),
        languages=LANGUAGES,
        **values,
    )
    answer = HTMLResponse(page, status_code=error.status if error else 200)
    if undo:
        answer.delete_cookie(UNDO_COOKIE, path=ROOT)
    return answer


def _said(request: Request, locale: str) -> str:
    """What was done, and to how many if the address says so."""
    said, many = (request.query_params.get(name, "") for name in ("said", "number"))
    if said == "again" and many.isascii() and many.isdigit() and len(many) <= MOST_DIGITS:
        return _again(int(many), locale)
    return gettext(SAID[said], locale) if said in SAID else ""


def _again(number: int, locale: str) -> str:
    if not number:
        return gettext("There was nothing to try anew.", locale)
    return ngettext("{number} is tried anew.", "{number} are tried anew.", number, locale)


def _sections(request: Request, locale: str) -> list[Section]:
    """Where to go from here; `page` has looked up what the reader may."""
    found: list[Section] = getattr(request.state, "sections", [])
    return [tables(locale), *found] if found else []


def _name(request: Request) -> str:
    return str(request.user.user.username) if "user" in request.scope else ""


def _problems(error: CmsError, locale: str) -> list[str]:
    if isinstance(error, InvalidInput):
        return [render(one.message, locale) for one in error.problems]
    return [render_error(error, locale)]


def page(show: Page) -> Page:
    """A page; what may not be seen, or is not there, is said on a page of its own."""

    async def answered(request: Request) -> Response:
        request.state.sections = await sections(request)
        try:
            return await show(request)
        except CmsError as error:
            request.state.error = error
            return shown(request, "refused.html")

    return answered


def form(action: Action, show: Page, *, first: Check | None = None) -> Page:
    """A form that was sent: done as a whole, or not at all and the page again with the reason.

    What ``first`` counts or uses up, before all else, stays so when the form is refused.
    """

    async def answered(request: Request) -> Response:
        async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
            try:
                if first:
                    await first(request, sent)
                async with writing():
                    onwards = await action(request, sent)
            except CmsError as error:
                request.state.error = error
            except asyncpg.UniqueViolationError:
                request.state.error = TooLate(TOO_LATE)
            except UNREADABLE as error:
                note_unreadable(request, error)
                request.state.error = Unreadable(BAD_REQUEST)
            else:
                if isinstance(onwards, str | Done):
                    return _redirect(Done(onwards) if isinstance(onwards, str) else onwards)
                request.state.sections = await sections(request)
                return await onwards()
            request.state.sent = sent
            request.state.typed = {name: _writable(str(value)) for name, value in sent.items()}
            return await page(show)(request)

    return answered


def _redirect(done: Done) -> Response:
    answer = RedirectResponse(f"{ROOT}{done.onwards}", status_code=303)
    if done.undo:
        answer.set_cookie(
            UNDO_COOKIE, done.undo, UNDO_SECONDS, path=ROOT, httponly=True, samesite="strict"
        )
    return answer


def _writable(typed: str) -> str:
    """What can stand in a page again: a form may say that it is in other letters than UTF-8 has."""
    return typed.encode("utf-8", "replace").decode()


class Unreadable(CmsError):
    """What was sent cannot be what a person typed."""

    code = "bad_request"


class TooLate(CmsError):
    """Two did the same at once."""

    code = "too_late"
    status = 409


def text(sent: FormData, name: str) -> str:
    """A field of a form, as text. Raises `Unreadable`."""
    value = sent.get(name, "")
    if not isinstance(value, str):
        return ""
    if _writable(value) != value:
        raise Unreadable(BAD_REQUEST)
    return value


def texts(sent: FormData, name: str) -> list[str]:
    """What was ticked of several boxes."""
    return [value for value in sent.getlist(name) if isinstance(value, str)]


def were_ticked(request: Request, name: str) -> list[str]:
    """What was ticked in a form that was refused; nothing on a page that answers to none."""
    return texts(getattr(request.state, "sent", FormData()), name)


def number(request: Request, name: str) -> int:
    """A number in the page's address."""
    value = int(request.path_params[name])
    if value >= 2**31:
        raise HTTPException(404)
    return value
