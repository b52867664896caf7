"""Addresses that somebody typed are called outside alone, in time, and every failure is one error."""

import asyncio
import re
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest

from cms.errors import CmsError
from cms.http.outgoing import Call, CallFailed, Reason, send
from cms.http.targets import Allowed, BadAddress, is_public, read_target
from tests.http.spellings import spellings
from tests.receivers import Receiver, receiving

NOTHING = Allowed()
LOCAL = Allowed.read(["127.0.0.1"])


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as one:
        yield one


async def failing(call: Call, allowed: Allowed = LOCAL, seconds: float = 5) -> Reason:
    with pytest.raises(CallFailed) as failed:
        await send(call, allowed, seconds)
    return failed.value.reason


async def test_no_spelling_of_an_internal_address_reaches_anything() -> None:
    came: list[Any] = []

    def listen(_: Any, writer: asyncio.StreamWriter) -> None:
        came.append(writer.get_extra_info("peername"))
        writer.close()

    servers = [await asyncio.start_server(listen, "127.0.0.1", 0)]
    port = servers[0].sockets[0].getsockname()[1]
    with suppress(OSError):  # a machine without IPv6
        servers.append(await asyncio.start_server(listen, "::1", port))
    all_of_them = spellings(port)
    assert len(set(all_of_them)) >= 115
    for url in all_of_them:
        with pytest.raises(CmsError) as refused:
            await send(Call(url), NOTHING, seconds=2)
        error = refused.value
        assert isinstance(error, BadAddress | CallFailed), url
        assert isinstance(error, BadAddress) or error.reason is Reason.INSIDE, url
    assert not came
    for one in servers:
        one.close()


async def test_the_addresses_of_this_machine_are_inside_however_public_they_look() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        with suppress(OSError):
            probe.connect(("192.0.2.1", 9))
        assert not is_public(ip_address(probe.getsockname()[0]))


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1", "::ffff:8.8.8.8"])
def test_what_is_outside_may_be_called(address: str) -> None:
    assert is_public(ip_address(address))


