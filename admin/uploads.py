"""Uploading to the library by tus 1.0 (https://tus.io/protocols/resumable-upload): it survives breaks.

What it says besides: in ``Cms-Asset`` the uid of what a whole file became, and what is wrong in words.
"""

import asyncio
import base64
import binascii
import hashlib
from collections.abc import AsyncIterator, Mapping
from email.utils import format_datetime
from typing import Any

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import Route, Router

from admin.acting import actor_of
from admin.answers import CODE, Handler, answering
from admin.authentication import ROOT
from cms.access.actors import Actor
from cms.errors import N_, CmsError
from cms.media.upload_refusals import LongerThanSaid
from cms.media.uploads import Digest, Part, Upload, Uploads, under_way
from cms.publishing.library import authorised as library
from cms.publishing.library.receiving import AlreadyThere

FOLDER = "uploads/"
VERSION = "1.0.0"
ALGORITHMS: Mapping[str, Any] = {"sha1": hashlib.sha1, "sha256": hashlib.sha256}
LONGEST_ABOUT = 4096
PATIENCE = 20
LEAST = 20_000
"""So many bytes of a part must come in each `PATIENCE` seconds, or its rest: less is no upload that ends."""
ASSET = "Cms-Asset"
ABOUT = ("folder", "replaces", "revision")
"""What a client may say of a file besides its name."""


class BadUpload(CmsError):
    """This is no request of the protocol."""

    code = "bad_upload"

    def __init__(self, status: int = 400) -> None:
        super().__init__(N_("This request cannot be understood."))
        self.status = status


class Stalled(CmsError):
    """Next to nothing came in for a while; what came before is kept."""

    code = "stalled"
    status = 408

    def __init__(self) -> None:
        super().__init__(N_("Nothing came in any more. Try again: it goes on where it was."))


def _speaking(handler: Handler[[Request]]) -> Handler[[Request]]:
    """Answers as the protocol wants them: with its version, and only to who speaks it."""

    async def answered(request: Request) -> Response:
        spoken = request.headers.get("tus-resumable") == VERSION
        answer = await (handler(request) if spoken else _unspoken(request))
        answer.headers["Tus-Resumable"] = VERSION
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return answered


async def _unspoken(_request: Request) -> Response:
    return Response(status_code=412, headers={"Tus-Version": VERSION})


async def options(_request: Request) -> Response:
    """What the server can do."""
    return Response(
        status_code=204,
        headers={
            "Tus-Resumable": VERSION,
            "Tus-Version": VERSION,
            "Tus-Extension": "creation,termination,expiration,checksum",
            "Tus-Checksum-Algorithm": ",".join(ALGORITHMS),
            "Tus-Max-Size": str(under_way().limits.file),
        },
    )


@answering
async def create(request: Request) -> Response:
    """Begin a file of a known length; tells where its bytes go."""
    actor = await actor_of(request)
    await library.check_may_add(actor)
    about = _about(request.headers.get("upload-metadata", ""))
    await _check(actor, about)
    uploads = under_way()
    kept = {name: about[name] for name in ABOUT if name in about}
    upload = await to_thread.run_sync(
        uploads.begin, actor.name, _number(request, "upload-length"), about["filename"], kept
    )
    answer = _told(uploads, upload, 201)
    answer.headers["Location"] = f"{ROOT}{FOLDER}{upload.id}"
    return answer


@answering
async def head(request: Request) -> Response:
    """How far it is."""
    uploads, upload = await _asked(request)
    answer = _told(uploads, upload, 200)
    answer.headers["Upload-Length"] = str(upload.size)
    return answer


@answering
async def patch(request: Request) -> Response:
    """Some more of its bytes. With the last of them it is taken into the library, or refused."""
    if request.headers.get("content-type") != "application/offset+octet-stream":
        raise BadUpload(415)
    offset, digest = _number(request, "upload-offset"), _digest(request)
    uploads, upload = await _asked(request)
    if upload.asset:
        raise BadUpload(409)
    async with uploads.opened(upload) as part:
        try:
            await _append(request, part, offset, digest)
        except ClientDisconnect:
            return Response(status_code=499)
        fresh = not part.is_whole or await _received(await actor_of(request), part)
    answer = _told(uploads, uploads.find(upload.id, upload.owner), 204)
    if not fresh:
        answer.headers[CODE] = AlreadyThere.code
    return answer


