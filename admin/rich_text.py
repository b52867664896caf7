"""What the text editor (admin/editor) asks of us."""

import asyncio
import re
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, Router

from admin import link_targets, ready_texts
from admin.acting import actor_of
from admin.answers import answering
from admin.language import panel_locale
from admin.pasted_pictures import in_library
from cms.content.embeds import PROVIDERS, embedded
from cms.content.richtext import clean, parse, to_html
from cms.content.richtext.ast import Embed
from cms.content.richtext.html import blocks_to_html
from cms.content.richtext.inline_images import InlineImage, Pasted, without_values
from cms.content.richtext.sanitise import limit_length
from cms.errors import N_, InvalidInput, Message, Problem
from cms.translation.interface.catalogues import render

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
    """The HTML as it would be stored, its pictures in the library; ``said`` tells what did not come along."""
    sent = Html.model_validate_json(await request.body())
    pasted = Pasted(stored(sent.html))
    # Long texts take seconds: meanwhile others are answered.
    found = await asyncio.to_thread(_pictures, pasted)
    uids = await in_library(found, await actor_of(request))
    html = await asyncio.to_thread(_written, pasted, uids)
    said = " ".join(render(one.message, panel_locale(request)) for one in pasted.problems)
    return JSONResponse({"html": html, "said": said})


def _pictures(pasted: Pasted) -> list[InlineImage]:
    limit_length(without_values(pasted.html))
    return pasted.pictures


def _written(pasted: Pasted, uids: Sequence[str]) -> str:
    made = to_html(parse(pasted.moved(uids)))
    limit_length(made)
    return made


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
        message = Message(text, {"providers": _labels()})
        raise InvalidInput([Problem("not_embeddable", message)])
    made = blocks_to_html((Embed(video.provider, video.id, sent.title),))
    return JSONResponse({"html": clean(made)})


def _labels() -> list[str]:
    return sorted((one.label for one in PROVIDERS.values()), key=str.lower)
