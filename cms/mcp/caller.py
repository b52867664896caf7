"""Whoever uses our tools, and what they ask the API: as any other client, with their own token."""

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.requests import Request
from starlette.types import Message

from cms.access.actors import Actor
from cms.database.outages import is_outage, unavailable
from cms.errors import CmsError, Unexpected
from cms.schema.asked import Asked
from cms.schema.http.answering import Answering
from cms.schema.http.previewing import HEADER, OWN_DRAFTS

CALLER = "klankbord.mcp.caller"
"""Where a request's scope says who uses our tools."""
_OURS = re.compile(r"“\$(?:input\.)?")
"""How our documents name what an agent knows by its own name alone."""


class Told(CmsError):
    """What the API answered instead of data: its own code, words and fields."""

    def __init__(self, problem: Mapping[str, Any]) -> None:
        super().__init__("{reason}", reason=problem.get("message", ""))
        self.code = str(problem.get("code", "error"))
        self.problem = dict(problem)


@dataclass(frozen=True)
class Caller:
    """An agent at work: its token, its address, and the language in which it is told things.

    Whatever it asks, it asks the API: limits, budgets and permissions are those of `/graphql`.
    """

    answering: Answering
    locale: str
    address: str = ""
    token: str | None = field(default=None, repr=False)

    async def actor(self) -> Actor:
        """Who the token acts for at this moment. Raises `BadToken` and `TooManyBadTokens`."""
        return (await self.answering.asker(self._request(drafts=False))).actor

    async def ask(
        self, document: str, variables: Mapping[str, Any] | None = None, *, drafts: bool = False
    ) -> dict[str, Any]:
        """The data of a document; with ``drafts`` of working copies. Raises `Told`, or what is wrong."""
        asked, request = Asked(document, variables or {}), self._request(drafts=drafts)
        answer = await self.answering.answer(asked, request, self.locale)
        body = orjson.loads(answer.body)
        if errors := body.get("errors"):
            raise Told(_problem(errors[0]))
        data: dict[str, Any] = body["data"]
        return data

    def _request(self, *, drafts: bool) -> Request:
        headers = [(b"accept-language", self.locale.encode())]
        if self.token is not None:
            headers.append((b"authorization", b"Bearer " + self.token.encode("latin-1", "replace")))
            if drafts:
                headers.append((HEADER.encode(), OWN_DRAFTS.encode()))
        return Request(
            {
                "type": "http",
                "method": "POST",
                "path": "/mcp",
                "query_string": b"",
                "headers": headers,
                "client": (self.address, 0),
            },
            _stays,
        )


def _problem(error: Mapping[str, Any]) -> dict[str, Any]:
    extensions = error.get("extensions", {})
    message = _OURS.sub("“", error["message"])
    problem = {"code": extensions.get("code", "error"), "message": message}
    return problem | {name: extensions[name] for name in ("fields",) if name in extensions}


async def _stays() -> Message:
    """Who asks waits for the answer: whether they left, the server notices that carries the tools."""
    return await asyncio.Future()


def foreseen(error: Exception) -> CmsError:
    """One of our own errors in place of any."""
    if isinstance(error, CmsError):
        return error
    return unavailable(error) if is_outage(error) else Unexpected(error, "mcp")
