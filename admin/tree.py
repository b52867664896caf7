"""The tree of all entries: a page that shows it level by level, and the acts that rearrange it."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin import titles, tree_levels
from admin.acting import actor_of
from admin.answers import answering
from admin.language import language_name, panel_locale
from admin.ordering import ordering, save
from admin.pages import form, page, shown
from admin.panel import static_version
from cms.access.actors import Actor
from cms.content import LOCALES
from cms.content.discovery import installed
from cms.database.engine import rehearsing, writing
from cms.editing import undo
from cms.editing.undo import Inverse
from cms.errors import N_, InvalidInput, Message, NotFound, Problem
from cms.publishing.impact import Change, Impact, Listed, impact_of_act
from cms.publishing.tree import authorised_tree
from cms.publishing.undoing import of_copy, of_move, of_rename
from cms.translation.interface.catalogues import render, type_label

MOVED = N_("“{title}” now stands under “{parent}”.")
ORDERED = N_("“{title}” now stands elsewhere under “{parent}”.")
RENAMED = N_("“{title}” is called {slug} in addresses ({language}).")
COPY = N_("Copy “{title}” with all below it? That makes {number} drafts.")
COPIED = N_("{number} copied as drafts under “{parent}”.")
LEFT_OUT = N_("{said} {number} were left out: you may not see them.")
MOST_SHOWN = 20
LONGEST_ORDER = 20_000

Done = tuple[str, Inverse | None]
"""What is said of what was done, and its way back."""


def routes() -> Router:
    """The page, and what its script asks for."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/{uid}/order/", page(ordering), methods=["GET"]),
            Route("/{uid}/order/", form(save, ordering), methods=["POST"]),
        ]
    )


def data() -> Router:
    """What the page's script asks for: levels to show, acts to do."""
    return Router(
        [
            Route("/level/{uid}/", answering(level)),
            Route("/way/{uid}/", answering(way)),
            Route("/move/", answering(move), methods=["POST"]),
            Route("/rename/", answering(rename), methods=["POST"]),
            Route("/copy/", answering(copy), methods=["POST"]),
        ]
    )


async def overview(request: Request) -> Response:
    """The page; its script fills in the tree."""
    locale = panel_locale(request)
    return shown(
        request,
        "tree.html",
        languages_shown=[(one, language_name(one, locale)) for one in LOCALES],
        symbols=tree_levels.legend(locale),
        types=[(one.name, type_label(one, locale)) for one in installed().values()],
        static_version=static_version(),
    )


async def level(request: Request) -> Response:
    """What stands under an entry, or on top: its order, and the details of a part of it."""
    actor, locale = await actor_of(request), panel_locale(request)
    offset = request.query_params.get("offset", "0")
    start = int(offset) if offset.isdecimal() and len(offset) < 8 else 0
    uid = request.path_params["uid"]
    return JSONResponse(await tree_levels.level(actor, uid, locale, start))


async def way(request: Request) -> Response:
    """Which entries to open, from the top, to see one."""
    uid = request.path_params["uid"]
    return JSONResponse(await tree_levels.way(await actor_of(request), uid))


async def move(request: Request) -> Response:
    """Put an entry elsewhere; one whose public addresses change only when that was agreed to."""
    actor, body = await actor_of(request), await _body(request)
    uid, parent = _text(body, "uid"), _text(body, "parent")
    position, order = _position(body), _order(body)

    async def act() -> Done:
        made = await authorised_tree.move(actor, uid, parent, position=position, if_order=order)
        text = MOVED if made.before.parent != parent else ORDERED
        return text, of_move(made) if made.before != made.after else None

    said = {"parent": await _title(request, actor, parent)}
    return await _done(request, uid, act, said, sure=body.get("sure") is True)


async def rename(request: Request) -> Response:
    """Give an entry another name in addresses, in one language."""
    actor, body = await actor_of(request), await _body(request)
    uid, locale, slug = _text(body, "uid"), _text(body, "locale"), _text(body, "slug")

    async def act() -> Done:
        made = await authorised_tree.rename(actor, uid, locale, slug)
        return RENAMED, of_rename(made, locale) if made.before != made.after else None

    said = {"slug": slug, "language": language_name(locale, panel_locale(request))}
    return await _done(request, uid, act, said, sure=body.get("sure") is True)


