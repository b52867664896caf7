"""What is wrong is told with a code: no trace, no log of what was sent, and nothing that stays open."""

import json
import logging
from collections.abc import AsyncIterator
from itertools import product
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from cms.mcp import http as mcp_http
from cms.mcp.http import McpApp
from cms.publishing.feed import Feed
from cms.schema.http.endpoint import graphql_app
from cms.schema.http.requests import LARGEST_BODY, PUBLIC_BODY
from cms.settings import Settings
from tests.builders import make_home
from tests.mcp.agents import agent, refused
from tests.schema.editing_client import client_of

HEADERS = {"accept": "application/json, text/event-stream", "content-type": "application/json"}
SECRET = "zeergeheim"


def call(name: Any, arguments: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call",
            "params": {"name": name, "arguments": arguments}}  # fmt: skip


BAD: tuple[tuple[str, dict[str, Any], str], ...] = (
    ("nothing", {}, "unknown_tool"),
    ("search", {}, "invalid_input"),
    ("search", {"text": 7}, "invalid_input"),
    ("search", {"text": "x", "locale": "xx"}, "invalid_input"),
    ("search", {"text": "x", "first": 10_000}, "invalid_input"),
    ("search", {"text": "x", "other": 1}, "invalid_input"),
    ("search", {"text": "x", "after": "nowhere"}, "bad_cursor"),
    ("read", {}, "invalid_input"),
    ("read", {"uid": "nobody"}, "not_found"),
    ("read", {"path": "/nl/nergens"}, "not_found"),
    ("list_waiting", {"which": "recent", "after": "x"}, "bad_cursor"),
    ("save_draft", {"type": "page", "values": {"title": 7}}, "wrong_type"),
    ("save_draft", {"type": "page", "values": []}, "invalid_input"),
    ("publish", {"uids": ["nobody"], "locales": ["nl"], "at": "yesterday"}, "invalid_input"),
    ("undo", {"token": "x"}, "undo_unknown"),
    ("rename", {"uid": "nobody", "locale": "nl", "slug": "x", "etag": "w1"}, "not_found"),
    ("rename", {"uid": "nobody", "locale": "nl", "slug": "x"}, "invalid_input"),
    (
        "rename",
        {"uid": "x", "locale": "nl", "slug": "x", "etag": "w1", "confirm": 5},
        "invalid_input",
    ),
    ("move", {"uid": "nobody", "parent": "x"}, "invalid_input"),
)


async def test_bad_arguments(database: None, address: str) -> None:
    await make_home()
    chief = await client_of("chief", superuser=True)
    async with agent(address, chief.token) as client:
        found = [(await refused(client, tool, **given))["code"] for tool, given, _ in BAD]

    assert found == [code for _, _, code in BAD]


NO_REQUESTS: tuple[tuple[dict[str, Any], int], ...] = (
    ({"content": b"{"}, 400),
    ({"content": b'{"a": "\\ud800"}'}, 400),
    ({"content": b"[" * 5000 + b"]" * 5000}, 400),
    ({"content": json.dumps(call("search", {"text": "a\0b"}))}, 400),
    ({"content": b" " * 1_000_001}, 413),
    ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415),
    ({"content": b"{}", "headers": {"content-encoding": "gzip"}}, 415),
    ({"content": b"{}", "headers": {"origin": "https://evil.example"}}, 403),
    ({"content": b"{}", "headers": {"origin": "null"}}, 403),
    ({"content": b"{}", "headers": {"authorization": "Bearer klankbord_x"}}, 401),
    ({"content": b"{}", "headers": {"x-much": "x" * 20_000}}, 431),
    ({"method": "GET"}, 405),
    ({"method": "DELETE"}, 405),
    ({"method": "OPTIONS"}, 405),
)


async def test_what_is_no_json_has_the_number_that_json_rpc_gives_it(
    database: None, address: str
) -> None:
    sent = {b"{": -32700, json.dumps(call("search", {"text": "a\0b"})).encode(): -32600}
    async with httpx.AsyncClient(timeout=5, headers=HEADERS) as http:
        found = [(await http.post(address, content=one)).json()["error"]["code"] for one in sent]

    assert found == list(sent.values())


