"""Which entry an address leads to; where one that moved lives now; what to offer for one that is gone."""

from datetime import datetime
from typing import Annotated, Any

import strawberry

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.publishing.aliases.aliases import Lead
from cms.publishing.tree.paths import normal_path
from cms.reading.publications import Past
from cms.reading.view import View
from cms.schema.absences import Find
from cms.schema.content import Content, Translation, paths_above, translations_of
from cms.schema.context import Info

LONGEST_PATH = 2000


@strawberry.type(description="The entry that lives at the address.")
class ContentRoute:
    content: Content
    canonical: str = strawberry.field(description="Its whole address, spelt as it should be.")

    @strawberry.field(
        description=(
            "The languages it is published in, for `hreflang`: itself among them, the same in each."
        )
    )
    async def alternates(self, info: Info) -> list[Translation]:
        found = await translations_of(info, self.content.record, self.content.view)
        return [one for one in found if one.path]

    @strawberry.field(
        description=(
            'For `hreflang="x-default"`: its whole address in the site\'s default language; null if'
            " it is not published in that."
        )
    )
    async def x_default(self, info: Info) -> str | None:
        found = await translations_of(info, self.content.record, self.content.view)
        return next((one.url for one in found if one.locale.value == DEFAULT_LOCALE), None)


@strawberry.type(description="What lived at the address lives elsewhere now.")
class Redirect:
    to: str
    status: int
    uid: strawberry.ID | None


@strawberry.type(description="What lived at the address is no longer published.")
class Gone:
    path: str
    since: datetime
    uid: strawberry.Private[str]
    view: strawberry.Private[View]

    @strawberry.field(
        description="The same entry in other languages, then the nearest pages above it."
    )
    async def suggestions(self, info: Info) -> list[Content]:
        context = info.context
        found = [
            await context.entry(self.uid, self.view.only(locale))
            for locale in LOCALES
            if self.uid and locale != self.view.locale
        ]
        keys = [(path, self.view) for path in reversed(paths_above(self.path))]
        above = await context.loaders.at_paths.load_many(keys)
        return [one for one in found if one] + [
            context.content(record, self.view) for record in above if record
        ]


Route = Annotated[ContentRoute | Redirect | Gone, strawberry.union("Route")]


async def route(info: Info, path: str) -> Any:
    """What to answer for an address; null means that there never was anything."""
    path = normal_path(path)
    locale = path.split("/")[1]
    if path == "/":
        return await _to_default_home(info)
    if len(path) > LONGEST_PATH or "\0" in path:
        return None
    view = View(locale, perspective=info.context.perspective)
    found = await info.context.loaders.at_paths.load((path, view))
    if found:
        content = info.context.content(found, view)
        return ContentRoute(content=content, canonical=info.context.url(found.path))
    lead = await info.context.loaders.leads.load((path, view.perspective))
    if lead:
        return _led(lead, path, view)
    past = await info.context.loaders.pasts.load((path, view))
    if past is None:
        info.context.absences.note_unknown(info, view, _draft_at(info, path))
        return None
    return await _past_route(info, past, path, view)


def _draft_at(info: Info, path: str) -> Find:
    async def find(view: View) -> list[str]:
        found = await info.context.loaders.at_paths.load((path, view))
        return [found.uid] if found else []

    return find


async def _to_default_home(info: Info) -> Redirect | None:
    view = View(DEFAULT_LOCALE, perspective=info.context.perspective)
    uid = await info.context.loaders.homes.load(view.perspective)
    found = await info.context.entry(uid, view)
    if not found:
        return None
    return Redirect(to=found.record.path, status=302, uid=strawberry.ID(found.record.uid))


def _led(lead: Lead, path: str, view: View) -> Redirect | Gone:
    if lead.to is None:
        known = view.locale if view.locale in LOCALES else DEFAULT_LOCALE
        return Gone(path=path, since=lead.since, uid="", view=view.only(known))
    uid = strawberry.ID(lead.uid) if lead.uid else None
    return Redirect(to=lead.to, status=lead.status, uid=uid)


async def _past_route(info: Info, past: Past, path: str, view: View) -> Redirect | Gone:
    live = await info.context.entry(past.uid, view, info)
    if live:
        return Redirect(to=live.record.path, status=301, uid=strawberry.ID(past.uid))
    return Gone(path=path, since=past.until, uid=past.uid, view=view)
