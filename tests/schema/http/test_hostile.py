"""Whatever is wrong is refused with a code: no 5xx, nothing that hangs, and nothing of our insides."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from cms.commands import heads
from tests.schema.http import hostile
from tests.schema.live.serving import Site, hear, say, site

INSIDES = re.compile(
    r"Traceback|asyncpg|graphql\.error|/cms/|site-packages|SELECT |publication|PostgreSQL|File \"",
    re.I,
)
SECONDS = 10
TOGETHER = 8
"""Most of the time nothing is done but to wait whether anything more is said."""


@pytest.fixture
async def served(database: None) -> AsyncIterator[Site]:
    async with site() as made:
        made.graphql.answering.budgets.most = 10**12
        yield made


@pytest.fixture
async def client(served: Site) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(
        base_url=served.url,
        trust_env=False,
        timeout=SECONDS,
        headers={"content-type": hostile.JSON},
    ) as one:
        yield one


def complaint(status: int, body: bytes, *, harmless: bool = False) -> str | None:
    """What is wrong with an answer to what is wrong; nothing if it is refused with a code."""
    text = body.decode()
    if status >= 500:
        return f"{status} {text[:300]}"
    if found := INSIDES.search(text):
        return f"tells {found[0]!r}: {text[:300]}"
    errors = json.loads(text).get("errors", []) if text else []
    codes = [one.get("extensions", {}).get("code") for one in errors]
    if not all(codes) or "internal" in codes:
        return f"{codes} {text[:300]}"
    if not harmless and not codes:
        return f"is answered: {status} {text[:300]}"
    return None


async def complaints(
    client: httpx.AsyncClient, cases: list[tuple[str, dict[str, Any]]], **how: Any
) -> dict[str, str]:
    found = {}
    for name, sent in cases:
        answer = await client.post("", **sent)
        told = complaint(answer.status_code, answer.content, **how)
        if told:
            found[name] = told
    return found


def as_json(value: Any) -> bytes:
    return json.dumps(value).encode("utf-8", "surrogatepass")


async def test_documents(client: httpx.AsyncClient) -> None:
    cases = [
        (name, {"content": as_json({"query": query})}) for name, query in hostile.DOCUMENTS.items()
    ]
    assert await complaints(client, cases) == {}


async def test_arguments(client: httpx.AsyncClient) -> None:
    cases = [(name, {"content": as_json(body)}) for name, body in hostile.arguments()]
    assert len(cases) > 180
    assert await complaints(client, cases) == {}


async def test_bodies_and_hashes(client: httpx.AsyncClient) -> None:
    cases = [(name, {"content": body}) for name, body in hostile.BODIES.items()]
    cases += [(name, {"content": as_json(body)}) for name, body in hostile.hashes()]
    assert await complaints(client, cases) == {}


async def test_headers(client: httpx.AsyncClient) -> None:
    def sent(name: str, value: str) -> tuple[str, dict[str, Any]]:
        headers = {name: value.encode("latin-1")}
        return f"{name} {value[:30]!r}", {"content": hostile.QUERY, "headers": headers}

    wrong = [sent(*one) for one in hostile.wrong(hostile.HEADERS)]
    harmless = [sent(*one) for one in hostile.wrong(hostile.HARMLESS)]
    assert await complaints(client, wrong) == {}
    assert await complaints(client, harmless, harmless=True) == {}


async def exchanged(port: int, sent: bytes, *, ends: bool = False) -> bytes:
    """All that a server says to some bytes, until it closes or has nothing more to say."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    found = b""
    try:
        writer.write(sent)
        if ends:
            writer.write_eof()
        async with asyncio.timeout(SECONDS):
            while not found:
                found += await reader.read(1_000_000)
                if reader.at_eof():
                    return found
            while part := await asyncio.wait_for(reader.read(1_000_000), 0.2):
                found += part
    except (TimeoutError, ConnectionError):
        pass
    finally:
        writer.transport.abort()
    return found


def statuses(answer: bytes) -> list[int]:
    return [int(one) for one in re.findall(rb"HTTP/1\.[01] (\d{3}) ", answer)]


def refused(answer: bytes) -> bool:
    """Whether each answer says what is wrong, and not more."""
    found, text = statuses(answer), answer.decode("latin-1")
    if not found or INSIDES.search(text):
        return False
    return all(400 <= one < 500 or (one == 200 and '"code":' in text) for one in found)


async def test_bytes(served: Site) -> None:
    wrong, some = {}, asyncio.Semaphore(TOGETHER)

    async def sends(name: str, sent: bytes) -> None:
        async with some:
            answer = await exchanged(served.port, sent)
            good = await exchanged(served.port, hostile.GOOD)
        if not refused(answer) or statuses(good) != [200]:
            wrong[name] = answer[:300], good[:300]

    await asyncio.gather(*(sends(*one) for one in hostile.RAW.items()))
    assert wrong == {}


async def test_what_is_unusual_is_answered(served: Site) -> None:
    for name, (sent, number) in hostile.GOOD_ENOUGH.items():
        answer = await exchanged(served.port, sent)
        assert (name, statuses(answer)) == (name, [200] * number)
        assert answer.count(b'"title":') == number


async def test_half_a_request_is_never_answered_as_a_whole(served: Site) -> None:
    for length in range(1, len(hostile.GOOD), 7):
        answer = await exchanged(served.port, hostile.GOOD[:length], ends=True)
        assert all(400 <= one < 500 for one in statuses(answer)), (length, answer)
    assert statuses(await exchanged(served.port, hostile.GOOD)) == [200]


async def closed(port: int, *sent: bytes) -> bytes:
    """What is said before a connection is closed; an error if that is not soon."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        async with asyncio.timeout(3):
            for one in sent:
                writer.write(one)
                await writer.drain()
            return await reader.read()
    except ConnectionError:
        return b""
    finally:
        writer.transport.abort()


async def test_a_head_comes_in_time(served: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heads, "SECONDS", 0.3)
    for sent in (b"", b"\r\n", b"GET /graph", hostile.GOOD[:40], hostile.GOOD + b"POST /gra"):
        answer = await closed(served.port, sent)
        assert statuses(answer) == [200] * sent.count(b"title"), (sent, answer)
    async with served.begun() as connection:
        await asyncio.sleep(0.5)
        await say(connection, "ping")
        assert await hear(connection) == {"type": "pong"}


async def test_a_head_has_a_greatest_size(served: Site) -> None:
    for start in (b"GET /graphql?", b"GET / HTTP/1.1\r\nX: ", b"GET / HTTP/1.1\r\n"):
        line = b"x: y\r\n" if start.endswith(b"\n") else b"x"
        answer = await closed(served.port, start, *[line * (60_000 // len(line))] * 40)
        assert statuses(answer) in ([400], []), answer  # nothing, if it was closed as we wrote
    assert not served.server.server_state.connections
