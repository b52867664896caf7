"""Publish and retract, one language at a time, with what the button would do said beforehand."""

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.answers import answering, concerns, described
from admin.dashboard import dashboard
from admin.entry_input import revision_of
from admin.language import language_name, panel_locale
from admin.refusals import refusals
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import LOCALES, ContentType, Values, localised
from cms.content.locales import known_locale
from cms.content.values import title_of
from cms.database.engine import writing
from cms.editing import working_copy
from cms.errors import N_, Conflict, Message
from cms.publishing import authorised, publishing
from cms.publishing.comparison import changed_since
from cms.translation.catalogues import label, render, state_label, type_label

PUBLISHED = N_("{language} is published at {path}.")
MOVED = N_("{language} is published at {path}. The old address {old} leads there.")
RETRACTED = N_("{language} is no longer public. Its address answers that it is gone.")
COMMENT = "comment"
MOST_NAMED = 5
MOST_TITLES = 500


def routes() -> Router:
    """The bar above the form: GET what is and what would be, POST publish and retract."""
    return Router(
        [
            Route("/", answering(dashboard)),
            Route("/titles/", answering(named)),
            Route("/{uid}/", answering(status)),
            Route("/{uid}/publish/{locale}/", answering(publish), methods=["POST"]),
            Route("/{uid}/retract/{locale}/", answering(retract), methods=["POST"]),
        ]
    )


async def named(request: Request) -> Response:
    """The titles of the entries with these uids."""
    uids = request.query_params.getlist("uid")[:MOST_TITLES]
    readable = [uid for uid in uids if uid.isalnum()]
    return JSONResponse(
        await titles.titles_of(await actor_of(request), readable, panel_locale(request))
    )


async def status(request: Request) -> Response:
    """Where the entry stands in each language."""
    return await _status(request, None)


async def publish(request: Request) -> Response:
    """Let the public read the entry in one language, as it was when the form was opened or saved."""
    content_type, uid, locale = await _asked(request)
    body = await _body(request)
    revision, comment = revision_of(body), body.get(COMMENT, "")
    async with writing():
        values = await working_copy.load(content_type, uid, lock=True)
        if values["revision"] != revision:
            raise Conflict(opened=revision, current=values["revision"])
        made = await authorised.publish(
            await actor_of(request), content_type, uid, locale, comment=comment
        )
    text = MOVED if made.moved_from else PUBLISHED
    said = {"path": made.path, "old": made.moved_from, "language": _name(request, locale)}
    return await _status(request, Message(text, said))


async def retract(request: Request) -> Response:
    """Take the entry away from the public in one language."""
    content_type, uid, locale = await _asked(request)
    comment = (await _body(request)).get(COMMENT, "")
    async with writing():
        await authorised.retract(
            await actor_of(request), content_type, uid, locale, comment=comment
        )
    return await _status(request, Message(RETRACTED, {"language": _name(request, locale)}))


async def _asked(request: Request) -> tuple[ContentType, str, str]:
    uid = request.path_params["uid"]
    await require(await actor_of(request), Permission.PUBLISH, uid)
    content_type = await working_copy.content_type_of(uid)
    concerns(request, content_type)
    return content_type, uid, known_locale(request.path_params["locale"])


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        return {}
    return body if isinstance(body, dict) else {}


def _name(request: Request, locale: str) -> str:
    name = language_name(locale, panel_locale(request))
    return name[:1].upper() + name[1:]


async def _status(request: Request, said: Message | None) -> Response:
    uid, panel = request.path_params["uid"], panel_locale(request)
    actor = await actor_of(request)
    await require(actor, Permission.VIEW, uid)
    content_type = await working_copy.content_type_of(uid)
    values = await working_copy.load(content_type, uid)
    return JSONResponse(
        {
            "uid": uid,
            "type": content_type.name,
            "type_label": type_label(content_type, panel),
            "title": title_of(values, panel),
            "revision": values["revision"],
            "message": render(said, panel) if said else "",
            "access": await refusals(actor, uid, values["source_locale"], panel),
            "languages": [await _language(request, content_type, values, one) for one in LOCALES],
        }
    )


async def _language(
    request: Request, content_type: ContentType, values: Values, locale: str
) -> dict[str, Any]:
    panel = panel_locale(request)
    effect = await publishing.effect_of_publishing(content_type, values, locale)
    changed = await changed_since(content_type, values, locale)
    live_path = effect.live.path if effect.live else None
    moves = live_path and effect.path and live_path != effect.path
    below = [one.standing.path for one in effect.moves]
    state = values[localised("state", locale)]
    return {
        "locale": locale,
        "name": _name(request, locale),
        "state": state,
        "state_label": state_label(state, panel),
        "live_path": live_path,
        "path": effect.path,
        "changed": None if changed is None else _named(content_type, changed, panel),
        "notes": [render(one, panel) for one in effect.notes],
        "moves": {"number": len(below), "paths": below[:MOST_NAMED]} if moves else None,
        "problems": [described(content_type, one, panel) for one in effect.problems],
    }


def _named(content_type: ContentType, names: tuple[str, ...], locale: str) -> list[str]:
    declared = {one.name: one for one in content_type.all_fields}
    return [label(content_type, declared[one], locale) for one in names]
