"""What the text editor (admin/editor) asks of us."""

import re

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, Router

from admin.answers import answering
from cms.content.richtext import clean

FOLDER = "/admin/uid/"
"""Where the panel leads for an entry's uid: a link that was copied there is a link to the entry."""

_PANEL_LINK = re.compile(
    r'href="(?:https?://[^"/]+)?' + re.escape(FOLDER) + r'([\w-]+(?:#[^\s"]*)?)"'
)


class Html(BaseModel):
    """What was pasted, or typed as HTML."""

    model_config = ConfigDict(extra="forbid")

    html: str


def routes() -> Router:
    """The editor's questions."""
    return Router([Route("/clean/", cleaned, methods=["POST"])])


def stored(html: str) -> str:
    """HTML with the panel's links to entries as links to their uids; it is still to be cleaned."""
    return _PANEL_LINK.sub(r'href="uid:\1"', html)


@answering
async def cleaned(request: Request) -> Response:
    """The HTML as it would be stored."""
    sent = Html.model_validate_json(await request.body())
    return JSONResponse({"html": clean(stored(sent.html))})
