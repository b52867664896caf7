"""What the GraphQL-over-HTTP specification says a server must and should do, sentence by sentence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
import pytest

from tests.schema.client import app

JSON = "application/json"
GRAPHQL = "application/graphql-response+json"
EITHER = (JSON, GRAPHQL)
NAME = "{ __typename }"
TYPE = "query Type($name: String!) { __type(name: $name) { name } }"
NEEDED = "query Needed($id: ID!) { __typename }"
UNKNOWN = "{ thisFieldIsNowhere }"
WRONG_OBJECTS: tuple[Any, ...] = ("text", 0, False, ["list"])
WRONG_TEXTS: tuple[Any, ...] = ({"an": "object"}, 0, False, ["list"])


@dataclass(frozen=True)
class Case:
    """A request, and what its answer must be: one of the statuses, the media type, data or none."""

    says: str
    body: Any = field(default_factory=lambda: {"query": NAME})
    accept: str | None = None
    content_type: str | None = JSON
    params: Mapping[str, str] | None = None
    statuses: tuple[int, ...] = (200,)
    kind: str = ""
    has_data: bool | None = None

    def __str__(self) -> str:
        return f"{self.says} ({self.accept})"

    async def sent(self) -> httpx.Response:
        """The answer; a client of its own, so that no header is sent that the case does not name."""
        headers = {"content-type": self.content_type, "accept": self.accept}
        given = {name: value for name, value in headers.items() if value is not None}
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            client.headers.pop("accept")
            if self.params is not None:
                given.pop("content-type", None)
                return await client.get("/graphql", params=self.params, headers=given)
            body = self.body if isinstance(self.body, bytes) else orjson.dumps(self.body)
            return await client.post("/graphql", content=body, headers=given)


def body(**values: Any) -> dict[str, Any]:
    return {"query": NAME, **values}


REFUSED = tuple(range(400, 500))
GOOD = [
    Case("the new media type is given to whoever asks for it", accept=GRAPHQL, kind=GRAPHQL),
    Case("so is the old one", accept=JSON, kind=JSON, has_data=True),
    Case("whoever takes anything gets the old one", accept="*/*", kind=JSON),
    Case("and whoever says nothing", kind=JSON),
    Case("a charset of UTF-8 may be said",
         {"query": '{ __type(name: "Loop🏃Zwem🏊") { name } }'}, content_type=f"{JSON}; charset=utf-8"),
    Case("GET with the query in the address", params={"query": NAME}, has_data=True),
    *(Case("a query is a text", accept=accept, has_data=True) for accept in EITHER),
    *(Case("an operation has a name", {"query": "query Q { __typename }", "operationName": "Q"},
           accept, has_data=True) for accept in EITHER),
    *(Case(f"{name} may be null", body(**{name: None}), accept, has_data=True)
      for name in ("variables", "operationName", "extensions") for accept in EITHER),
    *(Case("variables are an object", {"query": TYPE, "variables": {"name": "X"}}, accept,
           has_data=True) for accept in EITHER),
    *(Case("and in an address JSON", params={"query": TYPE, "variables": '{"name":"X"}'},
           accept=accept, has_data=True) for accept in EITHER),
    *(Case("extensions are an object", body(extensions={"some": "value"}), accept, has_data=True)
      for accept in EITHER),
]  # fmt: skip
MALFORMED = [
    Case("no content type", content_type=None, statuses=REFUSED),
    Case("no body", b"", statuses=(400,)),
    Case("no query", {"notquery": NAME}, GRAPHQL, statuses=(400,)),
    Case("a query that is spelt otherwise", {"qeury": NAME}, statuses=(400,)),
    *(Case(f"a query that is {wrong!r}", {"query": wrong}, statuses=(400,)) for wrong in WRONG_TEXTS),
    *(Case(f"a name that is {wrong!r}", body(operationName=wrong), statuses=(400,))
      for wrong in WRONG_TEXTS),
    *(Case(f"{name} that are {wrong!r}", body(**{name: wrong}), statuses=(400,))
      for name in ("variables", "extensions") for wrong in WRONG_OBJECTS),
    *(Case("no JSON", b'{ "no JSON', accept, statuses=(400,)) for accept in EITHER),
    Case("a mutation by GET", params={"query": "mutation { __typename }"}, accept=GRAPHQL,
         statuses=REFUSED),
]  # fmt: skip
BAD_GRAPHQL: list[tuple[str, dict[str, Any]]] = [
    ("a query that cannot be read", {"query": "{"}),
    ("a query that does not fit the schema", {"query": UNKNOWN}),
    ("a variable that is not of its type", {"query": NEEDED, "variables": {"id": None}}),
    ("an operation that is not there", body(operationName="Nowhere")),
    ("more than is given at once", {"query": "{" + "a" * 9 + "{b" * 30 + "}" * 31}),
]
WELL_SENT = [
    case
    for says, sent in BAD_GRAPHQL
    for case in (
        Case(says, sent, JSON, kind=JSON, has_data=False),
        Case(says, sent, GRAPHQL, statuses=(400,), kind=GRAPHQL, has_data=False),
    )
]


@pytest.mark.parametrize("case", [*GOOD, *MALFORMED, *WELL_SENT], ids=str)
async def test_what_the_specification_says(database: None, case: Case) -> None:
    answer = await case.sent()

    read = orjson.loads(answer.content.decode("utf-8"))
    assert answer.status_code in case.statuses, answer.text
    assert answer.headers["content-type"].startswith(case.kind or "application/")
    if case.has_data is not None:
        assert ("data" in read) is case.has_data
        assert ("errors" in read) is not case.has_data
