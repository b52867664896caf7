"""The recycle bin: what is in it, bringing it back, and the question before something goes in."""

from collections.abc import Sequence
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.answers import answering
from admin.entry_input import body_of
from admin.language import TIMEZONE, panel_locale
from admin.pages import SAID, Done, form, number, page, shown, text
from cms.access.actors import Actor
from cms.access.permissions import may
from cms.access.roles import Permission
from cms.content.discovery import installed
from cms.database.engine import rehearsing, writing
from cms.editing import undo
from cms.errors import N_, CmsError, InvalidInput, Message, Problem
from cms.publishing import undoing
from cms.publishing.bin import recycle_bin
from cms.publishing.bin.deleting import Deleted, delete
from cms.publishing.bin.recycle_bin import Binned
from cms.publishing.bin.restoring import Restored, restore
from cms.publishing.links.links import Breaking, WouldBreakLinks, would_break
from cms.settings import settings
from cms.translation.interface.catalogues import gettext, ngettext, render, render_error, type_label
from cms.translation.interface.formats import format_datetime

A_PAGE = 50
MOST_AT_ONCE = 500
MOST_FOUND = 10


def routes() -> Router:
    """The page of the bin, and what the panel asks before it deletes."""
    return Router(
        [
            Route("/", page(overview)),
            Route("/question/", answering(question), methods=["POST"]),
            Route("/delete/", answering(delete_all), methods=["POST"]),
            Route("/{id:int}/", page(confirmation)),
            Route("/{id:int}/restore/", form(bring_back, confirmation), methods=["POST"]),
            Route("/{id:int}/purge/", form(purge, overview), methods=["POST"]),
        ]
    )


async def overview(request: Request) -> Response:
    """What whoever asks deleted, or might have; the newest first."""
    actor, locale = await actor_of(request), panel_locale(request)
    found = await recycle_bin.bin_page(actor, A_PAGE, request.query_params.get("after", ""))
    return shown(
        request,
        "bin.html",
        lines=[_line(one, locale) for one in found.items],
        total=found.total,
        days=settings.bin_days,
        next=found.next,
        restored=await _restored(actor, request.query_params.get("uid", ""), locale),
        may_purge=await may(actor, Permission.ADMINISTER),
    )


async def _restored(actor: Actor, uid: str, locale: str) -> dict[str, str]:
    """What just came back, to be opened."""
    return await titles.titles_of(actor, [uid], locale) if uid.isascii() and uid.isalnum() else {}


def _line(one: Binned, locale: str) -> dict[str, Any]:
    content_type = installed().get(one.content_type)
    return {
        "id": one.id,
        "title": one.title(locale),
        "type": type_label(content_type, locale) if content_type else one.content_type,
        "path": one.path,
        "who": one.deleted_by,
        "when": format_datetime(one.deleted_at, TIMEZONE, locale),
        "until": format_datetime(one.purge_at, TIMEZONE, locale),
        "entries": one.entries,
    }


async def confirmation(request: Request) -> Response:
    """What would come back, where, and what would not be as it was."""
    actor, locale = await actor_of(request), panel_locale(request)
    branch = await recycle_bin.binned(actor, number(request, "id"))
    sought = request.query_params.get("find", "").strip()[:200]
    asked = request.query_params.get("parent") or None
    told, refused = await _rehearsed(actor, branch.id, asked)
    return shown(
        request,
        "restore.html",
        line=_line(branch, locale),
        parent=asked or "",
        above=await _title(actor, told.parent if told else None, locale),
        clashes=[render(one.message, locale) for one in told.clashes] if told else [],
        refused=_reasons(refused, locale) if refused else [],
        sought=sought,
        places=await _places(actor, sought, locale),
    )


async def _rehearsed(
    actor: Actor, bin_id: int, parent: str | None
) -> tuple[Restored | None, CmsError | None]:
    try:
        async with rehearsing():
            return await restore(actor, bin_id, parent=parent), None
    except CmsError as error:
        return None, error


def _reasons(error: CmsError, locale: str) -> list[str]:
    if isinstance(error, InvalidInput):
        return [render(one.message, locale) for one in error.problems]
    return [render_error(error, locale)]


async def _title(actor: Actor, uid: str | None, locale: str) -> str:
    return (await titles.titles_of(actor, [uid], locale)).get(uid, "") if uid else ""


async def _places(actor: Actor, sought: str, locale: str) -> dict[str, str]:
    if not sought:
        return {}
    return await titles.find(actor, None, sought, locale, limit=MOST_FOUND, offset=0)


async def bring_back(request: Request, sent: FormData) -> Done:
    """Restore a branch, where it stood or in the place that was chosen."""
    actor = await actor_of(request)
    done = await restore(actor, number(request, "id"), parent=text(sent, "parent") or None)
    token = await undo.offer(actor, undoing.of_restore(done))
    return Done(f"bin/?said=restored&uid={done.uid}", token)


async def purge(request: Request, _sent: FormData) -> str:
    """Forget a branch before its time."""
    await recycle_bin.purge(await actor_of(request), number(request, "id"))
    return "bin/?said=deleted"


async def question(request: Request) -> Response:
    """What deleting these entries comes to, in words: asked before it is done."""
    actor, locale = await actor_of(request), panel_locale(request)
    uids, _ = await _asked(request)
    async with rehearsing():
        breaking = await would_break(actor, uids)
        done = await delete(actor, uids, break_links=True)
    lines = _consequences(done, breaking, locale)
    return JSONResponse({"question": "\n\n".join(lines), "breaks": bool(breaking)})


def _consequences(done: Sequence[Deleted], breaking: Breaking, locale: str) -> list[str]:
    entries, public = sum(one.entries for one in done), sum(one.retracted for one in done)
    lines = [
        ngettext(
            "{number} entry goes to the bin.",
            "{number} entries go to the bin, with what stands under them.",
            entries,
            locale,
        )
    ]
    if public:
        lines.append(
            ngettext(
                "{number} of them is public: visitors will no longer find it.",
                "{number} of them are public: visitors will no longer find them.",
                public,
                locale,
            )
        )
    if breaking:
        lines.append(render(WouldBreakLinks(breaking).message, locale))
    days = settings.bin_days
    kept = ngettext(
        "It stays there for {number} day.", "It stays there for {number} days.", days, locale
    )
    return [*lines, kept, gettext("Delete?", locale)]


async def delete_all(request: Request) -> Response:
    """Put these entries into the bin, all of them or none."""
    actor, (uids, break_links) = await actor_of(request), await _asked(request)
    async with writing():
        gone = await delete(actor, uids, break_links=break_links)
        token = await undo.offer(actor, undoing.of_delete(gone) if gone else None)
    said = render(Message(SAID["deleted"]), panel_locale(request))
    return JSONResponse({"undo": token, "message": said})


async def _asked(request: Request) -> tuple[list[str], bool]:
    body = await body_of(request)
    uids = body.get("uids")
    if not isinstance(uids, list) or not all(isinstance(one, str) for one in uids):
        raise ValueError("uids")
    if len(uids) > MOST_AT_ONCE:
        text = Message(N_("At most {most} entries at once."), {"most": MOST_AT_ONCE})
        raise InvalidInput([Problem("too_many", text, "uids")])
    return uids, body.get("break_links") is True
