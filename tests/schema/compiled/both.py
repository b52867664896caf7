"""The same question to the compiler and to the executor alone."""

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson
from starlette.types import Receive, Scope, Send

from cms.content import LOCALES
from cms.database.engine import fetch
from cms.reading.surrogates import READS, Reads
from cms.schema.asked import Asked
from cms.schema.build import built
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.http.endpoint import GraphQLApp
from tests.schema.client import SITE

_ENTRY = re.compile(r"[a-z0-9]{12}\.[a-z]+")
_app = GraphQLApp(built(), SITE)
_executor = GraphQLApp(built(), SITE)
_executor.answering.compiled = None


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
        return sum(key[0] == query and key[-1] for key in _app.answering.compiled.plans.known)

    async def ask(self, query: str, variables: dict[str, Any] | None = None, name: str = "") -> Any:
        """The answer, in which both agree to the byte; a compiled one has no errors."""
        body = {"query": query, "variables": variables or {}, "operationName": name or None}
        executed, compiled = Reads(), Reads()
        expected = await _executed(body, executed)
        found = await self._compiled(query, variables or {}, name or None, compiled)
        if found is not None:
            self.compared += 1
            assert found == expected, f"{query}\n{variables}\n{found!r}\n{expected!r}"
            bare = Reads(wanted=False)
            assert await self._compiled(query, variables or {}, name or None, bare) == expected
            assert not bare.keys
            missing = {
                key
                for key in executed.keys - compiled.keys - await _of_home(query)
                if not _ENTRY.fullmatch(key)
                or (key[:12].encode() in found and "viewer" not in query)
            }  # the executor reads entries also for their number, and for what nobody may do
            assert not missing, f"{query}\n{variables}\n{missing}"
            self.keys[0] += len(executed.keys)
            self.keys[1] += len(compiled.keys)
        return orjson.loads(expected)

    async def _compiled(
        self, query: str, variables: dict[str, Any], name: str | None, reads: Reads
    ) -> bytes | None:
        assert _app.answering.compiled
        asked = Asked(query, variables, name)
        try:
            return await _app.answering.compiled.answered(asked, None, reads)
        except Uncompiled as error:
            self.left[query] = str(error)
            return None


async def _of_home(query: str) -> set[str]:
    """The executor reads the home page whatever is asked of the site."""
    reads = Reads()
    if "site" in query:
        reads.below("", LOCALES)
        for row in await fetch("SELECT uid FROM publication WHERE parent_uid IS NULL"):
            reads.entry(row["uid"])
    return reads.keys


async def _executed(body: dict[str, Any], reads: Reads) -> bytes:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await _executor({**scope, READS: reads}, receive, send)

    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.post("/graphql", json=body)
    return answer.content