async def copy(request: Request) -> Response:
    """Copy an entry with what stands below it; more than one only when that was agreed to."""
    actor, body = await actor_of(request), await _body(request)
    uid, parent = _text(body, "uid"), _text(body, "parent")
    if body.get("sure") is not True:
        async with rehearsing():
            number = (await authorised_tree.copy(actor, uid, parent)).number
        if number > 1:
            asked = Message(COPY, {"number": number, "title": await _title(request, actor, uid)})
            return JSONResponse({"ask": render(asked, panel_locale(request))})
    async with writing():
        made = await authorised_tree.copy(actor, uid, parent)
        token = await undo.offer(actor, of_copy(made))
    said = {"number": made.number, "parent": await _title(request, actor, parent)}
    message = Message(COPIED, said)
    if made.left_out:
        message = Message(LEFT_OUT, {"said": message, "number": made.left_out})
    said_so = render(message, panel_locale(request))
    return JSONResponse({"said": said_so, "uid": made.uid, "undo": token})


async def _done(
    request: Request,
    uid: str,
    act: Callable[[], Awaitable[Done]],
    said: dict[str, str],
    *,
    sure: bool,
) -> Response:
    """Do it, and say what was done; or ask first, with what the public would notice."""
    actor, locale = await actor_of(request), panel_locale(request)
    async with writing():
        if not sure:
            impact = await impact_of_act(actor, uid, act)
            if impact.refused:
                raise impact.refused
            if impact.moved.total or impact.gone.total:
                return JSONResponse({"ask": _asked(impact, locale)})
        text, inverse = await act()
        token = await undo.offer(actor, inverse)
    title = await _title(request, actor, uid)
    message = Message(text, {"title": title, **said})
    return JSONResponse({"said": render(message, locale), "uid": uid, "undo": token})


def _asked(impact: Impact, locale: str) -> dict[str, Any]:
    return {
        "moved": _listed(impact.moved, locale),
        "gone": _listed(impact.gone, locale),
        "aliases": list(impact.aliases[:MOST_SHOWN]),
    }


def _listed(listed: Listed, locale: str) -> dict[str, Any]:
    items = [_change(one, locale) for one in listed.items[:MOST_SHOWN]]
    return {"items": items, "total": listed.total, "hidden": listed.hidden}


def _change(one: Change, locale: str) -> dict[str, Any]:
    language = language_name(one.locale, locale)
    return {"title": one.title, "language": language, "old": one.old, "new": one.new}


async def _title(request: Request, actor: Actor, uid: str) -> str:
    return (await titles.titles_of(actor, [uid], panel_locale(request))).get(uid, uid)


async def _body(request: Request) -> dict[str, Any]:
    try:
        body = await request.json()
    except (ValueError, RecursionError):
        body = None
    if not isinstance(body, dict):
        raise InvalidInput([Problem("bad_request", Message(N_("This cannot be understood.")))])
    return body


def _text(body: dict[str, Any], name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or len(value) > 200 or not value.isprintable():
        raise InvalidInput([Problem("wrong_type", Message(N_("Write a text.")), name)])
    if name in ("uid", "parent") and not (value.isascii() and value.isalnum()):
        raise NotFound(N_("There is no entry {uid}."), uid=value[:20])
    return value


def _position(body: dict[str, Any]) -> int | None:
    value = body.get("position")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**31:
        raise InvalidInput(
            [Problem("wrong_type", Message(N_("Write a whole number.")), "position")]
        )
    return value


def _order(body: dict[str, Any]) -> list[str] | None:
    value = body.get("order")
    if value is None:
        return None
    if not isinstance(value, list) or len(value) > LONGEST_ORDER:
        value = [None]
    if all(isinstance(one, str) for one in value):
        return value
    raise InvalidInput([Problem("wrong_type", Message(N_("Give a list of texts.")), "order")])
