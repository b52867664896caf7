"""Counting the statements that PostgreSQL is sent."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from cms.database.engine import engine
from cms.database.readers import Readers


class _Counted(Readers):
    """Readers that remember what they were asked: the driver does not tell of what is prepared."""

    def __init__(self, sent: list[str]) -> None:
        super().__init__(lambda: asyncpg.connect(**engine.config))
        self.sent = sent

    async def row(self, sql: str, values: Sequence[Any]) -> Any:
        self.sent.append(sql)
        return await super().row(sql, values)

    async def rows(self, sql: str, values: Sequence[Any]) -> list[Any]:
        self.sent.append(sql)
        return await super().rows(sql, values)


@asynccontextmanager
async def counted(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """The statements that are sent within the block, as the driver sends them."""
    sent: list[str] = []

    async def listen(connection: Any) -> None:
        connection.add_query_logger(lambda record: sent.append(record.query))

    readers, found = _Counted(sent), list[str]()
    async with asyncpg.create_pool(**engine.config, min_size=1, max_size=3, init=listen) as pool:
        with monkeypatch.context() as patched:
            patched.setattr(engine, "pool", pool)
            for name in ("readers", "public_readers"):
                patched.setattr(f"cms.database.engine.{name}", readers)
            yield found
        await readers.close()
        found += [sql for sql in sent if " publication " in sql or " tag " in sql]
