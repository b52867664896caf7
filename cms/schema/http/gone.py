"""Clients that go away: nobody waits for their answers, so nothing goes on working at them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.types import Receive

AFTER = 0.05
"""Seconds after which it is worth looking: most answers are ready by then."""


class ClientGone(Exception):
    """There is nobody to answer."""


@asynccontextmanager
async def while_connected(receive: Receive) -> AsyncIterator[None]:
    """Work that is cancelled, with its statements, when the client goes away. Raises `ClientGone`.

    The request's body must have been read.
    """
    task = asyncio.current_task()
    assert task
    watching: list[asyncio.Task[None]] = []

    async def watch() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        task.cancel()

    loop = asyncio.get_running_loop()
    look = loop.call_later(AFTER, lambda: watching.append(loop.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError:
        if any(one.done() for one in watching) and not task.uncancel():
            raise ClientGone from None
        raise
    finally:
        look.cancel()
        for one in watching:
            one.cancel()
