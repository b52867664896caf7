"""The same question to the compiler and to the executor alone."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import httpx
import orjson

from cms.schema.build import built
from cms.schema.compiled.fallback import Uncompiled
from cms.schema.endpoint import GraphQLApp
from cms.schema.requests import Asked
from tests.schema.client import SITE

_app = GraphQLApp(built(), SITE)
_executor = GraphQLApp(built(), SITE)
_executor.compiled = None


@dataclass
class Both:
    """How many documents were compared, and why some were not compiled."""

    compared: int = 0
    left: dict[str, str] = field(default_factory=dict)

    def reasons(self) -> Counter[str]:
        """Why documents were left to the executor, and how many of them."""
        return Counter(self.left.values())

    async def ask(self, query: str, variables: dict[str, Any] | None = None, name: str = "") -> Any:
        """The answer, in which both agree to the byte; a compiled one has no errors."""
        body = {"query": query, "variables": variables or {}, "operationName": name or None}
        expected = await _executed(body)
        found = await self._compiled(query, variables or {}, name or None)
        if found is not None:
            self.compared += 1
            assert found == expected, f"{query}\n{variables}\n{found!r}\n{expected!r}"
        return orjson.loads(expected)

    async def _compiled(
        self, query: str, variables: dict[str, Any], name: str | None
    ) -> bytes | None:
        assert _app.compiled
        asked = Asked(query, variables, name)
        try:
            plan, values = _app.compiled.find(asked)
            return await plan.answer(values)
        except Uncompiled as error:
            self.left[query] = str(error)
            return None


async def _executed(body: dict[str, Any]) -> bytes:
    transport = httpx.ASGITransport(app=_executor)
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        answer = await client.post("/graphql", json=body)
    return answer.content
