"""The report of broken links: what leads visitors nowhere, with where to mend it."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.language import language_name, panel_locale
from admin.pages import page, shown
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.errors import N_
from cms.publishing.bin import recycle_bin
from cms.publishing.links.broken_links import BrokenLink, Fate, Kind, broken_links
from cms.translation.interface.catalogues import gettext, type_label

FATES: Mapping[Fate, str] = {
    "gone": N_("does not exist any more"),
    "binned": N_("is in the bin"),
    "not_public": N_("is not public in this language"),
}
A_PAGE = 100
KINDS: Mapping[Kind, str] = {"link": N_("Link in the text"), "relation": N_("Relation")}


def routes() -> Router:
    """The page of broken links."""
    return Router([Route("/", page(report))])


async def report(request: Request) -> Response:
    """What is broken now, in one language or in all."""
    actor, locale = await actor_of(request), panel_locale(request)
    of = request.query_params.get("language", "")
    of = of if of in LOCALES else ""
    found = await broken_links(actor, of or None, A_PAGE, request.query_params.get("after", ""))
    targets = {one.target for one in found.broken}
    named = await recycle_bin.titles_in(actor, targets, locale)
    named |= await titles.titles_of(actor, targets, locale)
    return shown(
        request,
        "links.html",
        lines=[_line(one, named, locale) for one in found.broken],
        total=found.total,
        next=found.next,
        hidden=found.hidden,
        of=of,
        choices=[(code, language_name(code, locale)) for code in LOCALES],
    )


def _line(one: BrokenLink, named: Mapping[str, str], locale: str) -> dict[str, Any]:
    content_type = installed().get(one.content_type)
    return {
        "form": f"uid/{one.uid}",
        "title": one.source,
        "type": type_label(content_type, locale) if content_type else one.content_type,
        "path": one.path,
        "language": language_name(one.locale, locale),
        "kind": gettext(KINDS[one.kind], locale),
        "target": named.get(one.target, one.target),
        "fate": gettext(FATES[one.fate], locale),
    }
