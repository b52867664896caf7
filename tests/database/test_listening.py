"""Listening goes on, whatever happens to whoever listens."""

import asyncio

from cms.database.engine import execute
from cms.database.listening import Listener

CHANNEL = "listening_is_tried"


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
