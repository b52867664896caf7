"""The addresses of open data. It is sent as it is read: nobody holds the whole of it."""

import hashlib
from collections import Counter
from collections.abc import Mapping
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from cms.access.networks import network_of
from cms.content import ContentType
from cms.content.discovery import installed
from cms.delivery.files import ALWAYS, NoFile, answering, known_language
from cms.delivery.open_data.formats import FORMATS, written
from cms.delivery.public_files import told
from cms.errors import N_, CmsError
from cms.http.addresses import CATALOGUE
from cms.http.representations import matches
from cms.reading.harvesting import edition

ALL = "all"
FIRST_EDITION = "1"
"""Another one says that the same content is written in another way."""
MOST_AT_ONCE = 4
"""So many files one client may be reading: each is written anew, however large the site is."""


class TooManyAtOnce(CmsError):
    """A client that takes as many files as it may must wait until one of them is whole."""

    code = "too_many_at_once"
    status = 429

    def __init__(self) -> None:
        text = N_("You are taking {most} files already: wait until you have one of them.")
        super().__init__(text, most=MOST_AT_ONCE)


Taking = Counter[str]
"""How many files each client is taking now, of this process."""


class Taken(StreamingResponse):
    """A file that counts as one that ``client`` is taking, until its end or until the client goes."""

    def __init__(self, taking: Taking, client: str, *content: Any, **more: Any) -> None:
        super().__init__(*content, **more)
        self.taking = taking
        self.client = client

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it."""
        self.taking[self.client] += 1
        try:
            await super().__call__(scope, receive, send)
        finally:
            self.taking[self.client] -= 1
            if not self.taking[self.client]:
                del self.taking[self.client]


def open_data(url: str) -> Starlette:
    """The data of the site at ``url``, to be mounted; its description is among the public files."""
    routes = [
        Route("/", _first),
        Route("/{locale}/{name}.{format}", answering(partial(_sent, url=url, taking=Counter()))),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: told})


async def _first(_request: Request) -> Response:
    return RedirectResponse(f"{CATALOGUE}.jsonld", headers=ALWAYS)


async def _sent(request: Request, url: str, taking: Taking) -> Response:
    locale, name = known_language(request), request.path_params["name"]
    form, types = FORMATS.get(request.path_params["format"]), _types(name)
    if form is None or not types or (form.of_one_type and name == ALL):
        raise NoFile
    headers = {
        **ALWAYS,
        "cache-control": "public, no-cache",
        "content-language": locale,
        "content-disposition": f'attachment; filename="{name}.{locale}.{request.path_params["format"]}"',
    }
    tag = await _tag(request, url)
    headers["etag"] = f"W/{tag}"
    if matches(request.headers.get("if-none-match", ""), tag):
        return Response(status_code=304, headers=headers)
    if request.method == "HEAD":
        return StreamingResponse(iter(()), headers=headers, media_type=form.media_type)
    client = network_of(request.client.host if request.client else "")
    if taking[client] >= MOST_AT_ONCE:
        raise TooManyAtOnce
    pieces = written(form, locale, types, url)
    return Taken(taking, client, pieces, headers=headers, media_type=form.media_type)


def _types(name: str) -> Mapping[str, ContentType]:
    if name == ALL:
        return installed()
    return {name: installed()[name]} if name in installed() else {}


async def _tag(request: Request, url: str) -> str:
    """It follows from what can be read, before any of that is read: a change comes with the next one."""
    parts = (FIRST_EDITION, url, request.url.path, await edition())
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]}"'
