"""Questions answered by the compiler, beside one statement each that was written by hand.

Both are asked in one process, as bare ASGI applications without a socket: what the server and the
wire add is the same for both. CPU is that of this process and of the database's, from ``/proc``.
"""

import asyncio
import os
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from bench.reference import load
from cms.database import engine as database
from cms.schema.asked import Asked
from cms.schema.build import built
from cms.schema.compiled.plans import Compiled
from cms.schema.http.endpoint import GraphQLApp

ROUNDS, SECONDS, TOGETHER = 5, 1.0, 16
_TICK = os.sysconf("SC_CLK_TCK")
_LIVE = "p.locale = 'nl' AND p.valid @> statement_timestamp()"
_MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""

QUERIES = {
    "Q1 page by path": "query ($path: String!) { content(path: $path) { ... on ContentRoute { content {"
    " uid title path summary publishedAt updatedAt } } } }",
    "Q2 20 events": "query ($page: Int!) { events(page: $page, size: 20, order: [{startsAt: ASC}]) {"
    " nodes { title slug startsAt endsAt summary wholeDay } } }",
    "Q3 20 sessions": "query ($page: Int!) { sessions(page: $page, size: 20, order: [{startsAt: ASC}]) {"
    " nodes { title startsAt moderator { title path role } interlocutors { title path role }"
    " event { title path startsAt } } } }",
    "Q4 events in a range": "query ($from: DateTime!, $until: DateTime!) { events(first: 20,"
    " filter: {startsAt: {from: $from, before: $until}}, order: [{startsAt: ASC}]) {"
    " nodes { title startsAt } totalCount } }",
    "Q5 100 books": "{ books(first: 100, order: [{title: ASC}]) { nodes {"
    " title path slug summary isbn subtitle free updatedAt } } }",
}


def _listed(columns: str, tail: str) -> str:
    return (
        "(SELECT coalesce(array_to_json(array_agg(r)), '[]') FROM"
        f" (SELECT {columns} FROM publication p {tail}) r)"
    )


def _as_bytes(sql: str) -> str:
    return f"SELECT convert_to(row_to_json(q)::text, 'UTF8') AS data FROM ({sql}) q"


_MODERATOR = "s.data->>'moderator'"
_SPEAKER = "p.title, p.path, p.data->>'role' AS role"
_ONE = (
    "(SELECT row_to_json(r) FROM (SELECT {} FROM publication p WHERE p.uid = {} AND "
    + _LIVE
    + ") r)"
)
_BY_START = """ORDER BY (s.data->>'starts_at') COLLATE "C", (s.uid) COLLATE "C" """
_EVENTS = f"p.content_type = 'event' AND {_LIVE}"
_RANGE = f"{_EVENTS} AND p.data->>'starts_at' >= $1 COLLATE \"C\" AND p.data->>'starts_at' < $2 COLLATE \"C\""
HAND = {
    "Q1 page by path": _as_bytes(
        "SELECT (SELECT row_to_json(a) FROM (SELECT (SELECT row_to_json(r) FROM (SELECT p.uid, p.title,"
        f" p.path, coalesce(p.data->>'summary', '') AS summary,"
        f' {_MOMENT.format("p.first_published_at")} AS "publishedAt",'
        f' {_MOMENT.format("p.updated_at")} AS "updatedAt") r) AS content FROM publication p'
        f" WHERE p.path = $1 AND {_LIVE}) a) AS content"
    ),
    "Q2 20 events": _as_bytes(
        "SELECT (SELECT row_to_json(c) FROM (SELECT "
        + _listed(
            "p.title, coalesce(p.data->>'slug', '') AS slug, p.data->>'starts_at' AS \"startsAt\","
            " p.data->>'ends_at' AS \"endsAt\", coalesce(p.data->>'summary', '') AS summary,"
            " (p.data->>'whole_day')::boolean AS \"wholeDay\"",
            f'WHERE {_EVENTS} ORDER BY (p.data->>\'starts_at\') COLLATE "C", p.uid COLLATE "C"'
            " LIMIT 20 OFFSET $1",
        )
        + " AS nodes) c) AS events"
    ),
    "Q3 20 sessions": _as_bytes(
        "SELECT (SELECT row_to_json(c) FROM (SELECT (SELECT coalesce(array_to_json(array_agg(r)), '[]') FROM"
        " (SELECT s.title, s.data->>'starts_at' AS \"startsAt\","
        f" {_ONE.format(_SPEAKER, _MODERATOR)} AS moderator,"
        " (SELECT coalesce(array_to_json(array_agg(r)), '[]') FROM (SELECT p.title, p.path,"
        " p.data->>'role' AS role FROM jsonb_array_elements_text(s.data->'interlocutors')"
        " WITH ORDINALITY u (uid, n) CROSS JOIN LATERAL (SELECT * FROM publication p"
        f" WHERE p.uid = u.uid AND {_LIVE} LIMIT 1) p ORDER BY u.n) r) AS interlocutors,"
        " (SELECT row_to_json(r) FROM (SELECT p.title, p.path, p.data->>'starts_at' AS \"startsAt\""
        f" FROM publication p WHERE p.uid = s.data->>'event' AND {_LIVE}) r) AS event"
        " FROM (SELECT * FROM publication s WHERE s.content_type = 'session' AND s.locale = 'nl'"
        f" AND s.valid @> statement_timestamp() {_BY_START} LIMIT 20 OFFSET $1) s) r) AS nodes) c)"
        " AS sessions"
    ),
    "Q4 events in a range": _as_bytes(
        "SELECT (SELECT row_to_json(c) FROM (SELECT "
        + _listed(
            "p.title, p.data->>'starts_at' AS \"startsAt\"",
            f'WHERE {_RANGE} ORDER BY (p.data->>\'starts_at\') COLLATE "C", p.uid COLLATE "C" LIMIT 20',
        )
        + f' AS nodes, (SELECT count(*) FROM publication p WHERE {_RANGE}) AS "totalCount") c) AS events'
    ),
    "Q5 100 books": _as_bytes(
        "SELECT (SELECT row_to_json(c) FROM (SELECT "
        + _listed(
            "p.title, p.path, coalesce(p.data->>'slug', '') AS slug,"
            " coalesce(p.data->>'summary', '') AS summary, p.data->>'isbn' AS isbn,"
            " p.data->>'subtitle' AS subtitle, (p.data->>'free')::boolean AS free,"
            f' {_MOMENT.format("p.updated_at")} AS "updatedAt"',
            f"WHERE p.content_type = 'book' AND {_LIVE}"
            ' ORDER BY cms_folded(p.title) COLLATE "C", p.uid COLLATE "C" LIMIT 100',
        )
        + " AS nodes) c) AS books"
    ),
}
"""What a developer writes who knows the table: the same rows in the same order, and the same bytes."""


