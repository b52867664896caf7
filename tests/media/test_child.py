"""Who waits for a child keeps nobody else waiting."""

import asyncio
import os

from cms.media.child import in_child


async def test_files_are_read_while_many_wait_for_a_child() -> None:
    waiting = [
        asyncio.create_task(in_child("cms.media.names.ending", "x.jpg", [".jpg"]))
        for _ in range(60)
    ]
    await asyncio.sleep(0)
    assert await asyncio.to_thread(os.getpid) == os.getpid()
    assert not all(one.done() for one in waiting)
    await asyncio.gather(*waiting)
