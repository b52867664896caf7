"""The addresses of open data. It is sent as it is read: nobody holds the whole of it."""

import hashlib
from collections.abc import Mapping
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from cms.content import ContentType
from cms.content.discovery import installed
from cms.delivery.files import ALWAYS, NoFile, answering, known_language
from cms.delivery.open_data.formats import FORMATS, written
from cms.delivery.public_files import told
from cms.http.addresses import CATALOGUE
from cms.http.representations import matches
from cms.reading.harvesting import edition

ALL = "all"
FIRST_EDITION = "1"
"""Another one says that the same content is written in another way."""


def open_data(url: str) -> Starlette:
    """The data of the site at ``url``, to be mounted; its description is among the public files."""
    routes = [
        Route("/", _first),
        Route("/{locale}/{name}.{format}", answering(partial(_sent, url=url))),
    ]
    return Starlette(routes=routes, exception_handlers={HTTPException: told})


async def _first(_request: Request) -> Response:
    return RedirectResponse(f"{CATALOGUE}.jsonld", headers=ALWAYS)


async def _sent(request: Request, url: str) -> Response:
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
    pieces = written(form, locale, types, url)
    return StreamingResponse(pieces, headers=headers, media_type=form.media_type)


def _types(name: str) -> Mapping[str, ContentType]:
    if name == ALL:
        return installed()
    return {name: installed()[name]} if name in installed() else {}


async def _tag(request: Request, url: str) -> str:
    """It follows from what can be read, before any of that is read: a change comes with the next one."""
    parts = (FIRST_EDITION, url, request.url.path, await edition())
    return f'"{hashlib.sha256(" ".join(parts).encode()).hexdigest()[:24]}"'
