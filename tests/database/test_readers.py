"""Connections that only read: they come back when they were lost, and stop what nobody waits for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
import pytest

from cms.database.engine import READING, execute, read_row
from cms.database.readers import Readers
from cms.database.roles import Role, connected
from cms.settings import settings
from tests import owner


@asynccontextmanager
async def _readers(most: int = 2) -> AsyncIterator[Readers]:
    readers = Readers(lambda: connected(settings, Role.EDITOR, READING), most)
    yield readers
    await readers.close()


async def _running(sql: str) -> int:
    rows = await owner.fetch(
        "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = $1", sql
    )
    return int(rows[0]["count"])


async def test_what_is_cancelled_the_server_stops(database: None) -> None:
    sleep = "SELECT 1 AS found, pg_sleep(60)"
    async with _readers() as readers:
        asked = asyncio.create_task(readers.row(sleep, []))
        while not await _running(sleep):  # noqa: ASYNC110 - the server tells nobody
            await asyncio.sleep(0.01)

        asked.cancel()
        await asyncio.wait([asked])
        await asyncio.gather(*readers.ending)

        assert not await _running(sleep)
        assert (await readers.row("SELECT 2 AS found", []))["found"] == 2


async def test_a_process_asks_again_on_the_connection_it_has(database: None) -> None:
    pids = {(await read_row("SELECT pg_backend_pid() AS pid", []))["pid"] for _ in range(5)}
    assert len(pids) == 1


async def test_connections_that_were_lost_are_opened_again(database: None) -> None:
    async with _readers() as readers:
        await readers.row("SELECT 1 AS found", [])
        (reader,) = readers.idle
        await owner.fetch("SELECT pg_terminate_backend($1)", reader.connection.get_server_pid())

        assert (await readers.row("SELECT 2 AS found", []))["found"] == 2
        assert len(readers.idle) == 1


async def test_there_are_no_more_connections_than_allowed(database: None) -> None:
    async with _readers(2) as readers:
        pids = await asyncio.gather(
            *(readers.row("SELECT pg_backend_pid() AS pid, pg_sleep(0.01)", []) for _ in range(9))
        )

        assert len({row["pid"] for row in pids}) == 2


async def test_they_write_nothing(database: None) -> None:
    async with _readers() as readers:
        with pytest.raises(asyncpg.ReadOnlySQLTransactionError):
            await readers.row("DELETE FROM tag", [])

        assert (await readers.row("SELECT 2 AS found", []))["found"] == 2


async def test_a_statement_is_prepared_anew_when_its_table_is_another(database: None) -> None:
    async with _readers(1) as readers:
        await owner.execute("CREATE TABLE changing (one int)")
        try:
            await readers.row("SELECT * FROM changing", [])
            await owner.execute("ALTER TABLE changing ADD two int")
            await execute("INSERT INTO changing VALUES (1, 2)")
            with pytest.raises(asyncpg.InvalidCachedStatementError):
                await readers.row("SELECT * FROM changing", [])

            assert (await readers.row("SELECT * FROM changing", []))["two"] == 2
        finally:
            await owner.execute("DROP TABLE changing")


async def test_the_ones_of_the_site_end_what_was_forgotten(database: None) -> None:
    row = await read_row("SELECT current_setting('statement_timeout') AS found", [])

    assert row["found"] == "15s"
