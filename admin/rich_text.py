"""What the text editor (admin/editor) asks of us."""

import re

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from admin import link_targets, ready_texts
from admin.answers import answering
from cms.content.embeds import PROVIDERS, embedded
from cms.content.richtext import clean
from cms.content.richtext.ast import Embed
from cms.content.richtext.html import blocks_to_html
from cms.errors import N_, InvalidInput, Message, Problem

FOLDER = "/admin/uid/"
"""Where the panel leads for an entry's uid: a link that was copied there is a link to the entry."""

_PANEL_LINK = re.compile(
    r'href="(?:https?://[^"/]+)?' + re.escape(FOLDER) + r'([\w-]+(?:#[^\s"]*)?)"'
)


class Html(BaseModel):
    """What was pasted, or typed as HTML."""

    model_config = ConfigDict(extra="forbid")

    html: str


class Address(BaseModel):
    """Where something is that is to be shown in the text, and what it shows."""

    model_config = ConfigDict(extra="forbid")

    address: str
    title: str = ""


def routes() -> Router:
    """The editor's questions."""
    return Router(
        [
            Route("/clean/", cleaned, methods=["POST"]),
            Route("/embed/", accepted),
            Route("/embed/", embed, methods=["POST"]),
            Mount("/targets", link_targets.routes()),
            Mount("/texts", ready_texts.routes()),
        ]
    )


def stored(html: str) -> str:
    """HTML with the panel's links to entries as links to their uids; it is still to be cleaned."""
    return _PANEL_LINK.sub(r'href="uid:\1"', html)


@answering
async def cleaned(request: Request) -> Response:
    """The HTML as it would be stored."""
    sent = Html.model_validate_json(await request.body())
    return JSONResponse({"html": clean(stored(sent.html))})


@answering
async def accepted(_request: Request) -> Response:
    """Whose videos can be shown in a text."""
    return JSONResponse({"accepted": _labels()})


@answering
async def embed(request: Request) -> Response:
    """A video by its address, as it would be stored."""
    sent = Address.model_validate_json(await request.body())
    video = embedded(sent.address)
    if not video:
        text = N_("This cannot be shown in the text; videos of {providers} can. Make it a link.")
        message = Message(text, {"providers": ", ".join(_labels())})
        raise InvalidInput([Problem("not_embeddable", message)])
    made = blocks_to_html((Embed(video.provider, video.id, sent.title),))
    return JSONResponse({"html": clean(made)})


def _labels() -> list[str]:
    return sorted((one.label for one in PROVIDERS.values()), key=str.lower)
