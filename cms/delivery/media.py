"""The files of the library, and pictures made from them, at addresses that never show anything else."""

import asyncio
import os
import unicodedata
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from cms.content.assets import AssetKind
from cms.database.engine import read_row
from cms.delivery.files import NoFile, answering, has_it, refused
from cms.delivery.public_files import told
from cms.errors import N_, CmsError
from cms.http.negotiation import weights
from cms.http.ranges import NotSatisfiable, Span, span_of
from cms.media.addresses import Place, Wanted, original, place
from cms.media.keys import original_key
from cms.media.presets import Format
from cms.media.refusals import DiskFull
from cms.media.renditions import Original, fallback, path_of, rendered
from cms.media.sizes import Picture, allowed, offered, rendition, whole
from cms.media.storage import storage

ONE_YEAR = 31_536_000
AT_ONCE = 1 << 18
"""Bytes: a file up to this size is read as a whole, a larger one in pieces of it."""
NOT_KEPT = {"cache-control": "no-store"}
ALWAYS = {
    "access-control-allow-origin": "*",
    "content-security-policy": "default-src 'none'; sandbox",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
}
KEPT = ALWAYS | {
    "accept-ranges": "bytes",
    "cache-control": f"public, max-age={ONE_YEAR}, immutable",
}
PDF = "application/pdf"
PLAYED = ("audio/", "video/")
MEDIA_TYPES = {one: f"image/{one}" for one in Format}
SHOWN = {*MEDIA_TYPES.values(), "image/gif", PDF}
"""What a browser may show by itself, beside sound and film: no script can be in it."""
POLICY = "content-security-policy"
_ASSET = """
    SELECT uid, version, kind, name, media_type, digest, width, height, focus_x, focus_y,
        transparent, created_at
    FROM asset WHERE uid = $1
"""


class NoRoom(CmsError):
    """A rendition cannot be kept; later it may."""

    code = "no_room"
    status = 503

    def __init__(self) -> None:
        super().__init__(N_("The server has no room for this picture just now. Try again later."))


class _Moved(Exception):
    """The file has another version now: ``path`` shows that."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True)
class Content:
    """Bytes that can be sent, whole or in part."""

    size: int
    etag: str
    modified: datetime
    read: Callable[[int, int], AsyncIterator[bytes]]
    headers: Mapping[str, str]
    whole: bytes | None = None


def media() -> Starlette:
    """The application, to be mounted at `cms.media.addresses.FOLDER`."""
    return Starlette(
        routes=[Route("/{path:path}", answering(_answer))],
        exception_handlers={HTTPException: told},
    )


async def _answer(request: Request) -> Response:
    found = place(request.scope["path"])
    if found is None:
        raise NoFile
    try:
        return await _at(request, found)
    except _Moved as moved:
        return _elsewhere(moved.path)


async def _at(request: Request, found: Place) -> Response:
    if found.rendition is None:
        return await _file(request, found)
    headers = {"vary": "accept"} if found.rendition.written is Format.AUTO else {}
    content = await _rendition(found, found.rendition, request.headers.get("accept", ""))
    return _sent(request, replace(content, headers={**content.headers, **headers}))


async def _rendition(found: Place, asked: Wanted, accept: str) -> Content:
    """The database is not asked for what is kept already: that it is there says that it may be."""
    source = None
    if asked.written is Format.AUTO and (best := _best(accept)):
        asked = replace(asked, written=best)
    elif asked.written is Format.AUTO:
        source = await _original(found)
        asked = fallback(source, asked)
    path = path_of(found.uid, found.version, asked)
    try:
        return await asyncio.to_thread(_kept, path, MEDIA_TYPES[asked.written])
    except FileNotFoundError:
        await _make(source or await _original(found), asked)
        return await asyncio.to_thread(_kept, path, MEDIA_TYPES[asked.written])


async def _make(source: Original, wanted: Wanted) -> None:
    try:
        await rendered(source, wanted)
    except DiskFull:
        raise NoRoom from None


def _best(accept: str) -> Format | None:
    """The smallest that a browser names; one that takes anything may still not know it."""
    known = weights(accept)
    formats = (Format.AVIF, Format.WEBP)
    return next((one for one in formats if known.get(MEDIA_TYPES[one], 0) > 0), None)


async def _original(found: Place) -> Original:
    return Original.of(await _asset(found))


async def _asset(found: Place) -> Any:
    """Raises `_Moved` where others keep addresses of what the file was before: feeds, shared pages."""
    asset = await read_row(_ASSET, (found.uid,))
    if asset is None or (found.rendition and asset["kind"] != AssetKind.IMAGE):
        raise NoFile
    if asset["version"] != found.version:
        raise _Moved(_now(asset, found))
    return asset


def _now(asset: Mapping[str, Any], found: Place) -> str:
    """The address of the same in the file's version of now, in the nearest size if it has another."""
    wanted = found.rendition
    if wanted is None:
        return original(asset["uid"], asset["version"], asset["name"])
    picture = Picture(asset["uid"], asset["version"], asset["width"], asset["height"])
    if allowed(picture.size, wanted.width, wanted.height, wanted.fit):
        size = (wanted.width, wanted.height or whole(picture.size, wanted.width)[1])
    else:
        size = offered(picture.size, wanted.width, wanted.height, wanted.fit)
    return rendition(picture, size, wanted.written).url


