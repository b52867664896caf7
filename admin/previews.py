"""Previews: what a draft will look like beside what is live, and tokens to show it to others."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.language import TIMEZONE, language_name, panel_locale
from admin.moments import read_moment
from admin.pages import MOST_FIELDS, form, page, shown, text
from admin.rendering import rendered
from admin.titles import titles_of
from cms.access.permissions import SITE, decide, require
from cms.access.roles import Permission
from cms.content import LOCALES
from cms.content.locales import known_locale
from cms.database.engine import writing
from cms.editing import working_copy
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import drafts
from cms.reading import previews, publications
from cms.reading.previews import Preview
from cms.reading.view import Drafts, Moment, Perspective, View
from cms.settings import Frontend, Settings
from cms.translation.interface.catalogues import gettext
from cms.translation.interface.formats import format_datetime

LASTS = {"1": N_("one hour"), "24": N_("one day"), "168": N_("a week"), "720": N_("thirty days")}
WORKS, EXPIRED, REVOKED = N_("Works"), N_("Expired"), N_("Revoked")


@dataclass(frozen=True)
class Made:
    """A token that was just made, and how it is used; nobody sees it again."""

    token: str
    links: tuple[tuple[str, str], ...]
    until: str


@dataclass(frozen=True)
class Line:
    """A preview in the list."""

    id: str
    shows: str
    moment: str
    maker: str
    until: str
    state: str
    works: bool
    beside: bool


def routes() -> Router:
    """The list of previews."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/{id}/revoke/", form(revoke, overview), methods=["POST"]),
        ]
    )


def entry_routes() -> Router:
    """One entry in one language: as it will be, as it is, and a token to share it."""
    return Router(
        [
            Route("/{uid}/{locale}/", page(preview)),
            Route("/{uid}/{locale}/", share, methods=["POST"]),
        ]
    )


async def preview(request: Request) -> Response:
    """The draft, or the entry at a moment, beside what is live."""
    uid, locale = request.path_params["uid"], known_locale(request.path_params["locale"])
    reader, actor = panel_locale(request), await actor_of(request)
    await require(actor, Permission.VIEW, uid)
    at = read_moment(request.query_params.get("at", ""), "at")
    await drafts.renew()
    perspective: Perspective = Moment(at, actor, uid) if at else Drafts(actor)
    found = await rendered(uid, View(locale, perspective=perspective), reader)
    content_type = await working_copy.content_type_of(uid)
    return shown(
        request,
        "preview.html",
        uid=uid,
        of=locale,
        title=(await titles_of(actor, [uid], reader)).get(uid, uid),
        form=f"#/{content_type.name}/{uid}/",
        at=request.query_params.get("at", "") if at else "",
        moment=format_datetime(at, TIMEZONE, reader) if at else "",
        language=language_name(locale, reader),
        spoken=[(one, language_name(one, reader)) for one in LOCALES],
        document=found,
        live=await rendered(uid, View(locale), reader),
        whole_site=decide(actor, Permission.VIEW, SITE).allowed,
        lasts=[(hours, gettext(label, reader)) for hours, label in LASTS.items()],
        made=getattr(request.state, "made", None),
    )


async def share(request: Request) -> Response:
    """Make a token, and show it once, on the page itself: no address may hold it."""
    async with request.form(max_files=0, max_fields=MOST_FIELDS) as sent:
        try:
            async with writing():
                request.state.made = await _make(request, sent)
        except CmsError as error:
            request.state.error = error
        request.state.typed = {name: str(value) for name, value in sent.items()}
    return await page(preview)(request)


async def _make(request: Request, sent: FormData) -> Made:
    uid, locale = request.path_params["uid"], known_locale(request.path_params["locale"])
    actor, hours = await actor_of(request), text(sent, "hours")
    at = read_moment(text(sent, "moment"), "moment") if text(sent, "shows") == "moment" else None
    if text(sent, "shows") == "moment" and at is None:
        raise InvalidInput([Problem("bad_moment", Message(N_("Write a date and time.")), "moment")])
    await require(actor, Permission.VIEW, uid)
    token, kept = await previews.make(
        actor,
        branch=None if text(sent, "scope") == "site" else uid,
        moment=at,
        hours=int(hours) if hours in LASTS else 0,
    )
    until = format_datetime(kept.expires_at, TIMEZONE, panel_locale(request))
    return Made(token, await _links(request.app.state.settings, token, uid, locale), until)


async def _links(
    settings: Settings, token: str, uid: str, locale: str
) -> tuple[tuple[str, str], ...]:
    """The address of the entry at each frontend, by its name."""
    if not settings.frontends:
        return ()
    await drafts.renew()
    path = await path_of(uid, locale, await previews.redeem(token))
    return tuple((one.name, link_to(one, token, path)) for one in settings.frontends)


async def path_of(uid: str, locale: str, perspective: Perspective) -> str:
    """Where a perspective shows an entry; the home page where it does not."""
    found = await publications.entries([uid], View(locale, perspective=perspective))
    return found[uid].path if uid in found else f"/{locale}"


def link_to(frontend: Frontend, token: str, path: str) -> str:
    """The address at which a frontend shows what a token shows."""
    return frontend.link.replace("{token}", quote(token, safe="")).replace("{path}", quote(path))


async def overview(request: Request) -> Response:
    """Every preview that works or lately worked: one's own, for an administrator all."""
    actor, reader = await actor_of(request), panel_locale(request)
    found = await previews.previews(actor)
    titles = await titles_of(actor, {one.branch for one in found if one.branch}, reader)
    lines = [_line(one, titles.get(one.branch or "", one.branch or ""), reader) for one in found]
    return shown(request, "previews.html", lines=lines)


def _line(one: Preview, title: str, reader: str) -> Line:
    expired = one.expires_at <= datetime.now(UTC)
    state = REVOKED if one.revoked_at else EXPIRED if expired else WORKS
    return Line(
        id=one.id,
        shows=title,
        moment=format_datetime(one.moment, TIMEZONE, reader) if one.moment else "",
        maker=one.maker,
        until=format_datetime(one.expires_at, TIMEZONE, reader),
        state=gettext(state, reader),
        works=state is WORKS,
        beside=one.beside,
    )


async def revoke(request: Request, _sent: FormData) -> str:
    """End one at once."""
    await previews.revoke(await actor_of(request), request.path_params["id"])
    return "previews/?said=revoked"
