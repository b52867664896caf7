"""Forgotten passwords, and choosing one with a link: pages for whoever is not logged in."""

import logging
import re

from starlette.background import BackgroundTask
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route, Router

from admin import limits
from admin.authentication import ROOT
from admin.language import COOKIE, PANEL_LOCALES, panel_locale
from admin.login import address_of
from admin.pages import Afterwards, form, page, shown, text
from cms.access import invites, one_time
from cms.access.networks import network_of
from cms.access.users import LONGEST_ADDRESS
from cms.database.engine import writing
from cms.errors import N_, InvalidInput, Message, Problem
from cms.mail import NotSent, send
from cms.settings import Settings
from cms.translation.interface.letters import renewal

WHOLE = re.compile(r"[A-Za-z0-9_-]{1,99}")
DIFFERENT = N_("The two new passwords differ.")
logger = logging.getLogger(__name__)


async def forgot(request: Request) -> Response:
    """Asks for the address to send a link to."""
    return shown(request, "forgot.html", asked=False)


async def limited(request: Request, sent: FormData) -> None:
    """Counts by the address that was typed, whether anybody has it or not. Raises `TooMany`."""
    email = text(sent, "email").strip().lower()
    client = network_of(address_of(request))
    counted = ((limits.MAIL_HERE, client), (limits.MAIL_TO, email))
    wait = await limits.seconds_to_wait(*counted)
    if wait:
        raise limits.TooMany(wait)


async def ask(request: Request, sent: FormData) -> Afterwards:
    """Says the same of every address; what becomes of it is done after the answer has left."""
    email = text(sent, "email").replace("\x00", "").strip()[:LONGEST_ADDRESS]

    async def answered() -> Response:
        answer = shown(request, "forgot.html", asked=True)
        settings: Settings = request.app.state.settings
        answer.background = BackgroundTask(_send, settings, email, panel_locale(request))
        return answer

    return answered


async def _send(settings: Settings, email: str, locale: str) -> None:
    async with writing():
        found = await invites.ask_reset(email)
    if found:
        try:
            await send(renewal(settings, found, locale), settings)
        except NotSent:
            logger.warning("a link for a new password did not leave")


async def choose(request: Request) -> Response:
    """Asks for the new password of whoever the link was sent to; looking does not use it up."""
    language = request.query_params.get("lang", "")
    token = _token(request)
    if language in PANEL_LOCALES:
        # The mail's language from now on, and an address that says only what is needed.
        answer = RedirectResponse(f"{ROOT}password/choose/?token={token}", status_code=303)
        answer.set_cookie(COOKIE, language, samesite="lax", path="/")
        return answer
    holder = await one_time.holder(token)
    return shown(request, "choose.html", person=holder.name, link_token=token, chosen=False)


async def chosen(request: Request, sent: FormData) -> Afterwards:
    """The password, twice the same; uses the link up."""
    request.state.link_token = text(sent, "token")
    password = text(sent, "password")
    if password != text(sent, "again"):
        raise InvalidInput([Problem("different", Message(DIFFERENT), "again")])
    holder = await invites.choose_password(request.state.link_token, password)

    async def answered() -> Response:
        return shown(request, "choose.html", person=holder.name, chosen=True)

    return answered


def _token(request: Request) -> str:
    sent: str = getattr(request.state, "link_token", "")
    token = sent or request.query_params.get("token", "")
    return token if WHOLE.fullmatch(token) else ""


def routes() -> Router:
    """The pages, open to everybody."""
    return Router(
        [
            Route("/forgot/", page(forgot)),
            Route("/forgot/", form(ask, forgot, first=limited), methods=["POST"]),
            Route("/choose/", page(choose)),
            Route("/choose/", form(chosen, choose), methods=["POST"]),
        ]
    )
