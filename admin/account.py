"""One's own account: where one is logged in, and the tokens with which programs act for one."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.confirming import confirmed
from admin.language import TIMEZONE, panel_locale
from admin.pages import Afterwards, form, number, page, shown, text, texts
from cms.access import accounts, api_tokens, audit, labels, second_factor, sessions
from cms.access.actors import Actor
from cms.access.api_tokens import Token
from cms.access.permissions import able_somewhere
from cms.access.roles import Permission
from cms.access.sessions import Session
from cms.errors import N_, InvalidInput, Message, NotFound, Problem
from cms.translation.interface.catalogues import gettext

BROWSERS = ("Edg", "OPR", "Firefox", "Chrome", "Safari", "curl")
SYSTEMS = ("Android", "iPhone", "iPad", "Windows", "Mac OS X", "Linux")
CALLED = {"Edg": "Edge", "OPR": "Opera", "Mac OS X": "macOS"}
PROPOSED = timedelta(days=90)


async def account(request: Request) -> Response:
    """Everything about the account of whoever is logged in."""
    actor, locale = await actor_of(request), panel_locale(request)
    user_id = own_id(actor)
    own = await accounts.account(user_id)
    today = datetime.now(ZoneInfo(TIMEZONE)).date()
    return shown(
        request,
        "account.html",
        account=own,
        email=own.address,
        factor=await second_factor.standing(user_id),
        sessions=[_session(request, one) for one in await sessions.sessions_of(user_id)],
        tokens=_tokens(await api_tokens.tokens(actor), own.name, locale),
        scopes=await _scopes(actor, locale),
        dates={
            "least": today + timedelta(days=1),
            "most": today + timedelta(days=365),
            "proposed": today + PROPOSED,
        },
    )


def own_id(actor: Actor) -> int:
    """The number of the account; somebody who is logged in has one."""
    assert actor.user_id is not None
    return actor.user_id


def _session(request: Request, one: Session) -> dict[str, Any]:
    return {
        "id": one.id,
        "client": in_words(one.client),
        "address": one.address,
        "begun_at": one.begun_at,
        "seen_at": one.seen_at,
        "this": one.id == request.scope["session_id"],
    }


def in_words(client: str) -> str:
    """``Firefox, Linux``: what a browser says of itself, in brief."""
    found = [next((one for one in known if one in client), "") for known in (BROWSERS, SYSTEMS)]
    return ", ".join(CALLED.get(one, one) for one in found if one)


def _tokens(found: Iterable[Token], owner: str, locale: str) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "name": one.name,
            "hint": one.hint,
            "scopes": ", ".join(
                gettext(labels.PERMISSIONS[scope], locale)
                for scope in Permission
                if scope in one.scopes
            ),
            "expires_at": one.expires_at,
            "last_used_at": one.last_used_at,
        }
        for one in found
        if one.owner == owner and not one.ended
    ]


async def _scopes(actor: Actor, locale: str) -> list[dict[str, str]]:
    able = await able_somewhere(actor)
    return [
        {"value": one.value, "label": gettext(labels.PERMISSIONS[one], locale)}
        for one in Permission
        if one in able
    ]


async def end_session(request: Request, sent: FormData) -> str:  # noqa: ARG001 - a form's action
    """Log out somewhere else, or here."""
    actor = await actor_of(request)
    if not await sessions.end_one(own_id(actor), number(request, "id")):
        raise NotFound(N_("There is no such session any more."))
    await audit.note(actor.name, "session.end", actor.name)
    return "account/?said=ended"


async def end_others(request: Request, sent: FormData) -> str:  # noqa: ARG001 - as above
    """Log out everywhere but here."""
    actor = await actor_of(request)
    await sessions.end_all([own_id(actor)], but=request.scope["session_id"])
    await audit.note(actor.name, "session.end", actor.name, all=True)
    return "account/?said=ended"


async def add_token(request: Request, sent: FormData) -> Afterwards:
    """A new token, whose text is shown this once."""
    actor = await actor_of(request)
    scopes = {_scope(one) for one in texts(sent, "scope")}
    name = text(sent, "token_name")
    secret = await api_tokens.create(actor, name, scopes, _end_of(text(sent, "expires")))

    async def made() -> Response:
        return shown(request, "token.html", called=name, secret=secret)

    return made


def _scope(value: str) -> Permission:
    if value not in set(Permission):
        raise InvalidInput([Problem("unknown_scope", Message(N_("Choose what the token may do.")))])
    return Permission(value)


def _end_of(day: str) -> datetime:
    """The last moment of a day, on the editors' clocks; a year at most."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        text = Message(N_("Give the date until which the token works."))
        raise InvalidInput([Problem("bad_expiry", text, "expires")]) from None
    return datetime.combine(chosen, time(23, 59, 59), ZoneInfo(TIMEZONE)).astimezone(UTC)


async def revoke_token(request: Request, sent: FormData) -> str:  # noqa: ARG001 - as above
    """The token opens nothing any more."""
    await api_tokens.revoke(await actor_of(request), number(request, "id"))
    return "account/?said=token"


def routes() -> Router:
    """The page, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(account)),
            Route("/sessions/end/", form(end_others, account), methods=["POST"]),
            Route("/sessions/{id:int}/end/", form(end_session, account), methods=["POST"]),
            Route("/tokens/", confirmed(add_token, account), methods=["POST"]),
            Route("/tokens/{id:int}/revoke/", form(revoke_token, account), methods=["POST"]),
        ]
    )