def _page(number: int) -> Mapping[str, Any]:
    return {"page": number % 20 + 1}


def _range(number: int) -> Mapping[str, Any]:
    return {
        "from": f"20{16 + number % 6}-01-01T00:00:00Z",
        "until": f"20{16 + number % 6}-03-01T00:00:00Z",
    }


async def _paths() -> list[str]:
    rows = await database.fetch(
        "SELECT path FROM publication WHERE content_type = 'page' AND locale = 'nl' ORDER BY id LIMIT 500"
    )
    return [row["path"] for row in rows]


Ask = Callable[[bytes], Awaitable[bytes]]


def _hand(sql: str) -> Ask:
    async def ask(body: bytes) -> bytes:
        variables = orjson.loads(body)["variables"]
        values: Sequence[Any] = [*variables.values()]
        if "page" in variables:
            values = [(variables["page"] - 1) * 20]
        row = await database.read_row(sql, values)
        data: bytes = row["data"]
        return b'{"data":' + data + b"}"

    return ask


def _compiled(compiled: Compiled) -> Ask:
    async def ask(body: bytes) -> bytes:
        read = orjson.loads(body)
        answer = await compiled.answer(Asked(read["query"], read["variables"], None))
        assert answer is not None
        return answer

    return ask


def _endpoint(app: GraphQLApp) -> Ask:
    async def ask(body: bytes) -> bytes:
        sent: list[bytes] = []

        async def receive() -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            sent.append(message.get("body", b""))

        await app(_SCOPE, receive, send)
        return b"".join(sent)

    return ask


_SCOPE = {
    "type": "http",
    "method": "POST",
    "path": "/graphql",
    "query_string": b"",
    "headers": [(b"content-type", b"application/json"), (b"accept", b"application/json")],
}


async def run(times: int = 1) -> dict[str, object]:
    """Microseconds of CPU for one request, of this process and of PostgreSQL, and the ratios."""
    await load(times)
    compiled = Compiled(built(), "https://example.org")
    executor = GraphQLApp(built(), "https://example.org")
    executor.answering.compiled = None
    paths = await _paths()
    rows: dict[str, object] = {}
    for name, query in QUERIES.items():
        bodies = [
            orjson.dumps({"query": query, "variables": _variables(name, number, paths)})
            for number in range(200)
        ]
        ways = {
            "by hand": _hand(HAND[name]),
            "compiled": _compiled(compiled),
            "endpoint": _endpoint(GraphQLApp(built(), "https://example.org")),
            "executor": _endpoint(executor),
        }
        rows[name] = await _compared(ways, bodies)
    return rows


def _variables(name: str, number: int, paths: list[str]) -> Mapping[str, Any]:
    if name.startswith("Q1"):
        return {"path": paths[number % len(paths)]}
    if name.startswith("Q4"):
        return _range(number)
    return {} if name.startswith("Q5") else _page(number)


async def _compared(ways: Mapping[str, Ask], bodies: list[bytes]) -> dict[str, object]:
    expected = [await ways["by hand"](body) for body in bodies[:20]]
    for name, ask in ways.items():
        for body, answer in zip(bodies, expected, strict=False):
            found_ = await ask(body)
            assert found_ == answer, f"{name}: {found_[:600]!r} {answer[:600]!r}"
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, ask in ways.items():
            found[name].append(await _measured(ask, bodies))
    medians = {
        name: [statistics.median(one[place] for one in some) for place in (0, 1)]
        for name, some in found.items()
    }
    own, theirs = medians["by hand"]
    report: dict[str, object] = {
        name: f"{server:.0f} + {postgres:.0f} µs" for name, (server, postgres) in medians.items()
    }
    report["ratio"] = round(sum(medians["compiled"]) / (own + theirs), 2)
    return report


async def _measured(ask: Ask, bodies: list[bytes]) -> tuple[float, float]:
    """CPU per request: of this process, and of the servers of its connections."""
    pids = [one.connection.get_server_pid() for one in database.readers.idle]
    if database.engine.pool:
        pids += [one._con.get_server_pid() for one in database.engine.pool._holders if one._con]  # noqa: SLF001
    before, start, until = sum(map(_ticks, pids)), time.process_time(), time.monotonic() + SECONDS
    done = 0

    async def client(first: int) -> None:
        nonlocal done
        number = first
        while time.monotonic() < until:
            await ask(bodies[number % len(bodies)])
            number += TOGETHER
            done += 1

    await asyncio.gather(*map(client, range(TOGETHER)))
    used = time.process_time() - start
    return used / done * 1e6, (sum(map(_ticks, pids)) - before) / _TICK / done * 1e6


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])
