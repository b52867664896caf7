"""The same question to the compiler and to the executor alone."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from asyncpg import DataError
from starlette.types import Receive, Scope, Send

from cms.content import DEFAULT_LOCALE, LOCALES
from cms.reading.surrogates import READS, Reads, below_key
from cms.schema.asked import ANYBODY, Asked, Asker
from cms.schema.build import built
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.compiled.plans import Way
from cms.schema.context import Context
from cms.schema.documents import operation_of, parsed
from cms.schema.http.answering import encoded
from cms.schema.http.answers import Reader
from cms.schema.http.endpoint import GraphQLApp
from tests.schema.client import SITE
from tests.schema.compiled.shown import shown

REFUSED = "PostgreSQL refused it"
_ENTRY = re.compile(r"[a-z0-9]{12}\.[a-z]+")
_app = GraphQLApp(built(), SITE)
_executor = GraphQLApp(built(), SITE)
_executor.answering.compiled = None


def _is_keyed(way: Way) -> bool:
    return way if isinstance(way, bool) else way[-1]


@dataclass
class Both:
    """How many documents were compared, and why some were not compiled.

    ``keys`` are the numbers of surrogate keys of the answers that were executed, and compiled.
    """

    compared: int = 0
    left: dict[str, str] = field(default_factory=dict)
    keys: list[int] = field(default_factory=lambda: [0, 0])

    def reasons(self) -> Counter[str]:
        """Why documents were left to the executor, and how many of them."""
        return Counter(self.left.values())

    def plans(self, query: str) -> int:
        """How many plans a document has by now, of those that tell what their answers follow from."""
        assert _app.answering.compiled
        known = _app.answering.compiled.plans.known
        return sum(query == made and _is_keyed(way) for made, *_, way in known)

    async def ask(
        self,
        query: str,
        variables: dict[str, Any] | None = None,
        name: str = "",
        asker: Asker = ANYBODY,
    ) -> Any:
        """The answer, in which both agree to the byte; a compiled one has no errors."""
        body = {"query": query, "variables": variables or {}, "operationName": name or None}
        executed, told = Reads(), Reads()
        expected = await _expected(asker, body, executed)
        found = await self._compiled(query, variables or {}, name or None, told, asker)
        if found is not None:
            self.compared += 1
            assert found == expected, f"{query}\n{variables}\n{found!r}\n{expected!r}"
            bare = Reads(wanted=False)
            again = await self._compiled(query, variables or {}, name or None, bare, asker)
            assert again == expected
            assert not bare.keys
            if executed.until:
                assert told.until
                assert told.until <= executed.until
            over = executed.keys - told.keys - _of_home(query)
            entries = {key for key in over if _ENTRY.fullmatch(key)}
            missing = [
                *(over - entries),
                *await shown(entries, told.keys, lambda: _expected(asker, body, Reads())),
            ]
            assert not missing, f"{query}\n{variables}\n{missing}"
            self.keys[0] += len(executed.keys)
            self.keys[1] += len(told.keys)
        return orjson.loads(expected)

    async def _compiled(
        self, query: str, variables: dict[str, Any], name: str | None, reads: Reads, asker: Asker
    ) -> bytes | None:
        try:
            return await compiled(query, variables, name, reads, asker)
        except Uncompiled as error:
            self.left[query] = str(error)
        except DataError:  # the statement ends where the executor has something to say
            self.left[query] = REFUSED
        return None


async def compiled(
    query: str, variables: dict[str, Any], name: str | None, reads: Reads, asker: Asker
) -> bytes:
    """The compiled answer. Raises `Uncompiled`, and what PostgreSQL raises."""
    assert _app.answering.compiled
    asked = Asked(query, variables, name)
    return await _app.answering.compiled.answered(asked, None, reads, asker)


def _of_home(query: str) -> set[str]:
    """The executor looks for the home page whatever is asked of the site."""
    return {below_key("", locale) for locale in LOCALES} if "site" in query else set()


async def _expected(asker: Asker, body: dict[str, Any], reads: Reads) -> bytes:
    """The executor's answer."""
    if asker == ANYBODY:
        return await _executed(body, reads)
    return await _executed_for(asker, body, reads)


async def _executed_for(asker: Asker, body: dict[str, Any], reads: Reads) -> bytes:
    """The executor's answer to somebody, or to who has a preview."""
    made = built()
    asked = Asked(body["query"], body["variables"], body["operationName"])
    context = Context(made.classes, SITE, asker.actor, DEFAULT_LOCALE, asker.perspective, reads)
    try:
        result = await made.schema.execute(
            asked.query,
            variable_values=dict(asked.variables),
            context_value=context,
            operation_name=asked.operation_name,
        )
        document = parsed(asked.query)
        operation = operation_of(document, asked.operation_name)
        reader = Reader(DEFAULT_LOCALE, document, operation, asked.variables)
        return await encoded(result, reader, context)
    finally:
        context.loaders.rounds.stop()


async def _executed(body: dict[str, Any], reads: Reads) -> bytes:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await _executor({**scope, READS: reads}, receive, send)

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.post("/graphql", json=body)
    return answer.content
