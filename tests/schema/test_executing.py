"""Whatever is asked, the executor says to the byte what Strawberry's ordinary one says."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import httpx
import orjson
import pytest
from graphql import get_introspection_query

from cms.content.discovery import installed
from cms.database.engine import as_json, execute, fetch
from cms.publishing.feed import Feed
from cms.schema.asked import Asked
from cms.schema.build import build, built
from cms.schema.context import Context
from cms.schema.executing import AS_IT_IS
from cms.schema.http.answering import Answering
from cms.schema.http.endpoint import GraphQLApp
from tests.builders import make
from tests.demo_site import stand_demo
from tests.schema.client import SITE
from tests.schema.compiled.documents import Documents
from tests.schema.compiled.test_corpus import known
from tests.schema.editing_client import client_of
from tests.schema.previewing import reviewer, token
from tests.schema.test_preview import EMPTIEST

FAST, SLOW = 50, 1_000
SEED = int(os.environ.get("CMS_CORPUS_SEED", "20101204"))
JUNK: tuple[Any, ...] = (None, "", 5, -1, 2.5, True, [], ["x"], {"a": 1}, "onzin", 3_000_000_000)


class Ordinary(Answering):
    """Answers as Strawberry executes by itself."""

    async def _result(self, asked: Asked, context: Context) -> Any:
        return await self.made.schema.execute(
            asked.query,
            variable_values=dict(asked.variables),
            context_value=context,
            operation_name=asked.operation_name,
        )


def _app(answering: Answering) -> GraphQLApp:
    app = GraphQLApp(answering.made, SITE)
    answering.compiled, app.answering = None, answering
    return app


_swift = _app(Answering(built(), SITE, 0, Feed()))
_ordinary = _app(Ordinary(build(installed(), swift=False), SITE, 0, Feed()))
OFTEN = pytest.mark.parametrize("number", [FAST, pytest.param(SLOW, marks=pytest.mark.slow)])


@dataclass
class Wrong(Documents):
    """Documents of which some arguments cannot be answered; with ``roots``, about these alone."""

    roots: frozenset[str] = frozenset()

    def scalar(self, type_: str, name: str) -> Any:
        if type_ == "Int" and self.chance.random() < 0.3:
            return self.chance.choice([-1, 0, 7, 101])
        return super().scalar(type_, name)

    def asked(self, of: Any, name: str, depth: int) -> bool:
        if depth == 0 and self.roots and name not in self.roots:
            return False
        return super().asked(of, name, depth)


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


async def _compare(documents: Documents, number: int, headers: Mapping[str, str]) -> list[Any]:
    headers = {"Cms-Explain": "reasons", **headers}
    made = [documents.make() for _ in range(number)]
    return [await agreed(one.query, one.variables, headers) for one in made]


async def _documents(*uids: str, roots: Iterable[str] = ()) -> Documents:
    site = await known()
    asked = replace(site, uids=uids or site.uids)
    return Wrong(built().schema._schema, asked, Random(SEED), roots=frozenset(roots))


async def _spoil(table: str, chance: Random) -> None:
    """Put into the data what no editor could."""
    for row in await fetch(f"SELECT id, data FROM {table}"):
        data = orjson.loads(row["data"])
        for name in data:
            if chance.random() < 0.15:
                data[name] = chance.choice(JUNK)
        await execute(f"UPDATE {table} SET data = $1 WHERE id = $2", as_json(data), row["id"])


@OFTEN
async def test_random_documents_are_executed_alike(database: None, number: int) -> None:
    await stand_demo()

    answers = await _compare(await _documents(), number, {})

    assert sum("errors" in one for one in answers) > number / 100


@OFTEN
async def test_previews_are_executed_alike(database: None, number: int) -> None:
    await stand_demo()
    preview = {"Cms-Preview": await token(await reviewer())}

    answers = await _compare(await _drafts(), number, preview)

    assert sum("incomplete" in one.get("extensions", {}) for one in answers) > number / 100


@OFTEN
async def test_what_is_said_to_editors_is_executed_alike(database: None, number: int) -> None:
    await stand_demo()
    eva = {"Authorization": f"Bearer {(await client_of('eva', 'editor')).token}"}

    answers = await _compare(await _drafts(), number, eva)

    assert sum("reasons" in one.get("extensions", {}) for one in answers) > number / 100


async def _drafts() -> Documents:
    """Documents about drafts that lack whatever a draft may."""
    made = [(await make(name, **EMPTIEST[name])).uid for name in installed()]
    return await _documents(*made, roots=["entry", "pages"])


@OFTEN
async def test_what_is_spoilt_is_executed_alike(database: None, number: int) -> None:
    await stand_demo()
    await _spoil("publication", Random(SEED))

    answers = await _compare(await _documents(), number, {})

    assert sum("errors" in one for one in answers) > number / 20


async def test_introspection_is_executed_alike(database: None) -> None:
    answer = await agreed(get_introspection_query(), {}, {})

    assert len(answer["data"]["__schema"]["types"]) > 100


@pytest.mark.parametrize("name", AS_IT_IS)
def test_what_is_taken_as_it_is_would_be_serialised_so(name: str) -> None:
    values = {str: ["", "x", "2009-12-04", "é"], bool: [True, False]}[AS_IT_IS[name]]
    scalar: Any = built().schema._schema.type_map[name]

    assert all(scalar.coerce_output_value(value) is value for value in values)
