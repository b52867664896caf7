"""Calling addresses that somebody typed: the only door by which this server calls others over HTTP.

The name is resolved once, every address that comes is looked at (`targets`), and the connection is
made to one of those; TLS still asks for the name. Redirects are not followed, proxies of the
environment not used, nothing is kept open. All of it has `SECONDS`, and an answer has `MOST_BYTES`.
"""

import asyncio
import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from typing import Any

import httpcore

from cms.errors import N_, CmsError, Message
from cms.http.targets import Address, Allowed, Target, is_public, read_target

SECONDS = 5.0
MOST_BYTES = 1_000_000
CONNECT_SECONDS = 2.0
"""One address that does not answer leaves time for the next."""
MOST_ADDRESSES = 16
TRUST_SECONDS = 600
_resolving = ThreadPoolExecutor(32, "resolving")


class Reason(StrEnum):
    """Why nothing came of a call."""

    INSIDE = "inside"
    UNKNOWN_HOST = "unknown_host"
    NO_CONNECTION = "no_connection"
    TLS = "tls"
    TOO_LATE = "too_late"
    TOO_LARGE = "too_large"
    NOT_HTTP = "not_http"
    UNSENDABLE = "unsendable"


REASONS: Mapping[Reason, str] = {
    Reason.INSIDE: N_("The address is not public, and CMS_OUTGOING_ALLOW does not name it."),
    Reason.UNKNOWN_HOST: N_("The name of the host is not known."),
    Reason.NO_CONNECTION: N_("There was no connection, or it was broken off."),
    Reason.TLS: N_("The certificate is not in order, or there was no agreement on encryption."),
    Reason.TOO_LATE: N_("There was no whole answer in time."),
    Reason.TOO_LARGE: N_("The answer, or what was to be sent, is too large."),
    Reason.NOT_HTTP: N_("What answered does not speak HTTP."),
    Reason.UNSENDABLE: N_(
        "What was to be sent is no request: a header has signs that none may have."
    ),
}


class CallFailed(CmsError):
    """Nothing came of a call. Every failure of `send` is one of these; ``reason`` says which."""

    code = "call_failed"
    status = 502

    def __init__(self, reason: Reason) -> None:
        super().__init__("{reason}", reason=Message(REASONS[reason]))
        self.reason = reason


@dataclass(frozen=True)
class Call:
    """What to send where. ``body`` has at most `MOST_BYTES`."""

    url: str
    method: str = "POST"
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """What came back. No person is shown the ``body``: what is inside must not be read through us."""

    status: int
    body: bytes = field(repr=False)

    @property
    def taken(self) -> bool:
        """Whether whoever was called says that all went well. A redirect does not."""
        return 200 <= self.status < 300


async def send(call: Call, allowed: Allowed, seconds: float = SECONDS) -> Answer:
    """Call an address that somebody typed.

    Raises `BadAddress` for what cannot be called at all, and `CallFailed` for whatever else goes
    wrong. Whoever cancels it is heard: that is no failure.
    """
    target = read_target(call.url)
    if len(call.body) > MOST_BYTES:
        raise CallFailed(Reason.TOO_LARGE)
    try:
        async with asyncio.timeout(seconds):
            return await _sent(call, target, allowed)
    except CallFailed:
        raise
    except Exception as error:
        raise CallFailed(_reason(error)) from error


async def _sent(call: Call, target: Target, allowed: Allowed) -> Answer:
    backend = Pinned(await resolve(target, allowed))
    headers = {**call.headers, "Host": target.authority, "Connection": "close"}
    tls = await _tls() if target.scheme == "https" else None
    async with httpcore.AsyncConnectionPool(tls, network_backend=backend) as pool:
        request = pool.stream(
            call.method,
            httpcore.URL(
                scheme=target.scheme.encode(),
                host=target.host.encode(),
                port=target.port,
                target=target.path.encode(),
            ),
            headers=[(name.encode(), value.encode()) for name, value in headers.items()],
            content=call.body,
        )
        async with request as response:
            return Answer(response.status, await _body(response))


async def _tls() -> ssl.SSLContext:
    """Whom we trust, read elsewhere: it takes long enough for others to notice."""
    period = int(time.monotonic() / TRUST_SECONDS)
    return await asyncio.get_running_loop().run_in_executor(_resolving, trusted, period)


@lru_cache(1)
def trusted(_period: int) -> ssl.SSLContext:
    """Whom this machine trusts (`SSL_CERT_FILE` names others), and whom certifi does.

    Read once in `TRUST_SECONDS`: a certificate that is added, or taken away, counts before long.
    """
    return httpcore.default_ssl_context()


async def _body(response: httpcore.Response) -> bytes:
    whole = bytearray()
    async for part in response.aiter_stream():
        whole += part
        if len(whole) > MOST_BYTES:
            raise CallFailed(Reason.TOO_LARGE)
    return bytes(whole)


def check_literal(target: Target, allowed: Allowed) -> None:
    """Raise `CallFailed` for an IP address that is inside; a name is known when it is resolved."""
    with suppress(ValueError):
        _check(target, ip_address(target.host), allowed)


async def resolve(target: Target, allowed: Allowed) -> list[Address]:
    """The addresses of a host, each of which may be called. Raises `CallFailed`.

    One address inside refuses them all: a name that has both is no mistake.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.run_in_executor(_resolving, _addresses, target.host, target.port)
    except (OSError, UnicodeError) as error:
        raise CallFailed(Reason.UNKNOWN_HOST) from error
    if not found:
        raise CallFailed(Reason.UNKNOWN_HOST)
    for one in found:
        _check(target, one, allowed)
    return found[:MOST_ADDRESSES]


def _check(target: Target, address: Address, allowed: Allowed) -> None:
    if not is_public(address) and not allowed.covers(target.host, address):
        raise CallFailed(Reason.INSIDE)


def _addresses(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(one[4][0]) for one in found))


class Pinned(httpcore.AsyncNetworkBackend):
    """Connects to addresses that were looked at, whatever name it is asked for."""

    def __init__(self, addresses: Iterable[Address]) -> None:
        self.addresses = tuple(addresses)
        self.plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,  # noqa: ARG002 - it was resolved already, and is not again
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - httpcore's word
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """A connection to the first of the addresses that answers."""
        failed: Exception | None = None
        for one in self.addresses:
            try:
                return await self.plain.connect_tcp(
                    str(one),
                    port,
                    min(timeout or CONNECT_SECONDS, CONNECT_SECONDS),
                    local_address,
                    socket_options,
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
        raise failed or httpcore.ConnectError("no address")

    async def connect_unix_socket(self, *_: Any, **__: Any) -> httpcore.AsyncNetworkStream:
        """Never: what is typed are addresses of hosts."""
        raise httpcore.ConnectError("no sockets of this machine")

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)


def _reason(error: BaseException) -> Reason:
    seen: BaseException | None = error
    while seen is not None:
        if isinstance(seen, TimeoutError | httpcore.TimeoutException):
            return Reason.TOO_LATE
        if isinstance(seen, ssl.SSLError):
            return Reason.TLS
        seen = seen.__cause__ or seen.__context__
    if isinstance(error, httpcore.LocalProtocolError | UnicodeError):
        return Reason.UNSENDABLE
    if isinstance(error, httpcore.ProtocolError | ValueError):
        return Reason.NOT_HTTP
    return Reason.NO_CONNECTION
