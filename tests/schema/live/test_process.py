"""A real process, as `cms serve` starts it: it tells what another one did, and says when it goes."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from websockets.exceptions import ConnectionClosed

from tests.builders import make_published
from tests.schema.live.processes import Process, process
from tests.schema.live.serving import CHANGES, hear, subscribe


@pytest.fixture
async def served(database: None, tmp_path: Path) -> AsyncIterator[Process]:
    async with process(tmp_path) as made:
        yield made


async def test_it_tells_what_another_did_and_that_it_goes(served: Process) -> None:
    async with served.begun() as connection, served.told(CHANGES) as stream:
        await subscribe(connection, CHANGES)
        await asyncio.sleep(0.5)
        uid = (await make_published("page", "Elders")).uid
        found = [await hear(connection) for _ in range(4)]
        assert uid in {one["payload"]["data"]["contentChanged"]["uid"] for one in found}
        assert [await stream.event() for _ in range(4)] == [
            ("next", one["payload"]) for one in found
        ]
        served.process.send_signal(signal.SIGTERM)
        _, told = await stream.event()
        assert told["errors"][0]["extensions"]["code"] == "stopping"
        assert (await stream.event())[0] == "complete"
        with pytest.raises(ConnectionClosed) as caught:
            await hear(connection)
        assert caught.value.rcvd
        assert caught.value.rcvd.code == 1001
    await asyncio.wait_for(served.process.wait(), 8)