def _elsewhere(path: str) -> Response:
    return RedirectResponse(path, 302, headers=ALWAYS | NOT_KEPT)


def _kept(path: Path, media_type: str) -> Content:
    with path.open("rb") as file:
        status = os.fstat(file.fileno())
        whole = file.read() if status.st_size <= AT_ONCE else None
    return Content(
        status.st_size,
        f'"{status.st_mtime_ns:x}-{status.st_size:x}"',
        datetime.fromtimestamp(status.st_mtime, UTC),
        lambda start, end: _pieces(path, start, end),
        {"content-type": media_type},
        whole,
    )


async def _pieces(path: Path, start: int, end: int) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    with file:
        file.seek(start)
        while start < end and (
            some := await asyncio.to_thread(file.read, min(AT_ONCE, end - start))
        ):
            start += len(some)
            yield some


async def _file(request: Request, found: Place) -> Response:
    asset = await _asset(found)
    name = asset["name"]
    if found.name != name:  # it was called so once, or somebody tries things
        if not found.name.isprintable() or not found.name.strip("."):
            raise NoFile
        return _elsewhere(original(found.uid, found.version, name))
    key = original_key(asset["digest"])
    size = await storage().size(key)
    if size is None:
        raise NoFile
    kind = asset["media_type"]
    headers = {
        "content-type": kind,
        "content-disposition": disposition(name, shown=_is_shown(kind)),
        **_policy(kind),
    }
    content = Content(
        size,
        f'"{asset["digest"][:32]}"',
        asset["created_at"],
        lambda start, end: storage().read(key, start, end),
        headers,
    )
    return _sent(request, content)


def _is_shown(media_type: str) -> bool:
    return media_type in SHOWN or media_type.startswith(PLAYED)


def _policy(media_type: str) -> Mapping[str, str]:
    """A browser's reader of PDFs does not open in a sandbox, and its player plays only what it may."""
    if media_type == PDF:
        return {POLICY: "default-src 'none'; object-src 'self'"}
    return (
        {POLICY: "default-src 'none'; media-src 'self'; sandbox"}
        if media_type.startswith(PLAYED)
        else {}
    )


def disposition(name: str, *, shown: bool) -> str:
    """``Content-Disposition`` (RFC 6266): the name as it is, and in ASCII for who knows no other."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(one if one.isprintable() and one not in '"\\%' else "_" for one in plain)
    kind = "inline" if shown else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _sent(request: Request, content: Content) -> Response:
    headers = {
        **KEPT,
        **content.headers,
        "etag": content.etag,
        "last-modified": format_datetime(content.modified.astimezone(UTC), usegmt=True),
    }
    if has_it(request, content.etag, content.modified):
        del headers["content-type"]
        return Response(status_code=304, headers=headers)
    try:
        span = _asked(request, content, headers["last-modified"])
    except NotSatisfiable as error:
        return _not_satisfiable(request, error)
    start, end = span or (0, content.size)
    headers["content-length"] = str(end - start)
    if span:
        headers["content-range"] = f"bytes {start}-{end - 1}/{content.size}"
    status = 206 if span else 200
    if request.method == "HEAD":
        return Response(b"", status, headers)
    if content.whole is not None:
        return Response(content.whole[start:end], status, headers)
    return StreamingResponse(content.read(start, end), status, headers)


def _asked(request: Request, content: Content, modified: str) -> Span | None:
    """The part that is asked for; the whole of what changed since the client had another part."""
    unless = request.headers.get("if-range")
    if request.method != "GET" or unless not in {None, content.etag, modified}:
        return None
    return span_of(request.headers.get("range", ""), content.size)


def _not_satisfiable(request: Request, error: CmsError) -> Response:
    assert isinstance(error, NotSatisfiable)
    answer = refused(error, request)
    answer.headers["content-range"] = f"bytes */{error.size}"
    return answer
