"""The audit log: who did what that took a privilege, and when."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.comments import STATES
from admin.language import TIMEZONE, language_name, panel_locale
from admin.pages import page, shown
from admin.people import in_words
from cms.access import audit_log, labels
from cms.access.audit_log import Act, Wanted
from cms.access.roles import Permission, read_given
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime

SCOPES = frozenset(Permission)
MOST = 50
FORMS: Mapping[str, str] = {"csv": "text/csv", "jsonl": "application/x-ndjson"}
FIELDS = ("actor", "act", "subject", "since", "until")


async def log(request: Request) -> Response:
    """A page of acts, and a form that narrows them down."""
    actor, locale = await actor_of(request), panel_locale(request)
    wanted = _wanted(request)
    found = await audit_log.acts(actor, wanted, _cursor(request), MOST + 1)
    shown_acts = found[:MOST]
    named = await titles.titles_of(actor, {one.subject for one in shown_acts}, locale)
    asked = {name: request.query_params.get(name, "") for name in FIELDS}
    kept = {name: value for name, value in asked.items() if value}
    last = shown_acts[-1].id if len(found) > MOST else None
    return shown(
        request,
        "audit.html",
        acts=[_told(one, named, locale) for one in shown_acts],
        kinds=[(one, _label(one, locale)) for one in await audit_log.kinds(actor)],
        asked=asked,
        query=urlencode(kept),
        earlier=urlencode(kept | {"before": last}) if last else "",
        newest="before" in request.query_params,
    )


def _told(one: Act, named: Mapping[str, str], locale: str) -> dict[str, Any]:
    return {
        "at": one.at,
        "actor": one.actor,
        "label": _label(one.act, locale),
        "subject": named.get(one.subject, one.subject),
        "uid": one.subject if one.subject in named else "",
        "details": _details(one.details, locale),
    }


def _details(details: Mapping[str, Any], locale: str) -> str:
    """What is known of an act, in words; nothing of what is not so, or none."""
    return " · ".join(_detail(name, value, locale) for name, value in details.items() if value)


def _detail(name: str, value: Any, locale: str) -> str:
    called = gettext(labels.DETAILS[name], locale) if name in labels.DETAILS else name
    if value is True:
        return called
    values = value if isinstance(value, list) else [value]
    say = SAY.get(name, _plain)
    return f"{called}: {', '.join(say(str(one), locale) for one in values)}"


def _plain(told: str, _locale: str) -> str:
    return told


def _moment(told: str, locale: str) -> str:
    try:
        return format_datetime(datetime.fromisoformat(told), TIMEZONE, locale)
    except ValueError:
        return told


def _scope(told: str, locale: str) -> str:
    return gettext(labels.PERMISSIONS[Permission(told)], locale) if told in SCOPES else told


def _role(told: str, locale: str) -> str:
    try:
        return in_words(read_given(told), locale)
    except InvalidInput:
        return told


def _label(act: str, locale: str) -> str:
    return gettext(labels.ACTS[act], locale) if act in labels.ACTS else act


def _state(told: str, locale: str) -> str:
    return gettext(STATES[told], locale) if told in STATES else told


SAY: Mapping[str, Callable[[str, str], str]] = {
    "at": _moment,
    "until": _moment,
    "expires": _moment,
    "locale": language_name,
    "languages": language_name,
    "kind": _label,
    "role": _role,
    "roles": _role,
    "scopes": _scope,
    "state": _state,
}
"""How the details that are no plain text are told."""


def _wanted(request: Request) -> Wanted:
    asked = {name: request.query_params.get(name, "").replace("\x00", "") for name in FIELDS}
    since, until = _midnight(asked["since"]), _midnight(asked["until"])
    if until:
        until += timedelta(days=1)
    return Wanted(asked["actor"], asked["act"], asked["subject"], since, until)


def _midnight(day: str) -> datetime | None:
    """When a day begins, on the editors' clocks."""
    if not day:
        return None
    try:
        return datetime.combine(_sensible(date.fromisoformat(day)), time(), ZoneInfo(TIMEZONE))
    except ValueError:
        text = Message(N_("This is no date."))
        raise InvalidInput([Problem("bad_date", text, "since")]) from None


def _sensible(day: date) -> date:
    """A date that every clock can show; raises `ValueError`."""
    if not 1970 <= day.year < 9000:
        raise ValueError(day)
    return day


def _cursor(request: Request) -> int | None:
    before = request.query_params.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None


async def export(request: Request) -> Response:
    """All acts that are asked for, as a file."""
    form = request.path_params["form"]
    if form not in FORMS:
        raise HTTPException(404)
    pieces = await audit_log.exported(await actor_of(request), _wanted(request), form)
    headers = {"Content-Disposition": f'attachment; filename="audit.{form}"'}
    return StreamingResponse(pieces, media_type=FORMS[form], headers=headers)


def routes() -> Router:
    """The pages, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(log)),
            Route("/export.{form}", page(export), methods=["POST"]),
        ]
    )
