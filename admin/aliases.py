"""Addresses written by hand: the list, one of them, and files of them."""

from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.authentication import ROOT
from admin.language import TIMEZONE, language_name, panel_locale
from admin.pages import MOST_FIELDS, Done, form, number, page, shown, text
from cms.access.actors import Actor
from cms.content import LOCALES
from cms.database.engine import rehearsing, writing
from cms.editing import undo
from cms.errors import N_
from cms.publishing import undoing
from cms.publishing.aliases import alias_files, aliases
from cms.publishing.aliases.alias_files import Import
from cms.publishing.aliases.alias_input import COLUMNS, STATUSES
from cms.publishing.aliases.aliases import Alias
from cms.publishing.tree.paths import written_path
from cms.reading import publications
from cms.reading.view import View
from cms.translation.interface.catalogues import gettext, ngettext, render
from cms.translation.interface.formats import format_datetime

A_PAGE = 50
MOST_FAULTS = 100
WORDS = {
    301: N_("301, for good"),
    302: N_("302, for now"),
    307: N_("307, for now, with what a form sent"),
    308: N_("308, for good, with what a form sent"),
    410: N_("410, gone: it leads nowhere"),
}


def routes() -> Router:
    """The pages of aliases."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/", form(add, overview), methods=["POST"]),
            Route("/aliases.csv", page(export)),
            Route("/import/", page(importing)),
            Route("/import/", page(take_in), methods=["POST"]),
            Route("/{id:int}/", page(one)),
            Route("/{id:int}/", form(change, one), methods=["POST"]),
            Route("/{id:int}/delete/", form(delete, one), methods=["POST"]),
        ]
    )


async def overview(request: Request) -> Response:
    """All of them by address, or those that something is sought in; a form to add one."""
    search, after = (request.query_params.get(name, "")[:600] for name in ("q", "after"))
    found = await aliases.alias_page(await actor_of(request), search, A_PAGE, after)
    return shown(
        request,
        "aliases.html",
        lines=await _lines(request, found.items),
        counted=ngettext("{number} alias", "{number} aliases", found.total, panel_locale(request)),
        search=search,
        after=after,
        next=found.next,
        **_choices(request),
    )


async def _lines(request: Request, items: tuple[Alias, ...]) -> list[dict[str, Any]]:
    locale, actor = panel_locale(request), await actor_of(request)
    named = await titles.titles_of(actor, {one.says.uid for one in items if one.says.uid}, locale)
    living = {
        path
        for language in LOCALES
        for path in await publications.at_paths([one.says.path for one in items], View(language))
    }
    return [
        {
            "id": one.id,
            "path": written_path(one.says.path),
            "target": one.says.target,
            "title": named.get(one.says.uid or "", ""),
            "language": language_name(one.says.locale, locale) if one.says.locale else "",
            "host": aliases.host_of(one.says.target),
            "status": one.says.status,
            "leads": await aliases.lead(one) is not None,
            "rests": one.says.path in living,
            "who": one.changed_by,
            "when": format_datetime(one.changed_at, TIMEZONE, locale),
        }
        for one in items
    ]


def _choices(request: Request) -> dict[str, Any]:
    locale = panel_locale(request)
    return {
        "statuses": {str(one): gettext(WORDS[one], locale) for one in STATUSES},
        "languages_of_targets": {one: language_name(one, locale) for one in LOCALES},
    }


def _typed(sent: FormData) -> dict[str, str]:
    return {name: text(sent, name) for name in COLUMNS}


async def add(request: Request, sent: FormData) -> Done:
    """A new alias."""
    actor = await actor_of(request)
    made = await aliases.save(actor, _typed(sent))
    return await _done("added", actor, made)


async def _done(said: str, actor: Actor, made: aliases.Change) -> Done:
    return Done(f"aliases/?said={said}", await undo.offer(actor, undoing.of_alias(made)))


async def one(request: Request) -> Response:
    """One alias, to be changed or deleted."""
    found = await aliases.alias(await actor_of(request), number(request, "id"))
    (line,) = await _lines(request, (found,))
    return shown(request, "alias.html", line=line, says=found.says.row(), **_choices(request))


async def change(request: Request, sent: FormData) -> Done:
    """What an alias says from now on."""
    actor = await actor_of(request)
    return await _done(
        "saved", actor, await aliases.save(actor, _typed(sent), number(request, "id"))
    )


async def delete(request: Request, _sent: FormData) -> Done:
    """Forget an alias."""
    actor = await actor_of(request)
    return await _done("deleted", actor, await aliases.delete(actor, number(request, "id")))


async def export(request: Request) -> Response:
    """All of them as a file."""
    written = await alias_files.export_csv(await actor_of(request))
    named = {"Content-Disposition": 'attachment; filename="aliases.csv"'}
    return PlainTextResponse(written, headers=named, media_type="text/csv")


async def importing(request: Request) -> Response:
    """A file to be looked at, and what it would do."""
    await aliases.alias_page(await actor_of(request), first=1)  # who may not is told so here too
    return shown(request, "alias_import.html", told=None)


async def take_in(request: Request) -> Response:
    """Look at a file, or take in what was looked at: whole or not at all."""
    actor = await actor_of(request)
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        content, step = text(sent, "csv"), text(sent, "step")
    async with writing() if step == "import" else rehearsing():
        done = await alias_files.import_csv(actor, content)
    if step == "import" and not done.faults:
        return RedirectResponse(f"{ROOT}aliases/?said=saved", status_code=303)
    request.state.typed = {"csv": content}
    return shown(request, "alias_import.html", told=_told(done, request))


def _told(done: Import, request: Request) -> dict[str, Any]:
    locale = panel_locale(request)
    return {
        "added": done.added,
        "changed": done.changed,
        "same": done.same,
        "faults": [
            (one.line, render(one.problem.message, locale)) for one in done.faults[:MOST_FAULTS]
        ],
        "count": ngettext(
            "{number} error: with it nothing is imported.",
            "{number} errors: with these nothing is imported.",
            len(done.faults),
            locale,
        ),
    }
