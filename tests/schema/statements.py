"""Counting the statements that PostgreSQL is sent."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from cms.database.engine import engine


@asynccontextmanager
async def counted(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The statements that are sent within the block, as the driver sends them."""
    sent: list[str] = []

    async def listen(connection: Any) -> None:
        connection.add_query_logger(lambda record: sent.append(record.query))

    async with asyncpg.create_pool(**engine.config, min_size=1, max_size=3, init=listen) as pool:
        monkeypatch.setattr(engine, "pool", pool)
        found: list[str] = []
        yield found
        found += [sql for sql in sent if " publication " in sql or " tag " in sql]
    monkeypatch.undo()
