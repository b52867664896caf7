"""A text to take along: the whole of what the public reads of an entry, in three forms."""

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import page, shown
from admin.titles import titles_of
from cms.access.permissions import require
from cms.access.roles import Permission
from cms.content import LOCALES
from cms.editing.working_copy import content_type_of
from cms.errors import N_, NotFound
from cms.representations.copies import Copy, public_copy
from cms.settings import Settings
from cms.translation.interface.catalogues import gettext

PLAIN = N_("Plain text")


@dataclass(frozen=True)
class Form:
    """One form of a text; ``end`` is the end of its own address."""

    end: str
    label: str
    text: str


@dataclass(frozen=True)
class Offered:
    """The forms of an entry in one language; none if the public reads nothing in it."""

    code: str
    language: str
    forms: list[Form]


def routes() -> Router:
    """One entry, in every language."""
    return Router([Route("/{uid}/", page(copies))])


async def copies(request: Request) -> Response:
    """The entry as others may copy it; of what is not public yet there is nothing to copy."""
    uid, reader, actor = request.path_params["uid"], panel_locale(request), await actor_of(request)
    await require(actor, Permission.VIEW, uid)
    content_type = await content_type_of(uid)
    if content_type.whole is None:
        raise NotFound(N_("There is nothing to copy here."))
    settings: Settings = request.app.state.settings
    offered = []
    for one in LOCALES:
        copy = await public_copy(uid, one, settings.public_url)
        offered.append(Offered(one, language_name(one, reader), _forms(copy, reader)))
    return shown(
        request,
        "copies.html",
        uid=uid,
        title=(await titles_of(actor, [uid], reader)).get(uid, uid),
        entry=f"#/{content_type.name}/{uid}/",
        offered=offered,
    )


def _forms(copy: Copy | None, reader: str) -> list[Form]:
    if copy is None:
        return []
    return [
        Form("html", "HTML", copy.html),
        Form("md", "Markdown", copy.markdown),
        Form("txt", gettext(PLAIN, reader), copy.text),
    ]
