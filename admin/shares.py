"""Sharing one entry and all under it: the page that its bar leads to."""

from collections.abc import Iterable

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin import titles
from admin.acting import actor_of
from admin.language import panel_locale
from admin.pages import Done, form, page, shown, text, texts
from admin.people import choices, in_words
from cms.access import accounts, groups, sharing
from cms.access.actors import Actor
from cms.access.permissions import require
from cms.access.roles import LOCAL_ROLES, Given, Permission, covers, read_given
from cms.access.sharing import Local, Principal, Share
from cms.content.discovery import installed
from cms.database.engine import fetch
from cms.editing import undo
from cms.editing.access_undo import of_share
from cms.errors import N_, InvalidInput, Message, Problem


async def shares(request: Request) -> Response:
    """Who has which local role here, and from where; forms to change it."""
    uid, locale, actor = request.path_params["uid"], panel_locale(request), await actor_of(request)
    facts = await require(actor, Permission.SHARE, uid)
    held = [grant.given for grant in (*actor.grants, *facts.grants)]
    found = await sharing.shares(uid)
    named = await titles.titles_of(actor, {one.uid for one in found} | {uid}, locale)
    roles = choices(LOCAL_ROLES, locale)
    return shown(
        request,
        "sharing.html",
        uid=uid,
        title=named[uid],
        path=await _form_of(uid),
        own=_by_principal(one for one in found if one.uid == uid),
        inherited=[
            {
                "name": one.principal.group or one.principal.user,
                "role": in_words(one.given, locale),
                "uid": one.uid,
                "title": named.get(one.uid, ""),
            }
            for one in found
            if one.uid != uid
        ],
        blocked=await sharing.is_blocked(uid),
        choices=[one | {"able": covers(held, read_given(one["value"]))} for one in roles],
        users=[one.name for one in await accounts.accounts() if one.active],
        groups=[one.name for one in await groups.groups()],
    )


def _by_principal(found: Iterable[Share]) -> dict[Principal, set[str]]:
    made: dict[Principal, set[str]] = {}
    for one in found:
        made.setdefault(one.principal, set()).add(str(one.given))
    return made


async def _form_of(uid: str) -> str:
    """The address of the entry's form within the panel."""
    [node] = await fetch("SELECT content_type FROM node WHERE uid = $1", uid)
    return f"#/{node['content_type']}/{uid}/" if node["content_type"] in installed() else ""


async def set_share(request: Request, sent: FormData) -> Done:
    """The local roles that are ticked for one person or group; what cannot be ticked stays."""
    uid, actor = request.path_params["uid"], await actor_of(request)
    principal = _principal(text(sent, "principal"))
    wanted = {read_given(one) for one in texts(sent, "role")}
    before = await _before(actor, uid)
    await sharing.share(actor, uid, principal, wanted | await _kept(actor, uid, principal))
    return await _done(actor, uid, before)


async def _before(actor: Actor, uid: str) -> Local:
    await require(actor, Permission.SHARE, uid)
    return await sharing.local(uid, lock=True)


async def _done(actor: Actor, uid: str, before: Local) -> Done:
    inverse = of_share(uid, before, await sharing.local(uid))
    return Done(f"sharing/{uid}/?said=saved", await undo.offer(actor, inverse))


async def _kept(actor: Actor, uid: str, principal: Principal) -> set[Given]:
    """What somebody has here that the actor cannot give: it is not the form's to take away."""
    facts = await require(actor, Permission.SHARE, uid)
    held = [grant.given for grant in (*actor.grants, *facts.grants)]
    return {
        one.given
        for one in await sharing.shares(uid)
        if (one.uid, one.principal) == (uid, principal) and not covers(held, one.given)
    }


def _principal(chosen: str) -> Principal:
    kind, _, name = chosen.partition(":")
    if kind not in ("user", "group") or not name:
        message = Message(N_("Choose a user or a group."))
        raise InvalidInput([Problem("no_principal", message, "principal")])
    return Principal(group=name) if kind == "group" else Principal(user=name)


async def set_blocked(request: Request, sent: FormData) -> Done:
    """Whether local roles from above stop here."""
    uid, actor = request.path_params["uid"], await actor_of(request)
    change = sharing.block if text(sent, "blocked") == "yes" else sharing.unblock
    before = await _before(actor, uid)
    await change(actor, uid)
    return await _done(actor, uid, before)


def routes() -> Router:
    """The page of each entry, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/{uid}/", page(shares)),
            Route("/{uid}/roles/", form(set_share, shares), methods=["POST"]),
            Route("/{uid}/blocked/", form(set_blocked, shares), methods=["POST"]),
        ]
    )
