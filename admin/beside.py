"""The preview beside the form: the entry as it is typed, in each frontend, for the one who types."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering, concerns, described
from admin.autosave import readable
from admin.entry_input import body_of
from admin.language import panel_locale
from admin.pages import templates
from admin.previews import link_to, path_of
from admin.rendering import rendered
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import LOCALES
from cms.content.locales import known_locale
from cms.database.engine import writing
from cms.editing import working_copy
from cms.editing.conflicts import whole
from cms.editing.versions import snapshot
from cms.errors import InvalidInput
from cms.publishing import drafts
from cms.reading import previews
from cms.reading.view import View
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext


def routes() -> Router:
    """POST what the form holds; GET it as the system itself reads it."""
    return Router(
        [
            Route("/{uid}/", answering(beside), methods=["POST"]),
            Route("/{uid}/{locale}/", answering(plain)),
        ]
    )


async def beside(request: Request) -> Response:
    """Where each frontend shows the entry, with what is typed over it.

    What can never be saved cannot be shown: then it shows what it showed, and the answer says why.
    """
    actor, uid = await actor_of(request), request.path_params["uid"]
    await require(actor, Permission.VIEW, uid)
    held = (await body_of(request)).get("typed")
    problem = ""
    async with writing():
        token, kept = await previews.beside(actor, uid)
        try:
            typed = await _typed(request, uid, held) if isinstance(held, Mapping) else None
            await previews.lay_over(kept, typed)
        except InvalidInput as error:
            problem = _why(error, request)
    return JSONResponse({"problem": problem, **await _shown(request, uid, token)})


async def _typed(request: Request, uid: str, held: Mapping[str, Any]) -> list[dict[str, Any]]:
    content_type = await working_copy.content_type_of(uid)
    concerns(request, content_type)
    values = await working_copy.load(content_type, uid)
    base = whole(content_type, snapshot(content_type, values))
    fields = {*content_type.columns, *(rows.name for rows in content_type.rows)}
    typed = {name: value for name, value in held.items() if name in fields}
    return drafts.typed_over(content_type, values, readable(content_type, base, typed))


def _why(error: InvalidInput, request: Request) -> str:
    content_type, locale = request.state.content_type, panel_locale(request)
    told = [described(content_type, one, locale) for one in error.problems]
    return " ".join(f"{one['label']}: {one['msg']}" for one in told)


async def _shown(request: Request, uid: str, token: str) -> dict[str, Any]:
    settings: Settings = request.app.state.settings
    await drafts.renew()
    perspective = await previews.redeem(token)
    paths = {locale: await path_of(uid, locale, perspective) for locale in LOCALES}
    return {
        "paths": paths,
        "frontends": [
            {
                "name": one.name,
                "origin": one.origin,
                "links": {locale: link_to(one, token, path) for locale, path in paths.items()},
            }
            for one in settings.frontends
        ],
    }


async def plain(request: Request) -> Response:
    """The entry as the system reads it, with what is typed over it: for a site without a frontend."""
    uid, locale = request.path_params["uid"], known_locale(request.path_params["locale"])
    actor, reader = await actor_of(request), panel_locale(request)
    perspective = await previews.shown_beside(actor, uid)
    await drafts.renew()
    view = View(locale, perspective=perspective)
    made = templates.get_template("beside.html").render(
        _=partial(gettext, locale=reader), of=locale, document=await rendered(uid, view, reader)
    )
    return HTMLResponse(made)
