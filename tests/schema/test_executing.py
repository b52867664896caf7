"""Whatever is asked, the executor says to the byte what Strawberry's ordinary one says."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

import httpx
import orjson
import pytest
from graphql import get_introspection_query

from cms.content.discovery import installed
from cms.database.engine import as_json, execute, fetch
from cms.schema.build import Built, build, built
from cms.schema.executing import AS_IT_IS
from cms.schema.http.endpoint import GraphQLApp
from tests.builders import make
from tests.schema.client import SITE
from tests.schema.compiled.documents import Documents
from tests.schema.compiled.test_corpus import known
from tests.schema.previewing import reviewer, token
from tests.schema.test_preview import EMPTIEST
from tests.translation.demo import stand_demo

FAST, SLOW = 350, 3_000
SEED = int(os.environ.get("CMS_CORPUS_SEED", "20101204"))
JUNK: tuple[Any, ...] = (None, "", 5, -1, 2.5, True, [], ["x"], {"a": 1}, "onzin", 3_000_000_000)


def _app(made: Built) -> GraphQLApp:
    app = GraphQLApp(made, SITE)
    app.answering.compiled = None
    return app


_swift = _app(built())
_ordinary = _app(build(installed(), swift=False))


class Wrong(Documents):
    """Documents of which some arguments cannot be answered."""

    def scalar(self, type_: str, name: str) -> Any:
        if type_ == "Int" and self.chance.random() < 0.3:
            return self.chance.choice([-1, 0, 7, 101])
        return super().scalar(type_, name)


async def _said(app: GraphQLApp, body: Mapping[str, Any], headers: Mapping[str, str]) -> bytes:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.post("/graphql", json=body, headers=headers)
    return _without_numbers(answer.content)


def _without_numbers(content: bytes) -> bytes:
    """An answer, but for the numbers under which the log has what nobody foresaw."""
    for number in re.findall(rb'"code":"internal","id":"([0-9a-f]{12})"', content):
        content = content.replace(number, b"")
    return content


async def agreed(query: str, variables: Mapping[str, Any], headers: Mapping[str, str]) -> Any:
    """What both say."""
    body = {"query": query, "variables": variables}
    expected = await _said(_ordinary, body, headers)
    found = await _said(_swift, body, headers)
    assert found == expected, f"{query}\n{variables}\n{found!r}\n{expected!r}"
    return orjson.loads(found)


async def _compare(number: int, headers: Mapping[str, str], *uids: str) -> list[Any]:
    site = await known()
    asked = replace(site, uids=[*site.uids[:: (len(uids) and 4) or 1], *uids])
    documents = Wrong(built().schema._schema, asked, Random(SEED))
    headers = {"Cms-Explain": "reasons", **headers}
    made = [documents.make() for _ in range(number)]
    return [await agreed(one.query, one.variables, headers) for one in made]


async def _spoil(table: str, chance: Random) -> None:
    """Put into the data what no editor could."""
    for row in await fetch(f"SELECT id, data FROM {table}"):
        data = orjson.loads(row["data"])
        for name in data:
            if chance.random() < 0.15:
                data[name] = chance.choice(JUNK)
        await execute(f"UPDATE {table} SET data = $1 WHERE id = $2", as_json(data), row["id"])


async def test_random_documents_are_executed_alike(database: None) -> None:
    await stand_demo()

    answers = await _compare(FAST, {})

    assert sum("errors" in one for one in answers) > FAST / 100


async def test_previews_are_executed_alike(database: None) -> None:
    await stand_demo()

    made = [(await make(name, **EMPTIEST[name])).uid for name in installed() for _ in range(3)]

    answers = await _compare(FAST, {"Cms-Preview": await token(await reviewer())}, *made)

    assert any("incomplete" in one.get("extensions", {}) for one in answers)
    assert any("reasons" in one.get("extensions", {}) for one in answers)


async def test_what_is_spoilt_is_executed_alike(database: None) -> None:
    await stand_demo()
    await _spoil("publication", Random(SEED))

    answers = await _compare(FAST, {})

    assert sum("errors" in one for one in answers) > FAST / 4


@pytest.mark.slow
async def test_thousands_of_random_documents_are_executed_alike(database: None) -> None:
    await stand_demo()
    await _compare(SLOW, {})
    await _spoil("publication", Random(SEED))
    await _compare(SLOW, {})


async def test_introspection_is_executed_alike(database: None) -> None:
    answer = await agreed(get_introspection_query(), {}, {})

    assert len(answer["data"]["__schema"]["types"]) > 100


@pytest.mark.parametrize("name", AS_IT_IS)
def test_what_is_taken_as_it_is_would_be_serialised_so(name: str) -> None:
    values = {str: ["", "x", "2009-12-04", "é"], bool: [True, False]}[AS_IT_IS[name]]
    scalar: Any = built().schema._schema.type_map[name]

    assert all(scalar.coerce_output_value(value) is value for value in values)
