"""A process that is told to stop is gone in time, and what takes no notice of it is left."""

import asyncio
import sys

from cms.operation.ending import END_SECONDS, FINISH_SECONDS
from cms.supervising.seat import SECONDS_TO_STOP

HANGS = """
import threading
from cms.operation import ending
ending.END_SECONDS = 0.1
threading.Thread(target=threading.Event().wait).start()
ending.end_in_time(lambda: print("at last", flush=True))
ending.end_in_time(lambda: print("again", flush=True))
"""


async def test_a_thread_that_hangs_is_left() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", HANGS),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(30):
        out, err = await process.communicate()
    assert (process.returncode, out) == (0, b"at last\n")
    assert b"takes no notice" in err


def test_who_is_above_waits_for_longer_than_a_process_takes() -> None:
    assert FINISH_SECONDS < END_SECONDS < SECONDS_TO_STOP < 10
