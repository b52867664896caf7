"""The way back from what somebody just did."""

import re

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import answering
from admin.entry_input import body_of
from admin.language import panel_locale
from admin.pages import SAID, form, shown, text
from cms.database.engine import writing
from cms.errors import Message
from cms.publishing.undoing import STANDING, undo_act
from cms.translation.interface.catalogues import render

_BACK = re.compile(
    r"(history|sharing)/[0-9a-z]{1,16}/|people/users/[0-9]{1,9}/|aliases/|bin/|bulk/"
    r"|translations/[0-9a-z]{1,16}/[a-z]{2,8}/|tree/[0-9a-z]{1,16}/order/"
)


def routes() -> Router:
    """One door for all acts: the token knows which."""
    return Router(
        [
            Route("/", answering(undo), methods=["POST"]),
            Route("/here/", form(undo_here, refused), methods=["POST"]),
        ]
    )


async def undo(request: Request) -> Response:
    """Undo what the token was given for."""
    token = str((await body_of(request)).get("token", ""))
    async with writing():
        done = await undo_act(await actor_of(request), token)
    said = render(Message(SAID["undone"]), panel_locale(request))
    return JSONResponse({"uid": done.uid, "revision": done.revision, "message": said})


async def undo_here(request: Request, sent: FormData) -> str:
    """The same from a page of ours, which is shown again."""
    done = await undo_act(await actor_of(request), text(sent, "token"))
    back = text(sent, "back")
    there = "people/" if done.kind == STANDING else f"uid/{done.uid}" if done.uid else ""
    return f"{back if _BACK.fullmatch(back) else there}?said=undone"


async def refused(request: Request) -> Response:
    """Why it cannot be undone; `form` has noted that."""
    return shown(request, "refused.html")
