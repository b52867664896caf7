"""The lists of officialese, one a language: to read, and for who may edit the whole site to change."""

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import form, page, shown, text
from cms.access.permissions import may
from cms.access.roles import Permission
from cms.content import LOCALES
from cms.publishing.advice import word_lists


def routes() -> Router:
    """The page, and the form of each language on it."""
    return Router(
        [
            Route("/", page(lists)),
            Route("/{locale}/", form(save, lists), methods=["POST"]),
        ]
    )


async def lists(request: Request) -> Response:
    """Every list; one that was refused as it was typed."""
    panel, typed = panel_locale(request), getattr(request.state, "typed", {})
    refused = request.path_params.get("locale")
    found = [await word_lists.word_list(one) for one in LOCALES]
    return shown(
        request,
        "officialese.html",
        lists=[
            {
                "locale": one.locale,
                "name": language_name(one.locale, panel),
                "words": typed.get("words", "") if one.locale == refused else one.words,
                "version": one.version,
                "who": one.changed_by,
                "at": one.changed_at,
            }
            for one in found
        ],
        able=await may(await actor_of(request), Permission.EDIT),
    )


async def save(request: Request, sent: FormData) -> str:
    """Keep the list of a language."""
    await word_lists.save(
        await actor_of(request),
        request.path_params["locale"],
        text(sent, "words"),
        version=text(sent, "version"),
    )
    return "officialese/?said=saved"
