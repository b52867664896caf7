"""What HTTP says around the JSON of an answer: to everybody, to whoever asked, or to nobody else."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from starlette.requests import Request
from starlette.types import Send

from cms.http.caching import NOBODY_ELSE, NOBODY_KEEPS
from cms.http.representations import Representation, matches
from cms.schema.http.answering import Answer, is_personal
from cms.schema.http.caching import TAGS
from cms.schema.http.explaining import HEADER as EXPLAIN
from cms.schema.http.previewing import HEADER

THREADED = 100_000
"""Bytes from which a coding takes long enough to keep others waiting."""
ANY_PAGE = {"access-control-allow-origin": "*", "access-control-expose-headers": "*"}
"""Said to whoever asks, with and without an origin: a cache may give one what the other was told."""


@dataclass(frozen=True)
class Reply:
    """A whole response."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    async def send(self, send: Send) -> None:
        """Hand it to the server."""
        headers = raw(self.headers)
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": self.body})


def raw(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Headers as a server takes them."""
    return [(name.encode(), value.encode("latin-1")) for name, value in headers.items()]


async def shared(made: Representation, request: Request, cache_control: str) -> Reply:
    """The reply to a GET of what everybody may be given, and caches may keep until a key is purged."""
    coding = made.coding(request.headers.get("accept-encoding", ""))
    headers = {**_always(made), "cache-control": cache_control, "etag": made.etag(coding)}
    if matches(request.headers.get("if-none-match", ""), headers["etag"]):
        return Reply(304, headers)
    if made.keys:
        headers["surrogate-key"] = " ".join(made.keys)
    return await _whole(made, request, coding, 200, headers)


async def own(answer: Answer, made: Representation, request: Request) -> Reply:
    """The reply with what no cache may keep."""
    cache_control = NOBODY_ELSE if is_personal(request) else NOBODY_KEEPS
    headers = {**_always(made), **answer.headers, "cache-control": cache_control}
    if not answer.shared:
        headers["vary"] += ", accept-language"
    coding = made.coding(request.headers.get("accept-encoding", ""))
    return await _whole(made, request, coding, answer.status, headers)


def unkept(made: Representation, coding: str) -> Mapping[str, str]:
    """The headers of an answer to a POST that is the same for all."""
    return {**made.headers(coding), **_always(made), "cache-control": NOBODY_KEEPS}


async def _whole(
    made: Representation, request: Request, coding: str, status: int, headers: Mapping[str, str]
) -> Reply:
    body = await coded(made, coding)
    headers = {**made.headers(coding), **headers}
    return Reply(status, headers, b"" if request.method == "HEAD" else body)


async def coded(made: Representation, coding: str) -> bytes:
    """The bytes in a coding; others are not kept waiting for it."""
    if made.size > THREADED:
        return await asyncio.to_thread(made.body, coding)
    return made.body(coding)


def _always(made: Representation) -> dict[str, str]:
    """What every answer says. What it varies by is there even where this request did not send it."""
    varies = ["accept", "authorization", HEADER, EXPLAIN, TAGS]
    if made.compressible:
        varies.append("accept-encoding")
    return {**ANY_PAGE, "vary": ", ".join(varies), "x-content-type-options": "nosniff"}
