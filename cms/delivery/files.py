"""Files for programs: how one is sent, and what is said where there is none."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from cms.content import LOCALES
from cms.database.outages import RETRY_SECONDS, is_outage, unavailable
from cms.errors import N_, CmsError, NotFound, Unexpected
from cms.http.caching import NOBODY_KEEPS, fresh_for, public, surrogate_keys
from cms.http.representations import Representation, matches
from cms.reading.changed import last_change
from cms.reading.surrogates import READS, Reads
from cms.translation.interface.catalogues import render_error
from cms.translation.interface.negotiation import negotiate

THREADED = 100_000
"""Bytes from which a coding takes long enough to keep others waiting."""
WAIT = frozenset({429, 503})
"""With these a client may ask again soon."""
ALWAYS = {"access-control-allow-origin": "*", "x-content-type-options": "nosniff"}


@dataclass(frozen=True)
class File:
    """What is sent; ``name`` is what a browser calls it that keeps it, ``headers`` what else is said."""

    body: bytes
    media_type: str
    locale: str = ""
    name: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


Make = Callable[[Request, Reads], Awaitable[File]]
"""Makes a file for whoever asks, nobody in particular, and notes all that it reads."""
Endpoint = Callable[[Request], Awaitable[Response]]


class BadAddress(CmsError):
    """An address that asks for a file in a way that makes no sense."""

    code = "bad_address"


class NoFile(NotFound):
    """There is no such file: what it would be about is unknown, or not public in its language."""

    def __init__(self) -> None:
        super().__init__(N_("There is nothing at this address, or it is not public."))


def known_language(request: Request) -> str:
    """The language in the address. Raises `NoFile` for one that the site does not have."""
    locale: str = request.path_params["locale"]
    if locale not in LOCALES:
        raise NoFile
    return locale


def serving(make: Make) -> Endpoint:
    """An endpoint that sends what ``make`` makes, or says why it makes nothing."""
    return answering(partial(_sent, make=make))


def answering(send: Callable[..., Awaitable[Response]]) -> Endpoint:
    """An endpoint that answers what ``send`` answers, or says what came between."""

    async def endpoint(request: Request) -> Response:
        try:
            return await send(request)
        except CmsError as error:
            return refused(error, request)
        except Exception as error:
            if is_outage(error):
                return refused(unavailable(error), request)
            return refused(Unexpected(error, request.url.path), request)

    return endpoint


async def _sent(request: Request, make: Make) -> Response:
    reads: Reads = request.scope.setdefault(READS, Reads())
    modified = await last_change()  # before anything is read: what comes after it is not missed
    file = await make(request, reads)
    reads.whole = True
    made = Representation(file.body, file.media_type, surrogate_keys(request))
    coding = made.coding(request.headers.get("accept-encoding", ""))
    headers = {
        **ALWAYS,
        "cache-control": public(fresh_for(request.scope)),
        "etag": made.etag(coding),
        "vary": "accept-encoding",
    }
    if modified:
        headers["last-modified"] = format_datetime(modified.astimezone(UTC), usegmt=True)
    if has_it(request, headers["etag"], modified):
        return Response(status_code=304, headers=headers)
    body = await asyncio.to_thread(made.body, coding) if made.size > THREADED else made.body(coding)
    headers |= {**made.headers(coding), **_described(file)}
    if made.keys:
        headers["surrogate-key"] = " ".join(made.keys)
    return Response(b"" if request.method == "HEAD" else body, headers=headers)


def _described(file: File) -> dict[str, str]:
    named = {"content-disposition": f'inline; filename="{file.name}"'} if file.name else {}
    return {**named, **file.headers} | ({"content-language": file.locale} if file.locale else {})


def has_it(request: Request, etag: str, modified: datetime | None) -> bool:
    """Whether the client has it already; a date counts only where it sends no entity tag."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return matches(tags, etag)
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    known = since if since.tzinfo else since.replace(tzinfo=UTC)
    return modified is not None and modified.replace(microsecond=0) <= known


def refused(error: CmsError, request: Request) -> Response:
    """What is said instead of a file, in the language of the address, or of the browser."""
    named: Any = request.path_params.get("locale")
    locale = named if named in LOCALES else negotiate(request.headers.get("accept-language"))
    headers = {
        **ALWAYS,
        "cache-control": NOBODY_KEEPS,
        "content-language": locale,
        "vary": "accept-language",
    }
    if error.status in WAIT:
        headers["retry-after"] = str(RETRY_SECONDS)
    return PlainTextResponse(f"{render_error(error, locale)}\n", error.status, headers)
