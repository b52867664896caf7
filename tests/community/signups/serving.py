"""A process that serves the API until it is killed, and a crowd that asks it from many addresses."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import httpx

from cms.database.engine import engine, pool
from tests.forking import forks
from tests.schema.live.serving import site

CONFIRM = """
mutation ($token: String!) { confirmSignUp(token: $token) {
    __typename ... on WaitListed { place } ... on Problem { code } } }
"""


def serve(told: Connection) -> None:
    """What the process does."""

    async def run() -> None:
        async with pool(), site() as made:
            told.send(made.port)
            await asyncio.Event().wait()

    engine.pool = None
    asyncio.run(run())


@dataclass
class Served:
    """A process that serves, and where."""

    process: BaseProcess
    port: int

    def kill(self) -> None:
        """``kill -9``."""
        self.process.kill()

    async def ask(self, number: int, query: str, **variables: Any) -> Any:
        """The data of an answer, asked from an address of its own; none if nobody answers."""
        own = httpx.AsyncHTTPTransport(
            local_address=f"127.0.{1 + number // 250}.{1 + number % 250}"
        )
        async with httpx.AsyncClient(transport=own, timeout=20, trust_env=False) as client:
            try:
                answer = await client.post(
                    f"http://127.0.0.1:{self.port}/graphql",
                    json={"query": query, "variables": variables},
                )
            except httpx.TransportError:
                return None
        return answer.json()["data"]


@asynccontextmanager
async def served() -> AsyncIterator[Served]:
    """One that serves while the block runs, if it is not killed before."""
    here, there = forks.Pipe()
    process = forks.Process(target=serve, args=(there,))
    process.start()
    try:
        yield Served(process, await asyncio.to_thread(here.recv))
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
