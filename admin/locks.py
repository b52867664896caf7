"""Who is editing: a form takes the entry's lock, keeps it while it is open, and gives it back."""

from collections.abc import Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering
from admin.entry_input import body_of
from admin.language import TIMEZONE, panel_locale
from cms.access.actors import Actor
from cms.database.engine import writing
from cms.editing import locks
from cms.editing.locks import Lock, Locked, LockLost
from cms.errors import N_, Message
from cms.translation.interface.catalogues import render
from cms.translation.interface.formats import format_time

EDITING = N_("{holder} is editing this entry since {time}.")
TAKEN_OVER = N_("{holder} took over editing this entry at {time}.")
ELSEWHERE = N_("You have this entry open in another tab too.")


def routes() -> Router:
    """What a form asks while it is open; ``release`` it says when it leaves."""
    return Router(
        [
            Route("/{uid}/take/", answering(take), methods=["POST"]),
            Route("/{uid}/steal/", answering(steal), methods=["POST"]),
            Route("/{uid}/renew/", answering(renew), methods=["POST"]),
            Route("/{uid}/release/", answering(release), methods=["POST"]),
        ]
    )


async def take(request: Request) -> Response:
    """Start editing, unless somebody else is."""
    actor = await actor_of(request)
    try:
        async with writing():
            _, token = await locks.take(actor, request.path_params["uid"])
    except Locked as error:
        return _held_by(request, error.lock, EDITING)
    return JSONResponse({"state": "mine", "token": token, "message": ""})


async def steal(request: Request) -> Response:
    """Start editing, whoever else is."""
    actor = await actor_of(request)
    async with writing():
        _, token = await locks.steal(actor, request.path_params["uid"])
    return JSONResponse({"state": "mine", "token": token, "message": ""})


async def renew(request: Request) -> Response:
    """Go on editing; the form is told when the lock went to another one."""
    actor = await actor_of(request)
    token = str((await body_of(request)).get("token", ""))
    try:
        async with writing():
            await locks.renew(actor, request.path_params["uid"], token)
    except LockLost as error:
        if error.lock is None:
            return JSONResponse({"state": "free", "message": ""})
        if error.lock.holder == actor.name:
            said = render(Message(ELSEWHERE), panel_locale(request))
            return JSONResponse({"state": "elsewhere", "message": said})
        return _held_by(request, error.lock, TAKEN_OVER)
    return JSONResponse({"state": "mine", "token": token, "message": ""})


async def release(request: Request) -> Response:
    """Stop editing; a browser sends this while it leaves the page, as a form."""
    async with request.form(max_files=0, max_fields=5) as sent:
        token = str(sent.get("token", ""))
    async with writing():
        await locks.release(await actor_of(request), request.path_params["uid"], token)
    return Response(status_code=204)


def _held_by(request: Request, lock: Lock, text: str) -> Response:
    return JSONResponse({"state": "theirs", "message": _told(lock, text, panel_locale(request))})


def _told(lock: Lock, text: str, locale: str) -> str:
    time = format_time(lock.since, TIMEZONE, locale)
    return render(Message(text, {"holder": lock.holder, "time": time}), locale)


async def editing(actor: Actor, uids: Iterable[str], locale: str) -> dict[str, str]:
    """Of the entries that somebody else is editing: who and since when, in words."""
    found = await locks.held(actor, uids)
    return {
        uid: _told(lock, EDITING, locale)
        for uid, lock in found.items()
        if lock.holder != actor.name
    }
