"""What happened to an entry: the list, two revisions beside each other, and the way back."""

from typing import Any

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import where_in_words
from admin.changes import Words, words_for
from admin.events import told
from admin.language import panel_locale
from admin.pages import Done, form, page, shown, text
from cms.access.permissions import may
from cms.access.roles import Permission
from cms.content import ContentType
from cms.content.discovery import installed
from cms.content.values import blank, encode, title_of
from cms.editing import authorised, undo, versions
from cms.editing.comparison import FieldChange, compare
from cms.editing.reverting import PLACE, restored
from cms.editing.versions import StoredVersion
from cms.errors import N_, InvalidInput, Message, NotFound, Problem
from cms.publishing.history import History, history
from cms.translation.interface.catalogues import type_label

VIEWS = ("inline", "side")
MOST_REVISIONS = 2**31 - 1


def routes() -> Router:
    """The pages of one entry's past."""
    return Router(
        [
            Route("/{uid}/", page(overview)),
            Route("/{uid}/name/", form(name, overview), methods=["POST"]),
            Route("/{uid}/compare/", page(comparison)),
            Route("/{uid}/revert/{to:int}/", page(confirmation)),
            Route("/{uid}/revert/{to:int}/", form(go_back, confirmation), methods=["POST"]),
        ]
    )


async def overview(request: Request) -> Response:
    """All that happened, newest first."""
    uid = await _allowed(request, Permission.VIEW)
    found = await history(uid, after=request.query_params.get("after", ""))
    content_type, locale = installed()[found.content_type], panel_locale(request)
    events = [told(content_type, item, locale) for item in found.items]
    kept = [one.revision for one in events if one.version]
    return shown(
        request,
        "history.html",
        **await _entry(request, found),
        events=events,
        chosen={"old": kept[1:2] or kept, "new": kept[:1]},
        comparable=len(kept) > 1 or bool(found.next) or bool(request.query_params.get("after")),
        newest=not request.query_params.get("after"),
        next=found.next,
    )


async def comparison(request: Request) -> Response:
    """What differs between two revisions; the newest and the one before it unless others are asked."""
    found = await history(await _allowed(request, Permission.VIEW), first=1)
    newest = await versions.before(found.uid, MOST_REVISIONS)
    new = _revision(request, "to", newest)
    old = _revision(request, "from", await versions.before(found.uid, new))
    content_type = installed()[found.content_type]
    changes = await _changes(content_type, await _snapshot(content_type, found.uid, old),
                             await _snapshot(content_type, found.uid, new))  # fmt: skip
    asked = request.query_params.get("view", "")
    return shown(
        request,
        "comparison.html",
        **await _entry(request, found),
        old=old,
        new=new,
        view=asked if asked in VIEWS else VIEWS[0],
        changes=await _worded(request, content_type, changes),
        earlier=found.revision is not None and 0 < old < found.revision,
    )


async def confirmation(request: Request) -> Response:
    """What a revert would change, before it does."""
    found, version = await _version(request)
    content_type = installed()[found.content_type]
    current = await versions.load(found.uid, found.revision or 0)
    back = dict(current.snapshot) | restored(content_type, version.snapshot)
    changes = await _changes(content_type, current.snapshot, back)
    moves = [one for one in changes if one.name in PLACE]
    return shown(
        request,
        "revert.html",
        **await _entry(request, found),
        version=version,
        view="inline",
        changes=await _worded(request, content_type, [one for one in changes if one not in moves]),
        moves=await _worded(request, content_type, moves),
    )


async def go_back(request: Request, sent: FormData) -> Done:
    """Revert, if nobody saved since the page was shown."""
    found, version = await _version(request)
    content_type = installed()[found.content_type]
    looked_at = text(sent, "revision")
    actor = await actor_of(request)
    try:
        made = await authorised.revert(
            actor,
            content_type,
            found.uid,
            version.revision,
            revision=int(looked_at) if looked_at.isdecimal() else 0,
            note=text(sent, "note"),
            place=bool(text(sent, "place")),
        )
    except InvalidInput as error:
        raise InvalidInput(
            [_with_field(content_type, one, panel_locale(request)) for one in error.problems]
        ) from None
    said = "reverted" if made.changed else "same"
    return Done(f"history/{found.uid}/?said={said}", await undo.offer(actor, undo.of_save(made)))


async def name(request: Request, sent: FormData) -> str:
    """Give a version a name."""
    uid, revision = _uid(request), text(sent, "revision")
    number = int(revision) if revision.isdecimal() and len(revision) < 10 else 0
    await authorised.name_version(await actor_of(request), uid, number, text(sent, "label"))
    return f"history/{uid}/?said=saved"


def _with_field(content_type: ContentType, one: Problem, locale: str) -> Problem:
    """The problem with its field's label before it: this page has no form to show it in."""
    if one.field is None or one.field in ("note", "revision"):
        return one
    field = where_in_words(content_type, one.field, locale)
    text = Message("{field}: {problem}", {"field": field, "problem": one.message})
    return Problem(one.code, text, one.field)


def _uid(request: Request) -> str:
    uid: str = request.path_params["uid"]
    if not (uid.isascii() and uid.isalnum()):
        raise NotFound(N_("There is no entry {uid}."), uid=uid[:20])
    return uid


def _revision(request: Request, name: str, default: int) -> int:
    asked = request.query_params.get(name, "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else default


async def _allowed(request: Request, permission: Permission) -> str:
    """The entry's uid, if whoever asks may do this with it."""
    uid = _uid(request)
    await authorised.require_past(await actor_of(request), permission, uid)
    return uid


async def _version(request: Request) -> tuple[History, StoredVersion]:
    """The entry as it is, and the version that it should become."""
    found = await history(await _allowed(request, Permission.EDIT), first=1)
    if found.revision is None:
        raise NotFound(N_("There is no entry {uid}."), uid=found.uid)
    to = min(request.path_params["to"], MOST_REVISIONS)
    return found, await versions.load(found.uid, to)


async def _entry(request: Request, found: History) -> dict[str, Any]:
    """What every one of these pages says of the entry."""
    locale = panel_locale(request)
    last = await versions.load(found.uid, await versions.before(found.uid, MOST_REVISIONS))
    content_type = installed()[found.content_type]
    return {
        "uid": found.uid,
        "title": title_of(last.snapshot, locale),
        "type_label": type_label(content_type, locale),
        "form": f"#/{content_type.name}/{found.uid}/" if found.revision is not None else "",
        "revision": found.revision,
        "may_edit": await may(
            await actor_of(request),
            Permission.EDIT,
            found.uid if found.revision is not None else None,
        ),
    }


async def _snapshot(content_type: ContentType, uid: str, revision: int) -> dict[str, Any]:
    """A revision's snapshot; nothing at all for 0, before the first."""
    if revision == 0:
        return dict(encode(blank(content_type)))
    return dict((await versions.load(uid, revision)).snapshot)


async def _changes(
    content_type: ContentType, before: dict[str, Any] | Any, after: dict[str, Any]
) -> list[FieldChange]:
    return await to_thread.run_sync(compare, content_type, before, after)


async def _worded(
    request: Request, content_type: ContentType, changes: list[FieldChange]
) -> list[Words]:
    return await words_for(await actor_of(request), content_type, changes, panel_locale(request))
