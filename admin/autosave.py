"""What was typed and not saved: kept by the form every few seconds, offered when it is opened again."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering, concerns, where_in_words
from admin.conflicts import changes_as_html
from admin.entry_input import REVISION, body_of, typed
from admin.language import TIMEZONE, panel_locale
from admin.titles import with_titles
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import ContentType
from cms.content.base import SERVER_OWNED
from cms.content.discovery import installed
from cms.content.values import blank, encode
from cms.database.engine import writing
from cms.editing import autosaves, working_copy
from cms.editing.autosaves import Autosave
from cms.editing.comparison.fields import Snapshot
from cms.editing.conflicts import as_typed, opened_snapshot, whole
from cms.editing.versions import snapshot
from cms.errors import N_, InvalidInput, NotFound
from cms.translation.interface.formats import format_datetime, format_time

NEW = "add"


def routes() -> Router:
    """GET what a form can go on with; POST what it holds now."""
    return Router(
        [
            Route("/{type}/{place}/", answering(kept)),
            Route("/{type}/{place}/{draft}/", answering(keep), methods=["POST"]),
            Route("/{type}/{place}/{draft}/discard/", answering(discard), methods=["POST"]),
        ]
    )


async def keep(request: Request) -> Response:
    """Keep what the form holds."""
    actor, content_type, uid = await _asked(request)
    body = await body_of(request)
    held, revision = body.get("typed"), body.get(REVISION) or 0
    if not isinstance(held, Mapping) or not isinstance(revision, int | str):
        return Response(status_code=400)
    async with writing():
        await autosaves.keep(
            actor,
            content_type,
            uid,
            request.path_params["draft"],
            revision=int(revision) % 2**31,
            typed={name: held[name] for name in _names(content_type) & held.keys()},
            at=_moment(body.get("at")),
        )
    time = format_time(datetime.now(UTC), TIMEZONE, panel_locale(request))
    return JSONResponse({"time": time})


async def discard(request: Request) -> Response:
    """Throw away what a form held."""
    actor, content_type, uid = await _asked(request)
    async with writing():
        await autosaves.discard(actor, content_type, uid, request.path_params["draft"])
    return Response(status_code=204)


async def kept(request: Request) -> Response:
    """What this person typed here and did not save, with what it would change."""
    actor, content_type, uid = await _asked(request)
    current: Snapshot = encode(blank(content_type))
    if uid:
        values = await working_copy.load(content_type, uid)
        current = whole(content_type, snapshot(content_type, values))
    offered = []
    for one in await autosaves.kept(actor, content_type, uid):
        told = await _told(request, content_type, uid, current, one)
        if told["changes"]:
            offered.append(told)
    return JSONResponse({"kept": offered, "user": actor.name})


async def _told(
    request: Request, content_type: ContentType, uid: str, current: Snapshot, one: Autosave
) -> dict[str, Any]:
    actor, locale = await actor_of(request), panel_locale(request)
    base = (await opened_snapshot(content_type, uid, one.revision) if uid else None) or current
    mine = readable(content_type, base, one.typed)
    drawn = await changes_as_html(actor, content_type, base, mine, locale=locale)
    form = dict(one.typed)
    await with_titles(actor, content_type, [form], locale)
    return {
        "draft": one.draft,
        "revision": one.revision,
        "when": format_datetime(one.at, TIMEZONE, locale),
        "typed": form,
        "changes": [
            {"label": where_in_words(content_type, name, locale), "html": html}
            for name, html in drawn.items()
            if mine[name] != current[name]
        ],
    }


def readable(content_type: ContentType, base: Snapshot, held: Mapping[str, Any]) -> Snapshot:
    """What was typed, but for fields that are half typed and cannot be read yet."""
    left = dict(held)
    for _ in range(len(left) + 1):
        try:
            return as_typed(content_type, base, typed(content_type, left, {}))
        except InvalidInput as error:
            wrong = {str(problem.field or "").split(".")[0] for problem in error.problems}
            left = {name: value for name, value in left.items() if name not in wrong}
    return base


def _names(content_type: ContentType) -> set[str]:
    return ({*content_type.columns} | {rows.name for rows in content_type.rows}) - SERVER_OWNED


def _moment(text: object) -> datetime | None:
    if not isinstance(text, str):
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else None


async def _asked(request: Request) -> tuple[Actor, ContentType, str]:
    """Who asks for which entry; the uid is empty for new ones."""
    actor, place = await actor_of(request), request.path_params["place"]
    content_type = installed().get(request.path_params["type"])
    if content_type is None:
        raise NotFound(N_("There is no entry {uid}."), uid=place[:20])
    concerns(request, content_type)
    if place == NEW:
        return actor, content_type, ""
    await require(actor, Permission.VIEW, place)
    if await working_copy.content_type_of(place) != content_type:
        raise NotFound(N_("There is no entry {uid}."), uid=place[:20])
    return actor, content_type, place
