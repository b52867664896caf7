"""Listening goes on, whatever happens to whoever listens."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from cms.database import listening
from cms.database.engine import engine, execute
from cms.database.listening import BACK, LOST, Listener
from cms.database.roles import Role, acting_as
from cms.settings import settings

CHANNEL = "listening_is_tried"
TRIES = 3


async def test_what_goes_wrong_once_does_not_end_it(database: None) -> None:
    heard: asyncio.Queue[str] = asyncio.Queue()
    told: asyncio.Queue[bool] = asyncio.Queue()
    mistakes = iter([LookupError("a mistake of ours")])

    def changed(live: bool) -> None:
        told.put_nowait(live)
        for one in mistakes:
            raise one

    async with Listener(CHANNEL, heard.put_nowait, changed).running():
        for live in (True, False, True):
            assert await asyncio.wait_for(told.get(), 5) is live
        await execute("SELECT pg_notify($1, 'hello')", CHANNEL)
        assert await asyncio.wait_for(heard.get(), 5) == "hello"


async def test_after_catching_up_all_is_heard(database: None) -> None:
    told: asyncio.Queue[bool] = asyncio.Queue()
    heard: list[str] = []
    listener = Listener(CHANNEL, heard.append, told.put_nowait)
    async with listener.running():
        assert await asyncio.wait_for(told.get(), 5)
        for number in range(3):
            await execute("SELECT pg_notify($1, $2)", CHANNEL, str(number))
            await listener.caught_up()
            assert heard[-1] == str(number)


@asynccontextmanager
async def away() -> AsyncIterator[tuple[str, "asyncio.Queue[None]"]]:
    """The address of a database that hangs up on whoever calls, and its calls."""
    calls: asyncio.Queue[None] = asyncio.Queue()

    def hang_up(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        calls.put_nowait(None)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        yield f"postgresql://cms@127.0.0.1:{port}/cms?sslmode=disable", calls


async def test_the_log_says_once_that_it_is_lost_and_once_that_it_is_back(
    database: None, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, listening.__name__)
    monkeypatch.setattr(listening, "RETRY_SECONDS", 0.01)
    told: asyncio.Queue[bool] = asyncio.Queue()
    listener = Listener(CHANNEL, lambda _: None, told.put_nowait)
    with acting_as(Role.OWNER):
        ending = await engine.get_new_connection()
    async with away() as (url, calls), listener.running():
        assert await asyncio.wait_for(told.get(), 5)
        pid = listener.connection.get_server_pid()
        with monkeypatch.context() as barred:
            barred.setitem(vars(settings), "database_url", url)
            await ending.execute("SELECT pg_terminate_backend($1)", pid)
            assert not await asyncio.wait_for(told.get(), 5)
            for _ in range(TRIES):
                await asyncio.wait_for(calls.get(), 5)
        assert await asyncio.wait_for(told.get(), 5)
    await ending.close()

    said = [one for one in caplog.records if one.name == listening.__name__]
    assert [(one.levelname, one.getMessage()) for one in said] == [
        ("WARNING", LOST),
        ("INFO", BACK),
    ]
