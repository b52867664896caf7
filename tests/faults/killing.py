"""A process that does one act of an editor and is killed just before one of its writes."""

import asyncio
import os
import re
import signal
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from cms.database.engine import engine, fetch, pool, writing
from tests.forking import forks

Act = Callable[..., Awaitable[Any]]
METHODS = ("fetch", "fetchrow", "fetchval", "execute", "executemany")
WRITES = re.compile(r"\b(INSERT|UPDATE|DELETE|COMMIT)\b", re.IGNORECASE)
SKIPPED = "migration"


def die_before(statement: int, writes: re.Pattern[str] = WRITES, *, committed: bool = True) -> None:
    """Die before that many statements that write; what is ``committed`` once has come to its end."""
    left = statement

    def counting(original: Callable[..., Any]) -> Callable[..., Any]:
        async def counted(self: Any, sql: str, *arguments: Any, **named: Any) -> Any:
            nonlocal left
            left -= bool(writes.search(sql))
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            found = await original(self, sql, *arguments, **named)
            if committed and sql.startswith("COMMIT"):
                os._exit(0)
            return found

        return counted

    for name in METHODS:
        setattr(asyncpg.Connection, name, counting(getattr(asyncpg.Connection, name)))


def child(act: Act, arguments: dict[str, Any], statement: int) -> None:
    """What the process does: the act in one transaction, as every door does it."""

    async def run() -> None:
        async with pool(1):
            die_before(statement)
            async with writing():
                await act(**arguments)

    engine.pool = None
    asyncio.run(run())


async def killed(act: Act, arguments: dict[str, Any], statement: int) -> bool:
    """Whether the act did not come to its end."""
    return await died(child, act, arguments, statement)


async def died(does: Callable[..., None], *arguments: Any) -> bool:
    """Whether a process that does this was killed; it may not fail by itself."""
    process = forks.Process(target=does, args=arguments)
    process.start()
    await asyncio.to_thread(process.join)
    assert process.exitcode in (0, -signal.SIGKILL), f"it failed by itself: {process.exitcode}"
    return process.exitcode != 0


async def everything() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    tables = await fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    for name in sorted(row["tablename"] for row in tables if row["tablename"] != SKIPPED):
        rows = await fetch(f'SELECT t::text AS row FROM "{name}" t')
        found[name] = sorted(row["row"] for row in rows)
    return found
