"""What tests ask of a server, and when they can be run at all."""

import asyncio
import os
import sys
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from cms.database.embedded import DatabaseUnavailable, Server, running

AS_ROOT = os.geteuid() == 0
as_root = pytest.mark.skipif(not AS_ROOT, reason="only root can act as several users")
on_linux = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


async def _rows(server: Server, statements: tuple[str, ...]) -> list[Any]:
    connection = await asyncpg.connect(
        host=server.host, port=server.port, user=server.user, database=server.database
    )
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return list(await connection.fetch(statements[-1]))
    finally:
        await connection.close()


def rows(server: Server, *statements: str) -> list[Any]:
    """Run the statements on one connection; the last one's rows."""
    return asyncio.run(_rows(server, statements))


def value(server: Server, *statements: str) -> Any:
    return rows(server, *statements)[0][0]


def write(server: Server, word: str) -> None:
    table = "CREATE TABLE IF NOT EXISTS note (word text PRIMARY KEY)"
    rows(server, table, f"INSERT INTO note VALUES ('{word}')")


def words(server: Server) -> set[str]:
    return {row["word"] for row in rows(server, "SELECT word FROM note")}


def refusal(var: Path) -> str:
    with pytest.raises(DatabaseUnavailable) as caught, running(var):
        pass
    assert caught.value.code == "database_unavailable"
    return str(caught.value)
