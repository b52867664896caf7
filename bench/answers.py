"""How long answers of the demo site take, beside a request that does nothing.

Everything runs in one process without a socket, so that figures compare; read the ratios.
"""

import statistics
import time
from collections.abc import Awaitable, Callable

import httpx

from cms.app import create_app
from cms.demo.loading import load_demo
from cms.settings import settings

ROUNDS = 200
QUERIES = {
    "one page by path": '{ content(path: "/nl/denktank") { ... on ContentRoute { content { title } } } }',
    "one page, rich text": '{ content(path: "/nl/denktank") { ... on ContentRoute { content {'
    " title ... on Page { body { html words } } breadcrumbs { title path } } } } }",
    "20 speakers": "{ speakers(first: 20) { nodes { title path summary fields { label } } } }",
    "20 sessions, relations": "{ sessions(first: 20) { nodes { title theme challenge { title path }"
    " moderator { title } interlocutors { title } event { title } } } }",
    "the menu": '{ menu(name: "main") { items { label path level } } }',
    "a search": '{ search(text: "netwerk") { nodes { content { title } } } }',
}


async def _timed(call: Callable[[], Awaitable[httpx.Response]]) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        answer = await call()
        times.append(time.perf_counter() - start)
        assert answer.status_code == 200, answer.text
    return statistics.median(times) * 1000


async def run() -> dict[str, object]:
    """Load the demo, ask each question many times, answer medians and ratios."""
    await load_demo()
    transport = httpx.ASGITransport(create_app(settings))
    async with httpx.AsyncClient(transport=transport, base_url="http://bench") as client:
        nothing = await _timed(lambda: client.get("/healthz"))
        rows = {"nothing (/healthz)": nothing}
        for name, query in QUERIES.items():
            rows[name] = await _timed(lambda query=query: _ask(client, query))
    return {
        name: {"ms": round(ms, 2), "times": round(ms / nothing, 1)} for name, ms in rows.items()
    }


async def _ask(client: httpx.AsyncClient, query: str) -> httpx.Response:
    answer = await client.post("/graphql", json={"query": query})
    assert "errors" not in answer.json(), answer.text
    return answer