async def test_what_is_no_request(database: None, address: str) -> None:
    async with httpx.AsyncClient(timeout=5) as http:
        for sent, status in NO_REQUESTS:
            asked = {"method": "POST"} | sent | {"headers": HEADERS | sent.get("headers", {})}
            answer = await http.request(url=address, **asked)
            assert answer.status_code == status, sent
            assert answer.json()["error"]["data"]["code"]


async def test_a_body_beyond_the_limit_is_refused_announced_or_not(
    database: None, address: str
) -> None:
    chief = await client_of("chief", superuser=True)
    known = HEADERS | {"authorization": f"Bearer {chief.token}"}

    async def unannounced(size: int) -> AsyncIterator[bytes]:
        yield b" " * size

    async with httpx.AsyncClient(timeout=5) as http:
        for headers, most in ((HEADERS, PUBLIC_BODY), (known, LARGEST_BODY)):
            for content in (b" " * (most + 1), unannounced(most + 1)):
                answer = await http.post(address, headers=headers, content=content)
                told = answer.json()["error"]["data"]["code"]
                assert (answer.status_code, told) == (413, "too_large")
            within = await http.post(address, headers=headers, content=b" " * most)
            assert within.status_code == 400


UNKNOWN: tuple[Any, ...] = (
    call("search", "no object"),
    call(7, {}),
    call("x" * 10_000, {}),
    call("search", {"text": "x" * 100_000}),
    call("search", {"text": ["x"] * 1000}),
    {"jsonrpc": "2.0", "id": 1, "method": "resources/list"},
    {"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen", "params": {}},
    {"jsonrpc": "1.0", "id": 1},
    [call("search", {"text": "x"})],
    {},
    7,
)


VERSIONS = ({}, *({"mcp-protocol-version": one} for one in ("2025-06-18", "2026-07-28", "9")))


async def test_requests_that_the_protocol_does_not_know(
    database: None, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        async with httpx.AsyncClient(timeout=5) as http:
            for version, message in product(VERSIONS, UNKNOWN):
                headers = HEADERS | version
                answer = await http.post(address, headers=headers, json=message)
                assert answer.status_code < 500
                assert answer.headers["content-type"] == "application/json"
                assert "Traceback" not in answer.text

    assert "Traceback" not in caplog.text


async def test_the_log_has_nothing_of_what_was_sent(
    database: None, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    chief = await client_of("chief", superuser=True)
    with caplog.at_level(logging.INFO):
        async with agent(address, chief.token) as client:
            await client.call_tool("search", {"text": SECRET})
            await client.call_tool("save_draft", {"type": "page", "values": {SECRET: SECRET}})
            await client.call_tool(SECRET, {})
            await client.call_tool("read", {"uid": 7, SECRET: SECRET})

    assert SECRET not in caplog.text
    assert chief.token not in caplog.text


async def test_an_error_of_the_protocols_own_server_is_told_with_our_code(migrated: None) -> None:
    class Broken:
        async def handle_request(self, *_: object) -> None:
            raise RuntimeError(SECRET)

    tools = McpApp(graphql_app(Settings(), Feed()).answering, "http://127.0.0.1")
    tools._manager = Broken()  # type: ignore[assignment]
    transport = httpx.ASGITransport(app=Starlette(routes=[Route("/mcp", tools)]))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
        answer = await http.post("/mcp", headers=HEADERS, json=call("search", {"text": "x"}))

    assert answer.status_code == 500
    assert answer.json()["error"]["data"] == {"code": "internal"}
    assert SECRET not in answer.text


async def test_what_could_not_be_loaded_is_loaded_the_next_time(
    migrated: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    tools = McpApp(graphql_app(Settings(), Feed()).answering, "http://127.0.0.1")
    transport = httpx.ASGITransport(app=Starlette(routes=[Route("/mcp", tools)]))
    async with (
        tools.running(),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http,
    ):
        asked = {"headers": HEADERS, "json": call("search", {"text": "x"})}
        monkeypatch.setattr(mcp_http, "TRANSPORT", "cms.mcp.nowhere")
        refused = await http.post("/mcp", **asked)
        monkeypatch.undo()
        answered = await http.post("/mcp", **asked)

    assert refused.status_code == 503
    assert refused.json()["error"]["data"] == {"code": "tools_not_served"}
    assert refused.headers["retry-after"]
    assert answered.status_code == 200