async def _append(request: Request, part: Part, offset: int, digest: Digest | None) -> None:
    announced = request.headers.get("content-length", "0")
    if not announced.isdecimal() or offset + int(announced[:15]) > part.upload.size:
        raise LongerThanSaid
    body = _flowing(request)
    if digest:
        await part.append_verified(offset, body, digest)
    else:
        await part.append(offset, body)


async def _flowing(request: Request) -> AsyncIterator[bytes]:
    """What comes in. A client that (almost) fell silent makes room for its next attempt. Raises `Stalled`."""
    body, now = aiter(request.stream()), asyncio.get_running_loop().time
    came, until = 0, now() + PATIENCE
    while True:
        try:
            async with asyncio.timeout_at(until):
                chunk = await anext(body)
        except StopAsyncIteration:
            return
        except TimeoutError:
            raise Stalled from None
        yield chunk
        came += len(chunk)
        if came >= LEAST:
            came, until = 0, now() + PATIENCE


async def _received(actor: Actor, part: Part) -> bool:
    """Into the library with it; what is not accepted there is thrown away.

    Whoever sends what is there already has that: then it says no.
    """
    try:
        uid = await _taken(actor, part)
    except AlreadyThere as error:
        part.finish(error.uid)
        return False
    except CmsError as error:
        if error.status < 500:
            part.discard()
        raise
    part.finish(uid)
    return True


async def _check(actor: Actor, about: Mapping[str, str]) -> None:
    """Refuse at once what would be refused once all of it is here."""
    if uid := about.get("replaces"):
        await library.check_may_replace(uid, actor)
    library.check_said(_said(about))


def _said(about: Mapping[str, str]) -> dict[str, str]:
    return {"folder": about["folder"]} if "folder" in about else {}


async def _taken(actor: Actor, part: Part) -> str:
    about, name = part.upload.about, part.upload.name
    if uid := about.get("replaces"):
        revision = int(about.get("revision", "0"))
        await library.replace(uid, part.path, name, revision=revision, actor=actor)
        return uid
    made = await library.receive(part.path, name, _said(about), actor=actor)
    return str(made["uid"])


@answering
async def terminate(request: Request) -> Response:
    """Throw away what has arrived."""
    uploads, upload = await _asked(request)
    await uploads.end(upload)
    return Response(status_code=204)


async def _asked(request: Request) -> tuple[Uploads, Upload]:
    uploads, actor = under_way(), await actor_of(request)
    return uploads, uploads.find(request.path_params["id"], actor.name)


def _told(uploads: Uploads, upload: Upload, status: int) -> Response:
    headers = {
        "Upload-Offset": str(uploads.offset(upload)),
        "Upload-Expires": format_datetime(uploads.expires(upload), usegmt=True),
    }
    if upload.asset:
        headers[ASSET] = upload.asset
    return Response(status_code=status, headers=headers)


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) <= 15):
        raise BadUpload
    return int(text)


def _about(header: str) -> dict[str, str]:
    """``filename d29y.., folder ZXY…``, in base64."""
    if len(header) > LONGEST_ABOUT:
        raise BadUpload
    said = {"filename": ""}
    for pair in filter(None, (one.strip() for one in header.split(","))):
        name, _, value = pair.partition(" ")
        try:
            said[name] = base64.b64decode(value, validate=True).decode()
        except ValueError:
            raise BadUpload from None
    if not said.get("revision", "0").isdecimal() or "\0" in "".join(said.values()):
        raise BadUpload
    return said


def _digest(request: Request) -> Digest | None:
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    name, _, value = header.partition(" ")
    try:
        return Digest(ALGORITHMS[name](), base64.b64decode(value, validate=True))
    except (KeyError, binascii.Error):
        raise BadUpload from None


_METHODS: Mapping[str, Handler[[Request]]] = {"HEAD": head, "PATCH": patch, "DELETE": terminate}


async def _one(request: Request) -> Response:
    """By the method, or by the one that a client says who can send no other."""
    method = request.headers.get("x-http-method-override", request.method)
    handler = _METHODS.get(method)
    return await handler(request) if handler else Response(status_code=405)


def routes() -> Router:
    """The protocol's addresses, to be mounted where only people who are logged in come."""
    return Router(
        [
            Route("/", options, methods=["OPTIONS"]),
            Route("/", _speaking(create), methods=["POST"]),
            Route("/{id}", options, methods=["OPTIONS"]),
            Route("/{id}", _speaking(_one), methods=["HEAD", "POST", "PATCH", "DELETE"]),
        ]
    )
