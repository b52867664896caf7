"""Signing up for a session, confirming it, and leaving: the pages that mails lead to, and a form."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from cms.community import consent
from cms.community.signups import sessions, signing_up
from cms.community.signups.consent import SIGNING_UP
from cms.community.signups.letters import CONFIRM_PAGE, OWN_PAGE
from cms.community.signups.numbers import Numbers, numbers
from cms.community.signups.people import Stage
from cms.community.signups.sessions import Session, State
from cms.community.signups.signing_up import LONGEST_NAME, Standing, Wish
from cms.delivery.forms.pages import pages, text, token_of
from cms.delivery.forms.rendering import locale_of, shown
from cms.settings import Settings
from cms.translation.interface.formats import format_datetime, format_period


async def form(request: Request) -> Response:
    """The form of a session, or why there is none."""
    uid, locale = request.path_params["uid"], locale_of(request)
    session = await sessions.one(uid)
    [found] = await numbers([uid])
    return shown(
        request,
        "sign_up.html",
        **_about(request, session),
        numbers=found,
        open=found.state in (State.OPEN, State.FULL),
        closes=_closes(found, locale),
        consent=consent.shown(SIGNING_UP, locale),
        most=LONGEST_NAME,
    )


def _closes(found: Numbers, locale: str) -> str:
    rules = found.rules
    return format_datetime(rules.closes_at, rules.timezone, locale) if rules.closes_at else ""


def _about(request: Request, session: Session | None) -> dict[str, Any]:
    """What a page says of the session; nothing if it is not public any more."""
    if session is None:
        return {"session": None}
    locale, rules = locale_of(request), session.rules
    settings: Settings = request.app.state.settings
    said = session.in_language(locale)
    return {
        "session": session,
        "about": said,
        "about_locale": session.language(locale),
        "url": settings.public_url + said.path,
        "zone": rules.timezone,
        "period": format_period(rules.starts_at, rules.ends_at, rules.timezone, locale)
        if rules.starts_at
        else "",
    }


async def sign_up(request: Request, sent: FormData) -> Response:
    """Send the mail that asks to confirm it."""
    uid = request.path_params["uid"]
    await signing_up.sign_up(
        Wish(
            uid, text(sent, "name"), text(sent, "email"), locale_of(request), text(sent, "consent")
        )
    )
    return shown(request, "sign_up_sent.html", **_about(request, await sessions.one(uid)))


async def question(request: Request) -> Response:
    """The button that confirms it; a GET changes nothing."""
    token = token_of(request)
    return await _standing(request, await signing_up.asked(token), token, confirming=True)


async def confirm(request: Request, sent: FormData) -> Response:
    """Take the seat, or the place in the line."""
    return await _standing(request, await signing_up.confirm(token_of(request, sent)))


async def own(request: Request) -> Response:
    """How somebody stands, with buttons to leave and to be forgotten."""
    token = token_of(request)
    return await _standing(request, await signing_up.look(token), token)


async def leave(request: Request, sent: FormData) -> Response:
    """Leave, and be forgotten if that is asked."""
    erased = text(sent, "act") == "erase"
    act = signing_up.erase if erased else signing_up.cancel
    return await _standing(request, await act(token_of(request, sent)), erased=erased)


async def _standing(
    request: Request,
    stood: Standing,
    token: str = "",
    *,
    confirming: bool = False,
    erased: bool = False,
) -> Response:
    uid = stood.person.session
    session = (await sessions.public([uid])).get(uid)
    return shown(
        request,
        "sign_up_standing.html",
        **_about(request, session),
        stage=stood.person.state,
        stages=Stage,
        place=stood.place,
        link=token,
        confirming=confirming and stood.person.state is Stage.UNCONFIRMED,
        erased=erased,
    )


ROUTES = [
    *pages("/session/{uid}/", form, sign_up),
    *pages(f"/{CONFIRM_PAGE}/", question, confirm),
    *pages(f"/{OWN_PAGE}/", own, leave),
]
