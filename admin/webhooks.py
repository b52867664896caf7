"""The pages of webhooks: the list, one of them, its secret, and trying it. For administrators."""

from typing import Any

import orjson
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import webhook_log
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import Afterwards, form, number, page, shown, text, texts
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.errors import CmsError
from cms.http.outgoing import Call
from cms.translation.interface.catalogues import gettext, render, type_plural
from cms.webhooks import deliveries, hooks, trying
from cms.webhooks.events import EVENTS
from cms.webhooks.means import Means
from cms.webhooks.shaping import DEFAULT_DOCUMENT
from cms.webhooks.trying import Tried
from cms.webhooks.typed import Typed

FIRST = Typed("", "https://")
"""What the form of a new one has in it."""


def routes() -> Router:
    """The pages, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/new/", page(new)),
            Route("/new/", form(add, new), methods=["POST"]),
            Route("/{id:int}/", page(one)),
            Route("/{id:int}/", form(change, one), methods=["POST"]),
            Route("/{id:int}/delete/", form(delete, one), methods=["POST"]),
            Route("/{id:int}/secret/", form(rotate, one), methods=["POST"]),
            Route("/{id:int}/try/", page(trial)),
            Route("/{id:int}/try/", form(try_now, trial), methods=["POST"]),
            *webhook_log.routes(),
        ]
    )


async def overview(request: Request) -> Response:
    """All of them, and how each is doing."""
    found = await hooks.webhooks(await actor_of(request))
    return shown(request, "webhooks.html", webhooks=found, events=EVENTS)


async def new(request: Request) -> Response:
    """The form of a new one."""
    await hooks.webhooks(await actor_of(request))  # who may not is told so here too
    return shown(request, "webhook.html", hook=None, **_fields(request, FIRST))


async def add(request: Request, sent: FormData) -> Afterwards:
    """A new one; its secret is shown this once."""
    added, secret = await hooks.add(await actor_of(request), _typed(sent), _means(request))
    return _with_secret(request, added, secret)


async def one(request: Request) -> Response:
    """One of them, to be changed."""
    hook = await hooks.webhook(await actor_of(request), number(request, "id"))
    return shown(
        request,
        "webhook.html",
        hook=hook,
        deliveries=sum((await deliveries.numbers(hook.id)).values()),
        next_at=await deliveries.next_at(hook.id),
        **_fields(request, hook.typed),
    )


async def change(request: Request, sent: FormData) -> str:
    """What it says from now on."""
    id_ = number(request, "id")
    await hooks.change(await actor_of(request), id_, _typed(sent), _means(request))
    return f"webhooks/{id_}/?said=saved"


async def delete(request: Request, _sent: FormData) -> str:
    """Forget it."""
    await hooks.delete(await actor_of(request), number(request, "id"))
    return "webhooks/?said=deleted"


async def rotate(request: Request, _sent: FormData) -> Afterwards:
    """A new secret, shown this once."""
    id_ = number(request, "id")
    return _with_secret(request, id_, await hooks.rotate(await actor_of(request), id_))


async def trial(request: Request) -> Response:
    """A dry run of an entry that somebody chose: exactly what would be sent, and nothing is."""
    return await _trial(request, dict(request.query_params), None)


async def try_now(request: Request, sent: FormData) -> Afterwards:
    """Send a test, once the database is let go, and show what came of it."""
    actor, id_ = await actor_of(request), number(request, "id")
    await hooks.webhook(actor, id_)
    uid = text(sent, "uid")

    async def send() -> Response:
        try:
            tried = await trying.try_now(actor, id_, _means(request), uid=uid)
        except CmsError as error:
            request.state.error, tried = error, None
        return await _trial(request, {"uid": uid}, tried)

    return send


async def _trial(request: Request, asked: dict[str, str], tried: Tried | None) -> Response:
    actor, id_ = await actor_of(request), number(request, "id")
    hook, call = await hooks.webhook(actor, id_), None
    event = asked.get("event", "")
    if event in EVENTS:
        try:
            call = await trying.dry_run(
                actor,
                id_,
                _means(request),
                uid=asked.get("uid", ""),
                locale=_locale(asked),
                event=event,
            )
        except CmsError as error:
            request.state.error = error
    shown_call = call or (tried.call if tried else None)
    return shown(
        request,
        "webhook_try.html",
        hook=hook,
        asked=asked,
        events=EVENTS,
        languages_of_content=_languages(request),
        call=shown_call,
        body=_readable(shown_call) if shown_call else "",
        tried=tried,
        reason=render(tried.reason, panel_locale(request)) if tried and tried.reason else "",
    )


def _locale(asked: dict[str, str]) -> str:
    return asked["locale"] if asked.get("locale") in LOCALES else ""


def _readable(call: Call) -> str:
    return orjson.dumps(orjson.loads(call.body), option=orjson.OPT_INDENT_2).decode()


def _with_secret(request: Request, id_: int, secret: str) -> Afterwards:
    async def show() -> Response:
        hook = await hooks.webhook(await actor_of(request), id_)
        return shown(request, "webhook_secret.html", hook=hook, secret=secret)

    return show


def _means(request: Request) -> Means:
    found: Means = request.app.state.means
    return found


def _typed(sent: FormData) -> Typed:
    return Typed(
        name=text(sent, "name"),
        url=text(sent, "url"),
        events=tuple(texts(sent, "events")),
        types=tuple(texts(sent, "types")),
        locales=tuple(texts(sent, "locales")),
        branch=text(sent, "branch"),
        document=text(sent, "document"),
        active=bool(text(sent, "active")),
    )


def _fields(request: Request, kept: Typed) -> dict[str, Any]:
    """What the form has in it: what was typed, if it was refused, and else what is kept."""
    locale = panel_locale(request)
    sent: FormData | None = getattr(request.state, "sent", None)
    says = _typed(sent) if sent and "document" in sent else kept
    return {
        "says": says,
        "default_document": DEFAULT_DOCUMENT,
        "event_choices": [
            {"value": name, "label": gettext(word, locale)} for name, word in EVENTS.items()
        ],
        "type_choices": [
            {"value": one.name, "label": type_plural(one, locale)} for one in installed().values()
        ],
        "locale_choices": [{"value": code, "label": name} for code, name in _languages(request)],
    }


def _languages(request: Request) -> list[tuple[str, str]]:
    return [(code, language_name(code, panel_locale(request))) for code in LOCALES]
