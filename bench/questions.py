"""The questions of the bench, and for each the statement that a developer writes who knows the table.

Q1 to Q5 and Q7 by hand give the same bytes as the API. Q6 by hand looks for the words as they are typed, in
no other form; Q8 by hand hands out the text as it is stored, without the ids of headings: both do
less than what is asked.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

_LIVE = "p.locale = 'nl' AND p.valid @> statement_timestamp()"
_MOMENT = """to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
_FOUND = f"{_LIVE} AND p.search @@ websearch_to_tsquery('cms_nl', $1)"
_IN_MENU = 'p.data @> \'{"menus": ["main"]}\''

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
    "Q6 search": "query ($text: String!) { search(text: $text, first: 10) {"
    " nodes { content { uid title path } } totalCount } }",
    "Q7 menu": '{ menu(name: "main") { items { label path level } } }',
    "Q8 rich text": "query ($path: String!) { content(path: $path) { ... on ContentRoute { content {"
    " title path ... on Page { body { html } } } } } }",
}
CALENDAR = (
    "query ($from: DateTime!, $to: DateTime!, $first: Int!) { calendar(from: $from, to: $to, first: $first) {"
    " nodes { startsAt endsAt cancelled content { uid title path } } totalCount } }"
)
SAME = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q7")
"""Those of which the answers by hand have the same bytes."""


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
_START = """(p.data->>'starts_at') COLLATE "C" """
_RANGE = f"{_EVENTS} AND {_START} >= $1 AND {_START} < $2"
_BY_TITLE = 'ORDER BY cms_folded(p.title) COLLATE "C", p.uid COLLATE "C"'
_IN_RANGE = (
    f"FROM occurrence o JOIN publication p ON p.series = o.series AND p.series <> '' AND {_LIVE}"
    " WHERE o.during && tstzrange($1::text::timestamptz, $2::text::timestamptz)"
)
_CALENDAR = _as_bytes(
    "SELECT (SELECT row_to_json(c) FROM (SELECT (SELECT coalesce(array_to_json(array_agg(r)), '[]') FROM"
    f' (SELECT {_MOMENT.format("o.starts_at")} AS "startsAt", {_MOMENT.format("o.ends_at")} AS "endsAt",'
    " o.cancelled, (SELECT row_to_json(e) FROM (SELECT p.uid, p.title, p.path) e) AS content"
    f' {_IN_RANGE} ORDER BY o.starts_at, p.uid COLLATE "C", o.recurrence_id LIMIT $3) r) AS nodes,'
    f' (SELECT count(*) {_IN_RANGE}) AS "totalCount") c) AS calendar'
)
HAND = {
    "C1 a month": _CALENDAR,
    "C2 a page of it": _CALENDAR,
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
            f'WHERE {_EVENTS} ORDER BY {_START}, p.uid COLLATE "C" LIMIT 20 OFFSET $1',
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
            f'WHERE {_RANGE} ORDER BY {_START}, p.uid COLLATE "C" LIMIT 20',
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
            f"WHERE p.content_type = 'book' AND {_LIVE} {_BY_TITLE} LIMIT 100",
        )
        + " AS nodes) c) AS books"
    ),
    "Q6 search": _as_bytes(
        "SELECT (SELECT row_to_json(c) FROM (SELECT "
        "(SELECT coalesce(array_to_json(array_agg(json_build_object('content', r))), '[]') FROM"
        f" (SELECT p.uid, p.title, p.path FROM publication p WHERE {_FOUND}"
        " ORDER BY ts_rank(p.search, websearch_to_tsquery('cms_nl', $1)) DESC, p.position,"
        ' p.uid COLLATE "C" LIMIT 10) r) AS nodes,'
        f' (SELECT count(*) FROM publication p WHERE {_FOUND}) AS "totalCount") c) AS search'
    ),
    "Q7 menu": _as_bytes(
        "SELECT (SELECT row_to_json(c) FROM (SELECT (SELECT array_to_json(array_agg(r)) FROM"
        " (SELECT p.title AS label, p.path, CASE WHEN a.uid IS NULL THEN 1 ELSE 2 END AS level"
        f" FROM publication p LEFT JOIN publication a ON a.uid = p.parent_uid AND {_LIVE.replace('p.', 'a.')}"
        f" AND {_IN_MENU.replace('p.', 'a.')} WHERE {_LIVE} AND {_IN_MENU}"
        " ORDER BY coalesce(a.position, p.position),"
        ' cms_folded(coalesce(a.title, p.title)) COLLATE "C", coalesce(a.uid, p.uid) COLLATE "C",'
        ' a.uid IS NOT NULL, p.position, cms_folded(p.title) COLLATE "C", p.uid COLLATE "C") r)'
        " AS items) c) AS menu"
    ),
    "Q8 rich text": _as_bytes(
        "SELECT (SELECT row_to_json(a) FROM (SELECT (SELECT row_to_json(r) FROM (SELECT"
        " p.title, p.path, json_build_object('html', p.texts->>'body') AS body) r) AS content"
        f" FROM publication p WHERE p.path = $1 AND {_LIVE}) a) AS content"
    ),
}


@dataclass(frozen=True)
class Question:
    """A question with as many sets of variables as are asked in turn."""

    name: str
    query: str
    variables: Sequence[Mapping[str, Any]]

    @property
    def short(self) -> str:
        """Its number."""
        return self.name.split()[0]

    def bodies(self) -> list[bytes]:
        """What is posted; `COUNTED` may be replaced by a number, so that no answer is a kept one."""
        return [
            orjson.dumps({"query": self.query, "variables": one, "extensions": {"n": COUNTED}})
            for one in self.variables
        ]


COUNTED = "0000000000"


def arguments(variables: Mapping[str, Any]) -> list[Any]:
    """The parameters of the statement by hand."""
    if "page" in variables:
        return [(variables["page"] - 1) * 20]
    return [*variables.values()]


def questions(paths: Sequence[str], words: Sequence[str]) -> list[Question]:
    """All of them, about the pages and the words that there are."""
    ranges = [(f"20{year}-{month:02}-01T00:00:00Z", f"20{year}-{month + 2:02}-01T00:00:00Z")
              for year in range(16, 22) for month in (1, 4, 7, 10)]  # fmt: skip
    values: Mapping[str, Sequence[Mapping[str, Any]]] = {
        "Q1": [{"path": path} for path in paths],
        "Q2": [{"page": number} for number in range(1, 21)],
        "Q3": [{"page": number} for number in range(1, 21)],
        "Q4": [{"from": since, "until": until} for since, until in ranges],
        "Q6": [{"text": word} for word in words],
        "Q8": [{"path": path} for path in paths],
    }
    return [Question(name, query, values.get(name[:2], [{}])) for name, query in QUERIES.items()]
