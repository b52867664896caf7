"""Reports of sessions: which wait, and of one session all, with the link for those who were there."""

from functools import partial
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import Afterwards, form, number, page, shown
from cms.access.permissions import Denied, may
from cms.access.roles import Permission
from cms.community import links
from cms.community.reports import authorised, reports, submitting
from cms.community.reports.reports import Report, State
from cms.content import LOCALES
from cms.errors import N_
from cms.translation.interface.catalogues import gettext

STATES = {
    State.WAITING: N_("Waits to be read"),
    State.ACCEPTED: N_("Accepted: shown with the session"),
    State.REJECTED: N_("Rejected"),
}


def routes() -> Router:
    """The pages of reports."""
    return Router(
        [
            Route("/", page(waiting)),
            Route("/{uid}/", page(of_session)),
            Route("/{uid}/link/", form(make_link, of_session), methods=["POST"]),
            Route("/{uid}/link/end/", form(end_link, of_session), methods=["POST"]),
            Route("/{uid}/{id:int}/erase/", form(erase, of_session), methods=["POST"]),
            *(
                Route(
                    f"/{{uid}}/{{id:int}}/{to}/",
                    form(partial(decide, to), of_session),
                    methods=["POST"],
                )
                for to in (State.ACCEPTED, State.REJECTED)
            ),
        ]
    )


async def waiting(request: Request) -> Response:
    """The sessions of which reports wait to be read, of those that one may see."""
    actor = await actor_of(request)
    numbers = await reports.waiting()
    named = await titles.titles_of(actor, numbers, panel_locale(request))
    lines = [(uid, title, numbers[uid]) for uid, title in named.items()]
    return shown(request, "reports.html", lines=sorted(lines, key=lambda one: one[1]))


async def of_session(request: Request) -> Response:
    """The reports of a session, and the link to hand one in."""
    refused = getattr(request.state, "error", None)
    if isinstance(refused, Denied):
        raise refused  # this page may be closed to them too
    uid, actor, locale = request.path_params["uid"], await actor_of(request), panel_locale(request)
    found = await authorised.of_session(actor, uid)
    return shown(
        request,
        "session_reports.html",
        uid=uid,
        title=(await titles.titles_of(actor, [uid], locale)).get(uid, uid),
        reports=[_line(one, locale) for one in found],
        until=await submitting.open_until(uid),
        made=getattr(request.state, "made", []),
        able_to_give=await may(actor, Permission.EDIT, uid),
        able_to_decide=await may(actor, Permission.PUBLISH, uid),
    )


def _line(one: Report, locale: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "name": one.name,
        "email": one.email,
        "paragraphs": [part for part in one.text.splitlines() if part.strip()],
        "lang": one.locale,
        "language": language_name(one.locale, locale),
        "state": one.state.value,
        "said": gettext(STATES[one.state], locale),
        "sent_at": one.sent_at,
        "decided_at": one.decided_at,
        "decided_by": one.decided_by,
    }


async def make_link(request: Request, _sent: FormData) -> Afterwards:
    """A link, shown once on the page itself: nobody can read it again."""
    uid = request.path_params["uid"]
    token = await authorised.make_link(await actor_of(request), uid)
    settings = request.app.state.settings
    request.state.made = [
        (language_name(one, panel_locale(request)), links.address(settings, one, "report", token))
        for one in LOCALES
    ]
    return lambda: of_session(request)


async def end_link(request: Request, _sent: FormData) -> str:
    """Let nobody hand in a report any more."""
    await authorised.end_link(await actor_of(request), request.path_params["uid"])
    return f"reports/{request.path_params['uid']}/?said=saved"


async def decide(to: State, request: Request, _sent: FormData) -> str:
    """Accept or reject a report."""
    uid = request.path_params["uid"]
    await authorised.decide(await actor_of(request), uid, number(request, "id"), to)
    return f"reports/{uid}/?said=saved"


async def erase(request: Request, _sent: FormData) -> str:
    """Leave nothing of a report."""
    uid = request.path_params["uid"]
    await authorised.erase(await actor_of(request), uid, number(request, "id"))
    return f"reports/{uid}/?said=deleted"
