"""Who may do what to which entry, and why (not): a page for who shares it or manages users."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import page, shown
from cms.access import accounts, labels
from cms.access.actors import Actor
from cms.access.explaining import explain_all
from cms.access.permissions import Explanation, may_somewhere
from cms.access.roles import Permission
from cms.content.locales import LOCALES
from cms.errors import Message
from cms.translation.interface.catalogues import gettext, render

MOST_FOUND = 10


async def access(request: Request) -> Response:
    """A form to ask with, and the answer for every permission at once."""
    actor, locale = await actor_of(request), panel_locale(request)
    asked = {name: value.replace("\x00", "") for name, value in request.query_params.items()}
    name, typed, language = asked.get("user", ""), asked.get("entry", ""), asked.get("language", "")
    found = await _entries(actor, typed.strip(), locale)
    uid = next(iter(found)) if len(found) == 1 else None
    answered = bool(name) and (uid is not None or not typed.strip())
    answers = await explain_all(actor, uid, name, _known(language)) if answered else {}
    return shown(
        request,
        "access.html",
        users=await _people(actor),
        languages_of_site=[(code, language_name(code, locale)) for code in LOCALES],
        asked={"user": name, "entry": typed, "language": _known(language)},
        title=found[uid] if uid else "",
        uid=uid,
        choices=[] if uid else [_choice(request, *one) for one in found.items()],
        nothing=bool(typed.strip()) and not found,
        answers=await _answers(actor, answers, locale),
    )


async def _entries(actor: Actor, typed: str, locale: str) -> dict[str, str]:
    """The entries that are meant: the one with this uid, else those with this in their title."""
    if not typed:
        return {}
    found = await titles.find(actor, None, typed[:200], locale, limit=MOST_FOUND, offset=0)
    return {typed: found[typed]} if typed in found else found


def _known(language: str) -> str | None:
    return language if language in LOCALES else None


async def _people(actor: Actor) -> list[str]:
    """Whom one may ask about: oneself, and everybody for who may share or manage users."""
    if not await may_somewhere(actor, Permission.SHARE):
        return [actor.name]
    return [one.name for one in await accounts.accounts()]


def _choice(request: Request, uid: str, title: str) -> dict[str, str]:
    return {"title": title, "query": urlencode({**request.query_params, "entry": uid})}


async def _answers(
    actor: Actor, answers: Mapping[Permission, Explanation], locale: str
) -> list[dict[str, Any]]:
    given = [answer.grant.uid for answer in answers.values() if answer.grant and answer.grant.uid]
    blocked = [answer.blocked_at for answer in answers.values() if answer.blocked_at]
    known = await titles.titles_of(actor, {*given, *blocked}, locale)
    return [
        {
            "permission": gettext(labels.PERMISSIONS[permission], locale),
            "allowed": answer.allowed,
            "reason": render(_named(answer.reason, known), locale),
            "given_on": _place(answer.grant.uid if answer.grant else None, known),
            "blocked_at": _place(answer.blocked_at, known),
        }
        for permission, answer in answers.items()
    ]


def _named(reason: Message, known: Mapping[str, str]) -> Message:
    """With the title of the entry on which a role was given, where the reader may see it."""
    title = known.get(reason.params.get("uid", ""))
    return replace(reason, params={**reason.params, "uid": f"“{title}”"}) if title else reason


def _place(uid: str | None, known: Mapping[str, str]) -> dict[str, str] | None:
    return {"uid": uid, "title": known[uid]} if uid and uid in known else None


def routes() -> Router:
    """The page, to be mounted where only people who are logged in come."""
    return Router([Route("/", page(access))])
