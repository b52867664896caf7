"""A request that clashed is done again, but never what it had done already."""

import asyncpg
import httpx
import pytest
from starlette.types import Receive, Scope, Send

from admin.again import Again
from cms.database.clashing import MOST_TIMES
from cms.database.engine import fetch, writing

READY = {"type": "http.response.start", "status": 200, "headers": []}


@pytest.mark.parametrize(
    ("first", "times"),
    [("nothing", MOST_TIMES), ("commits", 1), ("answers", 1), ("reads", MOST_TIMES)],
)
async def test_only_what_did_nothing_yet_is_done_again(
    database: None, first: str, times: int
) -> None:
    bodies = []

    async def clashing(scope: Scope, receive: Receive, send: Send) -> None:
        bodies.append((await receive())["body"])
        if first == "commits":
            async with writing():
                await fetch("SELECT 1")
        if first == "reads":
            await fetch("SELECT 1")
        if first == "answers":
            await send(READY)
        raise asyncpg.DeadlockDetectedError

    transport = httpx.ASGITransport(app=Again(clashing))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        with pytest.raises(asyncpg.DeadlockDetectedError):
            await client.post("/", content=b"all of it")

    assert bodies == [b"all of it"] * times