async def test_a_name_is_resolved_once_and_refused_if_any_of_its_addresses_is_inside(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = [["93.184.215.14", "127.0.0.1"], ["127.0.0.1"]]
    asked = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", (one, port)) for one in answers[len(asked) - 1]]

    monkeypatch.setattr("cms.http.outgoing.socket.getaddrinfo", resolve)
    url = receiver.url.replace("127.0.0.1", "hooks.example.org")
    assert await failing(Call(url), NOTHING) is Reason.INSIDE
    assert asked == ["hooks.example.org"]
    assert not receiver.connected


async def test_the_connection_is_made_to_the_address_that_was_looked_at(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        asked.append(host)
        return [(2, 1, 6, "", ("127.0.0.1" if len(asked) == 1 else "192.0.2.1", port))]

    monkeypatch.setattr("cms.http.outgoing.socket.getaddrinfo", resolve)
    url = receiver.url.replace("127.0.0.1", "Hooks.Example.org.")
    answer = await send(Call(url), Allowed.read(["hooks.example.org"]))
    assert (answer.status, asked) == (204, ["hooks.example.org"])
    assert receiver.received[0].headers["host"] == f"hooks.example.org:{receiver.port}"


async def test_what_the_setting_names_may_be_called(receiver: Receiver) -> None:
    for listed in (["127.0.0.1"], ["127.0.0.0/8"], ["localhost", "127.0.0.1/32"]):
        assert (await send(Call(receiver.url, body=b"hello"), Allowed.read(listed))).taken
    assert await failing(Call(receiver.url), Allowed.read(["10.0.0.0/8", "::1"])) is Reason.INSIDE
    assert [one.body for one in receiver.received] == [b"hello"] * 3


async def test_redirects_are_not_followed() -> None:
    async with receiving() as inner:
        moved = f"HTTP/1.1 307 Moved\r\nLocation: {inner.url}\r\nContent-Length: 0\r\n\r\n".encode()
        async with receiving(lambda _one: moved) as receiver:
            answer = await send(Call(receiver.url), LOCAL)
        assert (answer.status, answer.taken, inner.connected) == (307, False, 0)


async def test_proxies_of_the_environment_are_not_used(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with receiving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        assert (await send(Call(receiver.url), LOCAL)).taken
        assert not proxy.connected


async def _never(_: Any) -> bytes:
    await asyncio.sleep(60)
    return b""


async def test_who_does_not_answer_in_time_has_not_answered() -> None:
    async with receiving(_never) as receiver:
        assert await failing(Call(receiver.url), seconds=0.2) is Reason.TOO_LATE


async def test_slow_drips_end_too() -> None:
    async def drip(_: Any, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            while True:
                writer.write(b".")
                await writer.drain()
                await asyncio.sleep(0.02)

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await failing(Call(f"http://127.0.0.1:{port}/"), seconds=0.3) is Reason.TOO_LATE
    server.close()


async def test_a_slow_resolver_counts_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cms.http.outgoing._addresses", _slow)
    assert await failing(Call("http://example.org/"), seconds=0.1) is Reason.TOO_LATE


def _slow(*_: Any) -> list[Any]:
    time.sleep(0.4)
    return []


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 2000000\r\n\r\n" + b"x" * 1_100_000,
            Reason.TOO_LARGE,
        ),
        (b"SSH-2.0-OpenSSH_9.6\r\n", Reason.NOT_HTTP),
        (b"", Reason.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", Reason.NOT_HTTP),
        (b"HTTP/1.1 200 OK\r\nX: " + b"y" * 200_000 + b"\r\n\r\n", Reason.NOT_HTTP),
    ],
)
async def test_every_answer_that_is_none_is_one_error(answer: bytes, reason: Reason) -> None:
    async with receiving(lambda _one: answer) as receiver:
        assert await failing(Call(receiver.url)) is reason


async def test_every_failure_to_connect_is_the_same_error(receiver: Receiver) -> None:
    async def greet(_: Any, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example.org\r\n")
        writer.close()

    server = await asyncio.start_server(greet, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    assert await failing(Call(f"https://127.0.0.1:{port}/")) is Reason.TLS
    server.close()
    assert await failing(Call("http://127.0.0.1:1/")) is Reason.NO_CONNECTION
    assert await failing(Call("http://no-such-host.invalid/")) is Reason.UNKNOWN_HOST
    assert await failing(Call(receiver.url, body=b"x" * 1_000_001)) is Reason.TOO_LARGE


async def test_a_full_queue_of_connections_is_no_connection_in_time() -> None:
    """Nobody accepts: the system drops what asks for a connection. So `ConnectTimeout` is met for real."""
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        port = full.getsockname()[1]
        waiting = [
            asyncio.create_task(asyncio.open_connection("127.0.0.1", port)) for _ in range(3)
        ]
        await asyncio.sleep(0)
        reason = await failing(Call(f"http://127.0.0.1:{port}/"), seconds=2.5)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert reason is Reason.TOO_LATE


async def test_who_is_cancelled_is_cancelled() -> None:
    async with receiving(_never) as receiver:
        task = asyncio.create_task(send(Call(receiver.url), LOCAL))
        await receiver.next()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_addresses_are_read_as_one_thing() -> None:
    target = read_target("https://[2606:4700:0::1]:8443/a?b=c")
    assert (target.authority, target.path) == ("[2606:4700::1]:8443", "/a?b=c")
    assert read_target("https://Müller.example").host == "xn--mller-kva.example"
    assert read_target("https://example.org:443").authority == "example.org"


@pytest.mark.parametrize("value", ["een\nander", "half \ud800"])
async def test_what_no_request_may_hold_is_not_sent(receiver: Receiver, value: str) -> None:
    with pytest.raises(CallFailed) as failed:
        await send(Call(receiver.url, headers={"X-Tags": value}), LOCAL)
    assert failed.value.reason is Reason.UNSENDABLE
    assert not receiver.received


def test_the_page_names_every_reason() -> None:
    page = (Path(__file__).parents[2] / "docs/reference/calling-others.md").read_text("utf-8")
    told = page.partition("with one of these reasons: ")[2].partition(". What cannot")[0]
    assert re.findall(r"`(\w+)`", told) == [*Reason]
