"""A query with files, as the specification of GraphQL multipart requests has it.

It is read for people with a token that may add files, and for nobody else: a form on another site can
send such a request along with a cookie, but never a token. Files go to the disk as they come.
"""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from starlette.datastructures import FormData, Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from cms.errors import N_
from cms.media.refusals import room
from cms.media.upload_refusals import UploadTooLarge
from cms.media.uploads import Limits, Uploads, under_way
from cms.schema.errors import BadRequest
from cms.schema.http.requests import LARGEST_BODY, Sent, json_of, sent_of

MULTIPART = "multipart/form-data"
MOST_FILES = 10
SECONDS = 600
_FIELDS = 2


def carries_files(request: Request) -> bool:
    """Whether a request is one of several parts."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return request.method == "POST" and kind == MULTIPART


@asynccontextmanager
async def sent_with_files(request: Request, owner: str) -> AsyncIterator[Sent]:
    """What a request says, with its files in its variables while the block runs.

    What it takes counts among the uploads of its ``owner``. Raises `BadRequest`, `TooManyUploads`,
    `UploadTooLarge`, `DiskFull`.
    """
    uploads = under_way()
    async with uploads.reserved(owner, _announced(request, uploads.limits)):
        form = await _form(request, uploads)
        try:
            yield sent_of(_filled(form))
        finally:
            await form.close()


def _announced(request: Request, limits: Limits) -> int:
    """How many bytes come; as many as may, from who does not say it."""
    length = request.headers.get("content-length", "")
    size = int(length) if length.isascii() and length.isdecimal() else limits.file
    if size > limits.file + LARGEST_BODY:
        raise UploadTooLarge(limits.file)
    return size


class _OnDisk(MultiPartParser):
    """Files lie where uploads do, without a name: they are gone when the process is."""

    folder: Path

    def on_headers_finished(self) -> None:
        super().on_headers_finished()
        if sent := self._current_part.file:
            sent.file.close()
            sent.file = TemporaryFile(dir=self.folder)  # noqa: SIM115 - the form closes it
            self._files_to_close_on_error.append(sent.file)  # type: ignore[arg-type]


async def _form(request: Request, uploads: Uploads) -> FormData:
    most = uploads.limits.file + LARGEST_BODY
    parser = _OnDisk(
        Headers(scope=request.scope),
        _capped(request, most),
        max_files=MOST_FILES,
        max_fields=_FIELDS,
        max_part_size=LARGEST_BODY,
    )
    parser.folder = uploads.folder
    try:
        with room():
            async with asyncio.timeout(SECONDS):
                return await parser.parse()
    except (MultiPartException, KeyError):
        raise BadRequest(N_("This is no multipart request that can be read.")) from None
    except TimeoutError:
        raise BadRequest(
            N_("The request did not come in within {seconds} seconds."),
            code="request_timeout",
            status=408,
            seconds=SECONDS,
        ) from None


async def _capped(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    taken = 0
    async for chunk in request.stream():
        taken += len(chunk)
        if taken > most:
            raise BadRequest(
                N_("A request has at most {most} bytes."), code="too_large", status=413, most=most
            )
        yield chunk


def _filled(form: FormData) -> Any:
    """The operation, with each file where ``map`` says that it belongs."""
    operation, places = (json_of(_text(form, name)) for name in ("operations", "map"))
    if not isinstance(operation, dict) or not isinstance(places, dict):
        raise _misplaced("map")
    for name, file in form.multi_items():
        if not isinstance(file, UploadFile):
            continue
        for place in _places(places, name):
            _put(operation, place.split("."), file)
    return operation


def _text(form: FormData, name: str) -> bytes:
    found = form.get(name)
    if not isinstance(found, str):
        raise BadRequest(N_("“{name}” must be a text."), name=name, field=name)
    return found.encode()


def _places(places: Mapping[str, Any], name: str) -> list[str]:
    found = places.get(name)
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise _misplaced(name)
    return found


def _put(operation: dict[str, Any], place: list[str], file: UploadFile) -> None:
    """Each stands in the variables, where null keeps its place."""
    holder: Any = operation
    *way, last = place
    if not way or way[0] != "variables":
        raise _misplaced(".".join(place))
    try:
        for step in way:
            holder = holder[_key(holder, step)]
        if holder[_key(holder, last)] is not None:
            raise _misplaced(".".join(place))
        holder[_key(holder, last)] = file
    except (KeyError, IndexError, TypeError, ValueError):
        raise _misplaced(".".join(place)) from None


def _key(holder: Any, step: str) -> str | int:
    return int(step) if isinstance(holder, list) else step


def _misplaced(place: str) -> BadRequest:
    return BadRequest(
        N_("“{name}” is no place for a file: name a variable that is null."),
        name=place[:80],
        field="map",
    )
