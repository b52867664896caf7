"""Sign-ups: who comes to a session, who waits, and what an organiser does with them."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.language import TIMEZONE, language_name, panel_locale
from admin.pages import Action, Afterwards, form, page, shown, text
from cms.access.actors import Actor
from cms.community.signups import authorised
from cms.community.signups.attendee_file import STAGES
from cms.community.signups.organising import LONGEST_SUBJECT, LONGEST_TEXT, Attendees
from cms.community.signups.people import Person, Stage
from cms.community.signups.sessions import Rules
from cms.content import DEFAULT_LOCALE, LOCALES
from cms.content.values import title_of
from cms.settings import settings
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime, format_period

Act = Callable[[Actor, str, str], Awaitable[None]]
"""What is done with one who signed up."""


def routes() -> Router:
    """The list of sessions, and the page of each."""
    acts: dict[str, Act] = {
        "cancel": authorised.cancel,
        "front": authorised.to_front,
        "erase": authorised.erase,
        "resend": authorised.resend,
    }
    return Router(
        [
            Route("/", page(overview)),
            Route("/{uid}/", page(one)),
            Route("/{uid}/", form(add, one), methods=["POST"]),
            Route("/{uid}/mail/", form(write, one), methods=["POST"]),
            Route("/{uid}/sign-ups.csv", form(download, one), methods=["POST"]),
            *(
                Route(
                    f"/{{uid}}/{{person}}/{name}/", form(_doing(act, name), one), methods=["POST"]
                )
                for name, act in acts.items()
            ),
        ]
    )


async def overview(request: Request) -> Response:
    """The sessions of whoever asks for which people can sign up, or could."""
    locale = panel_locale(request)
    found = await authorised.organised(await actor_of(request))
    lines = [
        {
            **row,
            "title": title_of(row, locale),
            "when": _period(Rules(starts_at=row["starts_at"], timezone=row["timezone"]), locale),
        }
        for row in found
    ]
    return shown(request, "sign_ups.html", lines=lines)


async def one(request: Request) -> Response:
    """Who has a seat, who waits in which order, and the others."""
    actor, locale, uid = await actor_of(request), panel_locale(request), request.path_params["uid"]
    found = await authorised.attendees(actor, uid)
    rules = found.session.rules if found.session else Rules(timezone=TIMEZONE)
    named = await titles.titles_of(actor, [uid], locale)
    return shown(
        request,
        "sign_ups_of.html",
        uid=uid,
        title=named.get(uid, uid),
        rules=rules,
        public=found.session is not None,
        period=_period(rules, locale),
        closes=_moment(rules, rules.closes_at, locale),
        found=found,
        groups=_groups(found, rules, locale),
        mail_languages=[(code, language_name(code, locale)) for code in LOCALES],
        most={"subject": LONGEST_SUBJECT, "text": LONGEST_TEXT},
        days=settings.sign_up_days,
    )


def _groups(found: Attendees, rules: Rules, locale: str) -> dict[str, list[dict[str, Any]]]:
    def told(stages: Sequence[Stage]) -> list[dict[str, Any]]:
        some = [one for one in found.everybody if one.state in stages]
        return [_line(one, place, rules, locale) for place, one in enumerate(some, 1)]

    return {
        "seated": told([Stage.SEATED]),
        "waiting": told([Stage.WAITING]),
        "others": told([Stage.UNCONFIRMED, Stage.CANCELLED, Stage.ERASED]),
    }


def _line(one: Person, place: int, rules: Rules, locale: str) -> dict[str, Any]:
    last = one.erased_at or one.cancelled_at or one.confirmed_at or one.created_at
    return {
        "uid": one.uid,
        "place": place,
        "name": one.name or gettext(STAGES[Stage.ERASED], locale),
        "email": one.email,
        "stage": one.state.value,
        "state": gettext(STAGES[one.state], locale),
        "at": _moment(rules, last, locale),
        "by": one.added_by,
        "erased": one.erased_at is not None,
    }


def _moment(rules: Rules, at: Any, locale: str) -> str:
    return format_datetime(at, rules.timezone, locale) if at else ""


def _period(rules: Rules, locale: str) -> str:
    if rules.starts_at is None:
        return ""
    return format_period(rules.starts_at, rules.ends_at, rules.timezone, locale)


async def add(request: Request, sent: FormData) -> str:
    """Sign somebody up by hand."""
    uid, language = request.path_params["uid"], text(sent, "language")
    locale = language if language in LOCALES else DEFAULT_LOCALE
    made = await authorised.add(
        await actor_of(request), uid, text(sent, "name"), text(sent, "email"), locale
    )
    waits = made.person.state is Stage.WAITING
    return f"sign-ups/{uid}/?said={'added_waiting' if waits else 'added'}"


async def write(request: Request, sent: FormData) -> str:
    """A mail to all of them, a letter each."""
    uid = request.path_params["uid"]
    await authorised.write(
        await actor_of(request), uid, text(sent, "subject"), text(sent, "text"),
        waiting=text(sent, "waiting") == "yes",
    )  # fmt: skip
    return f"sign-ups/{uid}/?said=mailed_all"


async def download(request: Request, _sent: FormData) -> Afterwards:
    """The list as a file."""
    uid, locale = request.path_params["uid"], panel_locale(request)
    content = await authorised.file_of(await actor_of(request), uid, locale)
    headers = {"Content-Disposition": f'attachment; filename="sign-ups-{uid}.csv"'}

    async def answer() -> Response:
        return Response(content, media_type="text/csv; charset=utf-8", headers=headers)

    return answer


def _doing(act: Act, said: str) -> Action:
    async def do(request: Request, _sent: FormData) -> str:
        uid = request.path_params["uid"]
        await act(await actor_of(request), uid, request.path_params["person"])
        return f"sign-ups/{uid}/?said=sign_up_{said}"

    return do
