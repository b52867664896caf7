"""The way back from what somebody just did."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering
from admin.entry_input import body_of
from admin.language import panel_locale
from cms.database.engine import writing
from cms.errors import N_, Message
from cms.publishing.undoing import undo_act
from cms.translation.catalogues import render

UNDONE = N_("Undone.")


def routes() -> Router:
    """One door for all acts: the token knows which."""
    return Router([Route("/", answering(undo), methods=["POST"])])


async def undo(request: Request) -> Response:
    """Undo what the token was given for."""
    token = str((await body_of(request)).get("token", ""))
    async with writing():
        done = await undo_act(await actor_of(request), token)
    said = render(Message(UNDONE), panel_locale(request))
    return JSONResponse({"uid": done.uid, "revision": done.revision, "message": said})
